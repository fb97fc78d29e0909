// `edge-sessions bus check`, `bus create` and `bus remove-region`: what operators do with the bus that processes share.
import type { BusAdministration, BusDifference, BusPlan } from "../../bus/administration.ts";
import {
  busCommandRules,
  busPlanOptions,
  removeRegionOptions,
} from "../../config/options/bus-command-options.ts";
import { optionsText } from "../../config/options/help.ts";
import { ownVariables } from "../../config/read/environment.ts";
import { problemsText, type Problem } from "../../config/read/problem.ts";
import { resolveOptions, type CrossRule } from "../../config/read/resolve.ts";
import type { z } from "zod";
import type { Command } from "../command.ts";
import type { ExitCode, Terminal } from "../terminal.ts";

type PlanOptions = z.output<typeof busPlanOptions>;
type RemoveOptions = z.output<typeof removeRegionOptions>;
type ConnectionOptions = Omit<RemoveOptions, "region" | "format">;

const natsExamples = (name: string): string => `Examples:
  edge-sessions bus ${name} --bus nats://admin:…@nats-1:4222,nats-2:4222 --regions eu,us
  edge-sessions bus ${name} --bus nats://nats.eu:4222 --bus-credentials admin.creds \\
    --bus-domains --regions eu,us --replicas 3
  edge-sessions bus ${name} --bus postgres://edge@db.example/edge_sessions
  edge-sessions bus ${name} --bus nats://nats:4222 --format json`;

/** `bus check`. */
export const busCheckCommand: Command = {
  help: () => `Compares the bus with what edges and control planes need: the streams of NATS, their limits, and the
bucket of projects and regions, or the tables in Postgres. Changes nothing.

Usage: edge-sessions bus check --bus URL [flags]

${natsExamples("check")}

Each difference is printed with what is there, what must be there, and what to do.
Exit codes: 0 no difference, 1 differences or the bus cannot be checked, 2 wrong usage.

${optionsText(busPlanOptions.shape)}`,

  run: (argv, terminal) =>
    withOptions("bus check", busPlanOptions, argv, terminal, (options) =>
      administer("bus check", options, terminal, async (administration) => {
        const differences = await administration.check(planOf(options));
        const json = { ok: differences.length === 0, differences: differences.map(jsonOf) };
        const regions = options.regions.join(", ");
        const text =
          differences.length === 0 ? `no differences: ${regions}\n` : textOf(differences);
        terminal.stdout.write(options.format === "json" ? `${JSON.stringify(json)}\n` : text);
        return differences.length === 0 ? 0 : 1;
      }),
    ),
};

/** `bus create`. */
export const busCreateCommand: Command = {
  help: () => `Makes the streams and the bucket, or the tables, that the bus needs, and changes what differs. Doing it again
changes nothing. Run it before the first edge of a region starts, with a user who may change streams.

Usage: edge-sessions bus create --bus URL [flags]

${natsExamples("create")}

With --bus-domains, name all regions together: each then knows where to find the others.
Exit codes: 0 as it must be now, 1 something is left or failed, 2 wrong usage.

${optionsText(busPlanOptions.shape)}`,

  run: (argv, terminal) =>
    withOptions("bus create", busPlanOptions, argv, terminal, (options) =>
      administer("bus create", options, terminal, async (administration) => {
        const { done, left } = await administration.create(planOf(options));
        const json = { ok: left.length === 0, done, left: left.map(jsonOf) };
        const lines = done.map(({ where, what }) => `${what}: ${where}\n`).join("");
        const nothing = done.length === 0 && left.length === 0 ? "nothing to change\n" : "";
        terminal.stdout.write(
          options.format === "json"
            ? `${JSON.stringify(json)}\n`
            : `${lines}${nothing}${textOf(left)}`,
        );
        return left.length === 0 ? 0 : 1;
      }),
    ),
};

