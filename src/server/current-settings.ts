// Whether another edge has the settings that this process has, by what its heartbeats say.
import type { Heartbeat } from "../core/bus-message.ts";
import { deletionKeptMs } from "../core/deleted-project.ts";
import type { Clock } from "../edge/ports.ts";
import type { Projects } from "../edge/projects.ts";

/** What this process has itself. */
interface Own {
  readonly projects: Pick<Projects, "served" | "deletions">;
  readonly ports: { readonly clock: Pick<Clock, "wallMs"> };
}

/** Deletions this close to being forgotten are not compared, because not all edges forget them at the same moment. */
const forgottenWithinMs = 24 * 60 * 60_000;

/**
 * Whether an edge has every project in the revision that this process has, and knows of every deletion. It says how many
 * projects it has, and the sum of their revisions, which only grow.
 */
export function isCurrent(
  heartbeat: Pick<Heartbeat, "projects" | "revisions" | "deletions">,
  { projects, ports }: Own,
): boolean {
  const held = projects.served();
  const comparedFromMs = ports.clock.wallMs() - deletionKeptMs + forgottenWithinMs;
  const deletions = projects.deletions().filter(({ at }) => at >= comparedFromMs);
  if (heartbeat.deletions !== undefined && heartbeat.deletions < deletions.length) return false;
  // An edge of an earlier version serves a deleted project under no host, and counts it.
  const counted = heartbeat.deletions === undefined ? [...held, ...deletions] : held;
  const sum = counted.reduce((total, { revision }) => total + revision, 0);
  return heartbeat.projects >= counted.length && heartbeat.revisions >= sum;
}
