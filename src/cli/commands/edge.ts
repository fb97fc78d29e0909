// `edge-sessions edge`: one edge, until it is asked to end.
import { edgeOptions } from "../../config/options/edge-options.ts";
import { edgeRules } from "../../config/options/edge-rules.ts";
import { listenOptions } from "../listen-advice.ts";
import { serviceCommand } from "../service.ts";
import { packageVersion } from "../version.ts";

/** The command. */
export const edgeCommand = serviceCommand({
  name: "edge",
  schema: edgeOptions,
  rules: edgeRules,
  help: `Runs one edge in front of an identity server.

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
Logs are JSON lines on stderr; the line "ready" says where the edge listens.`,

  open: async (options, { stderr }) => {
    const { openKeyFile } = await import("../../server/key-file.ts");
    const keys = await openKeyFile(options["admin-key-file"]);
    if (keys.kind === "problems") return keys;
    const { openBus } = await import("../../server/open-bus.ts");
    const joined = await openBus(options.bus, options);
    const { createEdgeServer } = await import("../../server/edge-server.ts");
    const server = createEdgeServer({
      options,
      joined,
      version: packageVersion(),
      keyFile: keys.file,
      write: (line) => stderr.write(line),
    });
    return {
      kind: "opened",
      running: {
        part: server,
        listens: listenOptions(options, "listen", "admin-listen"),
        ...(keys.file === undefined ? {} : { hungUp: () => server.rereadKeys() }),
      },
    };
  },
});
