// Who may keep an answer to a check: nobody but an edge.
import { headerValues } from "./header-lines.ts";

/** What forbids a cache on the way to keep an answer; the value that Kratos sends with its answers to `GET`. */
export const cacheForbidden = "private, no-cache, no-store, must-revalidate";

/**
 * The lines with a `Cache-Control` that forbids keeping them, unless they have one. Kratos sends none on `HEAD`, and a
 * cache such as nginx with `proxy_cache_valid` keeps what does not forbid it, beyond the sign-out. An empty value forbids nothing.
 */
export function withCacheControl(lines: readonly string[]): readonly string[] {
  const said = headerValues(lines, "cache-control").some((value) => value.trim() !== "");
  return said ? lines : [...lines, "Cache-Control", cacheForbidden];
}