/** `bus remove-region`. */
export const busRemoveRegionCommand: Command = {
  help: () => `Removes a region: edges of other regions no longer wait for it. Stop its edges first, because a
region that still has an edge comes back. Its log stays. In NATS, delete the stream when you no longer need it.

Usage: edge-sessions bus remove-region REGION --bus URL [flags]

Examples:
  edge-sessions bus remove-region us --bus nats://nats:4222 --region eu
  edge-sessions bus remove-region us --bus nats://nats.eu:4222 --bus-domains --region eu
  edge-sessions bus remove-region us --bus postgres://edge@db.example/edge_sessions --region eu
  edge-sessions bus remove-region us --bus nats://nats:4222 --region eu --format json

Exit codes: 0 removed, 1 not removed, 2 wrong usage.

${optionsText(removeRegionOptions.shape)}`,

  run: (argv, terminal) => {
    const [removed = ""] = argv;
    const named = removeRegionOptions.shape.region.safeParse(removed);
    const problem = {
      where: "the argument",
      what: "must be the region to remove",
      example: "edge-sessions bus remove-region us --bus …",
    };
    const problems = removed !== "" && named.success ? [] : [problem];
    const flags = removed.startsWith("--") ? argv : argv.slice(1);
    const act = (options: RemoveOptions): Promise<ExitCode> =>
      administer("bus remove-region", options, terminal, async (administration) => {
        await administration.removeRegion(removed, options.region);
        terminal.stdout.write(
          options.format === "json"
            ? `${JSON.stringify({ region: removed, removed: true })}\n`
            : `removed: ${removed}\n`,
        );
        return 0;
      });
    return withOptions("bus remove-region", removeRegionOptions, flags, terminal, act, problems);
  },
};

async function withOptions<Schema extends z.ZodObject>(
  command: string,
  schema: Schema,
  argv: readonly string[],
  { env, stderr }: Terminal,
  act: (options: z.output<Schema>) => Promise<ExitCode>,
  others: readonly Problem[] = [],
): Promise<ExitCode> {
  const rules: readonly CrossRule<z.output<Schema>>[] = busCommandRules;
  const own = ownVariables(schema.shape, env);
  const resolved = await resolveOptions(schema, rules, argv, own);
  const problems = [...others, ...(resolved.kind === "problems" ? resolved.problems : [])];
  if (resolved.kind === "problems" || problems.length > 0) {
    stderr.write(problemsText(command, problems));
    return 2;
  }
  return act(resolved.options);
}

/** Does something with a bus, and says why it failed. */
async function administer(
  command: string,
  options: ConnectionOptions,
  { stderr }: Terminal,
  act: (administration: BusAdministration) => Promise<ExitCode>,
): Promise<ExitCode> {
  try {
    return await act(await administrationOf(options));
  } catch (error) {
    // Expected errors have a sentence. Anything else is a defect, for which the stack is needed.
    if (!(error instanceof Error) || !/^[A-Z].*\.$/su.test(error.message)) throw error;
    stderr.write(`edge-sessions ${command}: ${error.message}\n`);
    return 1;
  }
}

/** What can be done with the bus that the options name. */
async function administrationOf(options: ConnectionOptions): Promise<BusAdministration> {
  const { bus } = options;
  switch (bus.kind) {
    case "nats": {
      const { createNatsAdministration } = await import("../../bus/nats/administration.ts");
      return createNatsAdministration({
        ...bus,
        credentialsFile: options["bus-credentials"],
        caFile: options["bus-ca"],
        domains: options["bus-domains"],
        name: "edge-sessions bus",
      });
    }
    case "postgres": {
      const { createPostgresAdministration } = await import("../../bus/postgres/administration.ts");
      return createPostgresAdministration(bus.url);
    }
    case "none":
      throw new Error("There is no bus to work with. Name one with --bus.");
    default:
      return bus satisfies never;
  }
}

function planOf(options: PlanOptions): BusPlan {
  const { regions, replicas, retention, "max-bytes": maxBytes } = options;
  return { regions, replicas, retentionMs: retention, maxBytes };
}

function jsonOf({ where, what, is, shouldBe, fix }: BusDifference) {
  return { where, what, is, should_be: shouldBe, fix };
}

function textOf(differences: readonly BusDifference[]): string {
  return differences.map((difference) => `${lineOf(difference)} ${difference.fix}\n`).join("");
}

function lineOf({ where, what, is, shouldBe }: BusDifference): string {
  if (is !== "missing") return `${where}: ${what} is ${is}, and must be ${shouldBe}.`;
  return shouldBe === "present" ? `${where} does not exist.` : `${where} has no ${what}.`;
}
