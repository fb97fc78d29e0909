// A small world for tests: made-up metros and demand on the real globe.
import type { CheckClass, CheckMix } from "../checks/mix.ts";
import type { Demand } from "../demand/demand.ts";
import type { Network } from "../physics/network.ts";
import type { Metro, WorldRegion } from "../world/place.ts";
import type { Scene } from "./scene.ts";

/** A network whose figures are easy to calculate by hand: 100 km of great circle are a round trip of 1.5 ms. */
export const plainNetwork: Network = {
  kmPerMs: 200,
  stretchByDistance: [{ upToKm: Number.POSITIVE_INFINITY, stretch: 1.5 }],
  stretchByRegion: {
    africa: 1,
    asia: 1,
    europe: 1,
    "middle-east": 1,
    "north-america": 1,
    oceania: 1,
    "south-america": 1,
  },
  stretchMin: 1,
  stretchMax: 3,
  lastMileMs: { people: 8, backends: 0.5 },
  handshakeRoundTrips: 2,
  edgeMs: 0.5,
  originMs: 10,
  jitterShare: 0.1,
  jitterMinMs: 0.5,
  lossShare: 0.001,
  resendMs: 200,
};

/** A mix with every kind of check. New connections follow the network. */
export function mixIn(network: Network, missShare = 0.02): CheckMix {
  const fresh = 1 + network.handshakeRoundTrips;
  const rare = { newConnection: 0.01, forced: 0.002, failover: 0.003 };
  const others: CheckClass[] = [
    kind("hit, new connection", rare.newConnection, fresh),
    kind("miss", missShare, 1, true),
    kind("miss, new connection", missShare / 10, fresh, true),
    kind("forced", rare.forced, 1, true),
    { ...kind("failover", rare.failover, fresh), elsewhere: true },
  ];
  const share = 1 - others.reduce((sum, other) => sum + other.share, 0);
  return {
    classes: [kind("hit", share, 1), ...others],
    hitRatio: share + rare.newConnection + rare.failover,
    originCallsPerCheck: missShare,
  };
}

function kind(
  name: CheckClass["kind"],
  share: number,
  roundTrips: number,
  asksOrigin = false,
): CheckClass {
  return { kind: name, share, roundTrips, asksOrigin, elsewhere: false };
}

/** A metro at a place. Its name is its code. */
export function metroAt(
  code: string,
  latitude: number,
  longitude: number,
  worldRegion: WorldRegion = "europe",
): Metro {
  return { code, name: code, country: "XX", worldRegion, latitude, longitude, clouds: [] };
}

/** One demand point. */
export interface Spot {
  readonly latitude: number;
  readonly longitude: number;
  readonly weight: number;
}

/** Demand at some spots. */
export function demandAt(spots: readonly Spot[], lastMileMs = 8): Demand {
  const all = spots.reduce((sum, { weight }) => sum + weight, 0);
  return {
    of: "people",
    points: spots.map(({ latitude, longitude, weight }) => ({
      latitude,
      longitude,
      country: "XX",
      worldRegion: "europe",
      share: weight / all,
      lastMileMs,
    })),
    source: "a test",
  };
}

/** A scene with the identity server at 0° 0°. */
export function sceneOf(
  demand: Demand,
  network: Network = plainNetwork,
  mix = mixIn(network),
): Scene {
  return {
    demand,
    network,
    mix,
    origin: { ...metroAt("org", 0, 0), name: "origin" },
  };
}

/** Spots and metros all over the globe that look random, and are the same each time. */
export function scattered(spots: number, metros: number): { spots: Spot[]; metros: Metro[] } {
  const next = sequence(7);
  return {
    spots: Array.from({ length: spots }, () => ({
      latitude: next() * 120 - 60,
      longitude: next() * 360 - 180,
      weight: 0.1 + next(),
    })),
    metros: Array.from({ length: metros }, (_, index) =>
      metroAt(`m${String(index).padStart(2, "0")}`, next() * 120 - 60, next() * 360 - 180),
    ),
  };
}

/** Numbers from 0 to 1 that look random, and are the same each time (mulberry32). */
export function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
