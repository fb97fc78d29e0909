// Finding the handler of a request, as Go's ServeMux does: the path is cut at its slashes first and
// each segment percent-decoded afterwards; unclean paths are redirected, never matched.

import type { Context } from "../context.ts";
import { plainText, redirect, type Answer } from "./answer.ts";
import { percentDecode, type Params, type Request } from "./request.ts";

/** Answers one kind of request. */
export type Handler = (
  context: Context,
  request: Request,
  params: Params,
) => Answer | Promise<Answer>;

/** One row of a listener's table. */
export interface Route {
  /** GET also serves HEAD. */
  readonly methods: readonly string[];
  /** Segments in braces match any one segment. */
  readonly path: string;
  readonly run: Handler;
}

/** What the router found. */
export type Found =
  | { readonly kind: "handler"; readonly run: Handler; readonly params: Params }
  | { readonly kind: "answer"; readonly answer: Answer };

/** Prepares the look-up over a table; literal segments win over braces. */
export function createRouter(routes: readonly Route[]): (request: Request) => Found {
  const table = routes
    .map((route) => ({ route, segments: route.path.split("/").slice(1) }))
    .toSorted((left, right) => braces(left.segments) - braces(right.segments));
  return (request) => {
    const clean = cleanPath(request.path);
    if (clean !== request.path) {
      const query = request.rawQuery === undefined ? "" : `?${request.rawQuery}`;
      return { kind: "answer", answer: redirect(request.method, 307, `${clean}${query}`) };
    }
    const given = clean.split("/").slice(1).map(percentDecode);
    const allowed = new Set<string>();
    for (const { route, segments } of table) {
      const params = match(segments, given);
      if (params === undefined) continue;
      const methods = route.methods.includes("GET") ? [...route.methods, "HEAD"] : route.methods;
      if (methods.includes(request.method)) return { kind: "handler", run: route.run, params };
      for (const method of methods) allowed.add(method);
    }
    if (allowed.size === 0) return { kind: "answer", answer: plainText(404, "404 page not found") };
    const allow: [string, string] = ["Allow", [...allowed].sort().join(", ")];
    return { kind: "answer", answer: plainText(405, "Method Not Allowed", [allow]) };
  };
}

/** Go's path.Clean with the trailing slash kept. */
function cleanPath(path: string): string {
  const kept: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") kept.pop();
    else if (part !== "" && part !== ".") kept.push(part);
  }
  const clean = `/${kept.join("/")}`;
  return path.endsWith("/") && clean !== "/" ? `${clean}/` : clean;
}

function braces(segments: readonly string[]): number {
  return segments.filter((segment) => segment.startsWith("{")).length;
}

function match(
  segments: readonly string[],
  given: readonly (string | undefined)[],
): Record<string, string> | undefined {
  if (segments.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [at, segment] of segments.entries()) {
    const value = given[at];
    if (value === undefined) return undefined;
    if (segment.startsWith("{") && value !== "") params[segment.slice(1, -1)] = value;
    else if (segment !== value) return undefined;
  }
  return params;
}
