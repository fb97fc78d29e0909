// Gives a plan out: on stdout, and as files if that was asked for.
import { planMap } from "../../planet/map/plan-map.ts";
import { planJson } from "../../planet/report/plan-json.ts";
import { planText } from "../../planet/report/plan-text.ts";
import { writeMap } from "./map-file.ts";
import { neededText } from "./needed.ts";
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
  const say = (text: string): unknown => stderr.write(`edge-sessions plan: ${text}\n`);
  stdout.write(textOf(given));
  let isWritten = true;
  if (options.map !== undefined) {
    const problem = await writeMap(options.map, mapOf(given));
    isWritten = problem === undefined;
    say(isWritten ? `the map is in ${options.map}` : `--map ${problem}`);
  }
  if (!reached) say("the goal is not reached");
  return reached && isWritten ? 0 : 1;
}

function textOf(given: Given): string {
  const { plan, priced, needed } = given.planned;
  switch (given.options.format) {
    case "json":
      return planJson(plan, priced);
    case "svg":
      return mapOf(given);
    case "text":
      return planText(plan, priced) + neededText(needed, plan.bound.edges);
    default:
      return given.options.format satisfies never;
  }
}

function mapOf({ planned, task }: Given): string {
  const { plan, cells: waits } = planned;
  return planMap({ plan, waits, network: task.network, present: task.keep });
}
