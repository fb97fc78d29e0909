// The header line of a decision that carries a signed session.
import type { SignedSession } from "../policy/policy.ts";

/**
 * The line, ended by CRLF. In `Authorization`, a token has its scheme in front (RFC 6750). Empty if the policy names no
 * header.
 */
export function tokenLine(
  signed: Pick<SignedSession, "header"> | undefined,
  token: string,
): string {
  const header = signed?.header;
  if (header === undefined) return "";
  const value = header.toLowerCase() === "authorization" ? `Bearer ${token}` : token;
  return `${header}: ${value}\r\n`;
}
