// An answer with a renewed session cookie is private to one browser, in every framework.

/**
 * The cookies of an answer. The renewed ones come first, so that a cookie of the same name from the application
 * overrides them.
 */
export function cookiesWith(renewed: readonly string[], own: readonly string[]): string[] {
  return [...renewed, ...own.filter((line) => !renewed.includes(line))];
}

/**
 * `Cache-Control` of such an answer. A shared cache that kept it would give the cookie to others (RFC 9111 section
 * 7.3). The application's directives for the browser's own cache stay.
 */
export function privateCacheControl(own: string | undefined): string {
  const directives = (own ?? "")
    .split(",")
    .map((directive) => directive.trim())
    .filter((directive) => directive !== "" && !/^(?:public$|s-maxage\b)/i.test(directive));
  const closed = directives.some((directive) => /^(?:private|no-store)$/i.test(directive));
  return closed ? directives.join(", ") : ["private", ...directives].join(", ");
}
