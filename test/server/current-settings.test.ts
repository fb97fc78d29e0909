// Whether another edge has the settings that this process has.
import { expect, test } from "vitest";
import { deletedProject, deletionKeptMs } from "../../src/core/deleted-project.ts";
import type { ServedProject } from "../../src/core/served-project.ts";
import { isCurrent } from "../../src/server/current-settings.ts";

const nowMs = 2 * deletionKeptMs;
const live: ServedProject = { ...deletedProject("acme", 0), revision: 5 };
const gone = deletedProject("gone", nowMs - 1_000);
const forgottenSoon = deletedProject("old", nowMs - deletionKeptMs + 1_000);

/** This process serves `acme` in revision 5, and knows of two deletions, of which one is forgotten soon. */
const own = {
  projects: { served: () => [live], deletions: () => [gone, forgottenSoon] },
  ports: { clock: { wallMs: () => nowMs } },
};

test.each([
  ["has everything", { projects: 1, revisions: 5, deletions: 2 }, true],
  ["has forgotten the old deletion already", { projects: 1, revisions: 5, deletions: 1 }, true],
  ["lacks a revision", { projects: 1, revisions: 4, deletions: 2 }, false],
  ["has not heard of the deletion", { projects: 2, revisions: 12, deletions: 0 }, false],
  [
    "is of an earlier version and has heard of the deletion",
    { projects: 2, revisions: 5 + gone.revision },
    true,
  ],
  ["is of an earlier version and has not", { projects: 2, revisions: 12 }, false],
])("An edge that %s.", (_what, heartbeat, current) => {
  expect(isCurrent(heartbeat, own)).toBe(current);
});
