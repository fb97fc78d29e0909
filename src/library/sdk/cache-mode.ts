// The `cache` option of a fetch, and the header lines that it adds to a request (Fetch standard, "HTTP-network-or-cache
// fetch"). The global `fetch` sends these lines to servers, so an edge in process gets them too.
import { headerValues } from "../../core/header-lines.ts";
import type { EdgeAnswer } from "../../edge/ports.ts";

/** The `cache` option. `default` if none is given. */
export type CacheMode = Request["cache"];

/** Fields that turn the mode `default` into `no-store` (Fetch standard), because the caller has a separate cache. */
const conditions = [
  "if-modified-since",
  "if-none-match",
  "if-unmodified-since",
  "if-match",
  "if-range",
];

/** Whether a line with this name may change what the mode `default` means. */
export function isCondition(name: string): boolean {
  return conditions.includes(name.toLowerCase());
}

/**
 * The lines with those that the mode adds. `force-cache` adds nothing, because an edge answers from its store anyway
 * and no option makes its limit longer. Lines that the caller has set stay.
 */
export function withCacheMode(lines: readonly string[], mode: CacheMode): readonly string[] {
  const conditional = conditions.some((name) => headerValues(lines, name).length > 0);
  switch (mode) {
    case "default":
      return conditional ? withoutStore(lines) : lines;
    case "no-store":
    case "reload":
      return withoutStore(lines);
    case "no-cache":
      return withDefault(lines, "Cache-Control", "max-age=0");
    case "only-if-cached":
      return [...lines, "Cache-Control", "only-if-cached"];
    case "force-cache":
      return lines;
    default:
      return mode satisfies never;
  }
}

function withoutStore(lines: readonly string[]): readonly string[] {
  const pragma = withDefault(lines, "Pragma", "no-cache");
  return withDefault(pragma, "Cache-Control", "no-cache");
}

function withDefault(lines: readonly string[], name: string, value: string): readonly string[] {
  return headerValues(lines, name.toLowerCase()).length > 0 ? lines : [...lines, name, value];
}

/** Whether an edge in this process gave the answer from its store. Its own `Cache-Status` is the last one. */
export function isFromStore({ headers }: EdgeAnswer): boolean {
  return /^[^;]+; hit(?:;|$)/.test(headerValues(headers, "cache-status").at(-1) ?? "");
}
