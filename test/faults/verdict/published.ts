// The invalidations that a bus accepted, as a witness beside it read them.
import type { PublishedScope } from "../../simulation/history.ts";

/** One invalidation. */
export interface Published {
  /** When the log took it, by `instantMs`. It may have been a few milliseconds later, but not earlier. */
  readonly atMs: number;
  readonly scope: PublishedScope;
  /**
   * The edge that published it. It had fenced what it concerned before that, so it may give what it fetched in between.
   * Its own mutations are judged by L3.
   */
  readonly by: string;
}

/** An invalidation that one edge applied before it answered an operator. */
export interface Told {
  readonly edge: string;
  /** When the identity server had made the change. */
  readonly changedAtMs: number;
  readonly answeredAtMs: number;
  readonly scope: PublishedScope;
}
