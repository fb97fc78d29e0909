// Gives a plan out: on stdout, and as files if that was asked for.
import { join } from "node:path";
import { findProfile } from "../../planet/checks/profiles.ts";
import { filesOf } from "../../planet/files/write-plan.ts";
import { planMap } from "../../planet/map/plan-map.ts";
import { planJson } from "../../planet/report/plan-json.ts";
import { planText } from "../../planet/report/plan-text.ts";
import { writeMap } from "./map-file.ts";
import { neededText, reachedText } from "./needed.ts";
import { writeFolder, type OutputFile, type Written } from "./output-folder.ts";
import { packageVersion } from "../version.ts";
import { printable } from "../../config/read/problem.ts";
import type { ExitCode, Terminal } from "../terminal.ts";
import type { PlanOptions } from "../../config/options/plan-options.ts";
import type { PlanTask, Planned } from "./planned.ts";

/** A plan, and what it was asked with. */
export interface Given {
  readonly planned: Planned;
  readonly task: PlanTask;
  readonly options: PlanOptions;
}

/** Prints the plan, then writes the files. 1 if the goal is not reached, or something cannot be written. */
export async function giveOut(given: Given, { stdout, stderr }: Terminal): Promise<ExitCode> {
  const { planned, options } = given;
  const { reached } = planned.plan;
  const say = (text: string): unknown => stderr.write(`edge-sessions plan: ${printable(text)}\n`);
  stdout.write(textOf(given));
  let isWritten = true;
  if (options.map !== undefined) {
    const problem = await writeMap(options.map, mapOf(given));
    isWritten = problem === undefined;
    say(isWritten ? `the map is in ${options.map}` : `--map ${problem}`);
  }
  if (!reached) {
    const rest = options.write === undefined ? "" : `, so ${options.write} was not written`;
    say(`the goal is not reached${rest}`);
    return 1;
  }
  if (options.write !== undefined) {
    const written = await writeFolder(options.write, filesFor(given));
    say(writtenText(options.write, written));
    isWritten &&= written.kind !== "refused";
  }
  return isWritten ? 0 : 1;
}

function filesFor(given: Given): readonly OutputFile[] {
  const { plan, priced } = given.planned;
  const profile = findProfile(given.options.profile);
  if (profile === undefined) throw new Error(`There is no profile ${given.options.profile}.`);
  return filesOf(plan, {
    deploy: given.options.deploy,
    profile,
    version: packageVersion(),
    map: mapOf(given),
    json: planJson(plan, priced),
    text: planText(plan, priced),
  });
}

function writtenText(folder: string, written: Written): string {
  switch (written.kind) {
    case "written":
      return `the plan and its deployment files are in ${folder}; begin with ${join(folder, "README.md")}`;
    case "unchanged":
      return `${folder} holds this plan already, and was not changed`;
    case "refused":
      return `--write ${written.what}`;
    default:
      return written satisfies never;
  }
}

function textOf(given: Given): string {
  const { plan, priced, needed, reached } = given.planned;
  const within =
    reached === undefined ? "" : reachedText(reached, plan.demand.of, plan.bound.edges);
  switch (given.options.format) {
    case "json":
      return planJson(plan, priced);
    case "svg":
      return mapOf(given);
    case "text":
      return planText(plan, priced) + within + neededText(needed, plan.bound.edges);
    default:
      return given.options.format satisfies never;
  }
}

function mapOf({ planned, task }: Given): string {
  const { plan, cells: waits } = planned;
  return planMap({ plan, waits, network: task.network, present: task.keep });
}
