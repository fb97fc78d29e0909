// What listing the edges costs.
import { expect, test } from "vitest";
import { deletedProject } from "../../src/core/deleted-project.ts";
import { byLane } from "../../src/edge/call/lanes.ts";
import { defaultProjectSettings } from "../../src/core/settings.ts";
import { listEdges, type ListedServer } from "../../src/server/edge-list.ts";
import type { ServedProject } from "../../src/core/served-project.ts";

const projects = Array.from({ length: 200 }, (_, index): ServedProject => {
  const settings = { ...defaultProjectSettings, project: `project-${index}` };
  return { ...deletedProject(settings.project, 0), settings, revision: 3 };
});

const heartbeat = {
  version: 1,
  region: "eu",
  software: "1.2.3",
  role: "edge",
  count: 1,
  healthy: true,
  applied: {},
  projects: projects.length,
  revisions: 3 * projects.length,
  deletions: 0,
  entries: 0,
  bytes: 0,
  checks: 0,
  hits: 0,
  unpublished: 0,
  lagMs: undefined,
  url: undefined,
  startedAt: 1,
  at: 1,
} as const;

const none = { fences: 0, flights: 0, unpublished: 0, entries: 0, bytes: 0 };
const lane = { calls: 0, waiting: 0 };
const lanes = byLane(() => lane);

test("Whether an edge has current settings is worked out once, and not for each of its projects.", () => {
  let looks = 0;
  const members = ["near", "far"].map((name) => ({
    heartbeat: { ...heartbeat, name, instance: name },
    state: "live" as const,
    silentForMs: 0,
  }));
  const server: ListedServer = {
    instance: "plane",
    url: undefined,
    location: undefined,
    startedAtMs: 1,
    degraded: () => undefined,
    checks: () => ({ checks: 0, hits: 0 }),
    link: {
      region: "eu",
      healthSince: () => 1,
      members: () => members,
      revisionOf: () => undefined,
    },
    ports: { clock: { wallMs: () => 5 }, store: { size: () => ({ entries: 0, bytes: 0 }) } },
    projects: {
      served: () => projects,
      stats: () => ({ ...none, lanes }),
      deletions: () => {
        looks += 1;
        return [];
      },
    },
  };
  const listed = listEdges(server, { name: "plane", version: "1.2.3" });
  expect(listed.map(({ name, settings }) => [name, settings])).toEqual([
    ["far", "current"],
    ["near", "current"],
    ["plane", "current"],
  ]);
  expect(listed[0]?.projects).toHaveLength(projects.length);
  expect(listed[0]?.projects[7]).toMatchObject({ id: "project-7", revision: 3 });
  expect(looks).toBe(members.length);
});
