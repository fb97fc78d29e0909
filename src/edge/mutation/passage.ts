// A request that may change what checks answer, with all that passing it on needs.
import type { MutationSource } from "../../core/mutation-sender.ts";
import type { Mutation } from "../../core/mutation.ts";
import type { Flights } from "../flight/flights.ts";
import type { PassedRequest } from "../call/forward.ts";

/** A mutation on its way. */
export interface Passage extends PassedRequest {
  readonly flights: Flights;
  readonly mutation: Mutation;
  /** What the news of it says that it came from. */
  readonly source: MutationSource;
}
