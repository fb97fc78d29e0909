// Which edge made a call. A background refresh does not say it, but connections do: each belongs to one edge, and the other
// calls on it carry the trace or the number of a client's exchange.
import type { SentExchange } from "../clients/sent.ts";
import type { OriginCall } from "../origin/records.ts";

/** The edge of each connection to the identity server, as far as it can be known. */
export function ownersOf(
  calls: readonly OriginCall[],
  byNumber: ReadonlyMap<number, SentExchange>,
): ReadonlyMap<number, string> {
  const owners = new Map<number, string>();
  for (const { connection, exchange, startedBy } of calls) {
    const edge = byNumber.get(exchange ?? startedBy ?? -1)?.edge;
    if (edge === undefined) continue;
    const known = owners.get(connection);
    if (known !== undefined && known !== edge) {
      throw new Error(`connection ${connection} belongs to ${known} and ${edge}`);
    }
    owners.set(connection, edge);
  }
  return owners;
}
