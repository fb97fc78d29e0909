// An answer that carries a renewed session cookie is for one browser alone, whatever way it goes out.

/** The cookies of an answer: the renewed ones first, so that what the application sets under the same name is the last word. */
export function cookiesWith(renewed: readonly string[], own: readonly string[]): string[] {
  return [...renewed, ...own.filter((line) => !renewed.includes(line))];
}

/**
 * `Cache-Control` of such an answer: a shared cache that kept it would hand the cookie to others (RFC 9111 section 7.3).
 * What the application says to the browser's own cache stays.
 */
export function privateCacheControl(own: string | undefined): string {
  const directives = (own ?? "")
    .split(",")
    .map((directive) => directive.trim())
    .filter((directive) => directive !== "" && !/^(?:public$|s-maxage\b)/i.test(directive));
  const closed = directives.some((directive) => /^(?:private|no-store)$/i.test(directive));
  return closed ? directives.join(", ") : ["private", ...directives].join(", ");
}
