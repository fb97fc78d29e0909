// The mixture of kinds of checks that follows from a usage and the settings of a project.
import type { Network } from "../physics/network.ts";
import type { CheckClass, CheckKind, CheckMix } from "./mix.ts";
import type { CacheSettings } from "./settings.ts";
import { usageProblems, type Usage } from "./usage.ts";
import { drawChecks, walk, type Answer, type WalkCounts } from "./walk.ts";

/** The network constants that the mixture depends on. */
export type MixNetwork = Pick<Network, "handshakeRoundTrips" | "originMs">;

/** A walk has so many checks: 200 visits of 240 by default. */
const checksOfWalk = 48_000;

/** A walk and its weight in the mixture. */
interface Weighted {
  readonly counts: WalkCounts;
  readonly weight: number;
  /** Whether these checks go to the second nearest edge. */
  readonly elsewhere: boolean;
}

/**
 * The mixture of kinds of checks. Throws a RangeError if the usage is impossible; `usageProblems` says so before.
 */
export function mixOf(usage: Usage, settings: CacheSettings, network: MixNetwork): CheckMix {
  const [problem] = usageProblems(usage);
  if (problem !== undefined) throw new RangeError(`Cannot model these checks: ${problem}.`);
  const walks = walksOf(usage, settings, network);
  const classes = walks.flatMap((walked) => classesOf(walked, usage, network));
  const originCallsPerCheck = walks.reduce(
    (sum, { counts, weight }) => sum + (weight * counts.originCalls) / counts.checks,
    0,
  );
  return withMeasured(mergedMix(classes, originCallsPerCheck), usage);
}

/** The nearest edge in order, the nearest edge degraded, and the second nearest during an outage of the nearest. */
function walksOf(usage: Usage, settings: CacheSettings, network: MixNetwork): Weighted[] {
  const degradedShare = settings.bus ? usage.degradedShare : 0;
  const up = 1 - usage.downShare;
  const draws = drawChecks(usage, checksOfWalk);
  const all = [
    { healthy: true, elsewhere: false, weight: up * (1 - degradedShare) },
    { healthy: false, elsewhere: false, weight: up * degradedShare },
    { healthy: true, elsewhere: true, weight: usage.downShare },
  ];
  return all
    .filter(({ weight }) => weight > 0)
    .map(({ healthy, elsewhere, weight }) => {
      const forgetEveryMs = elsewhere ? usage.outageMs : Number.POSITIVE_INFINITY;
      const counts = walk(draws, usage, settings, network, { healthy, forgetEveryMs });
      return { counts, weight, elsewhere };
    });
}

function classesOf(
  { counts, weight, elsewhere }: Weighted,
  { newConnectionShare }: Usage,
  { handshakeRoundTrips }: MixNetwork,
): CheckClass[] {
  const answers: readonly Answer[] = ["hit", "miss", "forced"];
  return answers.flatMap((answer) => {
    const all = (weight * (counts.open[answer] + counts.fresh[answer])) / counts.checks;
    const opening =
      newConnectionShare === undefined
        ? (weight * counts.fresh[answer]) / counts.checks
        : all * newConnectionShare;
    const asksOrigin = answer !== "hit";
    return [
      {
        kind: kindOf(answer, false, elsewhere),
        share: all - opening,
        roundTrips: 1,
        asksOrigin,
        elsewhere,
      },
      {
        kind: kindOf(answer, true, elsewhere),
        share: opening,
        roundTrips: 1 + handshakeRoundTrips,
        asksOrigin,
        elsewhere,
      },
    ];
  });
}

function kindOf(answer: Answer, opens: boolean, elsewhere: boolean): CheckKind {
  if (elsewhere) return "failover";
  if (answer === "forced") return "forced";
  return opens ? `${answer}, new connection` : answer;
}

/** One class for each way that checks take, without those that never happen. */
function mergedMix(classes: readonly CheckClass[], originCallsPerCheck: number): CheckMix {
  const byWay = new Map<string, CheckClass>();
  for (const one of classes) {
    if (one.share <= 0) continue;
    const way = `${one.kind}/${one.roundTrips}/${one.asksOrigin}`;
    byWay.set(way, { ...one, share: one.share + (byWay.get(way)?.share ?? 0) });
  }
  const merged = [...byWay.values()];
  return { classes: merged, hitRatio: hitsOf(merged), originCallsPerCheck };
}

function hitsOf(classes: readonly CheckClass[]): number {
  return sumOf(classes.filter(({ asksOrigin }) => !asksOrigin));
}

function sumOf(classes: readonly CheckClass[]): number {
  return classes.reduce((sum, { share }) => sum + share, 0);
}

/** The mixture with a measured hit ratio and measured calls in place of the modelled ones. */
function withMeasured(mix: CheckMix, { hitRatio, originCallsPerCheck: calls }: Usage): CheckMix {
  const scaled = hitRatio === undefined ? mix : withHitRatio(mix, hitRatio);
  return calls === undefined ? scaled : { ...scaled, originCallsPerCheck: calls };
}

/** Hits and misses are scaled. Forced checks keep their share. */
function withHitRatio(mix: CheckMix, hitRatio: number): CheckMix {
  const forced = sumOf(mix.classes.filter(({ kind }) => kind === "forced"));
  const hits = mix.hitRatio;
  const misses = 1 - hits - forced;
  const wantedMisses = Math.max(0, 1 - hitRatio - forced);
  const wantedHits = 1 - forced - wantedMisses;
  const base = mix.classes.map((one) => {
    if (one.kind === "forced") return one;
    if (one.asksOrigin) return { ...one, share: one.share * ratio(wantedMisses, misses) };
    return { ...one, share: one.share * ratio(wantedHits, hits) };
  });
  // What the walk did not meet cannot be scaled.
  const plain = { roundTrips: 1, elsewhere: false };
  if (!(hits > 0)) base.push({ kind: "hit", share: wantedHits, asksOrigin: false, ...plain });
  if (!(misses > 1e-12)) {
    base.push({ kind: "miss", share: wantedMisses, asksOrigin: true, ...plain });
  }
  const waiting = misses + forced;
  const refreshes = Math.max(0, mix.originCallsPerCheck - waiting);
  return mergedMix(base, wantedMisses + forced + refreshes * ratio(wantedHits, hits));
}

function ratio(wanted: number, found: number): number {
  return found > 1e-12 ? wanted / found : 0;
}
