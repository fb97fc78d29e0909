// The address that a request comes from. What is limited per address, and audited, is limited for it.
import { clientAddress, type ProxyTrust } from "../core/forwarding.ts";
import type { EdgeRequest } from "../edge/ports.ts";

/**
 * The asking address: the connection's own, or behind a trusted proxy the one that it tells. Otherwise everybody who
 * comes by a proxy would share one limit, and a stranger could use it up for all.
 */
export function addressOf(
  { peer, headers }: Pick<EdgeRequest, "peer" | "headers">,
  trust: ProxyTrust,
): string {
  return peer === undefined ? "this process" : clientAddress(headers, peer.address, trust);
}
