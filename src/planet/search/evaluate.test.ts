// The figures of a set of edges, against numbers by hand, against drawn checks, and under a worse network. Over 300 lines:
// they share their scenes.
import { array, assert, integer, property, record } from "fast-check";
import { describe, expect, test } from "vitest";
import type { CheckClass, CheckMix } from "../checks/mix.ts";
import type { Demand } from "../demand/demand.ts";
import { peopleDemand } from "../demand/people.ts";
import { network as realNetwork, type Network } from "../physics/network.ts";
import { roundTripMs } from "../physics/round-trip.ts";
import { findMetro } from "../world/metros.ts";
import type { Metro } from "../world/place.ts";
import { boundOf, cellWaits, figuresOf, reachedShare, sharesOf } from "./evaluate.ts";
import type { Scene } from "./scene.ts";
import {
  demandAt,
  metroAt,
  mixIn,
  plainNetwork,
  scattered,
  sceneOf,
  sequence,
} from "./small-world.cases.ts";

/** A degree on the equator. */
const degreeMs = (2 * 111.195 * 1.5) / 200;

const quiet: Network = { ...plainNetwork, jitterShare: 0, jitterMinMs: 0, lossShare: 0 };

function only(kind: Partial<CheckClass>): CheckMix {
  const hit = {
    kind: "hit",
    share: 1,
    roundTrips: 1,
    asksOrigin: false,
    elsewhere: false,
  } as const;
  return { classes: [{ ...hit, ...kind }], hitRatio: 1, originCallsPerCheck: 0 };
}

const east = metroAt("aaa", 0, 10);
const west = metroAt("bbb", 0, -30);
const oneSpot = demandAt([{ latitude: 0, longitude: 20, weight: 1 }]);

describe("a check of one place", () => {
  test.each<[string, Partial<CheckClass>, number]>([
    [
      "A hit waits for one round trip to the nearest edge, its last mile and the edge.",
      {},
      10 * degreeMs + 8 + 0.5,
    ],
    [
      "A new connection waits for two more round trips.",
      { roundTrips: 3 },
      3 * (10 * degreeMs + 8) + 0.5,
    ],
    [
      "A miss waits for the identity server too.",
      { kind: "miss", asksOrigin: true },
      20 * degreeMs + 8 + 10.5,
    ],
    [
      "A failover waits for the second nearest edge.",
      { kind: "failover", elsewhere: true },
      50 * degreeMs + 8 + 0.5,
    ],
  ])("%s", (_, kind, ms) => {
    const figures = figuresOf(sceneOf(oneSpot, quiet, only(kind)), [west, east]);
    expect(figures.checks.meanMs).toBeCloseTo(ms, 2);
    expect(figures.checks.p95Ms).toBeCloseTo(ms, 0);
    expect(figures.beyondP95.kind).toBe(kind.kind ?? "hit");
  });

  test("With one edge a failover goes straight to the identity server.", () => {
    const scene = sceneOf(
      oneSpot,
      quiet,
      only({ kind: "failover", roundTrips: 3, elsewhere: true }),
    );
    expect(figuresOf(scene, [east]).checks.meanMs).toBeCloseTo(3 * (20 * degreeMs + 8) + 10, 2);
  });

  test("Without edges each check goes straight to the identity server, and no one is reached.", () => {
    const figures = figuresOf(sceneOf(oneSpot, quiet, only({})), []);
    expect(figures.checks.meanMs).toBeCloseTo(20 * degreeMs + 8 + 10, 2);
    expect(figures.reached.every(({ share }) => share === 0)).toBe(true);
    expect(cellWaits(sceneOf(oneSpot, quiet), [])[0]?.edge).toBeUndefined();
  });

  test("A second edge in the same metro changes nothing.", () => {
    const scene = sceneOf(oneSpot);
    expect(figuresOf(scene, [east, east, west])).toEqual(figuresOf(scene, [east, west]));
  });
});

