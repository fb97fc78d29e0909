// Puts renewed cookies on an answer of Node's server at the moment that its head is written. By then the application
// may have replaced or cleared its headers, redirected, failed, or streamed. The cookie must survive all of that.
import type { ServerResponse } from "node:http";
import { cookiesWith, privateCacheControl } from "./private-answer.ts";

/** The part of a response that is used. Works with Node's response for HTTP/1.1 and with that for HTTP/2. */
export type NodeAnswer = Pick<
  ServerResponse,
  "headersSent" | "getHeader" | "setHeader" | "writeHead"
>;

/** The signature of `writeHead`: status, then a reason, headers, or both. */
type WriteHead = (status: number, ...rest: readonly unknown[]) => ServerResponse;

/**
 * Adds the cookies to the answer, each once and before the application's own. Does nothing if its head has been sent.
 */
export function carryCookies(answer: NodeAnswer, renewed: readonly string[]): void {
  if (renewed.length === 0 || answer.headersSent) return;
  const write = answer.writeHead.bind(answer) as WriteHead;
  const writeHead: WriteHead = (status, ...rest) => {
    // An interim answer is not the final one (RFC 9110 section 15.2), and Node itself refuses a second head.
    if (status < 200 || answer.headersSent) return write(status, ...rest);
    const reason = typeof rest[0] === "string" ? [rest[0]] : [];
    setHeaders(answer, rest[1] ?? (reason.length === 0 ? rest[0] : undefined));
    answer.setHeader("Set-Cookie", cookiesWith(renewed, texts(answer.getHeader("set-cookie"))));
    const [cacheControl] = texts(answer.getHeader("cache-control"));
    answer.setHeader("Cache-Control", privateCacheControl(cacheControl));
    return write(status, ...reason);
  };
  answer.writeHead = writeHead;
}

/** Sets the headers that `writeHead` was given. Each name replaces what was set before, and may have several lines. */
function setHeaders(answer: NodeAnswer, given: unknown): void {
  const named = new Map<string, { readonly name: string; readonly values: string[] }>();
  for (const [name, value] of pairsOf(given)) {
    const one = named.get(name.toLowerCase()) ?? { name, values: [] };
    named.set(name.toLowerCase(), one);
    one.values.push(...texts(value));
  }
  for (const { name, values } of named.values()) {
    const [first = ""] = values;
    answer.setHeader(name, values.length === 1 ? first : values);
  }
}

/** Names and values of an object, of a flat list, or of a list of pairs. */
function pairsOf(given: unknown): (readonly [string, unknown])[] {
  if (typeof given !== "object" || given === null) return [];
  if (!Array.isArray(given)) return Object.entries(given);
  const list: readonly unknown[] = given;
  const flat: readonly unknown[] = Array.isArray(list[0]) ? list.flat(1) : list;
  const pairs: (readonly [string, unknown])[] = [];
  for (let i = 0; i + 1 < flat.length; i += 2) pairs.push([String(flat[i]), flat[i + 1]]);
  return pairs;
}

function texts(value: unknown): string[] {
  if (value === undefined) return [];
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.map(String);
}
