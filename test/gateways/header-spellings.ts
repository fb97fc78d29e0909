// How a client may spell a header that it has no right to. CGI and WSGI read `_` as `-`, and PHP `.` too.

/** Asks whoever is next to take these headers off before it passes the request on (RFC 9110, section 7.6.1). */
export const hopByHop = "close, X-User-Id, X-User-Email, X-User-Aal";

/** Every combination of `-`, `_` and `.`, in the case given and in lower case. */
export function spellings(name: string): readonly string[] {
  const parts = name.split("-");
  let all = [parts[0] ?? ""];
  for (const part of parts.slice(1)) {
    all = all.flatMap((before) => ["-", "_", "."].map((between) => `${before}${between}${part}`));
  }
  return all.flatMap((one) => [one, one.toLowerCase()]);
}
