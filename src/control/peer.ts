// From which address somebody asks: what is limited per address, and audited, is limited for whoever sits there.
import { isIP } from "node:net";
import { addressesOnTheWay } from "../core/forwarding.ts";
import type { EdgeRequest } from "../edge/ports.ts";

/** Whether an address is one of the configured proxies. */
export type Trusts = (address: string) => boolean;

/**
 * The asking address: the connection's own, or behind trusted proxies the last one that is none of theirs. Otherwise
 * whoever comes by a proxy would share one limit, and a stranger could use it up for everybody.
 */
export function addressOf(
  { peer, headers }: Pick<EdgeRequest, "peer" | "headers">,
  trusts: Trusts,
) {
  if (peer === undefined) return "this process";
  const { address } = peer;
  if (!trusts(address)) return address;
  const client = addressesOnTheWay(headers, { address, trusts }).at(-1) ?? address;
  return isIP(client) === 0 ? address : client;
}
