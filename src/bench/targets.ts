// What an edge must reach, as data: the figure, the limit, and what it aims at.
import type { PercentileName } from "./rate/tail.ts";
import type { Measurement, Waits } from "./report.ts";
import { ratios, summarize, type Summary } from "./statistics.ts";

/** One target. */
interface Target {
  readonly what: string;
  /** `×` for a ratio, else the unit of the figure. */
  readonly unit: string;
  readonly sense: "at most" | "at least";
  readonly must: number;
  readonly aim: number;
  /** The figure by round; undefined where it was not measured. */
  readonly figure: (figures: Figures) => readonly number[] | undefined;
}

/** A target and what came of it. */
export interface TargetResult extends Omit<Target, "figure"> {
  /** Undefined where it was not measured. */
  readonly measured: Summary | undefined;
  readonly verdict: "aim reached" | "met" | "not met" | "not measured";
}

/** Figures by their ids. */
interface Figures {
  readonly rounds: (id: string) => readonly number[] | undefined;
  readonly percentile: (id: string, name: PercentileName) => readonly number[] | undefined;
  readonly bodyBytes: number;
}

const ratio =
  (of: string, against: string) =>
  ({ rounds }: Figures): readonly number[] | undefined => {
    const [over, under] = [rounds(of), rounds(against)];
    return over === undefined || under === undefined ? undefined : ratios(over, under);
  };

const million = 1_000_000;
const most = "at most" as const;
const fixedRate = "at the fixed rate";

const targets: readonly Target[] = [
  ...(["nginx", "varnish"] as const).flatMap((name): Target[] => {
    const limits = name === "nginx" ? { must: 0.9, aim: 0.65 } : { must: 0.5, aim: 0.4 };
    const what = `CPU per hit / ${name === "nginx" ? "nginx" : "Varnish"} hit`;
    const common = { unit: "×", sense: most, ...limits };
    return [
      {
        what: `${what}, at full speed`,
        figure: ratio("hit/edge", `hit/${name}`),
        ...common,
      },
      {
        what: `${what}, ${fixedRate}`,
        figure: ratio("fixed-rate/edge", `fixed-rate/${name}`),
        ...common,
      },
    ];
  }),
  ...(
    [
      ["hit", "at full speed"],
      ["fixed-rate", fixedRate],
    ] as const
  ).map(([id, how]): Target => ({
    what: `CPU per hit with sessions refreshed each second / without, ${how}`,
    unit: "×",
    sense: most,
    must: 1.25,
    aim: 1.1,
    figure: ratio(`${id}/refreshing`, `${id}/edge`),
  })),
  {
    what: "p99 of hits, refreshes and 1 % mutations on",
    unit: "ms",
    sense: most,
    must: 2,
    aim: 1,
    figure: ({ percentile }) => percentile("tail/hit", "p99"),
  },
  {
    what: "p99.9 of hits, refreshes and 1 % mutations on",
    unit: "ms",
    sense: most,
    must: 5,
    aim: 3,
    figure: ({ percentile }) => percentile("tail/hit", "p999"),
  },
  {
    what: "CPU per refresh",
    unit: "µs",
    sense: most,
    must: 80,
    aim: 50,
    figure: ({ rounds }) => rounds("refresh/cost"),
  },
  {
    what: "origin calls per check, sessions checked every 5 s, --refresh-after auto",
    unit: "calls",
    sense: most,
    must: 0.2,
    aim: 0.1,
    figure: ({ rounds }) => rounds("origin-calls/settled"),
  },
  {
    what: "resident memory per session at 1,000,000 / its body",
    unit: "×",
    sense: most,
    must: 1.5,
    aim: 1.2,
    figure: ({ rounds, bodyBytes }) =>
      rounds(`memory/${million}`)?.map((bytes) => bytes / bodyBytes),
  },
  {
    what: "resident memory with 1,000 sessions under load",
    unit: "MB",
    sense: most,
    must: 150,
    aim: 110,
    figure: ({ rounds }) => rounds("resident/refreshing"),
  },
  {
    what: "CPU per hit at 1,000,000 sessions / at 1,000",
    unit: "×",
    sense: most,
    must: 1.3,
    aim: 1.1,
    figure: ratio(`size/${million}`, "size/1000"),
  },
  {
    what: "throughput of 2 workers / 1",
    unit: "×",
    sense: "at least",
    must: 1.8,
    aim: 1.95,
    figure: ratio("throughput/2", "throughput/1"),
  },
  {
    what: "CPU per hit of 2 workers / 1",
    unit: "×",
    sense: most,
    must: 1.15,
    aim: 1.05,
    figure: ratio("workers/2", "workers/1"),
  },
  {
    what: "CPU per hit of a decision for a gateway / of a check",
    unit: "×",
    sense: most,
    must: 1.1,
    aim: 1,
    figure: ratio("decisions/decision", "decisions/check"),
  },
  ...(["p50", "p99"] as const).map((name): Target => ({
    what: `${name} of a miss / asked directly`,
    unit: "×",
    sense: most,
    must: 1.1,
    aim: 1.05,
    figure: ratio(`latency/edge/${name}`, `latency/direct/${name}`),
  })),
  {
    what: "start to ready, as built",
    unit: "ms",
    sense: most,
    must: 250,
    aim: 150,
    figure: ({ rounds }) => rounds("start-up/edge"),
  },
];

/** Every target and what came of it. */
export function targetResults(
  measurements: readonly Measurement[],
  waits: readonly Waits[],
  bodyBytes: number,
): readonly TargetResult[] {
  const measured = new Map(measurements.map(({ id, rounds }) => [id, rounds]));
  const tails = new Map(waits.map(({ id, rounds }) => [id, rounds]));
  const figures: Figures = {
    rounds: (id) => measured.get(id),
    percentile: (id, name) => tails.get(id)?.map((tail) => tail[name]),
    bodyBytes,
  };
  return targets.map(({ figure, ...target }) => {
    const rounds = figure(figures);
    const summary = rounds === undefined ? undefined : summarize(rounds);
    return { ...target, measured: summary, verdict: verdictOf(target, summary) };
  });
}

function verdictOf(
  { sense, must, aim }: Omit<Target, "figure">,
  measured: Summary | undefined,
): TargetResult["verdict"] {
  if (measured === undefined) return "not measured";
  const reached = (limit: number): boolean =>
    sense === "at most" ? measured.median <= limit : measured.median >= limit;
  if (reached(aim)) return "aim reached";
  return reached(must) ? "met" : "not met";
}
