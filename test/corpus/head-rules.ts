// What a careful HTTP/1.1 intermediary refuses by itself, written down from RFC 9112 as plain rules
// over bytes. The reference relay applies them, and with that they check the list of refusals that
// the transparency test demands of the edge: neither may know a case that the other does not.

/** Bytes of a request head that are still taken. */
const headBytesMax = 65_536;

const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const startLine = new RegExp(`^(${token}) (\\S+) HTTP/1\\.\\d$`);
const fieldLine = new RegExp(`^(${token}):[ \\t]*(.*?)[ \\t]*$`);

/** The status with which a request is refused by itself; undefined if it may be forwarded. */
export function refusal(bytes: Buffer): 400 | 405 | 431 | undefined {
  const end = bytes.indexOf("\r\n\r\n");
  if ((end === -1 ? bytes.length : end) > headBytesMax) return 431;
  if (end === -1) return 400;
  const [start = "", ...lines] = bytes.toString("latin1", 0, end).split("\r\n");
  // NUL and other control bytes, and with them a CR or LF on its own.
  if ([start, ...lines].some((line) => hasControl(line))) return 400;
  const match = startLine.exec(start);
  if (match === null) return 400;
  const [, method = "", target = ""] = match;
  if (method === "CONNECT") return 405;
  const fields = lines.map((line) => fieldLine.exec(line));
  // No colon, an empty name, a blank before the colon, or a folded line.
  if (fields.includes(null)) return 400;
  const values = (name: string): string[] =>
    fields.flatMap((field) => (field?.[1]?.toLowerCase() === name ? [field[2] ?? ""] : []));
  const hosts = values("host");
  // HTTP/1.0 may do without: health checks send it so.
  if (hosts.length > 1 || (hosts.length === 0 && !start.endsWith(" HTTP/1.0"))) return 400;
  if (!targetAllowed(target, hosts[0])) return 400;
  return framingAllowed(values("content-length"), values("transfer-encoding")) ? undefined : 400;
}

/** Origin form in ASCII, or absolute form that names the `Host`. */
function targetAllowed(target: string, host: string | undefined): boolean {
  if (/[^\x21-\x7e]/.test(target)) return false;
  if (target.startsWith("/")) return true;
  const authority = /^http:\/\/([^/?#]+)/.exec(target)?.[1];
  return authority !== undefined && authority === host;
}

function framingAllowed(lengths: string[], codings: string[]): boolean {
  if (lengths.length > 0 && codings.length > 0) return false;
  if (lengths.length > 1 || codings.length > 1) return false;
  if (lengths.some((length) => !/^\d+$/.test(length))) return false;
  return codings.every((coding) => coding.toLowerCase() === "chunked");
}

function hasControl(line: string): boolean {
  for (let i = 0; i < line.length; i += 1) {
    const code = line.charCodeAt(i);
    if (code === 0x7f || (code < 0x20 && code !== 0x09)) return true;
  }
  return false;
}
