// Which rows of the edge's tables a run has visited. The lists come from the edge; the judge never sees them.
import { decisionRows } from "../../src/core/decide.ts";
import { mutationRows } from "../../src/core/mutation.ts";
import { settlementRows } from "../../src/core/settle.ts";

/** From so many seeds on, a row that was not visited fails the run. */
export const seedsForCoverage = 300;

/** Every row that exists, as the events of the edge name them. */
const allRows: readonly string[] = [
  ...decisionRows.map((row) => `decided ${row}`),
  ...settlementRows.map((row) => `settled ${row}`),
  ...mutationRows.map((row) => `mutation ${row}`),
];

/** Rows that exist but were not visited, and visited ones that do not exist. */
export function unvisited(rows: ReadonlySet<string>): readonly string[] {
  const missing = allRows.filter((row) => !rows.has(row));
  const unknown = [...rows].filter((row) => !allRows.includes(row)).map((row) => `unknown: ${row}`);
  return [...missing, ...unknown];
}