describe("figures", () => {
  test("Bounds count all checks in `within`, and people in `reached`.", () => {
    const demand = demandAt([
      { latitude: 0, longitude: 11, weight: 3 },
      { latitude: 0, longitude: 60, weight: 1 },
    ]);
    const scene = sceneOf(demand, quiet, {
      ...only({ share: 0.5 }),
      classes: [...only({ share: 0.5 }).classes, ...only({ share: 0.5, roundTrips: 3 }).classes],
    });
    const { within, reached } = figuresOf(scene, [east]);
    const at = (of: typeof within, ms: number) => of.find((band) => band.ms === ms)?.share;
    expect(at(reached, 25)).toBeCloseTo(0.75, 9);
    expect(at(within, 25)).toBeCloseTo(0.375, 6);
    expect(at(within, 35)).toBeCloseTo(0.75, 6);
    expect(reachedShare(scene, [east], 25)).toBeCloseTo(0.75, 9);
  });

  test("The kinds of check that are slow and frequent enough are named beside each percentile.", () => {
    const scene = sceneOf(oneSpot, plainNetwork, mixIn(plainNetwork, 0.1));
    const figures = figuresOf(scene, [east, west]);
    expect(figures.beyondP95.kind).toBe("miss");
    expect(figures.beyondP95.share).toBeGreaterThan(0.4);
    expect(figures.checks.p95Ms).toBeGreaterThan(figures.hits.p95Ms + 10);
    // They are a hundredth of all checks, and wait for more than any other does.
    expect(figures.beyondP99.kind).toBe("miss, new connection");
  });

  test("Figures agree with fifty thousand checks that are drawn one by one.", () => {
    const { spots, metros } = scattered(12, 4);
    const network = { ...plainNetwork, jitterShare: 0.3, lossShare: 0.01 };
    const scene = sceneOf(demandAt(spots), network, mixIn(network, 0.05));
    const figures = figuresOf(scene, metros);
    const drawn = draw(scene, metros, 50_000);
    const close = (value: number, expected: number, part: number) => {
      expect(Math.abs(value / expected - 1)).toBeLessThan(part);
    };
    close(figures.checks.meanMs, drawn.reduce((a, b) => a + b) / drawn.length, 0.01);
    close(figures.checks.p50Ms, drawn[Math.floor(drawn.length * 0.5)] ?? 0, 0.01);
    close(figures.checks.p95Ms, drawn[Math.floor(drawn.length * 0.95)] ?? 0, 0.015);
    close(figures.checks.p99Ms, drawn[Math.floor(drawn.length * 0.99)] ?? 0, 0.03);
  });
});

/** Draws checks as the model describes them, and sorts their waits. */
function draw(
  { demand, mix, network, origin }: Scene,
  edges: readonly Metro[],
  count: number,
): Float64Array {
  const next = sequence(1);
  const pick = <Item extends { readonly share: number }>(items: readonly Item[]): Item => {
    let left = next();
    const found = items.find((item) => (left -= item.share) < 0) ?? items.at(-1);
    if (found === undefined) throw new Error("There is nothing to pick from.");
    return found;
  };
  const way = (networkMs: number, lastMileMs: number): number => {
    const jitter = Math.max(network.jitterMinMs, (network.jitterShare * networkMs) / 2) * next();
    const lost = next() < network.lossShare ? network.resendMs + networkMs + lastMileMs : 0;
    return (networkMs + lastMileMs) / 2 + jitter + lost;
  };
  return Float64Array.from({ length: count }, () => {
    const point = pick(demand.points);
    const kind = pick(mix.classes);
    const [first, second] = edges.toSorted(
      (a, b) => roundTripMs(point, a, network) - roundTripMs(point, b, network),
    );
    const edge = kind.elsewhere ? second : first;
    if (edge === undefined) throw new Error("There is no edge.");
    let ms = network.edgeMs;
    for (let one = 0; one < 2 * kind.roundTrips; one += 1) {
      ms += way(roundTripMs(point, edge, network), point.lastMileMs);
    }
    if (kind.asksOrigin) {
      const originMs = roundTripMs(edge, origin, network);
      ms += network.originMs + way(originMs, 0) + way(originMs, 0);
    }
    return ms;
  }).toSorted();
}

describe("the edges of a set", () => {
  test("Each edge has the checks that it is the nearest to, and the waits of these.", () => {
    const demand = demandAt([
      { latitude: 0, longitude: 11, weight: 3 },
      { latitude: 0, longitude: -45, weight: 1 },
    ]);
    const far = metroAt("far", 60, 170);
    const [ofEast, ofWest, ofFar] = sharesOf(sceneOf(demand, quiet), [east, west, far]);
    expect(ofEast?.share).toBeCloseTo(0.75, 9);
    expect(ofEast?.p95Ms).toBeCloseTo(degreeMs + 8.5, 0);
    expect(ofWest?.share).toBeCloseTo(0.25, 9);
    expect(ofWest?.p95Ms).toBeCloseTo(15 * degreeMs + 8.5, 0);
    expect(ofFar).toEqual({ share: 0, p95Ms: quiet.edgeMs });
  });
});

