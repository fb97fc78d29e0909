// What a server says of its projects to the other members of the bus.
import type { Projects } from "../edge/projects.ts";

/** The greatest age that an answer of any project may reach. */
export function longestAgeMs(projects: Projects): number {
  const ages = projects.served().map(({ settings }) => settings.maxAgeMs + settings.staleIfErrorMs);
  return Math.max(0, ...ages);
}

/** What every heartbeat says of the projects and their entries. */
export function reportOf(projects: Projects) {
  const { entries, bytes, unpublished } = projects.stats();
  const served = projects.served();
  return {
    projects: served.length,
    revisions: served.reduce((sum, { revision }) => sum + revision, 0),
    deletions: projects.deletions().length,
    entries,
    bytes,
    unpublished,
  };
}
