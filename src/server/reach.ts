// How far an operator's invalidation has got, by what the members of the bus say of themselves.
import type { BusLink } from "../edge/link/bus-link.ts";
import type { Member } from "../edge/link/members.ts";
import type { FindReach, ReachedEdge } from "../intake/reach.ts";

/** What finding out needs. */
export interface ReachParts {
  /** Undefined if this process is alone. */
  readonly link: Pick<BusLink, "confirm" | "members" | "region"> | undefined;
  readonly name: string;
  readonly instance: string;
  /** Whether this process answers checks. If not, it is no edge. */
  readonly listens: boolean;
  /** The instances of the workers of this process. Without a bus, they are the edges. */
  readonly workers?: (() => readonly string[]) | undefined;
}

/** Finds out which edges have applied what this process has published. */
export function createFindReach(parts: ReachParts): FindReach {
  const { link, name, instance, listens, workers } = parts;
  const own = listens ? [{ name, instance, region: link?.region ?? null }] : [];
  return async (published, waitMs) => {
    if (link === undefined) {
      // The workers have applied it, because it counts as published only then.
      const shared = (workers?.() ?? []).map((worker) => ({
        name,
        instance: worker,
        region: null,
      }));
      return { published, edges: { applied: [...own, ...shared], missing: [], silent: [] } };
    }
    const { applied, missing } = await link.confirm(published ? waitMs : 0);
    const others = published
      ? { applied, missing }
      : { applied: [], missing: [...applied, ...missing] };
    const silent = link
      .members()
      .filter(({ state, heartbeat }) => state === "silent" && heartbeat.role === "edge");
    return {
      published,
      edges: {
        applied: [...own, ...others.applied.map((member) => edgeOf(member))],
        missing: others.missing.map((member) => edgeOf(member)),
        silent: silent.map((member) => edgeOf(member)),
      },
    };
  };
}

function edgeOf({ heartbeat: { name, instance, region } }: Member): ReachedEdge {
  return { name, instance, region };
}
