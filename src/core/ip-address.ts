// Reading an IP address as proxies write it in header fields.

/** The length of the longest IPv6 address in brackets with a port. Longer text is not parsed. */
const textMax = 64;

/**
 * The bare address of a text such as `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1` or `[2001:db8::1]:443`. A port is
 * dropped, because some proxies add one. IPv4 mapped into IPv6 is returned as IPv4. Anything else is undefined, zones
 * included.
 */
export function readAddress(text: string): string | undefined {
  if (text.length > textMax) return undefined;
  const bracketed = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(text)?.[1];
  if (bracketed !== undefined) return isIpv6(bracketed) ? unmapped(bracketed) : undefined;
  const withoutPort = text.replace(/^([\d.]+):\d{1,5}$/, "$1");
  if (isIpv4(withoutPort)) return withoutPort;
  return isIpv6(text) ? unmapped(text) : undefined;
}

function isIpv4(text: string): boolean {
  const parts = text.split(".");
  return (
    parts.length === 4 &&
    parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)
  );
}

/**
 * Whether a text is an IPv6 address (RFC 4291 section 2.2): eight groups, at most one run of zeros as `::`, the last
 * two groups perhaps as an IPv4 address.
 */
function isIpv6(text: string): boolean {
  const halves = text.split("::");
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === "" ? [] : half.split(":")));
  const last = groups.at(-1);
  const ipv4AtEnd = last !== undefined && text.endsWith(last) && isIpv4(last);
  const hex = ipv4AtEnd ? groups.slice(0, -1) : groups;
  if (!hex.every((group) => /^[\da-f]{1,4}$/i.test(group))) return false;
  const count = hex.length + (ipv4AtEnd ? 2 : 0);
  return halves.length === 2 ? count < 8 : count === 8;
}

function unmapped(ipv6: string): string {
  const ipv4 = /^::ffff:([\d.]+)$/i.exec(ipv6)?.[1];
  return ipv4 !== undefined && isIpv4(ipv4) ? ipv4 : ipv6;
}
