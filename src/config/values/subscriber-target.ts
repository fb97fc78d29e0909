// Where subscribers may be: on the internet by https, and inside the network only where the operator allows it.
import ipaddr from "ipaddr.js";
import { subscriberUrlCharactersMax } from "../../core/subscribers/limits.ts";
import type { AddressTest } from "./address-range.ts";
import { isReservedAddress, reservedNames } from "./reserved-addresses.ts";

/**
 * Whether nothing may be sent to an IP address, without brackets. Only global unicast addresses may be sent to, and those in
 * the operator's ranges. Addresses of clouds' metadata, and link-local ones, may not in any case.
 */
export function refusesTarget(address: string, allows: AddressTest): boolean {
  const [plain = ""] = address.split("%", 1);
  if (!ipaddr.isValid(plain)) return true;
  if (isReservedAddress(plain)) return true;
  return ipaddr.process(plain).range() !== "unicast" && !allows(plain);
}

/** What is wrong with the URL of a subscriber, as the end of a sentence. Undefined if nothing is. */
export function targetProblem(text: string, allows: AddressTest): string | undefined {
  if (text.length > subscriberUrlCharactersMax) {
    return `must be at most ${subscriberUrlCharactersMax} characters long`;
  }
  // The parser would repair blanks and backslashes.
  if (!/^https?:\/\/[!-~]+$/i.test(text) || text.includes("\\") || !URL.canParse(text)) {
    return "must be a URL such as https://app.example/hooks";
  }
  const url = new URL(text);
  if (url.username !== "" || url.password !== "") return "must not contain a user or password";
  if (text.includes("#")) return "must not contain a fragment";
  const host = url.hostname.replaceAll(/^\[|\]$/g, "");
  const isAddress = ipaddr.isValid(host);
  if (isAddress ? refusesTarget(host, allows) : isInside(host, allows)) {
    return "must not lead inside the network, unless --subscriber-networks allows the address";
  }
  if (url.protocol === "http:" && !isOwnMachine(host, allows)) {
    return "must begin with https://. Only a loopback address that --subscriber-networks allows may have http://";
  }
  return undefined;
}

/** Names that lead inside before they are looked up. All others are judged by the addresses that they lead to. */
function isInside(host: string, allows: AddressTest): boolean {
  if (reservedNames.has(host.replace(/\.$/, ""))) return true;
  return isLocalName(host) && !allows("127.0.0.1");
}

function isLocalName(host: string): boolean {
  return /(?:^|\.)localhost\.?$/.test(host);
}

function isOwnMachine(host: string, allows: AddressTest): boolean {
  if (isLocalName(host)) return allows("127.0.0.1");
  return ipaddr.isValid(host) && ipaddr.process(host).range() === "loopback" && allows(host);
}
