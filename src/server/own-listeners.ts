// Whether a URL leads back to this process.
import { networkInterfaces } from "node:os";
import ipaddr from "ipaddr.js";
import {
  isLoopback,
  parseListenAddress,
  type ListenAddress,
} from "../config/values/listen-address.ts";

/** The address of a started listener. Undefined for one that has not started. */
export function boundAddress(url: string | undefined): readonly ListenAddress[] {
  if (url === undefined) return [];
  const { host, hostname, port, protocol } = new URL(url);
  const address = parseListenAddress(
    port === "" ? `${hostname}:${defaultPorts.get(protocol) ?? 0}` : host,
  );
  return address === undefined ? [] : [address];
}

/**
 * Whether a URL names one of these listeners, by the listener's own host. If a listener accepts every address, any
 * address of the machine names it.
 */
export function leadsToListener(url: URL, listeners: readonly ListenAddress[]): boolean {
  const host = url.hostname.replaceAll(/[[\]]/g, "").replace(/\.$/, "");
  const port = url.port === "" ? defaultPorts.get(url.protocol) : Number(url.port);
  if (port === undefined) return false;
  return listeners.some((listener) => {
    if (listener.port !== port) return false;
    if (plain(listener.host) === plain(host)) return true;
    // Systems treat the unspecified address as the machine's own.
    if (isLoopback(listener)) return isLocalhost(host) || isWildcard(host);
    const toItself = isLocalhost(host) || isLoopback({ host, port });
    return isWildcard(listener.host) && (toItself || isWildcard(host) || isOwnAddress(host));
  });
}

const defaultPorts: ReadonlyMap<string, number> = new Map([
  ["http:", 80],
  ["https:", 443],
]);

function plain(host: string): string {
  return ipaddr.isValid(host) ? ipaddr.process(host).toString() : host.toLowerCase();
}

function isLocalhost(host: string): boolean {
  return host === "localhost" || host.endsWith(".localhost");
}

function isWildcard(host: string): boolean {
  return ipaddr.isValid(host) && ipaddr.process(host).range() === "unspecified";
}

function isOwnAddress(host: string): boolean {
  const own = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  return own.some(({ address }) => plain(address) === plain(host));
}
