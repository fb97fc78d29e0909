// Which seeds have several edges, and what befalls them and their bus.
import type { ProjectSettings } from "../../../src/core/settings.ts";
import type { Climate } from "../climate.ts";
import { noFront } from "../origin/front.ts";
import type { Random } from "../random.ts";
import type { BusWeather } from "./shared-bus-model.ts";

/** The share of seeds that have several edges. */
const fleetShare = 0.2;

/** A variable of the environment: with `yes` every seed has several edges. Those that have them anyway stay as they are. */
export const everySeed = "SIMULATION_SEVERAL_EDGES";

/**
 * What a run with several edges is devoted to. `edges`: nothing fails. `losses`: messages, appends and readings do. `cuts`:
 * connections break, freeze and heal. `partition`: regions lose sight of each other. `truncated log`: logs lose messages.
 * `lives`: edges die, stop, restart and are added. `forgetting`: regions are silent for longer than any answer lives.
 * `outbox`: more waits to be published than may wait.
 */
const themes = [
  [1, "edges"],
  [1.5, "losses"],
  [2, "cuts"],
  [2, "partition"],
  [2.5, "truncated log"],
  [2.5, "lives"],
  [1.5, "forgetting"],
  [1.5, "outbox"],
] as const;

type Theme = (typeof themes)[number][1];

/** What can go wrong at an instant. */
export type TroubleKind =
  | "cut"
  | "half-open"
  | "deaf"
  | "freeze"
  | "sever"
  | "slow"
  | "truncate"
  | "begin again"
  | "lose tail"
  | "kill"
  | "restart"
  | "goodbye"
  | "new region"
  | "remove region";

/** The conditions of a run with several edges. */
export interface FleetClimate {
  readonly theme: Theme;
  readonly weather: BusWeather;
  /** The regions of the edges that are there from the start. */
  readonly regions: readonly string[];
  readonly forgetAfterMs: number;
  /** The time between two troubles, on average. Undefined if there are none. */
  readonly troubleEveryMs: number | undefined;
  /** The longest duration of a trouble. */
  readonly troubleMaxMs: number;
  readonly troubles: readonly (readonly [weight: number, kind: TroubleKind])[];
  /** The shares of steps at which an operator invalidates something, and at which a hook comes. */
  readonly orders: number;
  readonly hooks: number;
  /** How far the clocks of the edges are off, at most. */
  readonly clockMs: number;
  readonly wallMs: number;
}

const calm: BusWeather = {
  nearMs: 5,
  farMs: 120,
  reorders: false,
  lost: 0,
  repeated: 0,
  appendFaults: 0,
  readFaults: 0,
  listMs: 200,
  hearsUnlisted: true,
  readMax: 1_000,
  omitsHeartbeats: true,
  logMax: 10_000,
};

const rare = [
  [1, "cut"],
  [1, "half-open"],
  [1, "freeze"],
  [1, "sever"],
  [1, "slow"],
  [0.7, "truncate"],
  [0.5, "begin again"],
  [0.5, "lose tail"],
  [0.5, "kill"],
  [0.5, "restart"],
  [0.5, "goodbye"],
  [0.5, "new region"],
  [0.2, "remove region"],
] as const;

const own: Readonly<Record<Theme, readonly (readonly [number, TroubleKind])[]>> = {
  edges: [],
  losses: [],
  cuts: [
    [4, "deaf"],
    [6, "cut"],
    [6, "half-open"],
    [5, "freeze"],
  ],
  partition: [
    [8, "sever"],
    [8, "slow"],
    [3, "half-open"],
  ],
  "truncated log": [
    [5, "truncate"],
    [5, "begin again"],
    [2, "lose tail"],
    [4, "half-open"],
    [4, "sever"],
  ],
  lives: [
    [4, "kill"],
    [5, "restart"],
    [5, "goodbye"],
    [6, "new region"],
    [2, "sever"],
  ],
  forgetting: [
    [6, "sever"],
    [3, "kill"],
    [2, "half-open"],
  ],
  outbox: [
    [6, "cut"],
    [4, "half-open"],
    [2, "freeze"],
  ],
};

/** The conditions of a seed, if it is one with several edges. */
export function drawFleet(random: Random, settings: ProjectSettings): FleetClimate | undefined {
  const has = random.chance(fleetShare);
  if (!has && process.env[everySeed] !== "yes") return undefined;
  const theme = random.weighted<Theme>(themes);
  const lossy = theme === "losses" || random.chance(0.15);
  const still = theme === "edges" || (theme === "losses" && random.chance(0.5));
  return {
    theme,
    weather: {
      ...calm,
      farMs: random.pick([20, 120, 300]),
      reorders: random.chance(0.4),
      repeated: random.chance(0.5) ? 0.05 : 0,
      lost: lossy ? random.pick([0.02, 0.1, 0.2]) : 0,
      appendFaults: lossy ? random.pick([0, 0.05, 0.15]) : 0,
      readFaults: lossy ? random.pick([0, 0.1, 0.2]) : 0,
      listMs: random.pick([50, 200, 2_900]),
      hearsUnlisted: random.chance(0.5),
      readMax: random.pick([20, 100, 1_000]),
      omitsHeartbeats: random.chance(0.5),
      logMax: theme === "truncated log" ? random.pick([20, 60, 10_000]) : 10_000,
    },
    regions: random.pick([
      ["eu", "eu", "us"],
      ["eu", "us", "us"],
      ["eu", "us"],
    ]),
    forgetAfterMs: theme === "forgetting" ? settings.maxAgeMs * random.pick([1, 1.5]) : 600_000,
    troubleEveryMs: still ? undefined : random.pick([5_000, 9_000, 15_000]),
    troubleMaxMs: theme === "forgetting" ? 30_000 : random.pick([4_000, 12_000, 25_000]),
    troubles: [...own[theme], ...rare],
    orders: random.pick([0.05, 0.1, 0.2]),
    hooks: random.pick([0.02, 0.05]),
    clockMs: random.pick([0, 100_000, 5_000_000]),
    wallMs: random.pick([0, 60_000, 86_400_000]),
  };
}

/** The other conditions of such a run: kind to the origin, so that what is seen is the work of the bus. */
export function underFleet(
  climate: Climate,
  { theme }: FleetClimate,
  settings: ProjectSettings,
  random: Random,
): Climate {
  return {
    ...climate,
    settings,
    limits: {
      ...climate.limits,
      unpublishedMax: theme === "outbox" ? random.pick([1, 2, 4]) : climate.limits.unpublishedMax,
    },
    strangers: 0,
    front: random.chance(0.9) ? noFront : climate.front,
    upstream: "none",
    secondProject: false,
    switches: climate.switches && theme !== "forgetting",
    changes: random.pick([0.05, 0.12]),
    behind: 0,
    regulars: 0.95,
    lifespanMs: 3_600_000,
    crowded: climate.crowded,
  };
}

/** The settings of such a run. Answers live long and are seldom refreshed, so that a lost invalidation shows. */
export function fleetSettings(settings: ProjectSettings, random: Random): ProjectSettings {
  return {
    ...settings,
    cacheableSessions: true,
    maxAgeMs: random.pick([10_000, 20_000, 60_000, 60_000]),
    ...random.pick([
      { refreshAfterMs: 1_000, refreshAuto: true },
      { refreshAfterMs: 5_000, refreshAuto: false },
      { refreshAfterMs: 60_000, refreshAuto: false },
      { refreshAfterMs: 60_000, refreshAuto: false },
    ]),
    degradedMaxAgeMs: random.pick([0, 2_000, 10_000]),
  };
}
