// A session cookie as people copy it.

/** The value of the cookie `name`: out of `name=value` or a whole `Cookie` header, else the text as it stands. */
export function cookieValue(text: string, name: string): string {
  const pairs = text
    .trim()
    .replace(/^cookie:/i, "")
    .split(";")
    .map((pair) => pair.trim());
  const own = pairs.find((pair) => pair.startsWith(`${name}=`));
  return own === undefined ? text.trim() : own.slice(name.length + 1);
}
