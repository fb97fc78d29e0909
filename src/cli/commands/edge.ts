// `edge-sessions edge`: one edge, until it is asked to end.
import { edgeOptions, type EdgeOptions } from "../../config/options/edge-options.ts";
import { edgeRules } from "../../config/options/edge-rules.ts";
import { workerCount } from "../../config/values/worker-count.ts";
import type { Share } from "../../server/workers/share.ts";
import { listenOptions } from "../listen-advice.ts";
import { findLocation } from "../locations.ts";
import { openSigning } from "../signing.ts";
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

With --workers, several processes share the address of --listen, and have one admin listener.

On SIGTERM and SIGINT it finishes the requests in flight within 10s and ends with exit code 0.
Reads the admin keys, the subscribers, the certificates and the signing keys again on SIGHUP.
Logs are on stderr; the line "ready" says where the edge listens.`,

  open: async (options, { stderr, env }, _called, raw) => {
    const { openKeyFile } = await import("../../server/key-file.ts");
    const keys = await openKeyFile(options["admin-key-file"]);
    if (keys.kind === "problems") return keys;
    const { openTransmitters } = await import("../../server/transmitter-file.ts");
    const transmitters = await openTransmitters(options["caep-transmitter-file"]);
    if (transmitters.kind === "problems") return transmitters;
    const { openSubscriberFile } = await import("../../server/subscribers-in-file.ts");
    const subscribers = await openSubscriberFile(options, env);
    if (subscribers.kind === "problems") return subscribers;
    const { openCertificates } = await import("../../server/certificate.ts");
    const opened = await openCertificates(options, ["public", "admin"]);
    if (opened.kind === "problems") return opened;
    const signing = await openSigning(options);
    if (signing.kind === "problems") return signing;
    const located = await findLocation(options.location);
    if (located.kind === "problems") return located;
    const count = workerCount(options.workers);
    const { noteMemory } = await import("../../server/machine-memory.ts");
    const cacheBytes = options["cache-memory"];
    const memory = noteMemory({ cacheBytes, workers: count, controls: false });
    if (memory.kind === "problems") return memory;
    const { openBus } = await import("../../server/open-bus.ts");
    const joined = await openBus(options.bus, options);
    const { createLogOutput } = await import("../../server/log-output.ts");
    const { createEdgeServer } = await import("../../server/edge-server.ts");
    const server = createEdgeServer({
      options,
      joined,
      certificates: opened.certificates,
      signing: signing.signing,
      memory,
      ...(count === 1 ? {} : { share: await supervise(options, count, raw) }),
      version: packageVersion(),
      location: located.value,
      keyFile: keys.file,
      createVerifier: transmitters.createVerifier,
      subscribers: subscribers.file,
      write: createLogOutput(options["log-format"], stderr, env),
    });
    return {
      kind: "opened",
      running: {
        part: server,
        listens: listenOptions(options, "listen", "admin-listen"),
        ...(keys.file === undefined &&
        subscribers.file === undefined &&
        opened.certificates.length === 0 &&
        signing.signing?.keyFiles === undefined
          ? {}
          : { hungUp: () => server.reread() }),
      },
    };
  },
});

async function supervise(
  options: EdgeOptions,
  count: number,
  raw: Readonly<Record<string, unknown>>,
): Promise<Share> {
  const { createSupervisor } = await import("../../server/workers/supervisor.ts");
  const supervisor = createSupervisor({
    count,
    raw,
    address: options.listen,
    program: process.argv[1] ?? "",
    workerWaitMs: options["limit-worker-wait"],
  });
  return { kind: "supervisor", siblings: supervisor.siblings, supervisor };
}
