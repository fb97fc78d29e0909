// What must hold of a run, and what does not.
import type { Comparison, Findings } from "./findings.ts";

/**
 * The most by which measured percentiles may differ from predicted ones, as a share. If the harness alone takes more at the
 * same percentile, times are not judged.
 */
const differenceMax = 0.15;
/** How long a revocation may take from one region to another, over all pairs. Milliseconds. */
const lagMaxMs = { p50Ms: 100, p99Ms: 250 } as const;

const names = ["p50Ms", "p95Ms", "p99Ms"] as const;

/** With a smaller share of the time on its way, a message has not gone through the proxies. */
const leastOfWay = 0.8;

/** What came of a run. */
export interface Judgement {
  /** What is not as it must be. Sentences. */
  readonly problems: readonly string[];
  /** Why times are not judged. Undefined if they are. */
  readonly unjudged: string | undefined;
}

/** Judges the findings of one plan. Wrong answers are always judged, and times only if the machine was calm enough. */
export function judge(findings: Findings): Judgement {
  const { comparisons, lags, played } = findings;
  const problems = played.wrong.map((text) => `wrong answer: ${text}`);
  for (const text of played.failed) problems.push(`failed: ${text}`);
  const unjudged = comparisons.flatMap(overheads)[0];
  if (unjudged !== undefined) return { problems, unjudged };
  problems.push(...comparisons.flatMap(differences));
  for (const { from, to, expectedMs, measured } of lags.pairs) {
    if (measured.p50Ms >= leastOfWay * expectedMs) continue;
    problems.push(`a message from ${from} to ${to} is faster than its way: it went around a proxy`);
  }
  const { each } = lags;
  if (!(each.p50Ms <= lagMaxMs.p50Ms)) {
    problems.push(`revocations take ${each.p50Ms.toFixed(0)} ms at P50 between two regions`);
  }
  if (!(each.p99Ms <= lagMaxMs.p99Ms)) {
    problems.push(`revocations take ${each.p99Ms.toFixed(0)} ms at P99 between two regions`);
  }
  return { problems, unjudged: undefined };
}

/** By how much a measured time is longer than the predicted one, as a share of it. */
export function differenceOf(predictedMs: number, measuredMs: number): number {
  return measuredMs / predictedMs - 1;
}

function overheads({ of, all, overhead }: Comparison): readonly string[] {
  return names
    .filter((name) => !(overhead[name] <= differenceMax * all.predicted[name]))
    .map(
      (name) =>
        `without any delay, ${textOf(name)} of ${of} is ${overhead[name].toFixed(1)} ms: the machine is too busy to judge times`,
    );
}

function differences({ of, all }: Comparison): readonly string[] {
  return names.flatMap((name) => {
    const difference = differenceOf(all.predicted[name], all.measured[name]);
    if (Math.abs(difference) <= differenceMax) return [];
    const text = `${(difference * 100).toFixed(0)} %`;
    return [`${textOf(name)} of ${of} differs from the model by ${text}`];
  });
}

/** `p50Ms` as `P50`. */
function textOf(name: (typeof names)[number]): string {
  return name.slice(0, 3).toUpperCase();
}