describe("a worse network", () => {
  const edges = ["fra", "iad", "sin", "gru"].flatMap((code) => findMetro(code) ?? []);
  /** A tenth of the cells, for the sake of time. The shares of the rest are as they were. */
  const tenth = (demand: Demand): Demand => ({
    ...demand,
    points: demand.points
      .filter((_, index) => index % 10 === 0)
      .map((point) => ({ ...point, share: 10 * point.share })),
  });
  const figuresIn = (network: Network) =>
    figuresOf(
      {
        demand: tenth(peopleDemand(network)),
        network,
        mix: mixIn(network),
        origin: { ...(edges[0] ?? metroAt("xxx", 50, 8)), name: "home" },
      },
      edges,
    ).checks;
  const before = figuresIn(realNetwork);

  test.each<[keyof Network, Partial<Network>]>([
    ["kmPerMs", { kmPerMs: realNetwork.kmPerMs * 0.9 }],
    [
      "stretchByDistance",
      {
        stretchByDistance: realNetwork.stretchByDistance.map(({ upToKm, stretch }) => ({
          upToKm,
          stretch: stretch * 1.1,
        })),
      },
    ],
    [
      "stretchByRegion",
      {
        stretchByRegion: {
          ...realNetwork.stretchByRegion,
          asia: realNetwork.stretchByRegion.asia * 1.1,
        },
      },
    ],
    ["stretchMin", { stretchMin: realNetwork.stretchMin * 1.2 }],
    ["stretchMax", { stretchMax: realNetwork.stretchMax * 1.2 }],
    [
      "lastMileMs",
      { lastMileMs: { ...realNetwork.lastMileMs, people: realNetwork.lastMileMs.people + 2 } },
    ],
    ["handshakeRoundTrips", { handshakeRoundTrips: realNetwork.handshakeRoundTrips + 1 }],
    ["edgeMs", { edgeMs: realNetwork.edgeMs + 1 }],
    ["originMs", { originMs: realNetwork.originMs + 10 }],
    ["jitterShare", { jitterShare: realNetwork.jitterShare * 2 }],
    ["jitterMinMs", { jitterMinMs: realNetwork.jitterMinMs * 4 }],
    ["lossShare", { lossShare: realNetwork.lossShare * 10 }],
    ["resendMs", { resendMs: realNetwork.resendMs * 2 }],
  ])("If %s gets worse, no figure gets better and one gets worse.", (_, worse) => {
    const after = figuresIn({ ...realNetwork, ...worse });
    const changes = [
      after.meanMs - before.meanMs,
      after.p95Ms - before.p95Ms,
      after.p99Ms - before.p99Ms,
    ];
    // Percentiles are read from bins by halving, to a billionth of a millisecond.
    expect(Math.min(...changes)).toBeGreaterThan(-1e-6);
    expect(Math.max(...changes)).toBeGreaterThan(0.001);
  });
});

describe("more edges", () => {
  const spot = record({
    latitude: integer({ min: -60, max: 60 }),
    longitude: integer({ min: -180, max: 179 }),
    weight: integer({ min: 1, max: 9 }),
  });
  const places = array(spot, { minLength: 2, maxLength: 8 });

  test("A further edge makes no hit wait longer.", () => {
    assert(
      property(array(spot, { minLength: 1, maxLength: 8 }), places, (spots, sites) => {
        const scene = sceneOf(demandAt(spots));
        const metros = sites.map(({ latitude, longitude }, index) =>
          metroAt(`m${index}`, latitude, longitude),
        );
        const fewer = cellWaits(scene, metros.slice(1));
        for (const [index, { hitMs }] of cellWaits(scene, metros).entries()) {
          expect(hitMs).toBeLessThanOrEqual(fewer[index]?.hitMs ?? 0);
        }
      }),
      { numRuns: 100 },
    );
  });

  test("More candidates give no worse bound, and no set is better than the bound.", () => {
    assert(
      property(array(spot, { minLength: 1, maxLength: 8 }), places, (spots, sites) => {
        const scene = sceneOf(demandAt(spots));
        const metros = sites.map(({ latitude, longitude }, index) =>
          metroAt(`m${index}`, latitude, longitude),
        );
        const bound = boundOf(scene, metros);
        const others = [
          boundOf(scene, metros.slice(1)),
          figuresOf(scene, metros.slice(0, 3)),
          figuresOf(scene, metros.slice(0, 1)),
        ];
        for (const other of others) {
          expect(bound.checks.meanMs).toBeLessThanOrEqual(other.checks.meanMs + 1e-9);
          expect(bound.hits.p95Ms).toBeLessThanOrEqual(other.hits.p95Ms + 1e-6);
          expect(bound.hits.p99Ms).toBeLessThanOrEqual(other.hits.p99Ms + 1e-6);
        }
      }),
      { numRuns: 40 },
    );
  });
});
