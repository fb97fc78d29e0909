// Digests and keys: what may share an answer, by construction.
import type {
  CredentialDigest,
  CredentialHeader,
  OpaqueAuthorization,
  RawCredential,
} from "./credential.ts";

/** One-shot SHA-256 of a text as base64url; a port of the edge, handed in. */
export type DigestText = (text: string) => string;

/**
 * Digest of one credential. Label, project, kind and value each stand with their length, so no two inputs read alike.
 * Both token headers are one kind: the same token means the same session in either. So does a cookie's value with and
 * without quotes, which the origin drops: a fence for one has to reach what is stored under the other.
 */
export function credentialDigest(
  project: string,
  header: CredentialHeader,
  value: string,
  digest: DigestText,
): CredentialDigest {
  const kind = header === "cookie" ? "cookie" : "token";
  const plain = header === "cookie" && isQuoted(value) ? value.slice(1, -1) : value;
  const text = `edge-sessions credential 1;${project.length}:${project};${kind};${plain.length}:${plain}`;
  return digest(text) as CredentialDigest;
}

/** Whether a cookie's value stands in quotes. */
function isQuoted(value: string): boolean {
  return value.length > 2 && value.startsWith('"') && value.endsWith('"');
}

/** Digest of an `Authorization` that is no credential. Its label is its own: it never equals a credential's. */
function opaqueDigest(project: string, value: string, digest: DigestText): string {
  return digest(
    `edge-sessions authorization 1;${project.length}:${project};${value.length}:${value}`,
  );
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

/**
 * The key of a check: every credential present with the header it came in, an `Authorization` that is none, and the
 * request's `Origin`. Whatever goes to the origin is in it.
 */
export function checkKey(
  project: string,
  credentials: readonly RawCredential[],
  origin: string | undefined,
  digest: DigestText,
  opaque?: OpaqueAuthorization,
): CheckKey {
  let key = "";
  const digests: CredentialDigest[] = [];
  for (const credential of credentials) {
    const value = credentialDigest(project, credential.header, credential.reveal(), digest);
    digests.push(value);
    key += `${headerMark[credential.header]}:${value} `;
    // The origin is sent the quotes, so they have a key of their own, though not a digest.
    if (credential.header === "cookie" && isQuoted(credential.reveal())) key += '" ';
  }
  if (opaque !== undefined) key += `b:${opaqueDigest(project, opaque.reveal(), digest)} `;
  if (origin !== undefined) key += `o:${origin}`;
  return { key, credentials: digests };
}

/** The key of checks that present nothing: one per project and `Origin`. */
export function anonymousKey(project: string, origin: string | undefined): CheckKey {
  const suffix = origin === undefined ? "" : `o:${origin}`;
  return { key: `n:${project.length}:${project} ${suffix}`, credentials: [] };
}
