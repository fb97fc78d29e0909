// Reads the check that an SDK sends without the cost of `Request`: a URL as text, plain headers, no body.
import type { EdgeRequest } from "../../edge/ports.ts";
import { isCondition } from "./cache-mode.ts";
import { inProcess } from "../credentials.ts";

/** A request made from text and records alone. Undefined if it needs `Request`. */
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

/**
 * A URL whose path needs no parsing: it has no dot segment, no escape, and nothing else that could be read in two ways.
 */
const plainUrl = /^https?:\/\/[a-zA-Z0-9.-]+(?::\d+)?(\/[\w/-]*)$/;

/** The path of a URL. Undefined if only parsing can find it. */
export function plainTarget(url: string): string | undefined {
  return plainUrl.exec(url)?.[1];
}

const token = /^[\w-]+$/;
const trimmedValue = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;

function plainLines(headers: RequestInit["headers"]): string[] | undefined {
  if (headers === undefined) return [];
  return Symbol.iterator in headers ? undefined : linesOfPairs(Object.entries(headers));
}

/** The lines of names and values. Undefined if `Headers` must check or trim them. */
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
