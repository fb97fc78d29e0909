// `edge-sessions dev` (`npm start`): identity server and edge in one process, with somebody signed in to try them.
import { devOptions, devRules } from "../config/dev-options.ts";
import { optionsText } from "../config/help.ts";
import { problemsText } from "../config/problem.ts";
import { resolveOptions } from "../config/resolve.ts";
import { runUntilEnded } from "./running.ts";
import type { Command } from "./command.ts";

/** The command. */
export const devCommand: Command = {
  help: () => `Runs everything in one process, to try it: an embedded identity server (for development
only), an edge in front of it with the feature on, the control plane with its Console,
and a user who is signed in.

Usage: edge-sessions dev [flags]

Examples:
  edge-sessions dev
  edge-sessions dev --listen 127.0.0.1:5000 --admin-listen 127.0.0.1:5001
  edge-sessions dev --origin https://kratos.example
  npm start -- --refresh-after 5s

Prints where everything is and a curl to paste. Ctrl-C ends it with exit code 0.

${optionsText(devOptions.shape)}`,

  run: async (argv, terminal) => {
    const { env, stderr } = terminal;
    const resolved = await resolveOptions(devOptions, devRules, argv, env);
    if (resolved.kind === "problems") {
      stderr.write(problemsText("dev", resolved.problems));
      return 2;
    }
    const { openKeyFile } = await import("./key-file.ts");
    const keys = await openKeyFile(resolved.options["admin-key-file"]);
    if (keys.kind === "problems") {
      stderr.write(problemsText("dev", keys.problems));
      return 2;
    }
    const { openPlans } = await import("./plans-in-use.ts");
    const opened = await openPlans(resolved.options["plan-file"]);
    if (opened.kind === "problems") {
      stderr.write(problemsText("dev", opened.problems));
      return 2;
    }
    const { createDevSetUp } = await import("./dev-set-up.ts");
    const setUp = createDevSetUp(resolved.options, keys.file, opened.plans.table, (text) =>
      stderr.write(text),
    );
    return runUntilEnded("dev", setUp, terminal, {
      ready: async () => {
        terminal.stdout.write(await setUp.greeting(terminal));
      },
    });
  },
};
