// The lines of the charts, made from a span of traffic.
import { cutOf } from "../../chart/scale.ts";
import { instantOf } from "../../text/span-time.ts";
import type { ChartData, Series } from "../../chart/series.ts";
import type { MeasureName, Span } from "./span.ts";

/** P50, P95 and P99 of checks that were answered from the store. */
export const hitMeasures = ["hit_p50_ms", "hit_p95_ms", "hit_p99_ms"] as const;

/** The same for calls to the identity server. */
export const originMeasures = ["origin_p50_ms", "origin_p95_ms", "origin_p99_ms"] as const;

/** The data of the charts. */
export interface ChartsData {
  readonly perSecond: ChartData;
  /** Checks answered with an error, per second. */
  readonly errors: ChartData;
  /** In percent. */
  readonly ratio: ChartData;
  readonly callsPerCheck: ChartData;
  readonly atEdge: ChartData;
  readonly atOrigin: ChartData;
}

/** Makes the data of the charts. */
export function chartsOf(span: Span): ChartsData {
  const { starts: times, steps, stepSeconds, lengths } = span;
  const data = (...series: Series[]): ChartData => ({ times, stepSeconds, series });
  const perSecond = (name: "checks" | "errors" | "origin_calls") =>
    steps.map((step, index) => step[name] / (lengths[index] ?? stepSeconds));
  const quantiles = (names: readonly [MeasureName, MeasureName, MeasureName]) => {
    const values = (name: MeasureName) => steps.map((step) => step[name]);
    return data(
      line("P50", 1, values(names[0])),
      line("P95", 2, values(names[1])),
      line("P99", 3, values(names[2])),
    );
  };
  return {
    perSecond: data(
      line("Checks", 1, perSecond("checks")),
      line("Identity server calls", 2, perSecond("origin_calls")),
    ),
    errors: data(line("Errors", "bad", perSecond("errors"))),
    ratio: data(
      line(
        "Hits",
        1,
        steps.map((step) => quotientOf(step.hits * 100, step.checks)),
      ),
    ),
    callsPerCheck: data(
      line(
        "Calls",
        2,
        steps.map((step) => quotientOf(step.origin_calls, step.checks - step.bypass)),
      ),
    ),
    atEdge: quantiles(hitMeasures),
    atOrigin: quantiles(originMeasures),
  };
}

function quotientOf(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

/** Describes a chart in text: the latest and the highest value of each line. `last` is such as `last hour`. */
export function chartWords(
  title: string,
  last: string,
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
  return `${title} over the ${last}. ${described.join(". ")}.`;
}

/** Says where the scale of a chart ends and what is above it. Undefined if everything fits. */
export function cutWords(data: ChartData, write: (value: number) => string): string | undefined {
  const cut = cutOf(data);
  if (cut === undefined) return undefined;
  const { top, above, highest, at } = cut;
  const highestWords = `${write(highest)} at ${instantOf(at, data.stepSeconds)}`;
  const what =
    above === 1
      ? `One value is above it: ${highestWords}.`
      : `${above} values are above it. The highest was ${highestWords}.`;
  return `The scale ends at ${write(top)}. ${what}`;
}

function line(label: string, look: Series["look"], values: Series["values"]): Series {
  return { label, look, values };
}
