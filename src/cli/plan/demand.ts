// The operator's own demand: the lines of a file with their places looked up.
import { basename } from "node:path";
import { operatorDemand, type DemandRow } from "../../planet/demand/operator.ts";
import { findCountry } from "../../planet/world/countries.ts";
import { readDemandFile, type Fault } from "./demand-file.ts";
import { suggestedCity, suggestedCountry } from "./places.ts";
import type { Problem } from "../../config/read/problem.ts";
import type { Demand } from "../../planet/demand/demand.ts";
import type { Network } from "../../planet/physics/network.ts";

/** More would scroll the first ones away. */
const problemsMax = 20;

/** The demand, or everything that is wrong with the file: at most 20 problems, and how many more there are. */
export async function readDemand(
  path: string,
  of: Demand["of"],
  network: Network,
): Promise<{ readonly demand?: Demand; readonly problems: readonly Problem[] }> {
  const { rows, faults } = await readDemandFile(path);
  if (rows.length === 0) return { problems: problemsOf(path, faults) };
  const read = operatorDemand(rows, of, network, basename(path));
  if (read.kind === "demand" && faults.length === 0) return { demand: read.demand, problems: [] };
  const unknown = read.kind === "demand" ? [] : read.problems;
  const ofPlaces = unknown
    // Whether the whole table is sound shows only once every line is.
    .filter(({ line }) => line !== undefined || faults.length === 0)
    // What was meant takes long to find, so it is not looked for in lines that are not shown.
    .map(({ line, what }, index): Fault => {
      const hint = index < problemsMax ? hintOf(rows.find((row) => row.line === line)) : "";
      return { line, what: `is wrong: ${what}${hint}` };
    });
  return { problems: problemsOf(path, [...faults, ...ofPlaces]) };
}

function hintOf(row: DemandRow | undefined): string {
  const { country = "", city = "" } = row ?? {};
  const meant =
    country !== "" && findCountry(country) === undefined
      ? suggestedCountry(country)
      : suggestedCity(city);
  return meant === undefined ? "" : ` Did you mean ${meant}?`;
}

/** In the order of the lines. */
function problemsOf(path: string, faults: readonly Fault[]): readonly Problem[] {
  const problems = faults
    .toSorted((one, other) => (one.line ?? 0) - (other.line ?? 0))
    .map(({ line, ...fault }) => ({
      where: line === undefined ? `--demand ${path}` : `line ${line} of ${path}`,
      ...fault,
    }));
  if (problems.length <= problemsMax) return problems;
  const more = problems.length - problemsMax;
  const what = `has ${more} more ${more === 1 ? "problem" : "problems"} like these`;
  return [...problems.slice(0, problemsMax), { where: `--demand ${path}`, what }];
}
