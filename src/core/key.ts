// Digests and keys: what may share an answer, by construction.
import type { CredentialDigest, CredentialHeader, RawCredential } from "./credential.ts";

/** One-shot SHA-256 of a text as base64url; a port of the edge, handed in. */
export type DigestText = (text: string) => string;

/**
 * Digest of one credential. Label, project, kind and value each stand with their length, so no two inputs read alike.
 * Both token headers are one kind: the same token means the same session in either.
 */
export function credentialDigest(
  project: string,
  header: CredentialHeader,
  value: string,
  digest: DigestText,
): CredentialDigest {
  const kind = header === "cookie" ? "cookie" : "token";
  const text = `edge-sessions credential 1;${project.length}:${project};${kind};${value.length}:${value}`;
  return digest(text) as CredentialDigest;
}

/** A check's key and the digests in it. */
export interface CheckKey {
  readonly key: string;
  readonly credentials: readonly CredentialDigest[];
}

const headerMark = {
  cookie: "c",
  "x-session-token": "x",
  authorization: "a",
} as const satisfies Record<CredentialHeader, string>;

/** The key of a check: every credential present with the header it came in, and the request's `Origin`. */
export function checkKey(
  project: string,
  credentials: readonly RawCredential[],
  origin: string | undefined,
  digest: DigestText,
): CheckKey {
  let key = "";
  const digests: CredentialDigest[] = [];
  for (const credential of credentials) {
    const value = credentialDigest(project, credential.header, credential.reveal(), digest);
    digests.push(value);
    key += `${headerMark[credential.header]}:${value} `;
  }
  if (origin !== undefined) key += `o:${origin}`;
  return { key, credentials: digests };
}

/** The key of checks that present nothing: one per project and `Origin`. */
export function anonymousKey(project: string, origin: string | undefined): CheckKey {
  const suffix = origin === undefined ? "" : `o:${origin}`;
  return { key: `n:${project.length}:${project} ${suffix}`, credentials: [] };
}
