// The lines of the charts, made from a span of traffic.
import type { ChartData, Series } from "../../chart/series.ts";
import type { MeasureName, Span } from "./span.ts";

/** P50, P95 and P99 of checks that were answered from the store. */
export const hitMeasures = ["hit_p50_ms", "hit_p95_ms", "hit_p99_ms"] as const;

/** The same for calls to the identity server. */
export const originMeasures = ["origin_p50_ms", "origin_p95_ms", "origin_p99_ms"] as const;

/** The data of the four charts. */
export interface ChartsData {
  readonly perSecond: ChartData;
  /** In percent. */
  readonly ratio: ChartData;
  readonly atEdge: ChartData;
  readonly atOrigin: ChartData;
}

/** Makes the data of the charts. */
export function chartsOf(span: Span): ChartsData {
  const { starts: times, steps, stepSeconds } = span;
  const quantiles = (names: readonly [MeasureName, MeasureName, MeasureName]) => {
    const values = (name: MeasureName) => steps.map((step) => step[name]);
    return [
      line("P50", 1, values(names[0])),
      line("P95", 2, values(names[1])),
      line("P99", 3, values(names[2])),
    ];
  };
  const checks = steps.map((step) => step.checks / stepSeconds);
  const calls = steps.map((step) => step.origin_calls / stepSeconds);
  const hits = steps.map((step) => (step.checks === 0 ? null : (step.hits / step.checks) * 100));
  return {
    perSecond: {
      times,
      series: [line("Checks", 1, checks), line("Identity server calls", 2, calls)],
    },
    ratio: { times, series: [line("Hits", 1, hits)] },
    atEdge: { times, series: quantiles(hitMeasures) },
    atOrigin: { times, series: quantiles(originMeasures) },
  };
}

/** Describes a chart in text: the latest and the highest value of each line. */
export function chartWords(
  title: string,
  { series }: ChartData,
  write: (value: number) => string,
): string {
  const described = series.map(({ label, values }) => {
    const measured = values.filter((value) => value !== null);
    const newest = measured.at(-1);
    if (newest === undefined) return `${label}: nothing measured`;
    const most = measured.reduce((a, b) => Math.max(a, b), 0);
    return `${label}: latest ${write(newest)}, highest ${write(most)}`;
  });
  return `${title} over the last hour. ${described.join(". ")}.`;
}

function line(label: string, look: Series["look"], values: Series["values"]): Series {
  return { label, look, values };
}
