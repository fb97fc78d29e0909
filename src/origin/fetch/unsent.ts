// Whether a failed `fetch` cannot have reached the origin. Only errors that say so for certain count: a mutation that
// may have arrived leaves its scopes in doubt.

/** What resolving a name, connecting and the TLS handshake fail with, in Node's spelling and in Bun's. */
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

/** Whether nothing was sent, for certain. */
export function neverSent(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ("code" in error && typeof error.code === "string" && unsentCodes.has(error.code)) return true;
  if (error instanceof AggregateError) {
    // Every address of a name was tried.
    return error.errors.length > 0 && error.errors.every((each) => neverSent(each));
  }
  return neverSent(error.cause);
}
