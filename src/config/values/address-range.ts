// Ranges of IP addresses, as `trusted-proxies` lists them.
import ipaddr from "ipaddr.js";
import { addressRangeCharactersMax } from "./setting-limits.ts";

type Range = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];

/** Whether an IP address (without brackets or port) is in one of the ranges. */
export type AddressTest = (address: string) => boolean;

/** A range, or a clause that says why the text is not one. A bare address is a range of one. */
export function parseRange(text: string): Range | string {
  if (text.length > addressRangeCharactersMax) {
    return `is longer than ${addressRangeCharactersMax} characters`;
  }
  const [address = "", bits, ...rest] = text.split("/");
  const plain = address.includes(":")
    ? ipaddr.IPv6.isValid(address) && !address.includes("%")
    : ipaddr.IPv4.isValidFourPartDecimal(address);
  if (!plain || rest.length > 0) return "is not an IP address or a range such as 10.0.0.0/8";
  const parsed = ipaddr.parse(address);
  const bitsMax = parsed.kind() === "ipv4" ? 32 : 128;
  if (bits === undefined) return [parsed, bitsMax];
  if (!/^\d{1,3}$/u.test(bits) || Number(bits) > bitsMax) {
    return `must have a prefix length from 0 to ${bitsMax}`;
  }
  const network = (
    parsed.kind() === "ipv4"
      ? ipaddr.IPv4.networkAddressFromCIDR(text)
      : ipaddr.IPv6.networkAddressFromCIDR(text)
  ).toString();
  // In 10.1.2.3/8 either the address or the length is wrong. A guess could trust too many.
  if (network !== parsed.toString())
    return `has bits set after its prefix; write ${network}/${bits}`;
  return [parsed, Number(bits)];
}

/** The test for a list of ranges. IPv4 addresses mapped into IPv6 count as IPv4. A text that is not an address is in no range. */
export function addressTest(ranges: readonly Range[]): AddressTest {
  if (ranges.length === 0) return () => false;
  return (address) => {
    if (!ipaddr.isValid(address)) return false;
    const parsed = ipaddr.process(address);
    return ranges.some(
      ([network, bits]) => network.kind() === parsed.kind() && parsed.match([network, bits]),
    );
  };
}
