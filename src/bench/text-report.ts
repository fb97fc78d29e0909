// A run as text for a terminal: what was asked for and how it came out, then everything that was measured.
import { table } from "./table.ts";
import { groups, holds, numberText, type BenchReport, type Finding } from "./report.ts";
import { machineLines } from "./machine-text.ts";
import type { Summary } from "./statistics.ts";

/** The report as a terminal shows it. */
export function textReport(report: BenchReport): string {
  const { findings, measurements, missing } = report;
  const parts = [machineLines(report).join("\n")];
  if (findings.length > 0) {
    const head = ["", "median", "min–max", "at most", ""];
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
  if (missing.length > 0)
    parts.push(`Not measured:\n${missing.map((one) => `  ${one}\n`).join("")}`);
  return `${parts.map((part) => part.trimEnd()).join("\n\n")}\n`;
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
