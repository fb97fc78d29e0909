// A run as files: the data, a page to read, and a picture for each group.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { barChart } from "./bar-chart.ts";
import { machineLines } from "./machine-text.ts";
import {
  groups,
  numberText,
  type BenchReport,
  type Curve,
  type GroupName,
  type Waits,
} from "./report.ts";
import { lineChart } from "./line-chart.ts";
import { percentiles } from "./rate/tail.ts";
import { markdownTable } from "./table.ts";
import {
  findingCells,
  rangeText,
  runCells,
  runHead,
  targetCells,
  targetHead,
  waitAt,
  waitCells,
  waitHead,
} from "./text-report.ts";

/** The files of a report by name. */
export function reportFiles(report: BenchReport): ReadonlyMap<string, string> {
  const sections = reportSections(report, (name) => name);
  return new Map([
    ["report.json", `${JSON.stringify(report, undefined, 2)}\n`],
    ...pictureFiles(report),
    ["report.md", `${["# Edge Sessions, measured", ...sections].join("\n\n")}\n`],
  ]);
}

/** The pictures of a report by name. */
export function pictureFiles(report: BenchReport): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const { name, title, unit, own } of groupsOf(report)) {
    const bars = own.map(({ what, summary }) => ({ what, summary }));
    files.set(`${name}.svg`, barChart({ title, unit, bars }));
  }
  for (const { name, waits } of waitGroups(report)) {
    files.set(`${name}.svg`, lineChart(waitCurve(name, waits), true));
  }
  for (const curve of report.curves) files.set(`${curve.id}.svg`, lineChart(curve));
  return files;
}

/** The report as parts of a Markdown page, below its heading; `link` gives where a picture lies. */
export function reportSections(
  report: BenchReport,
  link: (picture: string) => string,
): readonly string[] {
  const { targets, findings, curves, runs, missing } = report;
  const sections = [
    machineLines(report)
      .map((line) => `- ${line}\n`)
      .join(""),
  ];
  const section = (title: string, rows: readonly (readonly string[])[], picture?: string): void => {
    const image = picture === undefined ? "" : `![${title}](${link(picture)})\n\n`;
    sections.push(`## ${title}\n\n${image}${markdownTable(rows)}`);
  };
  section("Targets", [["", ...targetHead.slice(1)], ...targets.map(targetCells)]);
  if (runs.length > 1) section("All runs", [runHead(runs), ...runCells(report)]);
  for (const { name, waits } of waitGroups(report)) {
    section(
      waitTitles[waits[0]?.group ?? "tail"],
      [waitHead, ...waits.map(waitCells)],
      `${name}.svg`,
    );
  }
  if (findings.length > 0) {
    const head = ["", "median", "min–max", "at most", ""];
    section("Comparisons", [head, ...findings.map(findingCells)]);
  }
  for (const { name, title, unit, own } of groupsOf(report)) {
    const rows = own.map(({ what, summary }) => [
      what,
      numberText(summary.median),
      rangeText(summary),
    ]);
    section(title, [["", `median, ${unit}`, "min–max"], ...rows], `${name}.svg`);
  }
  for (const { id, title, unit, along, at, lines } of curves) {
    const head = [`${unit === "" ? "" : `${unit}, `}by ${along}`, ...lines.map(({ what }) => what)];
    const rows = at.map((place, index) => [
      place,
      ...lines.map(({ values }) => {
        const value = values[index] ?? null;
        return value === null ? "–" : numberText(value);
      }),
    ]);
    section(title, [head, ...rows], `${id}.svg`);
  }
  if (missing.length > 0) {
    sections.push(`## Not measured\n\n${missing.map((one) => `- ${one}\n`).join("")}`);
  }
  return sections.map((text) => text.trimEnd());
}

const waitTitles = {
  "fixed-rate": "Time until a hit is answered, at a fixed rate",
  tail: "Time until answered, with refreshes and mutations",
} as const;

interface WaitGroup {
  readonly name: string;
  readonly waits: readonly Waits[];
}

function waitGroups({ waits }: BenchReport): readonly WaitGroup[] {
  return (["fixed-rate", "tail"] as const)
    .map((group) => ({
      name: `waits-${group}`,
      waits: waits.filter((one) => one.group === group),
    }))
    .filter((group) => group.waits.length > 0);
}

/** Waiting times by percentile, as a chart shows them. */
function waitCurve(id: string, waits: readonly Waits[]): Curve {
  return {
    id,
    title: waitTitles[waits[0]?.group ?? "tail"],
    along: "percentile of the requests",
    unit: "ms",
    at: percentiles.map(({ label }) => label),
    lines: waits.map(({ what, rounds }) => ({
      what,
      values: percentiles.map(({ name }) => waitAt(rounds, name)),
    })),
  };
}

interface MeasuredGroup {
  readonly name: GroupName;
  readonly title: string;
  readonly unit: string;
  readonly own: BenchReport["measurements"];
}

function groupsOf({ measurements }: BenchReport): readonly MeasuredGroup[] {
  return (Object.keys(groups) as GroupName[])
    .map((name) => ({
      name,
      ...groups[name],
      own: measurements.filter(({ group }) => group === name),
    }))
    .filter(({ own }) => own.length > 0);
}

/** Writes them into a folder, which is made where it is not there. */
export async function writeReport(folder: string, report: BenchReport): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, text] of reportFiles(report)) await writeFile(join(folder, name), text);
}
