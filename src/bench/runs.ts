// Several runs as one report: the middle one is quoted, and the others are shown beside it.
import type { BenchReport, RunFigure } from "./report.ts";

/** What the runs are ordered by, the first of these that all of them measured. */
const orderedBy = ["fixed-rate/edge", "hit/edge"] as const;

/**
 * The run that stands in the middle when they are ordered by the processor time of the edge's hits; of an even number
 * the one before the middle. Where no run measured hits, the order is that of their beginning. Throws without any.
 */
export function middleRun(reports: readonly BenchReport[]): BenchReport {
  const id = orderedBy.find((one) =>
    reports.every((report) => figureOf(report, one) !== undefined),
  );
  const figure = (report: BenchReport): number | undefined =>
    id === undefined ? undefined : figureOf(report, id);
  const sorted = reports.toSorted((one, other) => (figure(one) ?? 0) - (figure(other) ?? 0));
  const middle = sorted[Math.floor((sorted.length - 1) / 2)];
  if (middle === undefined) throw new Error("there must be at least one run");
  const runs = reports.map((report): RunFigure => ({
    begunAt: report.begunAt,
    hitUs: figure(report),
    quoted: report === middle,
    targets: report.targets.map(({ measured }) => measured?.median ?? null),
  }));
  return { ...middle, runs };
}

function figureOf({ measurements }: BenchReport, id: string): number | undefined {
  return measurements.find((measurement) => measurement.id === id)?.summary.median;
}
