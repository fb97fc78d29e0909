// Removes the secrets of a Postgres address from texts.

/** The text without the password of this address, in case a driver or server quotes it. */
export function withoutSecrets(text: string, url: string): string {
  let shown = text;
  for (const secret of secretsOf(url)) shown = shown.replaceAll(secret, "[password]");
  return shown;
}

function secretsOf(url: string): string[] {
  if (!URL.canParse(url)) return [url];
  const { password, searchParams } = new URL(url);
  const written = [password, ...searchParams.getAll("password")];
  return [...written, ...written.map(decoded)].filter((secret) => secret !== "");
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // It is not percent-encoded, so it is used as it is.
    return text;
  }
}
