// What an operator's own edges have counted, from the text that Prometheus reads of them.
import type { Usage } from "./usage.ts";

/** Figures of real edges. They replace what the model says of these. */
export type ObservedFigures = Required<
  Pick<Usage, "hitRatio" | "forcedShare" | "originCallsPerCheck">
> & {
  /** The checks that these figures rest on. */
  readonly checks: number;
};

/** Figures, or why there are none: a sentence without a capital and a full stop. */
export type Observed =
  | { readonly kind: "observed"; readonly figures: ObservedFigures }
  | { readonly kind: "problem"; readonly problem: string };

const checksMetric = "edge_sessions_checks_total";
const callsMetric = "edge_sessions_origin_calls_total";

/** With fewer checks, hit ratios of 99 % and more are chance. */
const checksMin = 1_000;

/** An edge asks again, or asks who a session is of, but not as often as this for each check. */
const callsPerCheckMax = 10;

/** Checks that were passed on: calls that are made without an edge too. */
const uncounted: ReadonlySet<string> = new Set(["bypass"]);

/** Calls that are not made for checks. */
const otherPurposes: ReadonlySet<string> = new Set(["forward", "mutation"]);

/**
 * The figures of one edge, or of several if their texts stand one after the other. Counters count from the start of an edge,
 * so the figures are those of its whole life, with the settings that it had.
 */
export function observe(text: string): Observed {
  const checks = new Map<string, number>();
  const calls = new Map<string, number>();
  for (const [at, line] of text.split("\n").entries()) {
    const sample = readSample(line);
    if (sample === undefined) continue;
    if (sample.value === undefined) {
      return problem(`line ${at + 1} of the metrics is not a count: ${line.slice(0, 120)}`);
    }
    const sums = sample.metric === checksMetric ? checks : calls;
    sums.set(sample.label, (sums.get(sample.label) ?? 0) + sample.value);
  }
  if (checks.size === 0) {
    return problem(`the text has no ${checksMetric}: it must be the /metrics of an edge`);
  }
  if (calls.size === 0) {
    return problem(`the text has no ${callsMetric}: it must be the whole /metrics of an edge`);
  }
  const counted = sumWithout(checks, uncounted);
  if (counted < checksMin) {
    return problem(
      `the edges have answered ${counted} checks, and at least ${checksMin} are needed for a hit ratio`,
    );
  }
  const called = sumWithout(calls, otherPurposes);
  if (!Number.isFinite(counted) || called > counted * callsPerCheckMax) {
    return problem(
      `the counts cannot be those of edges: ${counted} checks and ${called} calls to the identity server for them`,
    );
  }
  return {
    kind: "observed",
    figures: {
      checks: counted,
      hitRatio: (checks.get("hit") ?? 0) / counted,
      forcedShare: (checks.get("forced") ?? 0) / counted,
      originCallsPerCheck: called / counted,
    },
  };
}

/** The usage with the observed figures in place of the assumed ones. */
export function withObserved(
  usage: Usage,
  { figures }: { readonly figures: ObservedFigures },
): Usage {
  const { hitRatio, forcedShare, originCallsPerCheck } = figures;
  return { ...usage, hitRatio, forcedShare, originCallsPerCheck };
}

function problem(text: string): Observed {
  return { kind: "problem", problem: text };
}

function sumWithout(sums: ReadonlyMap<string, number>, without: ReadonlySet<string>): number {
  let sum = 0;
  for (const [label, value] of sums) if (!without.has(label)) sum += value;
  return sum;
}

/** The label that tells the series apart. Others, such as `instance`, may stand beside it. */
const labels = {
  [checksMetric]: /[{,]result="([a-z-]+)"/u,
  [callsMetric]: /[{,]purpose="([a-z-]+)"/u,
} as const;

/** A sample of one of the two counters. The value is undefined if it is not a count. */
interface Sample {
  readonly metric: typeof checksMetric | typeof callsMetric;
  /** The `result` of checks, the `purpose` of calls. */
  readonly label: string;
  readonly value: number | undefined;
}

/** Undefined if the line is about something else. */
function readSample(line: string): Sample | undefined {
  const metric = [checksMetric, callsMetric].find(
    (name): name is Sample["metric"] => line.startsWith(`${name}{`) || line.startsWith(`${name} `),
  );
  if (metric === undefined) return undefined;
  const end = line.lastIndexOf("}");
  const label = labels[metric].exec(line.slice(0, end + 1))?.[1];
  // The text format allows a timestamp after the value.
  const [text = "", ...rest] = line
    .slice(end + 1)
    .trim()
    .split(/\s+/u);
  const value = Number(text);
  const isCount = /^[0-9]/u.test(text) && Number.isFinite(value) && rest.length <= 1;
  return label !== undefined && isCount
    ? { metric, label, value }
    : { metric, label: label ?? "", value: undefined };
}
