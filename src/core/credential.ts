// What identifies a session in a request.

/** SHA-256 of one credential with its kind and project, base64url. The only form in which a credential is kept. */
export type CredentialDigest = string & { readonly brand: "CredentialDigest" };
