// `edge-sessions edge-worker`: one worker of an edge. Only the supervisor of the edge starts it.
import { edgeOptions } from "../../config/options/edge-options.ts";
import { problemsText } from "../../config/read/problem.ts";
import { openChannel } from "../../server/workers/channel.ts";
import type { Command } from "../command.ts";
import { findLocation } from "../locations.ts";
import { openSigning } from "../signing.ts";
import { ended, type Terminal } from "../terminal.ts";
import { packageVersion } from "../version.ts";

const text = "edge-sessions edge-worker: edge --workers starts it; it cannot be started alone.\n";
/** As long as a process without a supervisor takes at most. */
const stopDeadlineMs = 9_000;

/** The command. */
export const edgeWorkerCommand: Command = {
  help: () => text,
  run: async (_argv, terminal) => {
    const { signal, stderr } = terminal;
    const channel = openChannel(process, () => process.exit(1));
    if (channel === undefined) {
      stderr.write(text);
      return 2;
    }
    // At a hang-up of the terminal, the supervisor decides what happens.
    terminal.onHangUp?.(() => undefined);
    const { number, raw, port } = await channel.join();
    try {
      const { server, edge } = await openWorker(raw, port, number, channel, terminal);
      channel.report({
        degraded: edge.degraded,
        signs: edge.ownSigns,
        load: () => edge.load(),
        metrics: edge.readMetrics,
        reread: edge.rereadFiles,
      });
      await server.start();
      channel.ready(edge.url ?? "", edge.instance);
      const asked = await Promise.race([ended(signal).then(() => stopDeadlineMs), channel.stopped]);
      await server.stop(asked);
      return 0;
    } catch (error) {
      await channel.failed(error instanceof Error ? error.message : String(error));
      return 1;
    }
  },
};

async function openWorker(
  raw: Readonly<Record<string, unknown>>,
  port: number,
  number: number,
  { siblings, signs, noticeEnding }: NonNullable<ReturnType<typeof openChannel>>,
  { stderr, env }: Terminal,
) {
  const given = edgeOptions.parse(raw);
  const options = { ...given, listen: { ...given.listen, port } };
  const { openBus } = await import("../../server/open-bus.ts");
  const { createLogOutput } = await import("../../server/log-output.ts");
  const { createEdgeServer } = await import("../../server/edge-server.ts");
  const { openCertificates } = await import("../../server/certificate.ts");
  const opened = await openCertificates(options, ["public"]);
  if (opened.kind === "problems") throw new Error(problemsText("edge-worker", opened.problems));
  const signing = await openSigning(options);
  if (signing.kind === "problems") throw new Error(problemsText("edge-worker", signing.problems));
  // The supervisor has refused a location that cannot be found.
  const located = await findLocation(options.location);
  const server = createEdgeServer({
    options,
    joined: await openBus(options.bus, options),
    certificates: opened.certificates,
    signing: signing.signing,
    version: packageVersion(),
    location: located.kind === "found" ? located.value : undefined,
    keyFile: undefined,
    share: { kind: "worker", number, siblings, signs, noticeEnding },
    write: createLogOutput(options["log-format"], stderr, env),
  });
  return { server, edge: server.server };
}
