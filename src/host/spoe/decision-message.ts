// From a message of HAProxy to a request for a decision, and from its answer to variables.
import type { EdgeAnswer } from "../../edge/ports.ts";
import type { Message } from "./frames.ts";

/** The message that asks for a decision. Others are acknowledged and set nothing. */
const messageName = "authorize";

/** A name of a policy, as a segment of a path. */
const policyForm = /^[a-z0-9_-]{1,64}$/;

/** Header fields of the client's request that a decision may depend on. The others are not passed on. */
const passedFields: ReadonlySet<string> = new Set([
  "cookie",
  "authorization",
  "x-session-token",
  "accept",
  "sec-fetch-mode",
  "x-requested-with",
]);

/** What is asked of the edge. */
export interface DecisionRequest {
  readonly target: string;
  readonly headers: readonly string[];
}

/**
 * Reads a message. Its arguments are `policy`, `url` (where the client wanted to go), `method`, `headers` (HAProxy's
 * `req.hdrs`), and `host`, by which an edge of several projects finds the one. A client's own `Host` is not used for that, as
 * it would choose whose policy judges it. Undefined for other messages, if the policy or the headers are missing, and if a
 * field has characters that HTTP does not allow: what is left of a credential could be another one.
 */
export function readDecisionMessage(
  { name, args }: Message,
  basePath: string,
): DecisionRequest | undefined {
  const policy = args.get("policy");
  const lines = args.get("headers");
  if (name !== messageName || typeof lines !== "string") return undefined;
  if (typeof policy !== "string" || !policyForm.test(policy)) return undefined;
  const headers = readFields(lines);
  if (headers === undefined) return undefined;
  const url = args.get("url");
  const method = args.get("method");
  const host = args.get("host");
  if (typeof host === "string" && isFieldValue(host)) headers.push("Host", host);
  if (typeof url === "string" && isFieldValue(url)) headers.push("X-Original-URL", url);
  if (typeof method === "string" && isFieldValue(method)) {
    headers.push("X-Forwarded-Method", method);
  }
  return { target: `${basePath}/edge-sessions/authorize/${policy}`, headers };
}

function readFields(lines: string): string[] | undefined {
  const headers: string[] = [];
  for (const line of lines.split("\r\n")) {
    const cut = line.indexOf(":");
    if (cut <= 0) continue;
    const name = line.slice(0, cut);
    const value = withoutBlanks(line, cut + 1);
    if (!passedFields.has(name.toLowerCase()) || value === "") continue;
    if (!isFieldValue(value)) return undefined;
    headers.push(name, value);
  }
  return headers;
}

/** What follows in a line, without the blanks around it. What else `trim` takes off could be a part of a credential. */
function withoutBlanks(line: string, at: number): string {
  let from = at;
  let to = line.length;
  while (from < to && isBlank(line[from])) from += 1;
  while (to > from && isBlank(line[to - 1])) to -= 1;
  return line.slice(from, to);
}

function isBlank(character: string | undefined): boolean {
  return character === " " || character === "\t";
}

/** Whether a text can be the value of a header field: without control characters (RFC 9110, section 5.5). */
function isFieldValue(text: string): boolean {
  // Everything but a tab below the blank, and DEL.
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if ((code < 0x20 && code !== 0x09) || code === 0x7f) return false;
  }
  return text !== "";
}

/** Header fields of an answer that are about the answer. All others are the policy's. */
const ownFields: ReadonlySet<string> = new Set([
  "age",
  "cache-control",
  "cache-status",
  "connection",
  "content-length",
  "content-type",
  "date",
  "keep-alive",
  "location",
  "pragma",
  "retry-after",
  "set-cookie",
  "transfer-encoding",
  "vary",
  "via",
  "www-authenticate",
  "x-content-type-options",
]);

/** `Set-Cookie` lines of an answer that become variables. */
const cookieLinesMax = 4;

/**
 * The variables of an answer: `status`, `location`, `set_cookie_1` to `set_cookie_4`, `body` if the answer is an error,
 * and each header of the policy, in lower case and with `_` for `-`.
 */
export function variablesOf(
  { status, headers }: Pick<EdgeAnswer, "status" | "headers">,
  body: string,
): Map<string, string | number> {
  const variables = new Map<string, string | number>();
  let cookieLines = 0;
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const name = (headers[at] ?? "").toLowerCase();
    const value = headers[at + 1] ?? "";
    if (name === "location") variables.set("location", value);
    else if (name === "set-cookie" && cookieLines < cookieLinesMax) {
      cookieLines += 1;
      variables.set(`set_cookie_${cookieLines}`, value);
    } else if (status === 200 && !ownFields.has(name)) {
      variables.set(name.replaceAll(/[^a-z0-9]/g, "_"), value);
    }
  }
  variables.set("status", status);
  // Without the line feed at its end, which HAProxy would write as `#0A`.
  if (body !== "") variables.set("body", body.trim());
  return variables;
}
