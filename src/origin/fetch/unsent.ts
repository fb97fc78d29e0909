// Whether a failed `fetch` cannot have reached the origin. Only errors that prove this count, because a mutation that
// may have arrived puts its scopes in doubt.

/** Error codes of name resolution, connecting and the TLS handshake, as Node and Bun spell them. */
const unsentCodes: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  "UND_ERR_CONNECT_TIMEOUT",
  "ConnectionRefused",
  "FailedToOpenSocket",
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
]);

/** Whether it is certain that nothing was sent. */
export function neverSent(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ("code" in error && typeof error.code === "string" && unsentCodes.has(error.code)) return true;
  if (error instanceof AggregateError) {
    // Every address of a name was tried.
    return error.errors.length > 0 && error.errors.every((each) => neverSent(each));
  }
  return neverSent(error.cause);
}
