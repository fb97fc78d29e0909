// A run as text for a terminal: what was asked for and how it came out, then everything that was measured.
import { table } from "./table.ts";
import {
  groups,
  holds,
  numberText,
  type BenchReport,
  type Finding,
  type RunFigure,
  type Waits,
} from "./report.ts";
import { machineLines } from "./machine-text.ts";
import { percentiles, type PercentileName, type Tail } from "./rate/tail.ts";
import { median, type Summary } from "./statistics.ts";
import type { TargetResult } from "./targets.ts";

/** The report as a terminal shows it. */
export function textReport(report: BenchReport): string {
  const { targets, findings, measurements, waits, curves, runs, missing } = report;
  const parts = [machineLines(report).join("\n"), table([targetHead, ...targets.map(targetCells)])];
  if (runs.length > 1) parts.push(table([runHead(runs), ...runCells(report)]));
  if (waits.length > 0) parts.push(table([waitHead, ...waits.map(waitCells)]));
  if (findings.length > 0) {
    const head = ["Comparisons", "median", "min–max", "at most", ""];
    parts.push(table([head, ...findings.map((finding) => findingCells(finding))]));
  }
  for (const [name, { title, unit }] of Object.entries(groups)) {
    const own = measurements.filter(({ group }) => group === name);
    if (own.length === 0) continue;
    const head = [title, `median ${unit}`, "min–max"];
    const rows = own.map(({ what, summary }) => [
      `  ${what}`,
      numberText(summary.median),
      rangeText(summary),
    ]);
    parts.push(table([head, ...rows]));
  }
  for (const { title, unit, along, at, lines } of curves) {
    const head = [`${title}${unit === "" ? "" : ` (${unit})`}, by ${along}`, ...at];
    const rows = lines.map(({ what, values }) => [
      `  ${what}`,
      ...values.map((value) => (value === null ? "–" : numberText(value))),
    ]);
    parts.push(table([head, ...rows]));
  }
  if (missing.length > 0)
    parts.push(`Not measured:\n${missing.map((one) => `  ${one}\n`).join("")}`);
  return `${parts.map((part) => part.trimEnd()).join("\n\n")}\n`;
}

/** Head of the table of targets. */
export const targetHead = ["Targets", "must", "aim", "measured", "min–max", ""];

/** A target's cells: what, limits, median, range, verdict. */
export function targetCells({ what, unit, sense, must, aim, ...target }: TargetResult): string[] {
  const { measured, verdict } = target;
  const sign = sense === "at most" ? "≤" : "≥";
  return [
    what,
    `${sign} ${limitText(must)} ${unit}`,
    `${limitText(aim)} ${unit}`,
    measured === undefined ? "–" : `${numberText(measured.median)} ${unit}`,
    measured === undefined ? "–" : rangeText(measured),
    verdict,
  ];
}

/** Head of the table of all runs. */
export function runHead(runs: readonly RunFigure[]): string[] {
  return [
    "All runs",
    ...runs.map(({ quoted }, at) => `run ${at + 1}${quoted ? " (quoted above)" : ""}`),
  ];
}

/** The medians of every run, a row for each target, after the figure that decides which run is quoted. */
export function runCells({ targets, runs }: BenchReport): string[][] {
  const text = (value: number | null | undefined): string =>
    value === null || value === undefined ? "–" : numberText(value);
  return [
    ["CPU per hit, µs (the run in the middle is quoted)", ...runs.map(({ hitUs }) => text(hitUs))],
    ...targets.map(({ what, unit }, at) => [
      `${what}, ${unit}`,
      ...runs.map((run) => text(run.targets[at])),
    ]),
  ];
}

/** A limit as it was set, without digits that say nothing. */
function limitText(value: number): string {
  return value.toLocaleString("en-US");
}

/** Head of the table of waiting times. */
export const waitHead = [
  "Time until answered, from when due (ms)",
  ...percentiles.map(({ label }) => label),
  "load late by (p99)",
];

/** One percentile of all rounds: the median of the rounds; of the longest wait the longest. */
export function waitAt(rounds: readonly Tail[], name: PercentileName): number {
  const all = rounds.map((tail) => tail[name]);
  return name === "max" ? Math.max(...all) : median(all);
}

/** Cells of waiting times, and by how much the load itself was late. */
export function waitCells({ what, rounds, late }: Waits): string[] {
  const cells = percentiles.map(({ name }) => numberText(waitAt(rounds, name)));
  return [what, ...cells, numberText(median(late.map(({ p99 }) => p99)))];
}

/** A finding's cells: what, median, range, limit, verdict. */
export function findingCells(finding: Finding): string[] {
  const { what, unit, measured, most } = finding;
  const verdict = holds(finding);
  return [
    what,
    `${numberText(measured.median)} ${unit}`,
    rangeText(measured),
    most === undefined ? "–" : `${numberText(most)} ${unit}`,
    verdict === undefined ? "" : verdict ? "holds" : "does not hold",
  ];
}

/** Least and greatest. */
export function rangeText({ min, max }: Summary): string {
  return min === max ? "–" : `${numberText(min)}–${numberText(max)}`;
}
