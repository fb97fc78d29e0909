// Which regions are on the map, and what is said of each, without servers.
import { describe, expect, test } from "vitest";
import type { EdgeView } from "../../src/control/api/views.ts";
import { withLocations } from "../../src/control/map/locations.ts";
import { regionsOf } from "../../src/control/map/regions.ts";

const frankfurt = { latitude: 50.1, longitude: 8.7, name: "Frankfurt" };
const amsterdam = { latitude: 52.4, longitude: 4.9, name: "Amsterdam" };
let instances = 0;

function edge(changes: Partial<EdgeView>): EdgeView {
  instances += 1;
  return {
    name: `edge-${instances}`,
    instance: `instance-${instances}`,
    region: "eu",
    role: "edge",
    version: "0.0.0",
    this_process: false,
    state: "healthy",
    since: null,
    reason: null,
    healthy: true,
    started_at: "2026-05-01T10:00:00.000Z",
    last_heard_at: "2026-05-01T10:00:00.000Z",
    url: null,
    location: frankfurt,
    entries: 0,
    bytes: 0,
    checks: 0,
    hit_ratio: null,
    lag_ms: null,
    unpublished: 0,
    settings: "current",
    projects: [],
    ...changes,
  };
}

const states = (...edges: readonly EdgeView[]) =>
  regionsOf(edges).regions.map(({ state, runs }) => [state, runs]);

describe("regions", () => {
  test("Edges in one region at one place are together, and others are not.", () => {
    const { regions } = regionsOf([
      edge({ name: "a" }),
      edge({ name: "b" }),
      edge({ name: "c", location: amsterdam }),
      edge({ name: "d", region: "us" }),
      edge({ name: "plane", role: "control" }),
    ]);
    expect(regions.map(({ region, location, edges }) => [region, location.name, edges])).toEqual([
      ["eu", "Amsterdam", ["c"]],
      ["eu", "Frankfurt", ["a", "b"]],
      ["us", "Frankfurt", ["d"]],
    ]);
    expect(new Set(regions.map(({ id }) => id)).size).toBe(3);
  });

  test("A region has the worst state of its edges, and those that stopped count only if no other is left.", () => {
    expect(states(edge({}), edge({ state: "stopped" }))).toEqual([["healthy", true]]);
    expect(states(edge({}), edge({ state: "degraded" }))).toEqual([["degraded", true]]);
    expect(states(edge({ state: "degraded" }), edge({ state: "silent" }))).toEqual([
      ["silent", true],
    ]);
    expect(states(edge({ state: "silent" }))).toEqual([["silent", false]]);
    expect(states(edge({ state: "stopped" }))).toEqual([["stopped", false]]);
  });

  test("An edge that is gone does not count after another one with its name has started in its region.", () => {
    const gone = edge({ name: "a", state: "silent" });
    const later = "2026-05-01T11:00:00.000Z";
    expect(states(gone, edge({ name: "a", started_at: later }))).toEqual([["healthy", true]]);
    expect(states(gone, edge({ name: "b", started_at: later }))).toEqual([["silent", true]]);
    expect(states(gone, edge({ name: "a" }))).toEqual([["silent", true]]);
    expect(states(gone, edge({ name: "a", started_at: later, region: "us" }))).toEqual([
      ["silent", false],
      ["healthy", true],
    ]);
  });

  test("The hit ratio is weighted by checks, and the lag is the longest, both of running edges alone.", () => {
    const { regions } = regionsOf([
      edge({ checks: 900, hit_ratio: 1, lag_ms: 3 }),
      edge({ checks: 100, hit_ratio: 0.5, lag_ms: 40 }),
      edge({ checks: 5_000, hit_ratio: 0, lag_ms: 900, state: "silent" }),
    ]);
    expect(regions).toMatchObject([{ checks: 1_000, hits: 950, lagMs: 40 }]);
  });

  test("At most 64 regions are on the map, those that run first, and the others are counted.", () => {
    const many = Array.from({ length: 70 }, (_, at) =>
      edge({ region: `r${String(at).padStart(2, "0")}`, state: at < 10 ? "stopped" : "healthy" }),
    );
    const { regions, leftOut } = regionsOf(many);
    expect([regions.length, leftOut]).toEqual([64, 6]);
    expect(regions.filter(({ runs }) => runs)).toHaveLength(60);
    expect(regions[0]?.region).toBe("r00");
  });

  test("A region names at most 20 of its edges, each name once, and counts them all.", () => {
    const many = Array.from({ length: 30 }, (_, at) => edge({ name: `edge-${at % 25}` }));
    const [region] = regionsOf(many).regions;
    expect([region?.edges.length, region?.states.healthy]).toEqual([20, 30]);
  });

  test("Running edges without a location are counted with their regions.", () => {
    const { regions, unplaced } = regionsOf([
      edge({ location: null, region: "lab" }),
      edge({ location: null, region: "lab" }),
      edge({ location: null, region: null }),
      edge({ location: null, region: "old", state: "stopped" }),
    ]);
    expect([regions, unplaced]).toEqual([[], { edges: 3, regions: ["lab"] }]);
  });
});

describe("locations of edges that do not say where they are", () => {
  const located = (changes: Partial<EdgeView>) =>
    withLocations([edge(changes)], new Map([["eu", amsterdam]]))[0]?.location?.name;

  test("An edge's own location comes first, then that of the table, then the metro of the region's name.", () => {
    expect(located({})).toBe("Frankfurt");
    expect(located({ location: null })).toBe("Amsterdam");
    expect(located({ location: null, region: "sin" })).toBe("Singapore");
    expect(located({ location: null, region: "lab" })).toBeUndefined();
    expect(located({ location: null, region: "singapore" })).toBeUndefined();
    expect(located({ location: null, region: null })).toBeUndefined();
  });

  test("A control plane without an edge has no location.", () => {
    expect(located({ location: null, role: "control" })).toBeUndefined();
  });
});
