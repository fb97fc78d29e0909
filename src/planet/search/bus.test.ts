// The hub of a plan, and the time of an invalidation between its regions.
import { describe, expect, test } from "vitest";
import { busOf, busServersMs, hubWithin, meshRegionsMin } from "./bus.ts";
import { metroAt, plainNetwork } from "./small-world.cases.ts";

/** One way over so many degrees of the equator. */
const degreeMs = (111.195 * 1.5) / 200;

const quiet = { ...plainNetwork, jitterShare: 0, jitterMinMs: 0, lossShare: 0 };

const aroundTheWorld = [0, 90, 180, -90].map((east) => metroAt(`e${east}`, 0, east));
const nearby = [0, 30, 60, 90].map((east) => metroAt(`e${east}`, 0, east));

describe("the bus of a plan", () => {
  test("The hub is in the middle.", () => {
    const edges = [metroAt("a", 0, 0), metroAt("b", 0, 40), metroAt("c", 0, 90)];
    expect(busOf(edges, quiet).hub.code).toBe("b");
  });

  test("The hub keeps the greatest time short, even if most times are longer through it.", () => {
    const cluster = [0, 1, 2, 3].map((east) => metroAt(`c${east}`, 0, east));
    const edges = [...cluster, metroAt("m", 0, 60), metroAt("z", 0, 120)];
    expect(busOf(edges, quiet).hub.code).toBe("m");
  });

  test("The hub itself is one way from each region.", () => {
    const edges = [metroAt("a", 0, 0), metroAt("b", 0, 40)];
    const { p50Ms } = busOf(edges, { ...quiet, jitterMinMs: 20 });
    expect(p50Ms).toBeCloseTo(40 * degreeMs + 10 + busServersMs, 0);
  });

  test("An invalidation takes one way to the hub and one from it.", () => {
    const edges = [metroAt("a", 0, 0), metroAt("b", 0, 40), metroAt("c", 0, 90)];
    const { p50Ms, p99Ms } = busOf(edges, quiet);
    // Both directions of 40, 50 and 90 degrees.
    expect(p50Ms).toBeCloseTo(50 * degreeMs + busServersMs, 0);
    expect(p99Ms).toBeCloseTo(90 * degreeMs + busServersMs, 0);
  });

  test("Jitter and loss make it longer.", () => {
    const edges = [metroAt("a", 0, 0), metroAt("b", 0, 40)];
    const lossy = busOf(edges, { ...quiet, lossShare: 0.02 });
    expect(lossy.p50Ms).toBeCloseTo(busOf(edges, quiet).p50Ms, 0);
    expect(lossy.p99Ms).toBeCloseTo(3 * 40 * degreeMs + quiet.resendMs + busServersMs, 0);
    const jittery = busOf(edges, { ...quiet, jitterShare: 0.2 });
    expect(jittery.p50Ms).toBeCloseTo(1.1 * 40 * degreeMs + busServersMs, 0);
  });

  test("In a mesh an invalidation takes the direct way.", () => {
    const { p50Ms, p99Ms, mesh } = busOf(aroundTheWorld, quiet);
    // Of six pairs, four are 90 degrees apart. Through the hub, one end of a pair may be 180 degrees from it.
    expect(mesh.p50Ms).toBeCloseTo(90 * degreeMs + busServersMs, 0);
    expect(mesh.p99Ms).toBeCloseTo(180 * degreeMs + busServersMs, 0);
    expect(p50Ms).toBeCloseTo(180 * degreeMs + busServersMs, 0);
    expect(p99Ms).toBeCloseTo(270 * degreeMs + busServersMs, 0);
  });

  test("Regions are joined in a mesh if half of the invalidations take too long through the hub.", () => {
    const { p50Ms, p99Ms, join } = busOf(aroundTheWorld, quiet);
    expect([p50Ms > hubWithin.p50Ms, p99Ms > hubWithin.p99Ms, join]).toEqual([true, false, "mesh"]);
  });

  test("Regions are joined in a mesh if one of a hundred invalidations takes too long through the hub.", () => {
    const lossy = { ...quiet, lossShare: 0.02 };
    const { p50Ms, p99Ms, join } = busOf(nearby, lossy);
    expect([p50Ms > hubWithin.p50Ms, p99Ms > hubWithin.p99Ms, join]).toEqual([false, true, "mesh"]);
  });

  test("A hub is kept where it is fast enough, even if a mesh is faster.", () => {
    const { p50Ms, mesh, join } = busOf(nearby, quiet);
    expect(mesh.p50Ms).toBeLessThan(p50Ms);
    expect(join).toBe("hub");
  });

  test("Three regions have a hub however slow it is.", () => {
    const edges = [metroAt("a", 0, 0), metroAt("b", 0, 120), metroAt("c", 0, -120)];
    const { p50Ms, join } = busOf(edges, quiet);
    expect([p50Ms > hubWithin.p50Ms, join]).toEqual([true, "hub"]);
    expect(edges).toHaveLength(meshRegionsMin - 1);
  });

  test("In one region an invalidation waits for servers only.", () => {
    expect(busOf([metroAt("a", 0, 0)], plainNetwork).p99Ms).toBeCloseTo(busServersMs, 0);
  });
});
