// Reads a session cookie from copied text.

/** The value of the cookie `name` in `name=value` or in a whole `Cookie` header. Other text is returned as it is. */
export function cookieValue(text: string, name: string): string {
  const pairs = text
    .trim()
    .replace(/^cookie:/i, "")
    .split(";")
    .map((pair) => pair.trim());
  const own = pairs.find((pair) => pair.startsWith(`${name}=`));
  return own === undefined ? text.trim() : own.slice(name.length + 1);
}
