// Which addresses count as one client when places in a lane are shared out.

const groupsOfAddress = 8;
const groupsOfNetwork = 4;

/**
 * The network that an IP address shares places with. An IPv4 address stands for itself, and an IPv6 address for its
 * /64, because one client usually has the whole /64 (RFC 6177). Text that is not an address stands for itself.
 */
export function sharingNetwork(address: string): string {
  // An IPv4 address may be written inside an IPv6 one: `::ffff:192.0.2.1` (RFC 4291 §2.5.5.2).
  if (address.includes(".")) return address.slice(address.lastIndexOf(":") + 1);
  if (!address.includes(":")) return address;
  const [left = "", right] = address.split("::", 2);
  const first = splitGroups(left);
  const last = splitGroups(right ?? "");
  const zeros = right === undefined ? 0 : Math.max(0, groupsOfAddress - first.length - last.length);
  const groups = [...first, ...Array.from({ length: zeros }, () => "0"), ...last];
  return `${groups.slice(0, groupsOfNetwork).join(":")}::/64`;
}

/** The groups of hexadecimal digits, each in its shortest spelling. */
function splitGroups(text: string): string[] {
  if (text === "") return [];
  return text.split(":", groupsOfAddress).map((group) => Number.parseInt(group, 16).toString(16));
}
