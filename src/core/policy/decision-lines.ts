// The header lines that pass between a gateway's question, the check that it stands for, and the decision.
import { filterLines } from "../header-lines.ts";

/** The fields of a gateway's question that its check passes on to the origin, besides that of the client's address. */
const checkFields: ReadonlySet<string> = new Set([
  "host",
  "cookie",
  "authorization",
  "x-session-token",
  "cache-control",
  "pragma",
  "user-agent",
  "traceparent",
  "tracestate",
]);

/** The lines of a question that its check has, if that may not be answered from the store. */
export function checkLines(
  lines: readonly string[],
  clientAddressHeader: string,
): readonly string[] {
  return filterLines(lines, (name) => checkFields.has(name) || name === clientAddressHeader);
}

/** The lines of a check's answer that its decision has too: where it came from, and a renewed cookie (L6). */
export function decisionLines(lines: readonly string[]): readonly string[] {
  return filterLines(
    lines,
    (name) => name === "age" || name === "cache-status" || name === "set-cookie",
  );
}

/** The lines of a failed check's answer that the gateway gets: where it came from, what it is, when to try again. */
export function failureLines(lines: readonly string[]): readonly string[] {
  return filterLines(
    lines,
    (name) =>
      name === "content-type" ||
      name === "cache-control" ||
      name === "cache-status" ||
      name === "retry-after" ||
      name.startsWith("ratelimit-") ||
      name.startsWith("x-ratelimit-"),
  );
}
