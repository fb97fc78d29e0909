// How much time passes between one check of a session and the next.
import { logNormal } from "./log-normal.ts";
import { shuffle } from "./random.ts";

/** One reason to wait before the next check. The logarithm of the gap is normally distributed. */
interface GapPart {
  /** What it is, for reports: `within a view`. */
  readonly name: string;
  /** Of all gaps. The shares of a mixture add up to 1. */
  readonly share: number;
  /** Half of these gaps are shorter. Milliseconds. */
  readonly medianMs: number;
  /** The standard deviation of the gap's natural logarithm. */
  readonly sigma: number;
}

/** The distribution of the gaps between the checks of one session. */
export type GapDistribution =
  | {
      readonly kind: "mixture";
      readonly parts: readonly GapPart[];
      /** No gap of a session is longer, because the session ends. Milliseconds. */
      readonly longestMs: number;
    }
  | {
      readonly kind: "quantiles";
      /** At least two gaps at even distances from the 0 % quantile to the 100 % quantile. They do not fall. Milliseconds. */
      readonly ms: readonly number[];
    };

const checksPerView = 20;
const viewsPerVisit = 12;
const checksPerVisit = checksPerView * viewsPerVisit;

/**
 * The gaps of a person who uses a web application, as we assume them. A view of the application causes 20 checks, a visit
 * has 12 views, and there are about three visits a day. docs/internals/planet/checks.md has the reasons.
 */
export const defaultGaps: GapMixture = {
  kind: "mixture",
  parts: [
    { name: "within a view", share: 1 - 1 / checksPerView, medianMs: 300, sigma: 1 },
    {
      name: "between views",
      share: 1 / checksPerView - 1 / checksPerVisit,
      medianMs: 20_000,
      sigma: 1.2,
    },
    { name: "between visits", share: 1 / checksPerVisit, medianMs: 8 * 3_600_000, sigma: 1 },
  ],
  // `session.lifespan` of Kratos, if it is not set.
  longestMs: 24 * 3_600_000,
};

/** A distribution that is a mixture. */
export type GapMixture = Extract<GapDistribution, { readonly kind: "mixture" }>;

/**
 * The same mixture with `factor` times as many pauses: all gaps but those with the least median, which make up the rest. At
 * most `pausesFactorMax`.
 */
export function withPauses(gaps: GapMixture, factor: number): GapMixture {
  const shortest = shortestPart(gaps);
  const pauses = factor * (1 - shortest.share);
  const parts = gaps.parts.map((part) => ({
    ...part,
    share: part === shortest ? Math.max(0, 1 - pauses) : part.share * factor,
  }));
  return { ...gaps, parts };
}

/** The factor with which all gaps are pauses. */
export function pausesFactorMax(gaps: GapMixture): number {
  return 1 / (1 - shortestPart(gaps).share);
}

function shortestPart({ parts }: GapMixture): GapPart {
  return parts.reduce((least, part) => (part.medianMs < least.medianMs ? part : least));
}

/**
 * `count` gaps in milliseconds that stand for the distribution. They are its quantiles at even distances, in an order that
 * looks random and is always the same.
 */
export function sampleGaps(gaps: GapDistribution, count: number): Float64Array {
  const sample = gaps.kind === "mixture" ? mixed(gaps, count) : interpolated(gaps.ms, count);
  return shuffle(sample, 1);
}

function mixed({ parts, longestMs }: GapMixture, count: number): Float64Array {
  const sample = new Float64Array(count);
  let share = 0;
  let from = 0;
  for (const part of parts) {
    share += part.share;
    const to = Math.min(count, Math.round(share * count));
    for (const [i, ms] of logNormal(part.medianMs, part.sigma, to - from).entries()) {
      sample[from + i] = Math.min(ms, longestMs);
    }
    from = to;
  }
  return sample;
}

function interpolated(quantilesMs: readonly number[], count: number): Float64Array {
  const sample = new Float64Array(count);
  for (let i = 0; i < count; i += 1) {
    const at = ((i + 0.5) / count) * (quantilesMs.length - 1);
    const below = quantilesMs[Math.floor(at)] ?? 0;
    const above = quantilesMs[Math.ceil(at)] ?? below;
    sample[i] = below + (above - below) * (at - Math.floor(at));
  }
  return sample;
}

/** What is wrong with a distribution. Undefined if nothing is. */
export function gapsProblem(gaps: GapDistribution): string | undefined {
  if (gaps.kind === "quantiles") {
    const { ms } = gaps;
    if (ms.length < 2) return `the list of gaps must have at least 2 numbers; it has ${ms.length}`;
    const wrong = ms.find((value, i) => !(value >= (ms[i - 1] ?? 0) && value < longestGapMs));
    if (wrong === undefined) return undefined;
    return `the gaps must be milliseconds that do not fall, from 0 to ${longestGapMs}; one of them is ${wrong}`;
  }
  for (const { name, share, medianMs, sigma } of gaps.parts) {
    if (!(share >= 0 && share <= 1)) {
      return `the share of the gaps ${name} must be from 0 to 1; it is ${share}`;
    }
    if (!(medianMs > 0 && medianMs < longestGapMs)) {
      return `the median of the gaps ${name} must be more than 0 ms; it is ${medianMs}`;
    }
    if (!(sigma >= 0 && sigma <= 5)) {
      return `the sigma of the gaps ${name} must be from 0 to 5; it is ${sigma}`;
    }
  }
  const sum = gaps.parts.reduce((total, { share }) => total + share, 0);
  if (Math.abs(sum - 1) > 1e-9) return `the shares of the gaps must add up to 1, not to ${sum}`;
  return gaps.longestMs > 0 ? undefined : "the longest gap must be more than 0 ms";
}

/** Longer gaps are refused, so that sums of many gaps stay exact enough. About 30 years in milliseconds. */
const longestGapMs = 1e12;
