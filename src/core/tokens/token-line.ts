// The header line of a decision that carries a signed session.

/** The line, ended by CRLF. In `Authorization`, a token has its scheme in front (RFC 6750). */
export function tokenLine(header: string, token: string): string {
  const value = header.toLowerCase() === "authorization" ? `Bearer ${token}` : token;
  return `${header}: ${value}\r\n`;
}
