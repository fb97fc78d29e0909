// Addresses that never belong to an identity server, but to services that trust every client: clouds' metadata, and what
// the network reserves for itself.
import ipaddr from "ipaddr.js";

/** Names of clouds' metadata services. */
export const reservedNames: ReadonlySet<string> = new Set([
  "metadata",
  "metadata.google.internal",
  "metadata.goog",
  "instance-data",
  "instance-data.ec2.internal",
]);

/** Metadata services outside of the link-local ranges: AWS by IPv6, Alibaba, Azure. */
const metadataAddresses: ReadonlySet<string> = new Set([
  "fd00:ec2::254",
  "100.100.100.200",
  "168.63.129.16",
]);

const reservedRanges: ReadonlySet<string> = new Set([
  "linkLocal",
  "unspecified",
  "broadcast",
  "multicast",
]);

/** Whether an IP address, without brackets, is reserved. A text that is not an address is not. */
export function isReservedAddress(address: string): boolean {
  const [plain = ""] = address.split("%", 1);
  if (!ipaddr.isValid(plain)) return false;
  const parsed = ipaddr.process(plain);
  return reservedRanges.has(parsed.range()) || metadataAddresses.has(parsed.toString());
}
