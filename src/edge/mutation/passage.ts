// A request that may change what checks answer, with all that passing it on needs.
import type { MutationSource } from "../../core/mutation-sender.ts";
import type { Mutation } from "../../core/mutation.ts";
import type { EdgeContext } from "../context.ts";
import type { Flights } from "../flight/flights.ts";
import type { Upstream } from "../call/forward.ts";
import type { EdgeRequest } from "../ports.ts";

/** A mutation on its way. */
export interface Passage {
  readonly context: EdgeContext;
  /** Where it goes: the public API, or the admin API behind a gateway. */
  readonly upstream: Upstream;
  readonly flights: Flights;
  readonly request: EdgeRequest;
  readonly mutation: Mutation;
  /** What the news of it says that it came from. */
  readonly source: MutationSource;
  readonly arrivedAtMs: number;
  readonly bypass: string | undefined;
}
