// Puts renewed cookies on an answer of Node's server in the moment its head is written: by then the application may
// have replaced or cleared its headers, redirected, failed, or streamed, and none of that may cost the cookie.
import type { ServerResponse } from "node:http";
import { cookiesWith, privateCacheControl } from "./private-answer.ts";

/** The part of a response that is used: Node's for HTTP/1.1, or its like for HTTP/2. */
export type NodeAnswer = Pick<
  ServerResponse,
  "headersSent" | "getHeader" | "setHeader" | "writeHead"
>;

/** `writeHead` as it is called: status, then a reason, headers, or both. */
type WriteHead = (status: number, ...rest: readonly unknown[]) => ServerResponse;

/** Has the answer carry the cookies, each once and before the application's own. Does nothing once its head has been sent. */
export function carryCookies(answer: NodeAnswer, renewed: readonly string[]): void {
  if (renewed.length === 0 || answer.headersSent) return;
  const write = answer.writeHead.bind(answer) as WriteHead;
  const writeHead: WriteHead = (status, ...rest) => {
    // An interim answer is not the one (RFC 9110 section 15.2), and a second head is refused by Node itself.
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

/** Sets what `writeHead` was given: each name takes the place of what was set before, and may be there several times. */
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
