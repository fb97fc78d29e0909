// `edge-sessions control`: the control plane, with --edge an edge beside it, until it is asked to end.
import { controlOptions, controlRules } from "../../config/options/control-options.ts";
import { optionsText } from "../../config/options/help.ts";
import { problemsText } from "../../config/read/problem.ts";
import { resolveOptions } from "../../config/read/resolve.ts";
import { listenOptions } from "../listen-advice.ts";
import { runUntilEnded } from "../running.ts";
import { packageVersion } from "../version.ts";
import type { Command } from "../command.ts";

/** The command. */
export const controlCommand: Command = {
  help: () => `Runs the control plane: projects and their settings, plans, API keys, the audit log,
invalidations from outside, and the Console. With --edge this process also serves the projects.

Usage: edge-sessions control [flags]

Examples:
  edge-sessions control --edge
  edge-sessions control --edge --listen 0.0.0.0:4000 --projects-domain projects.example
  edge-sessions control --edge --database postgres://edge@db.example/edge_sessions
  edge-sessions control --edge --default-project acme --plan-file plans.yaml

The first start writes an operator's key to --first-key-file. Sign in to the Console with it,
or pass that file as --key-file to the commands list, get, create, patch and revoke.
On SIGTERM and SIGINT it finishes the requests in flight within 10s and ends with exit code 0.
Reads the table of plans again on SIGHUP. Logs are JSON lines on stderr.

${optionsText(controlOptions.shape)}`,

  run: async (argv, terminal) => {
    const { env, stderr } = terminal;
    const resolved = await resolveOptions(controlOptions, controlRules, argv, env);
    if (resolved.kind === "problems") {
      stderr.write(problemsText("control", resolved.problems));
      return 2;
    }
    const { options } = resolved;
    const { openPlans } = await import("../../server/plans-in-use.ts");
    const plans = await openPlans(options["plan-file"]);
    if (plans.kind === "problems") {
      stderr.write(problemsText("control", plans.problems));
      return 2;
    }
    const { createControlProgram } = await import("../../server/control-program.ts");
    const program = createControlProgram({
      options,
      version: packageVersion(),
      plans: plans.plans,
      write: (line) => stderr.write(line),
    });
    return runUntilEnded({
      command: "control",
      shape: controlOptions.shape,
      terminal,
      part: program,
      listens: options.edge
        ? listenOptions(options, "listen", "admin-listen", "control-listen")
        : listenOptions(options, "control-listen"),
      ...(options["plan-file"] === undefined ? {} : { hungUp: () => program.rereadPlans() }),
    });
  },
};
