// A deleted project as edges learn of it: a last revision without hosts and without an identity server. Every medium
// keeps the latest revision, so the last one stays, in whatever order revisions arrive.
import type { ServedProject } from "./served-project.ts";
import { defaultProjectSettings } from "./settings.ts";

/** The revision of a deleted project. No change reaches it, because each change adds 1. */
export const deletedRevision = 2 ** 40;

/**
 * How long a deletion is remembered, in milliseconds. An edge that was off for longer, or a region that was cut off for
 * longer, may come back with the project.
 */
export const deletionKeptMs = 90 * 24 * 60 * 60_000;

/** The last revision of a project. `atMs` is the wall-clock time of its deletion. */
export function deletedProject(project: string, atMs: number): ServedProject {
  return {
    version: 1,
    revision: deletedRevision,
    settings: { ...defaultProjectSettings, project },
    originUrl: undefined,
    adminOriginUrl: undefined,
    hosts: [],
    at: atMs,
  };
}

/** Whether a revision says that its project was deleted. */
export function isDeleted({ revision }: Pick<ServedProject, "revision">): boolean {
  return revision >= deletedRevision;
}

/**
 * Forgets deletions that are `deletionKeptMs` older than the given one. It is called with each deletion that arrives, so
 * what is remembered is bounded, and no clock is needed.
 */
export function forgetDeletions(projects: Map<string, ServedProject>, latest: ServedProject): void {
  if (!isDeleted(latest)) return;
  for (const [id, project] of projects) {
    if (isDeleted(project) && project.at < latest.at - deletionKeptMs) projects.delete(id);
  }
}
