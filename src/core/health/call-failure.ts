// Why a server gave no answer, in words. Made from the error's code alone, because messages may quote what was sent.

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there",
  ENOTFOUND: "its host name is not known",
  EAI_AGAIN: "its host name could not be looked up",
  EHOSTUNREACH: "its network cannot be reached",
  ENETUNREACH: "its network cannot be reached",
  ECONNRESET: "it closed the connection",
  UND_ERR_SOCKET: "it closed the connection",
  UND_ERR_CONNECT_TIMEOUT: "it could not be reached in time",
  EPROTO: "it does not speak TLS; check whether the URL must begin with http: instead of https:",
  ERR_SSL_WRONG_VERSION_NUMBER:
    "it does not speak TLS; check whether the URL must begin with http: instead of https:",
  ERR_SSL_PACKET_LENGTH_TOO_LONG:
    "it does not speak TLS; check whether the URL must begin with http: instead of https:",
};

/** A clause that says why, such as "nothing listens there". An unknown code is named. */
export function callFailureWords(code: string): string {
  if (!/^[A-Z][A-Z\d_]{1,63}$/u.test(code)) return "the call failed";
  const reason = reasons[code];
  if (reason !== undefined) return reason;
  if (code.startsWith("HPE_")) return `it does not speak HTTP (${code})`;
  return /CERT|SIGNATURE|SELF_SIGNED|ALTNAME/u.test(code)
    ? `its TLS certificate is not accepted (${code})`
    : `the call failed (${code})`;
}
