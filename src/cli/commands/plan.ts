// `edge-sessions plan`: which places reach which figures, as a table, a map and deployment files.
import { ownVariables } from "../../config/read/environment.ts";
import { optionsText } from "../../config/options/help.ts";
import { planOptions, planRules } from "../../config/options/plan-options.ts";
import { problemsText } from "../../config/read/problem.ts";
import { resolveOptions } from "../../config/read/resolve.ts";
import { metros } from "../../planet/world/metros.ts";
import { lookUp, taskOf } from "../plan/look-up.ts";
import { planInThread, type MakePlanned } from "../plan/plan-in-thread.ts";
import { createProgress } from "../plan/progress.ts";
import type { Command } from "../command.ts";

/** The command, as run from a shell. */
export const planCommand: Command = createPlanCommand(planInThread, () => performance.now());

/** The command with another way to plan and another clock, for tests. */
export function createPlanCommand(makePlanned: MakePlanned, nowMs: () => number): Command {
  return {
    help: () => `Plans where to put edges: which metros reach which waiting times for the people of the world, or
for backends, by a model of the network and of what checks wait for. Nothing is measured or called.

Usage: edge-sessions plan --edges N|--target WAITS|--within TIME=SHARE --origin-at PLACE [flags]

Examples:
  edge-sessions plan --target p95=60ms,p99=70ms --origin-at fra --profile pushed --for backends
  edge-sessions plan --within 100ms=95% --origin-at fra --map plan.svg
  edge-sessions plan --edges 6 --origin-at iad --keep iad,fra --clouds aws,gcp --never cn,ru
  edge-sessions plan --edges 4 --origin-at 48.1,11.6 --demand requests.csv --metrics metrics.txt
  edge-sessions plan --edges 3 --origin-at fra --write planet --deploy kubernetes

The plan goes to stdout. The search takes a few seconds, and says on stderr what it does. It finds
good plans and does not prove that they are the best. What all metros together would give is
printed beside them.
Exit codes: 0 reached, 1 not reached or not written, 2 wrong usage.

${optionsText(planOptions.shape)}
Metros (codes, or the names of the cities):
${metroLines()}`,

    run: async (argv, terminal) => {
      const { env, stderr, signal } = terminal;
      const own = ownVariables(planOptions.shape, env);
      const resolved = await resolveOptions(planOptions, planRules, argv, own);
      const isSound = resolved.kind === "options";
      const found = await lookUp(isSound ? resolved.options : resolved.sound);
      const problems = [...(isSound ? [] : resolved.problems), ...found.problems];
      if (!isSound || problems.length > 0) {
        stderr.write(problemsText("plan", problems));
        return 2;
      }
      const say = createProgress((line) => stderr.write(line), nowMs);
      const { options } = resolved;
      const task = taskOf(options, found);
      const planned = await makePlanned(task, say, signal);
      if (planned === undefined) {
        stderr.write("edge-sessions plan: interrupted\n");
        return 1;
      }
      // Loaded only now, so that wrong usage is answered at once.
      const { giveOut } = await import("../plan/give-out.ts");
      return giveOut({ planned, task, options }, terminal);
    },
  };
}

const lineCharacters = 96;

function metroLines(): string {
  const lines: string[] = [];
  let line = "";
  for (const { code, name } of metros) {
    const text = `${line === "" ? "" : ", "}${code} ${name}`;
    if (line.length + text.length > lineCharacters) {
      lines.push(`${line},`);
      line = `${code} ${name}`;
    } else line += text;
  }
  return [...lines, line].map((one) => `  ${one}\n`).join("");
}
