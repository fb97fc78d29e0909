// Header lines of exchanges that pass through: what is hop-by-hop stays here, who the client is gets told truthfully.
import { filterLines, headerValues, hopByHopNames } from "./header-lines.ts";

/** How a request reached the edge. */
export interface Arrival {
  /** The peer's IP address. */
  readonly address: string;
  readonly protocol: "http" | "https";
  /** Whether an address is one of the configured proxies; what such a peer says about the client is believed. */
  readonly trusts: (address: string) => boolean;
  readonly host: string | undefined;
}

/** Fields by which a proxy tells where a request came from. From anybody else they are dropped: the origin would record them. */
function tellsOrigin(name: string): boolean {
  return (
    name.startsWith("x-forwarded-") ||
    name === "forwarded" ||
    name === "x-real-ip" ||
    name === "true-client-ip" ||
    name === "cf-connecting-ip" ||
    name === "x-original-url" ||
    name === "x-rewrite-url"
  );
}

/** The request's lines for the origin, order and repetition kept. Nothing is added for a caller in this process (`arrival` undefined). */
export function forwardedRequestLines(
  lines: readonly string[],
  arrival: Arrival | undefined,
  pseudonym: string,
): string[] {
  const endToEnd = endToEndLines(lines);
  if (arrival === undefined) return endToEnd;
  const trusted = arrival.trusts(arrival.address);
  const kept = filterLines(
    endToEnd,
    (name) => name !== "x-forwarded-for" && (trusted || !tellsOrigin(name)),
  );
  kept.push("X-Forwarded-For", addressesOnTheWay(trusted ? lines : [], arrival).join(", "));
  if (headerValues(kept, "x-forwarded-proto").length === 0) {
    kept.push("X-Forwarded-Proto", arrival.protocol);
  }
  if (arrival.host !== undefined && headerValues(kept, "x-forwarded-host").length === 0) {
    kept.push("X-Forwarded-Host", arrival.host);
  }
  kept.push("Via", `1.1 ${pseudonym}`);
  return kept;
}

/**
 * The addresses on the way, the client's last: trusted proxies at the end are left out, since the origin takes the last
 * public address for the client's, and a proxy may well have one.
 */
export function addressesOnTheWay(
  lines: readonly string[],
  { address, trusts }: Pick<Arrival, "address" | "trusts">,
): readonly string[] {
  const addresses = [
    ...headerValues(lines, "x-forwarded-for").flatMap((value) => value.split(",")),
    address,
  ]
    .map((one) => one.trim())
    .filter((one) => one !== "");
  const client = addresses.findLastIndex((one) => !trusts(one));
  return addresses.slice(0, Math.max(client, 0) + 1);
}

/** The client's address, as the origin is told it. */
export function clientAddress(
  lines: readonly string[],
  arrival: Pick<Arrival, "address" | "trusts">,
): string {
  const trusted = arrival.trusts(arrival.address);
  return addressesOnTheWay(trusted ? lines : [], arrival).at(-1) ?? arrival.address;
}

/** The lines that are for the origin, not for this connection. `Host` and framing are made anew for the next one. */
function endToEndLines(lines: readonly string[]): string[] {
  const hopByHop = hopByHopNames(lines);
  return filterLines(
    lines,
    (name) =>
      name !== "host" && name !== "content-length" && name !== "expect" && !hopByHop.has(name),
  );
}

/** The answer's lines for the client: end-to-end ones, in order. */
export function forwardedAnswerLines(lines: readonly string[]): string[] {
  const hopByHop = hopByHopNames(lines);
  return filterLines(lines, (name) => name === "content-length" || !hopByHop.has(name));
}
