// `edge-sessions control`: the control plane, with --edge an edge beside it, until it is asked to end.
import { busRules } from "../../config/options/bus-options.ts";
import {
  controlOptions,
  controlRules,
  type ControlOptions,
} from "../../config/options/control-options.ts";
import { controlTlsRules, edgeTlsRules } from "../../config/options/tls-options.ts";
import { parseBusUrl, type BusAddress } from "../../config/values/bus-url.ts";
import { listenOptions } from "../listen-advice.ts";
import { findLocation, findRegionLocations } from "../locations.ts";
import { openSigning } from "../signing.ts";
import { serviceCommand } from "../service.ts";
import { packageVersion } from "../version.ts";
import type { ControlProgram } from "../../server/control-program.ts";

/** The command. */
export const controlCommand = serviceCommand({
  name: "control",
  schema: controlOptions,
  rules: [...controlRules, ...controlTlsRules, ...edgeTlsRules, ...busRules],
  help: `Runs the control plane: projects and their settings, plans, API keys, the audit log,
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
Reads the table of plans and the certificates again on SIGHUP. Logs are on stderr.`,

  open: async (options, { stderr, env }) => {
    const { openPlans } = await import("../../server/plans-in-use.ts");
    const opened = await openPlans(options["plan-file"]);
    if (opened.kind === "problems") return opened;
    const { openTransmitters } = await import("../../server/transmitter-file.ts");
    const transmitters = await openTransmitters(options["caep-transmitter-file"]);
    if (transmitters.kind === "problems") return transmitters;
    const { openCertificates } = await import("../../server/certificate.ts");
    const tls = await openCertificates(
      options,
      options.edge ? ["control", "public", "admin"] : ["control"],
    );
    const signing = await openSigning(options);
    const located = await findLocation(options.location);
    const regions = await findRegionLocations(options["region-locations"]);
    const plan = await openPlan(options["edge-plan"]);
    if (
      tls.kind === "problems" ||
      signing.kind === "problems" ||
      located.kind === "problems" ||
      regions.kind === "problems" ||
      plan.kind === "problems"
    ) {
      const problems = [tls, signing, located, regions, plan].flatMap((one) =>
        one.kind === "problems" ? one.problems : [],
      );
      return { kind: "problems", problems };
    }
    const { noteMemory } = await import("../../server/machine-memory.ts");
    const cacheBytes = options["cache-memory"];
    const memory = options.edge
      ? noteMemory({ cacheBytes, workers: 1, controls: true })
      : undefined;
    if (memory?.kind === "problems") return memory;
    const { openBus } = await import("../../server/open-bus.ts");
    const joined = await openBus(options.bus ?? busOfDatabase(options.database), options);
    const { createLogOutput } = await import("../../server/log-output.ts");
    const { createControlProgram } = await import("../../server/control-program.ts");
    const program = createControlProgram({
      options,
      joined,
      createVerifier: transmitters.createVerifier,
      certificates: tls.certificates,
      signing: signing.signing,
      memory,
      version: packageVersion(),
      location: located.value,
      map: { regionLocations: regions.value, edgePlan: plan.plan },
      plans: opened.plans,
      write: createLogOutput(options["log-format"], stderr, env),
    });
    return {
      kind: "opened",
      running: {
        part: program,
        listens: options.edge
          ? listenOptions(options, "listen", "admin-listen", "control-listen")
          : listenOptions(options, "control-listen"),
        ...(options["plan-file"] === undefined && tls.certificates.length === 0
          ? {}
          : { hungUp: () => rereadAll(program, options) }),
      },
    };
  },
});

async function rereadAll(
  program: ControlProgram,
  options: Pick<ControlOptions, "plan-file">,
): Promise<void> {
  await program.rereadCertificates();
  if (options["plan-file"] !== undefined) await program.rereadPlans();
}

async function openPlan(path: string | undefined) {
  if (path === undefined) return { kind: "opened", plan: undefined } as const;
  const { openEdgePlan } = await import("../../control/map/edge-plan.ts");
  return openEdgePlan(path);
}

/** The bus unless an option names one: processes that share a database are one control plane. */
function busOfDatabase(database: string): BusAddress {
  const parsed = parseBusUrl(database);
  return typeof parsed === "string" ? { kind: "none" } : parsed;
}
