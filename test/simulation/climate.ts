// What differs from seed to seed: settings of edge and origin, sizes of stores and queues, the kindness of the world.
import { defaultLimits, type Limits } from "../../src/core/limits.ts";
import { defaultProjectSettings, type ProjectSettings } from "../../src/core/settings.ts";
import { drawFront, type Front, noFront } from "./origin/front.ts";
import { drawWeather, type Weather } from "./origin/fate.ts";
import type { Upstream } from "./origin/upstream.ts";
import type { WhoamiSettings } from "./origin/whoami.ts";
import type { Decider } from "./clients/decision-request.ts";
import type { Random } from "./random.ts";

/** The conditions of one run. */
export interface Climate {
  readonly settings: ProjectSettings;
  readonly limits: Limits;
  readonly whoami: WhoamiSettings;
  readonly weather: Weather;
  readonly upstream: Upstream;
  readonly lifespanMs: number;
  /** How far the origin's wall clock is off. */
  readonly skewMs: number;
  readonly originTimeoutMs: number;
  readonly forwardTimeoutMs: number;
  readonly cacheBytesMax: number;
  readonly crowded: boolean;
  readonly evicting: boolean;
  readonly secondProject: boolean;
  readonly switches: boolean;
  readonly manyOrigins: boolean;
  /** Share of steps that change something through the edge, and behind its back. */
  readonly changes: number;
  readonly behind: number;
  /** How likely a change behind its back is the extension of a session, against the others. */
  readonly extensions: number;
  readonly people: number;
  /** What stands before the origin. */
  readonly front: Front;
  /** Share of steps at which a stranger tries something. */
  readonly strangers: number;
  /** Share of checks that come from the same clients as lately. */
  readonly regulars: number;
  /** Clients go on with a renewed cookie; if not, they are gateways that drop it. */
  readonly browsers: boolean;
  /** The policies by which some of the checks are asked as gateways do. */
  readonly decider?: Decider | undefined;
  /** Some of the checks ask for a token. */
  readonly tokens?: boolean;
}

const cookieName = "ory_kratos_session";

/**
 * What a run is devoted to. Rare things meet other rare things too seldom by chance alone, so each run has a theme that makes its own
 * likely; the weights follow `--coverage`, whose rarest rows and pairs get the most.
 */
const themes = [
  [3, "ordinary"],
  [2, "strangers"],
  [2, "front"],
  [2, "false refusals"],
  [2, "sliding"],
  [2, "mix-ups"],
  [2, "lost answers"],
  [2, "outages"],
  [2.5, "origins"],
  [2, "crowded"],
  [1, "evicting"],
  [1, "switches"],
  [1, "upstream"],
  [2, "few fences"],
] as const;

type Theme = (typeof themes)[number][1];

/** Draws a run's conditions. */
export function drawClimate(random: Random): Climate {
  const theme = random.weighted<Theme>(themes);
  const likely = (own: Theme, elsewhere: number): boolean =>
    random.chance(own === theme ? 0.9 : elsewhere);
  const crowded = likely("crowded", 0.03);
  const evicting = likely("evicting", 0.06);
  const cors = random.chance(0.7);
  const manyOrigins = likely("origins", 0.05);
  const sliding = likely("sliding", 0.1);
  const fewFences = likely("few fences", 0.1);
  const settings: ProjectSettings = {
    ...defaultProjectSettings,
    project: "first",
    cookieName,
    cacheableSessions: random.chance(0.95),
    maxAgeMs: random.pick([4_000, 10_000, 20_000, 60_000]),
    ...(theme === "few fences"
      ? { refreshAfterMs: 5_000 }
      : random.pick([
          { refreshAfterMs: 500 },
          { refreshAfterMs: 1_000 },
          { refreshAfterMs: 1_000, refreshAuto: true },
          // With a hint of 3 s, half of the limit is less than this.
          { refreshAfterMs: 2_000, refreshAuto: true },
          { refreshAfterMs: 5_000 },
        ])),
    staleIfErrorMs: theme === "outages" ? 30_000 : random.pick([0, 0, 5_000, 30_000]),
    sessionTokens: random.chance(0.7),
    requireOriginHint: random.chance(0.2),
    basePath: random.chance(0.1) ? "/auth" : "",
  };
  const limits: Limits = {
    ...defaultLimits,
    entryBodyBytesMax: 4_096,
    fencesMax: fewFences ? random.pick([2, 3, 12]) : defaultLimits.fencesMax,
    doubtMs: random.pick([5_000, 15_000, 60_000]),
    askWaitMs: random.pick([300, 1_000]),
    renewAfterMs: sliding ? 1_000 : random.pick([1_000, 3_000, 10_000]),
    ...(manyOrigins ? { sessionOriginsMax: 2, sessionKeysMax: 4, anonymousOriginsMax: 4 } : {}),
    ...(crowded
      ? {
          knownCallsMax: 1,
          unknownCallsMax: 1,
          forwardCallsMax: 2,
          waitingPerLaneMax: random.pick([1, 4]),
        }
      : {}),
  };
  return {
    settings,
    limits,
    whoami: {
      cookieName,
      hintMaxMs: random.weighted<number | undefined>([
        [4, 60_000],
        [3, 3_000],
        [2, 8_000],
        [1, undefined],
      ]),
      corsOrigins: manyOrigins
        ? Array.from({ length: 12 }, (_one, index) => `https://site-${index}.example`)
        : cors
          ? ["https://app.example", "https://other.example"]
          : undefined,
    },
    weather: drawWeather(random, {
      falseRefusals: likely("false refusals", 0.1),
      mixUps: likely("mix-ups", 0.05),
      lostAnswers: likely("lost answers", 0.1),
      outages: likely("outages", 0.2),
      slowness: theme === "crowded" && crowded,
    }),
    front: likely("front", 0.1) ? drawFront(random) : noFront,
    strangers: likely("strangers", 0.15) ? random.pick([0.05, 0.15]) : 0,
    regulars: sliding || theme === "few fences" ? 0.95 : random.pick([0.6, 0.85, 0.95]),
    browsers: random.chance(sliding ? 0.2 : 0.5),
    upstream: likely("upstream", 0.08)
      ? random.pick<Upstream>(["obedient", "disobedient"])
      : "none",
    lifespanMs: sliding ? 60_000 : random.pick([12_000, 25_000, 60_000, 3_600_000]),
    skewMs: random.chance(0.3) ? random.int(20_000) - 10_000 : 0,
    originTimeoutMs: random.pick([2_000, 5_000]),
    forwardTimeoutMs: random.pick([4_000, 10_000]),
    cacheBytesMax: evicting ? random.pick([6_000, 15_000]) : 4_000_000,
    crowded,
    evicting: evicting || manyOrigins,
    secondProject: random.chance(0.25),
    switches: likely("switches", 0.1),
    manyOrigins,
    changes: theme === "few fences" ? 0.2 : random.pick([0.05, 0.12, 0.2]),
    behind: theme === "few fences" ? 0.2 : random.pick([0.03, 0.08, 0.15]),
    extensions: sliding ? 20 : 2,
    people: random.pick([1, 2, 2, 3, 4]),
  };
}
