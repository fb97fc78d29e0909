// Where a listener listens: `host:port`, IPv6 in brackets.
import ipaddr from "ipaddr.js";

/** A listen address; port 0 takes a free one. */
export interface ListenAddress {
  /** Without brackets. */
  readonly host: string;
  readonly port: number;
}

const hostName = /^(?=.{1,253}$)[a-z\d](?:[a-z\d-]*[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]*[a-z\d])?)*$/iu;

/** The address, or undefined if the text is not one. A bare port is not enough, because it does not say which address to listen on. */
export function parseListenAddress(text: string): ListenAddress | undefined {
  const found = /^(?:\[([\da-f:.]+)\]|([^:[\]]+)):(\d{1,5})$/iu.exec(text);
  if (found === null) return undefined;
  const [, ipv6, name, portText] = found;
  const port = Number(portText);
  if (port > 65_535) return undefined;
  if (ipv6 !== undefined) {
    return ipaddr.IPv6.isValid(ipv6) ? { host: ipv6.toLowerCase(), port } : undefined;
  }
  const host = name ?? "";
  // A host of digits and dots is meant as an address, so it must be a valid one.
  const known = /^[\d.]+$/u.test(host)
    ? ipaddr.IPv4.isValidFourPartDecimal(host)
    : hostName.test(host);
  return known ? { host: host.toLowerCase(), port } : undefined;
}

/** The address as it was written. */
export function formatListenAddress({ host, port }: ListenAddress): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Whether only processes of the same machine can connect. */
export function isLoopback({ host }: ListenAddress): boolean {
  if (host === "localhost") return true;
  return ipaddr.isValid(host) && ipaddr.process(host).range() === "loopback";
}

/** Whether two listeners with these addresses would get in each other's way. */
export function collides(one: ListenAddress, other: ListenAddress): boolean {
  if (one.port !== other.port || one.port === 0) return false;
  return sameHost(one.host, other.host) || isWildcard(one.host) || isWildcard(other.host);
}

function sameHost(one: string, other: string): boolean {
  const plain = (host: string): string => {
    if (host === "localhost") return "127.0.0.1";
    return ipaddr.isValid(host) ? ipaddr.process(host).toString() : host;
  };
  return plain(one) === plain(other);
}

function isWildcard(host: string): boolean {
  return ipaddr.isValid(host) && ipaddr.process(host).range() === "unspecified";
}
