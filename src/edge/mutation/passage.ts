// A request that may change what checks answer, with everything that is needed to pass it on.
import type { MutationSource } from "../../core/mutation-sender.ts";
import type { Mutation } from "../../core/mutation.ts";
import type { Flights } from "../flight/flights.ts";
import type { PassedRequest } from "../call/forward.ts";

/** A mutation that is being passed on. */
export interface Passage extends PassedRequest {
  readonly flights: Flights;
  readonly mutation: Mutation;
  /** The source that its invalidations name. */
  readonly source: MutationSource;
  /** The method of a settings flow that its body or query submits. */
  readonly settingsMethod?: string | undefined;
}
