// Which caches may keep an answer to a check: only an edge.
import { headerValues } from "./header-lines.ts";

/** Forbids caches on the way to keep an answer. It is the value that Kratos sends with its answers to `GET`. */
export const cacheForbidden = "private, no-cache, no-store, must-revalidate";

/**
 * The lines with a `Cache-Control` that forbids keeping the answer, unless they already have one. Kratos sends none on
 * `HEAD`. A cache such as nginx with `proxy_cache_valid` keeps everything that does not forbid it, even after a
 * sign-out. An empty value forbids nothing.
 */
export function withCacheControl(lines: readonly string[]): readonly string[] {
  const said = headerValues(lines, "cache-control").some((value) => value.trim() !== "");
  return said ? lines : [...lines, "Cache-Control", cacheForbidden];
}
