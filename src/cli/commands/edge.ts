// `edge-sessions edge`: one edge, until it is asked to end.
import { edgeOptions } from "../../config/options/edge-options.ts";
import { edgeRules } from "../../config/options/edge-rules.ts";
import { optionsText } from "../../config/options/help.ts";
import { problemsText } from "../../config/read/problem.ts";
import { resolveOptions } from "../../config/read/resolve.ts";
import { listenOptions } from "../listen-advice.ts";
import { packageVersion } from "../version.ts";
import { runUntilEnded } from "../running.ts";
import type { Command } from "../command.ts";

/** The command. */
export const edgeCommand: Command = {
  help: () => `Runs one edge in front of an identity server.

Usage: edge-sessions edge --origin URL [flags]

Examples:
  edge-sessions edge --origin https://kratos.example --cacheable-sessions
  edge-sessions edge --origin http://127.0.0.1:4433 --cacheable-sessions \\
    --cacheable-sessions-max-age 2m30s --stale-if-error 30s --listen 0.0.0.0:4000
  edge-sessions edge --origin http://127.0.0.1:4433 --cacheable-sessions \\
    --admin-key-file admin-keys.yaml --admin-origin http://127.0.0.1:4434
  EDGE_SESSIONS_ORIGIN=https://kratos.example edge-sessions edge --config edge.yaml

On SIGTERM and SIGINT it finishes the requests in flight within 10s and ends with exit code 0.
Reads the admin keys again on SIGHUP.
Logs are JSON lines on stderr; the line "ready" says where the edge listens.

${optionsText(edgeOptions.shape)}`,

  run: async (argv, terminal) => {
    const { env, stderr } = terminal;
    const resolved = await resolveOptions(edgeOptions, edgeRules, argv, env);
    if (resolved.kind === "problems") {
      stderr.write(problemsText("edge", resolved.problems));
      return 2;
    }
    // Loaded only now, so that wrong usage is answered at once.
    const { openKeyFile } = await import("../../server/key-file.ts");
    const keys = await openKeyFile(resolved.options["admin-key-file"]);
    if (keys.kind === "problems") {
      stderr.write(problemsText("edge", keys.problems));
      return 2;
    }
    const { createEdgeServer } = await import("../../server/edge-server.ts");
    const server = createEdgeServer({
      options: resolved.options,
      version: packageVersion(),
      keyFile: keys.file,
      write: (line) => stderr.write(line),
    });
    const { options } = resolved;
    return runUntilEnded({
      command: "edge",
      shape: edgeOptions.shape,
      terminal,
      part: server,
      listens: listenOptions(options, "listen", "admin-listen"),
      ...(keys.file === undefined ? {} : { hungUp: () => server.rereadKeys() }),
    });
  },
};
