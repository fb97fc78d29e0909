// Addresses to listen on, and those of clients.
import type { AddressInfo } from "node:net";

/** Reads `address:port`, with IPv6 addresses in brackets. Throws if it is not valid. */
export function parseListen(listen: string): { host: string; port: number } {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(listen) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined || Number(port) > 65_535) {
    throw new Error(`the address to listen on must be address:port, not ${listen}`);
  }
  return { host, port: Number(port) };
}

/**
 * The plain form of an address. IPv4 clients of an IPv6 socket have an address such as `::ffff:192.0.2.1`, which is
 * written `192.0.2.1` everywhere else.
 */
export function plainAddress(address: string): string {
  return address.startsWith("::ffff:") && address.includes(".") ? address.slice(7) : address;
}

/** `scheme://address:port`, without a final slash. */
export function urlOf(address: AddressInfo, scheme: "http" | "https"): string {
  const host = address.family === "IPv6" ? `[${address.address}]` : address.address;
  return `${scheme}://${host}:${address.port}`;
}
