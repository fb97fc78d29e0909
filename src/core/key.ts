// Digests and cache keys. They decide which checks may share an answer.
import type {
  CredentialDigest,
  CredentialHeader,
  OpaqueAuthorization,
  RawCredential,
} from "./credential.ts";

/** SHA-256 of a text as base64url, in one call. The edge gets it as a port. */
export type DigestText = (text: string) => string;

/**
 * The digest of one credential. Each part (label, project, kind, value) is written with its length, so that no two
 * inputs give the same text. Both token headers are one kind, because a token means the same session in either. A
 * cookie's value has the same digest with and without quotes, because the origin drops them. A fence for one spelling
 * must reach entries under the other.
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

/** Whether a cookie's value is in quotes. */
function isQuoted(value: string): boolean {
  return value.length > 2 && value.startsWith('"') && value.endsWith('"');
}

/**
 * The digest of an `Authorization` that is not a session credential. It has a separate label, so it never equals a
 * credential's digest.
 */
function opaqueDigest(project: string, value: string, digest: DigestText): string {
  return digest(
    `edge-sessions authorization 1;${project.length}:${project};${value.length}:${value}`,
  );
}

/** A check's key, and the digests in it. */
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
 * The key of a check: every credential with the header that it came in, an `Authorization` of another scheme, the
 * tokenizer template, and the request's `Origin`. Everything that is sent to the origin is in the key. Each part but the
 * `Origin` ends with a space, and no part contains one.
 */
export function checkKey(
  project: string,
  credentials: readonly RawCredential[],
  origin: string | undefined,
  digest: DigestText,
  opaque?: OpaqueAuthorization,
  template?: string,
): CheckKey {
  let key = "";
  const digests: CredentialDigest[] = [];
  for (const credential of credentials) {
    const value = credentialDigest(project, credential.header, credential.reveal(), digest);
    digests.push(value);
    key += `${headerMark[credential.header]}:${value} `;
    // The origin gets the quotes, so quoted values have a separate key, although the digest is the same.
    if (credential.header === "cookie" && isQuoted(credential.reveal())) key += '" ';
  }
  if (opaque !== undefined) key += `b:${opaqueDigest(project, opaque.reveal(), digest)} `;
  if (template !== undefined) key += `t:${template} `;
  if (origin !== undefined) key += `o:${origin}`;
  return { key, credentials: digests };
}

/** The key of checks that present no credential. There is one per project and `Origin`. */
export function anonymousKey(project: string, origin: string | undefined): CheckKey {
  const suffix = origin === undefined ? "" : `o:${origin}`;
  return { key: `n:${project.length}:${project} ${suffix}`, credentials: [] };
}
