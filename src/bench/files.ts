// A run as files: the data, a page to read, and a picture for each group.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { barChart } from "./bar-chart.ts";
import { machineLines } from "./machine-text.ts";
import { groups, numberText, type BenchReport } from "./report.ts";
import { markdownTable } from "./table.ts";
import { findingCells, rangeText } from "./text-report.ts";

/** The files of a report by name. */
export function reportFiles(report: BenchReport): ReadonlyMap<string, string> {
  const files = new Map([["report.json", `${JSON.stringify(report, undefined, 2)}\n`]]);
  const sections: string[] = [];
  for (const [name, { title, unit }] of Object.entries(groups)) {
    const own = report.measurements.filter(({ group }) => group === name);
    if (own.length === 0) continue;
    const bars = own.map(({ what, summary }) => ({ what, summary }));
    files.set(`${name}.svg`, barChart({ title, unit, bars }));
    const rows = own.map(({ what, summary }) => [
      what,
      numberText(summary.median),
      rangeText(summary),
    ]);
    sections.push(
      `## ${title}\n\n![${title}](${name}.svg)\n\n${markdownTable([["", `median, ${unit}`, "min–max"], ...rows])}`,
    );
  }
  files.set("report.md", page(report, sections));
  return files;
}

function page(report: BenchReport, sections: readonly string[]): string {
  const { findings, missing } = report;
  const machine = machineLines(report).map((line) => `- ${line}\n`);
  const head = ["", "median", "min–max", "at most", ""];
  const parts = ["# Edge Sessions, measured", machine.join("")];
  if (findings.length > 0) {
    parts.push(`## Targets\n\n${markdownTable([head, ...findings.map(findingCells)])}`);
  }
  parts.push(...sections);
  if (missing.length > 0) {
    parts.push(`## Not measured\n\n${missing.map((one) => `- ${one}\n`).join("")}`);
  }
  return `${parts.map((part) => part.trimEnd()).join("\n\n")}\n`;
}

/** Writes them into a folder, which is made where it is not there. */
export async function writeReport(folder: string, report: BenchReport): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, text] of reportFiles(report)) await writeFile(join(folder, name), text);
}
