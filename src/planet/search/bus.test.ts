// The hub of a plan, and the time of an invalidation between its regions.
import { describe, expect, test } from "vitest";
import { busOf, busServersMs } from "./bus.ts";
import { metroAt, plainNetwork } from "./small-world.cases.ts";

/** One way over so many degrees of the equator. */
const degreeMs = (111.195 * 1.5) / 200;

const quiet = { ...plainNetwork, jitterShare: 0, jitterMinMs: 0, lossShare: 0 };

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

  test("In one region an invalidation waits for servers only.", () => {
    expect(busOf([metroAt("a", 0, 0)], plainNetwork).p99Ms).toBeCloseTo(busServersMs, 0);
  });
});
