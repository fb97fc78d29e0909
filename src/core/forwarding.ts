// Header lines of exchanges that pass through. Hop-by-hop lines are dropped, and the origin gets the client's true
// address.
import { withoutConsoleCookie } from "./console-cookie.ts";
import { isAddressField, isTargetField, isRouteField } from "./forwarding-fields.ts";
import { filterLines, headerValues, hopByHopNames } from "./header-lines.ts";
import { readAddress } from "./ip-address.ts";
import { ownViaMax } from "./limits.ts";

/** Which peers may say who the client is, and in which field. */
export interface ProxyTrust {
  /** Whether an address is one of the configured proxies. */
  readonly trusts: (address: string) => boolean;
  /** Lower-case name of the one field in which they give the client's address. */
  readonly addressHeader: string;
}

/** How a request reached the edge. */
export interface Arrival extends ProxyTrust {
  /** The peer's IP address. */
  readonly address: string;
  readonly protocol: "http" | "https";
  readonly host: string | undefined;
}

/** How a request reached the edge. Undefined for a caller in this process. */
export function arrivalOf(
  lines: readonly string[],
  peer: Pick<Arrival, "address" | "protocol"> | undefined,
  trust: ProxyTrust,
): Arrival | undefined {
  if (peer === undefined) return undefined;
  const [host] = headerValues(lines, "host");
  return { address: peer.address, protocol: peer.protocol, host, ...trust };
}

/**
 * The field in which proxies give the client's address, unless configured otherwise. It is the only one that lists
 * every proxy on the way.
 */
export const defaultClientAddressHeader = "x-forwarded-for";

/**
 * The client's address. A trusted proxy gives it in the configured field. In `X-Forwarded-For` it is the first address
 * from the right that is not a trusted proxy's, or the leftmost one if all are. Any other field must hold exactly one
 * address. If the value is malformed or repeated, or the peer is not trusted, it is the peer's own address.
 */
export function clientAddress(
  lines: readonly string[],
  peerAddress: string,
  trust: ProxyTrust,
): string {
  return readProxiedAddress(lines, peerAddress, trust) ?? peerAddress;
}

/**
 * Whether the origin sees a proxy's address instead of the client's. That is so if an untrusted peer sent an address,
 * or if a trusted proxy sent none in the configured field.
 */
export function addressDropped(
  lines: readonly string[],
  peerAddress: string,
  trust: ProxyTrust,
): boolean {
  return trust.trusts(peerAddress)
    ? readProxiedAddress(lines, peerAddress, trust) === undefined
    : headerValues(lines, trust.addressHeader).length > 0;
}

/** The client's address as a trusted proxy gives it. Undefined if the peer is not such a proxy, or gives none. */
function readProxiedAddress(
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

/** The first address from the right that is not a proxy's. Nothing to the left of a malformed one is trusted. */
function lastUntrusted(
  values: readonly string[],
  trusts: ProxyTrust["trusts"],
): string | undefined {
  let farthest: string | undefined;
  for (const value of values.toReversed()) {
    for (const part of value.split(",").toReversed()) {
      const text = part.trim();
      // Empty elements of a list do not count (RFC 9110 section 5.6.1).
      if (text === "") continue;
      farthest = readAddress(text);
      if (farthest === undefined || !trusts(farthest)) return farthest;
    }
  }
  return farthest;
}

/**
 * The request's lines for the origin, in order and with their repetition. Nothing is added for a caller in this process
 * (`arrival` undefined).
 */
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
      !isAddressField(name) &&
      !isTargetField(name) &&
      name !== addressHeader &&
      (trusted || !isRouteField(name)),
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
 * Whether a request goes in circles: its `Via` (RFC 9110 section 7.6.3) names this edge several times, because its
 * origin leads back to it.
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
 * The lines that are meant for the origin, not for this connection. `Host` and framing are written again for the next
 * connection. Browsers send the Console's cookie to every port of its host, so it is removed here.
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

/** The lines without the Console's cookie, for any recipient. */
export function withoutConsoleCookies(lines: readonly string[]): string[] {
  const kept: string[] = [];
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const [name = "", value = ""] = [lines[i], lines[i + 1]];
    const rest = name.toLowerCase() === "cookie" ? withoutConsoleCookie(value) : value;
    if (rest !== undefined) kept.push(name, rest);
  }
  return kept;
}

/** The answer's end-to-end lines for the client, in order. */
export function forwardedAnswerLines(lines: readonly string[]): string[] {
  const hopByHop = hopByHopNames(lines);
  return filterLines(lines, (name) => name === "content-length" || !hopByHop.has(name));
}

/** The lines of a request whose answer the edge must read. They ask for no content coding. */
export function withoutCodings(lines: readonly string[]): string[] {
  return filterLines(lines, (name) => name !== "accept-encoding");
}
