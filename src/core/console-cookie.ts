// The names of the Console's cookie, and how it is removed from requests to an identity server.

/** Its name over TLS. The prefix binds it to one host, TLS and the root path (RFC 6265bis section 4.1.3). */
export const secureConsoleCookie = "__Host-edge_sessions_console";

/** Its name without TLS, because browsers then refuse the prefix. */
export const plainConsoleCookie = "edge_sessions_console";

/** All names of the Console's cookie. */
export const consoleCookieNames: ReadonlySet<string> = new Set([
  secureConsoleCookie,
  plainConsoleCookie,
]);

/**
 * A `Cookie` value without the Console's cookies. It is unchanged, byte for byte, if it has none of them, and undefined
 * if nothing is left.
 */
export function withoutConsoleCookie(value: string): string | undefined {
  // Most values have none, and need no parsing.
  if (!value.includes(plainConsoleCookie)) return value;
  const pairs = value.split(";");
  const kept = pairs.filter((pair) => !consoleCookieNames.has(nameOf(pair)));
  if (kept.length === pairs.length) return value;
  const rest = kept.join(";").trim();
  return rest === "" ? undefined : rest;
}

function nameOf(pair: string): string {
  const equals = pair.indexOf("=");
  return (equals < 0 ? pair : pair.slice(0, equals)).trim();
}
