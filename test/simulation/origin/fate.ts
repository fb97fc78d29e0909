// What befalls one call on its way: how long it takes, and what goes wrong. Drawn when the call begins.
import type { Random } from "../random.ts";

/** How things go wrong for a session check. */
export type CheckFault =
  | "none"
  | "false 401"
  | "false 403"
  | "429"
  | "500"
  | "500 hinted"
  | "503"
  | "silence"
  | "unreachable"
  | "broken head"
  | "broken body"
  | "hung body"
  | "broken json"
  | "inactive"
  | "expired"
  | "oversized"
  | "mix-up"
  | "redirect"
  | "odd success"
  | "not found"
  | "hint absent"
  | "hint zero"
  | "hint malformed";

/** How things go wrong for a request that is passed through. */
export type PassFault =
  | "none"
  | "500"
  | "429"
  | "unreachable"
  | "silence, commit late"
  | "silence, commit early"
  | "broken, commit late"
  | "broken, commit early"
  | "broken, no commit";

/** From an instant until another, in milliseconds. */
interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** How unkind a run's origin is. */
export interface Weather {
  /** Probability that a check goes wrong somehow. */
  readonly checkFaults: number;
  /** Probability that a mutation goes wrong somehow. */
  readonly passFaults: number;
  /** Probability that a call is slow, and how slow at most. */
  readonly slow: number;
  readonly slowMs: number;
  /** Probability that an answer's body comes later than its head. */
  readonly lateBody: number;
  /** Spans in which the origin is down. */
  readonly outages: readonly Span[];
  /** Probability of a refusal that is not deserved, whatever else goes wrong: an open bug of Kratos under load. */
  readonly falseRefusals: number;
  /** Weight of mix-ups among the faults: rare but for runs devoted to them. */
  readonly mixUps: number;
}

/** What goes wrong in a run for sure. */
export interface Forecast {
  readonly falseRefusals: boolean;
  readonly mixUps: boolean;
  readonly lostAnswers: boolean;
  readonly outages: boolean;
  readonly slowness: boolean;
}

/** Draws a run's weather. */
export function drawWeather(random: Random, forecast: Forecast): Weather {
  const calm: Weather = {
    checkFaults: 0,
    passFaults: 0,
    slow: 0.15,
    slowMs: 2_500,
    lateBody: 0.05,
    outages: [],
    mixUps: 0,
    falseRefusals: 0,
  };
  const drawn = random.weighted<Weather>([
    [3, calm],
    [3, { ...calm, checkFaults: 0.06, passFaults: 0.1, mixUps: 1 }],
    [1, { ...calm, checkFaults: 0.25, passFaults: 0.15, slow: 0.25, mixUps: 1 }],
    [1, { ...calm, slow: 0.5, slowMs: 6_500, lateBody: 0.3 }],
  ]);
  return {
    ...drawn,
    ...(forecast.lostAnswers ? { passFaults: 0.35, slow: 0.3, slowMs: 4_000 } : {}),
    ...(forecast.slowness ? { slow: 0.4, slowMs: 3_000 } : {}),
    ...(forecast.mixUps ? { checkFaults: 0.15, mixUps: 60 } : {}),
    outages: forecast.outages ? drawOutages(random) : [],
    falseRefusals: forecast.falseRefusals ? random.pick([0.02, 0.05, 0.15]) : 0,
  };
}

function drawOutages(random: Random): readonly Span[] {
  return Array.from({ length: 1 + random.int(3) }, () => {
    const fromMs = random.between(5_000, 80_000);
    return { fromMs, untilMs: fromMs + random.between(1_000, 12_000) };
  });
}

/** Whether the origin is down at an instant. */
function isDown({ outages }: Weather, atMs: number): boolean {
  return outages.some(({ fromMs, untilMs }) => atMs >= fromMs && atMs < untilMs);
}

/** Time from the start of a call to its answer's head, in milliseconds. */
export function drawDelayMs(random: Random, weather: Weather): number {
  if (random.chance(weather.slow)) return random.between(50, weather.slowMs);
  return random.between(0.5, 15);
}

/** What happens to a check. */
export function drawCheckFault(random: Random, weather: Weather, atMs: number): CheckFault {
  if (isDown(weather, atMs)) return random.pick(["unreachable", "unreachable", "503", "silence"]);
  if (random.chance(weather.falseRefusals)) return "false 401";
  if (!random.chance(weather.checkFaults)) return "none";
  return random.weighted<CheckFault>([
    [6, "false 401"],
    [1, "false 403"],
    [3, "429"],
    [4, "500"],
    [1, "500 hinted"],
    [3, "503"],
    [2, "silence"],
    [3, "unreachable"],
    [2, "broken head"],
    [2, "broken body"],
    [1, "hung body"],
    [2, "broken json"],
    [1, "inactive"],
    [1, "expired"],
    [2, "oversized"],
    [weather.mixUps, "mix-up"],
    [1, "redirect"],
    [1, "odd success"],
    [1, "not found"],
    [3, "hint absent"],
    [3, "hint zero"],
    [2, "hint malformed"],
  ]);
}

/** What happens to a request that is passed through. */
export function drawPassFault(random: Random, weather: Weather, atMs: number): PassFault {
  if (isDown(weather, atMs)) return "unreachable";
  if (!random.chance(weather.passFaults)) return "none";
  return random.weighted<PassFault>([
    [3, "500"],
    [1, "429"],
    [2, "unreachable"],
    [2, "silence, commit late"],
    [1, "silence, commit early"],
    [4, "broken, commit late"],
    [3, "broken, commit early"],
    [2, "broken, no commit"],
  ]);
}
