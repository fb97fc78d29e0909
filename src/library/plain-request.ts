// What SDKs send for a check, read without the cost of `Request`: a URL as text, plain headers, no body.
import type { EdgeRequest } from "../edge/ports.ts";
import { isCondition } from "./cache-mode.ts";
import { inProcess } from "./credentials.ts";

/** A request of text and records alone; undefined where there is more to it, which is left to `Request`. */
export function plainRequest(
  input: Request | string | URL,
  init: RequestInit | undefined,
): EdgeRequest | undefined {
  if (typeof input !== "string" || init === undefined) return undefined;
  const target = plainTarget(input);
  if (target === undefined) return undefined;
  const { body, headers, method = "GET", signal, redirect, integrity, cache = "default" } = init;
  const bare =
    (body === undefined || body === null) &&
    !signal &&
    redirect !== "error" &&
    !integrity &&
    cache === "default";
  if (!bare || (method !== "GET" && method !== "HEAD")) return undefined;
  const lines = plainLines(headers);
  if (lines === undefined) return undefined;
  return inProcess(method, target, lines);
}

/** A URL whose path needs no parsing: no dot segment, no escape, nothing that could be read in two ways. */
const plainUrl = /^https?:\/\/[a-zA-Z0-9.-]+(?::\d+)?(\/[\w/-]*)$/;

/** Path of a URL, or undefined where it takes parsing to be sure. */
export function plainTarget(url: string): string | undefined {
  return plainUrl.exec(url)?.[1];
}

const token = /^[\w-]+$/;
const trimmedValue = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;

function plainLines(headers: RequestInit["headers"]): string[] | undefined {
  if (headers === undefined) return [];
  return Symbol.iterator in headers ? undefined : linesOfPairs(Object.entries(headers));
}

/** Lines of names and values; undefined where `Headers` has to judge or to trim. */
export function linesOfPairs(pairs: Iterable<readonly [string, unknown]>): string[] | undefined {
  const lines: string[] = [];
  for (const [name, value] of pairs) {
    if (typeof value !== "string" || !token.test(name) || !trimmedValue.test(value)) {
      return undefined;
    }
    if (isCondition(name)) return undefined;
    lines.push(name, value);
  }
  return lines;
}
