// A planet of two regions for a moment. `npm run bench:planet` measures planned ones. Here only
// the answers count, and that delays are there; no time is compared.
import { expect, onTestFinished, test } from "vitest";
import { needsProgram } from "../harness/skipping.ts";
import type { CheckSample } from "./clients/client.ts";
import { startPlanet } from "./scene/planet.ts";
import type { PlanetSpec } from "./spec.ts";

const gapsMs = [40, 60, 80, 100, 150, 250];

const spec: PlanetSpec = {
  name: "two regions",
  seed: 1,
  edges: [
    { code: "home", name: "Home", originRoundTripMs: 2 },
    { code: "far", name: "Far", originRoundTripMs: 60 },
  ],
  bus: { kind: "star", hub: "home" },
  betweenMs: { "home far": 60, "far home": 60 },
  points: [
    {
      name: "people near home",
      of: "people",
      share: 0.5,
      lastMileMs: 4,
      ways: [
        { edge: "home", roundTripMs: 4 },
        { edge: "far", roundTripMs: 60 },
      ],
    },
    {
      name: "people far away",
      of: "people",
      share: 0.5,
      lastMileMs: 4,
      ways: [
        { edge: "far", roundTripMs: 4 },
        { edge: "home", roundTripMs: 60 },
      ],
    },
    {
      name: "backends far away",
      of: "backends",
      share: 1,
      lastMileMs: 1,
      ways: [
        { edge: "far", roundTripMs: 1 },
        { edge: "home", roundTripMs: 60 },
      ],
    },
  ],
  conditions: { jitterShare: 0.1, jitterMinMs: 0.5, lossShare: 0.01, resendMs: 50, originMs: 5 },
  settings: { maxAgeMs: 2_000, refreshAfterMs: 200, degradedMaxAgeMs: 500 },
  people: {
    clients: 10,
    gapsMs,
    idleMs: 200,
    newConnectionShare: 0,
    forcedShare: 0.02,
    moves: [{ fromMs: 100, share: 0.1 }],
  },
  backends: {
    clients: 10,
    gapsMs,
    idleMs: Number.POSITIVE_INFINITY,
    newConnectionShare: 0.01,
    forcedShare: 0,
    moves: [],
  },
  acts: { changesPerSecond: 4, signOutsPerSecond: 2, revocationsPerSecond: 2 },
};

test(
  "People and backends of two regions get no wrong answer, and each revocation reaches the other region.",
  needsProgram("nats-server"),
  async () => {
    const planet = await startPlanet(spec);
    onTestFinished(() => planet.close());
    const { population, operator, wires } = planet;
    await wires.call("stretch", undefined);
    await population.call("begin", undefined);
    const codes = ["home", "far"];
    const revocations = await operator.call("measure", {
      from: codes,
      to: codes,
      each: 3,
      expectedMs: {},
    });
    await population.call("end", undefined);
    const { samples, wrong, failed, acts } = await population.call("read", undefined);

    expect(wrong).toEqual([]);
    expect(failed).toEqual([]);
    expect(Object.values(acts).length).toBeGreaterThan(0);
    expect(revocations.map(({ from, lags }) => `${from} to ${Object.keys(lags).join()}`)).toEqual(
      expect.arrayContaining(["home to far", "far to home"]),
    );
    const seenBy = (of: CheckSample["of"]): ReadonlySet<string> =>
      new Set(samples.filter((one) => one.of === of).map(({ seen }) => seen));
    expect(seenBy("people")).toContain("hit");
    expect(seenBy("backends")).toContain("hit");
    const people = samples.filter(({ of }) => of === "people");
    // Nobody is faster than the way to the nearest edge and back. Each way may be early by half a millisecond.
    expect(Math.min(...people.map(({ waitMs }) => waitMs))).toBeGreaterThan(7);
  },
);
