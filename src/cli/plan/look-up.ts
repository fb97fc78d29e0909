// Looks at every place and file that the options of `plan` name, so that everything wrong is said before the search.
import { goalOf, goalProblems, networkOf, usageOf } from "./checks.ts";
import { readDemand } from "./demand.ts";
import { mapProblem } from "./map-file.ts";
import { folderProblem } from "./output-folder.ts";
import { readPlaces, type Places } from "./places.ts";
import { readSmallFile } from "./small-file.ts";
import type { PlanOptions } from "../../config/options/plan-options.ts";
import type { Problem } from "../../config/read/problem.ts";
import type { Demand } from "../../planet/demand/demand.ts";
import type { Network } from "../../planet/physics/network.ts";
import type { PlanTask } from "./planned.ts";
import { observe, withObserved, type ObservedFigures } from "../../planet/checks/observed.ts";

/** What places and files were found to be. */
export interface Found {
  readonly places: Places;
  /** Undefined if no file was named, or it is wrong. */
  readonly demand: Demand | undefined;
  /** Undefined if no file was named, or it has no figures. */
  readonly observed: ObservedFigures | undefined;
  /** Everything that is wrong. */
  readonly problems: readonly Problem[];
}

/** Looks. Options that are malformed are missing here. Nothing is written. */
export async function lookUp(options: Partial<PlanOptions>): Promise<Found> {
  const places = readPlaces(options);
  const network = networkOf(options);
  const own = await demandOf(options, network);
  const observed = await readMetrics(options.metrics);
  return {
    places,
    demand: own.demand,
    observed: observed.figures,
    problems: [
      ...places.problems,
      ...goalProblems(options, network),
      ...own.problems,
      ...observed.problems,
      ...(await outputProblems(options)),
    ],
  };
}

async function demandOf(
  { demand, for: of }: Partial<PlanOptions>,
  network: Network,
): ReturnType<typeof readDemand> {
  return demand === undefined || of === undefined
    ? { problems: [] }
    : await readDemand(demand, of, network);
}

/** Many edges with many projects write this much. */
const metricsBytesMax = 16 * 1_024 * 1_024;

interface Metrics {
  readonly figures: ObservedFigures | undefined;
  readonly problems: readonly Problem[];
}

async function readMetrics(path: string | undefined): Promise<Metrics> {
  if (path === undefined) return { figures: undefined, problems: [] };
  const wrong = (what: string): Metrics => ({
    figures: undefined,
    problems: [{ where: `--metrics ${path}`, what }],
  });
  const read = await readSmallFile(path, metricsBytesMax);
  if (read.kind === "problem") return wrong(read.what);
  const observed = observe(read.text);
  return observed.kind === "problem"
    ? wrong(`gives no hit ratio: ${observed.problem}`)
    : { figures: observed.figures, problems: [] };
}

async function outputProblems({ map, write }: Partial<PlanOptions>): Promise<readonly Problem[]> {
  const onMap = map === undefined ? undefined : await mapProblem(map);
  const onFolder = write === undefined ? undefined : await folderProblem(write);
  return [
    ...(onMap === undefined ? [] : [{ where: "--map", what: onMap }]),
    ...(onFolder === undefined ? [] : [{ where: "--write", what: onFolder }]),
  ];
}

/** What is planned. Only for options and findings without a problem. */
export function taskOf(options: PlanOptions, { places, demand, observed }: Found): PlanTask {
  const { candidates, keep, origin } = places;
  if (origin === undefined) throw new Error("There is no origin.");
  const usage = usageOf(options);
  return {
    goal: goalOf(options),
    candidates,
    keep,
    origin,
    network: networkOf(options),
    of: options.for,
    demand,
    usage: observed === undefined ? usage : withObserved(usage, { figures: observed }),
    profile: options.profile,
  };
}
