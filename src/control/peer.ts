// The address that a request comes from. Limits are counted by it, and the audit log names it.
import { clientAddress, type ProxyTrust } from "../core/forwarding.ts";
import type { EdgeRequest } from "../edge/ports.ts";

/**
 * The address of the client: the connection's own, or behind a trusted proxy the one that the proxy names. Otherwise all
 * clients behind a proxy would share one limit, and one of them could use it up for all.
 */
export function addressOf(
  { peer, headers }: Pick<EdgeRequest, "peer" | "headers">,
  trust: ProxyTrust,
): string {
  return peer === undefined ? "this process" : clientAddress(headers, peer.address, trust);
}
