// The header lines that pass between a gateway's question, the check that it stands for, and the decision.
import type { Directives } from "../directives.ts";
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

/**
 * The lines of a question that its check has, if that may not be answered from the store. If a policy limits the age of an
 * answer, the caches on the way are told that limit, together with what the client asks for.
 */
export function checkLines(
  lines: readonly string[],
  clientAddressHeader: string,
  limited: Directives | undefined,
): readonly string[] {
  const kept = filterLines(
    lines,
    (name) =>
      name === clientAddressHeader ||
      (checkFields.has(name) && (limited === undefined || !limitFields.has(name))),
  );
  return limited === undefined ? kept : [...kept, "Cache-Control", limitText(limited)];
}

const limitFields: ReadonlySet<string> = new Set(["cache-control", "pragma"]);

/** The directives as one value. Fractions of a second are cut off, because the limit must hold. */
function limitText({ forced, maxAgeMs, minFreshMs, noStore, onlyIfCached }: Directives): string {
  const maxAge = `max-age=${forced ? 0 : Math.floor(maxAgeMs / 1_000)}`;
  const minFresh = minFreshMs === undefined ? [] : [`min-fresh=${Math.ceil(minFreshMs / 1_000)}`];
  const others = [...(noStore ? ["no-store"] : []), ...(onlyIfCached ? ["only-if-cached"] : [])];
  return [maxAge, ...minFresh, ...others].join(", ");
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
