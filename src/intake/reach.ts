// How far an operator's invalidation has got: which edges have applied it, and which have not.
import { z } from "zod";

const reachedEdge = z.object({
  name: z.string(),
  instance: z.string(),
  /** The region of the bus. Null without a bus. */
  region: z.string().nullable(),
});

/** How far an invalidation has got, as the answer to it says. */
export const reachShape = {
  /** Whether the bus has accepted it. True without a bus. If false, it is published as soon as the bus accepts it. */
  published: z.boolean(),
  edges: z.object({
    /** The edges that have applied it. */
    applied: z.array(reachedEdge),
    /** Edges whose heartbeats arrive, and which have not confirmed it in time. */
    missing: z.array(reachedEdge),
    /** Edges whose heartbeats no longer arrive. They are down, or cut off. */
    silent: z.array(reachedEdge),
  }),
};

/** One edge of them. */
export type ReachedEdge = z.output<typeof reachedEdge>;

/** How far an invalidation has got. */
type Reach = z.output<z.ZodObject<typeof reachShape>>;

/**
 * Waits until every healthy edge has applied what this process has published, or for `waitMs`. `published` says whether the
 * bus has accepted the invalidation. If it has not, no other edge can have applied it, and there is nothing to wait for.
 */
export type FindReach = (published: boolean, waitMs: number) => Promise<Reach>;
