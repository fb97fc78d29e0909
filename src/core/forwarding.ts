// Header lines of exchanges that pass through: what is hop-by-hop stays here, who the client is gets told truthfully.
import { withoutConsoleCookie } from "./console-cookie.ts";
import { tellsAddress, tellsTarget, tellsWay } from "./forwarding-fields.ts";
import { filterLines, headerValues, hopByHopNames } from "./header-lines.ts";
import { readAddress } from "./ip-address.ts";
import { ownViaMax } from "./limits.ts";

/** Which peers are believed about the client, and in which field. */
export interface ProxyTrust {
  /** Whether an address is one of the configured proxies. */
  readonly trusts: (address: string) => boolean;
  /** Lower-case name of the one field in which they tell the client's address. */
  readonly addressHeader: string;
}

/** How a request reached the edge. */
export interface Arrival extends ProxyTrust {
  /** The peer's IP address. */
  readonly address: string;
  readonly protocol: "http" | "https";
  readonly host: string | undefined;
}

/** How a request reached the edge; undefined for a caller in this process. */
export function arrivalOf(
  lines: readonly string[],
  peer: Pick<Arrival, "address" | "protocol"> | undefined,
  trust: ProxyTrust,
): Arrival | undefined {
  if (peer === undefined) return undefined;
  const [host] = headerValues(lines, "host");
  return { address: peer.address, protocol: peer.protocol, host, ...trust };
}

/** The field in which proxies tell the client's address unless configured otherwise: the only one with a way in it. */
export const defaultClientAddressHeader = "x-forwarded-for";

/**
 * The client's address. From a trusted proxy it is what the configured field says: in `X-Forwarded-For` the first
 * address from the right that is no trusted proxy's (the farthest one if all are), in any other field its only
 * address. A malformed or repeated value is not believed. Then, and for every other peer, it is the peer's own address.
 */
export function clientAddress(
  lines: readonly string[],
  peerAddress: string,
  trust: ProxyTrust,
): string {
  return toldAddress(lines, peerAddress, trust) ?? peerAddress;
}

/**
 * Whether the origin is told a proxy's address in the client's place: something told one without being trusted, or a
 * trusted proxy told none in the configured field.
 */
export function addressDropped(
  lines: readonly string[],
  peerAddress: string,
  trust: ProxyTrust,
): boolean {
  return trust.trusts(peerAddress)
    ? toldAddress(lines, peerAddress, trust) === undefined
    : headerValues(lines, trust.addressHeader).length > 0;
}

/** The client's address as a trusted proxy tells it; undefined if there is no such proxy, or it tells none. */
function toldAddress(
  lines: readonly string[],
  peerAddress: string,
  { trusts, addressHeader }: ProxyTrust,
): string | undefined {
  if (!trusts(peerAddress)) return undefined;
  const values = headerValues(lines, addressHeader);
  if (addressHeader === defaultClientAddressHeader) return lastUntrusted(values, trusts);
  const [only, ...more] = values;
  return only === undefined || more.length > 0 ? undefined : readAddress(only.trim());
}

/** The first address from the right that is no proxy's. What stands left of a malformed one is nobody's word. */
function lastUntrusted(
  values: readonly string[],
  trusts: ProxyTrust["trusts"],
): string | undefined {
  let farthest: string | undefined;
  for (const value of values.toReversed()) {
    for (const part of value.split(",").toReversed()) {
      const text = part.trim();
      // RFC 9110 section 5.6.1: empty elements of a list do not count.
      if (text === "") continue;
      farthest = readAddress(text);
      if (farthest === undefined || !trusts(farthest)) return farthest;
    }
  }
  return farthest;
}

/** The request's lines for the origin, order and repetition kept. Nothing is added for a caller in this process (`arrival` undefined). */
export function forwardedRequestLines(
  lines: readonly string[],
  arrival: Arrival | undefined,
  pseudonym: string,
): string[] {
  const endToEnd = endToEndLines(lines);
  if (arrival === undefined) return endToEnd;
  const { address, protocol, host, trusts, addressHeader } = arrival;
  const trusted = trusts(address);
  const kept = filterLines(
    endToEnd,
    (name) =>
      !tellsAddress(name) &&
      !tellsTarget(name) &&
      name !== addressHeader &&
      (trusted || !tellsWay(name)),
  );
  kept.push("X-Forwarded-For", clientAddress(lines, address, arrival));
  if (headerValues(kept, "x-forwarded-proto").length === 0) {
    kept.push("X-Forwarded-Proto", protocol);
  }
  if (host !== undefined && headerValues(kept, "x-forwarded-host").length === 0) {
    kept.push("X-Forwarded-Host", host);
  }
  kept.push("Via", `1.1 ${pseudonym}`);
  return kept;
}

/**
 * Whether a request goes in a circle: its `Via` (RFC 9110 section 7.6.3) names this edge again and again, since somebody
 * has made an edge the origin of itself.
 */
export function goesInCircles(lines: readonly string[], pseudonym: string): boolean {
  let rounds = 0;
  for (const value of headerValues(lines, "via")) {
    for (const hop of value.split(",")) {
      const [, by] = hop.trim().split(/[\t ]/, 2);
      if (by === pseudonym) rounds += 1;
    }
  }
  return rounds > ownViaMax;
}

/**
 * The lines that are for the origin, not for this connection. `Host` and framing are made anew for the next one. Browsers
 * send the Console's cookie to every port of its host, so it is taken out here.
 */
function endToEndLines(lines: readonly string[]): string[] {
  const hopByHop = hopByHopNames(lines);
  return withoutConsoleCookies(
    filterLines(
      lines,
      (name) =>
        name !== "host" && name !== "content-length" && name !== "expect" && !hopByHop.has(name),
    ),
  );
}

/** The lines without the Console's cookie, whoever they are passed on to. */
export function withoutConsoleCookies(lines: readonly string[]): string[] {
  const kept: string[] = [];
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const [name = "", value = ""] = [lines[i], lines[i + 1]];
    const rest = name.toLowerCase() === "cookie" ? withoutConsoleCookie(value) : value;
    if (rest !== undefined) kept.push(name, rest);
  }
  return kept;
}

/** The answer's lines for the client: end-to-end ones, in order. */
export function forwardedAnswerLines(lines: readonly string[]): string[] {
  const hopByHop = hopByHopNames(lines);
  return filterLines(lines, (name) => name === "content-length" || !hopByHop.has(name));
}

/** The lines of a request whose answer has to be readable: without a request for a coding. */
export function withoutCodings(lines: readonly string[]): string[] {
  return filterLines(lines, (name) => name !== "accept-encoding");
}
