// The Console's cookie: which names it has, and how it is taken out of what goes on to an identity server.

/** Its name where the browser speaks TLS: the prefix binds it to one host, TLS and the root path (RFC 6265bis section 4.1.3). */
export const secureConsoleCookie = "__Host-edge_sessions_console";

/** Its name without TLS, where browsers refuse the prefix. */
export const plainConsoleCookie = "edge_sessions_console";

/** Every name of it. */
export const consoleCookieNames: ReadonlySet<string> = new Set([
  secureConsoleCookie,
  plainConsoleCookie,
]);

/** A `Cookie` value without the Console's cookies; unchanged, byte for byte, where it has none, undefined where nothing is left. */
export function withoutConsoleCookie(value: string): string | undefined {
  // Most values have none: then nothing is taken apart.
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
