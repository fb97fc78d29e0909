// Whether edges claim to be healthy when they should, and say so. That a claim is true is judged by L4, and what a degraded edge may
// answer by L2. An edge that is degraded for nothing would break neither.
import { type FleetRecord, headerOf, type History, type Life } from "../history.ts";
import { instant, type Objection } from "./objection.ts";

/** So long after the last trouble every edge must be healthy again. */
const healedWithinMs = 10_000;

/** A message that overtakes another makes an edge doubt for a moment, which may not last longer than this. */
const doubtMaxMs = 3_000;
/** The same where messages and readings are lost at all times. */
const lossyDoubtMaxMs = 10_000;

/** What is stored is answered within this time. */
const atOnceMs = 0.1;

interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Judges every claim. */
export function judgeHealth(fleet: FleetRecord, history: History): readonly Objection[] {
  const objections: Objection[] = [];
  const untroubled = untroubledOf(fleet);
  const mostMs = fleet.lossy ? lossyDoubtMaxMs : doubtMaxMs;
  for (const life of fleet.lives) {
    for (const degraded of degradedOf(fleet, life)) {
      const span = untroubled.find((one) => overlapMs(one, degraded) > mostMs);
      if (span === undefined) continue;
      objections.push({
        law: "health",
        atMs: Math.max(span.fromMs, degraded.fromMs) + mostMs,
        exchange: undefined,
        text: `${life.edge} was degraded from ${instant(degraded.fromMs)} to ${instant(degraded.untilMs)}, though nothing was wrong between ${instant(span.fromMs)} and ${instant(span.untilMs)}`,
      });
    }
  }
  return [...objections, ...unsaid(history)];
}

/** A hit says that it comes from a degraded edge if and only if it does. */
function unsaid({ exchanges }: History): readonly Objection[] {
  const objections: Objection[] = [];
  for (const { n, healthy, arrivedAtMs, answeredAtMs, answerHeaders } of exchanges) {
    const status = headerOf(answerHeaders, "cache-status") ?? "";
    // A check that waited in vain, for a renewed cookie or for an origin that fails, is given what is stored in another way.
    const atOnce = answeredAtMs !== undefined && answeredAtMs - arrivedAtMs < atOnceMs;
    if (!atOnce || !/; hit\b/u.test(status) || status.includes("stale-if-error")) continue;
    if (status.includes("detail=degraded") === !healthy) continue;
    objections.push({
      law: "health",
      atMs: answeredAtMs,
      exchange: n,
      text: `answered "${status}" by an edge that claimed to be ${healthy ? "healthy" : "degraded"}`,
    });
  }
  return objections;
}

/** The spans that begin so long after each trouble that everything must have healed. */
function untroubledOf({ troubles, endedAtMs }: FleetRecord): readonly Span[] {
  const spans: Span[] = [];
  let fromMs = 0;
  for (const trouble of troubles.toSorted((one, other) => one.fromMs - other.fromMs)) {
    if (trouble.fromMs > fromMs) spans.push({ fromMs, untilMs: trouble.fromMs });
    fromMs = Math.max(fromMs, trouble.untilMs + healedWithinMs);
  }
  if (endedAtMs > fromMs) spans.push({ fromMs, untilMs: endedAtMs });
  return spans;
}

function degradedOf({ endedAtMs }: FleetRecord, life: Life): readonly Span[] {
  const { claims, untilMs = endedAtMs, fromMs: startedAtMs } = life;
  const spans: Span[] = [];
  for (const [index, { atMs, healthy }] of claims.entries()) {
    if (healthy) continue;
    const fromMs = Math.max(atMs, startedAtMs + healedWithinMs);
    spans.push({ fromMs, untilMs: claims[index + 1]?.atMs ?? untilMs });
  }
  return spans;
}

function overlapMs(one: Span, other: Span): number {
  return Math.min(one.untilMs, other.untilMs) - Math.max(one.fromMs, other.fromMs);
}
