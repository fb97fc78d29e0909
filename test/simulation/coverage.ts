// Which rows of the edge's tables a run has visited. The lists come from the edge; the judge never sees them.
import { decisionRows } from "../../src/core/decide.ts";
import { mutationRows } from "../../src/core/mutation.ts";
import { settlementRows } from "../../src/core/settle.ts";
import type { ReadingResult } from "../../src/core/region-log.ts";
import type { EdgeEvent } from "../../src/edge/events.ts";
import type { Count, Visits } from "./visits.ts";

type RegionChange = Extract<EdgeEvent, { readonly kind: "region" }>["change"];

/** From so many seeds on, a row that was not visited fails the run. */
export const seedsForCoverage = 300;

/** What the reading of a region's log may say, and how the standing of a region may change. */
const readings: readonly ReadingResult[] = ["joined", "complete", "truncated", "replaced"];
const standings: readonly RegionChange[] = ["known", "back", "left", "forgotten", "removed"];

/** Every row that exists, as the events of the edge name them. */
const allRows: readonly string[] = [
  ...decisionRows.map((row) => `decided ${row}`),
  ...settlementRows.map((row) => `settled ${row}`),
  ...mutationRows.map((row) => `mutation ${row}`),
  ...readings.map((row) => `reading ${row}`),
  ...standings.map((row) => `region ${row}`),
];

/** Rows that exist but were not visited, and visited ones that do not exist. */
export function unvisited(visits: Visits): readonly string[] {
  const { rows } = visits.counts();
  const missing = allRows.filter((row) => rows[row] === undefined);
  const unknown = Object.keys(rows)
    .filter((row) => !allRows.includes(row))
    .map((row) => `unknown: ${row}`);
  return [...missing, ...unknown];
}

/** The visits as a table, rarest first: every row, then as many pairs as asked for. */
export function coverageTable(visits: Visits, seeds: number, pairsShown: number): string {
  const { rows, pairs } = visits.counts();
  const none: Count = { visits: 0, seeds: 0 };
  const ofRows = allRows.map((row) => [row, rows[row] ?? none] as const);
  const ofPairs = rarestFirst(Object.entries(pairs));
  const possible = allRows.length ** 2;
  const lines = [
    `${ofRows.length} rows, rarest first`,
    ...table(rarestFirst(ofRows), seeds),
    "",
    `${ofPairs.length} pairs of rows were visited one after the other for the same person, of ${possible} that can be written down; the rarest ${Math.min(pairsShown, ofPairs.length)}`,
    ...table(ofPairs.slice(0, pairsShown), seeds),
  ];
  return `${lines.join("\n")}\n`;
}

type Line = readonly [name: string, count: Count];

function rarestFirst(lines: readonly Line[]): readonly Line[] {
  return lines.toSorted(
    ([nameA, a], [nameB, b]) =>
      a.seeds - b.seeds || a.visits - b.visits || nameA.localeCompare(nameB),
  );
}

function table(lines: readonly Line[], seeds: number): readonly string[] {
  const shown = lines.map(([name, count]) => {
    const share = `${((100 * count.seeds) / seeds).toFixed(2)} %`;
    return `${String(count.visits).padStart(9)} ${String(count.seeds).padStart(8)} ${share.padStart(9)}  ${name}`;
  });
  return [`${"visits".padStart(9)} ${"seeds".padStart(8)} ${"of seeds".padStart(9)}`, ...shown];
}
