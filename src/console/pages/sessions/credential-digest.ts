// The digest of a cookie or a token, as the edges calculate it. The raw value stays in this function's memory.
import type { Secret } from "./recognise.ts";

/** Whether this page can calculate digests. Browsers allow it on pages that came by https, or from localhost. */
export function canDigest(): boolean {
  return "subtle" in crypto;
}

/** SHA-256 as base64url of a label, the project's id, the kind and the value, each with its length. */
export async function credentialDigest(project: string, secret: Secret): Promise<string> {
  const { kind } = secret;
  const value = kind === "cookie" ? withoutQuotes(secret.value) : secret.value;
  const text = `edge-sessions credential 1;${project.length}:${project};${kind};${value.length}:${value}`;
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return btoa(String.fromCharCode(...new Uint8Array(hash)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** The identity server drops the quotes around a cookie's value. */
function withoutQuotes(value: string): string {
  return value.length > 2 && value.startsWith('"') && value.endsWith('"')
    ? value.slice(1, -1)
    : value;
}
