// `edge-sessions doctor`: examines a set-up and says what is wrong with it.
import {
  doctorOptions,
  doctorRules,
  type DoctorOptions,
} from "../../config/options/doctor-options.ts";
import { ownVariables } from "../../config/read/environment.ts";
import { optionsText } from "../../config/options/help.ts";
import { problemsText } from "../../config/read/problem.ts";
import { resolveOptions } from "../../config/read/resolve.ts";
import { emphasis, type ExitCode, type Terminal } from "../terminal.ts";
import type { Command } from "../command.ts";
import type { BusFacts, DatabaseFacts } from "../../doctor/facts.ts";
import type { Secrets } from "./doctor-secrets.ts";
import type { KeyboardInput } from "../secret-prompt.ts";

/** The command, as run from a shell. */
export const doctorCommand: Command = createDoctorCommand(() => process.stdin);

/** The command with another keyboard and clock, for tests. */
export function createDoctorCommand(
  keyboard: () => KeyboardInput,
  nowMs: () => number = Date.now,
): Command {
  return {
    help: () => `Examines a set-up: what is wrong, why it matters, and how to fix it. Each further flag lets it
examine more. At the end it says what it did not examine.

Usage: edge-sessions doctor --origin URL [--edge URL] [flags]

Examples:
  edge-sessions doctor --origin http://127.0.0.1:4433
  edge-sessions doctor --origin http://kratos.internal:4433 --edge https://sessions.example \\
    --edge-admin http://127.0.0.1:4001 --key-file /run/secrets/edge-key \\
    --app-origin https://app.example --ask-cookie
  edge-sessions doctor --origin https://kratos.example --bus postgres://edge@db.example/edge
  edge-sessions doctor --origin https://kratos.example --cookie-file cookie.txt --format json

It sends only GET and OPTIONS requests, and begins one sign-in flow, which expires unused. The
cookie and the key come from a file or the terminal, never from an argument, and are not printed.
Exit codes: 0 no problems (warnings do not count), 1 problems or interrupted, 2 wrong usage.

${optionsText(doctorOptions.shape)}`,

    run: async (argv, terminal) => {
      const { env, stderr } = terminal;
      const resolved = await resolveOptions(
        doctorOptions,
        doctorRules,
        argv,
        ownVariables(doctorOptions.shape, env),
      );
      if (resolved.kind === "problems") {
        stderr.write(problemsText("doctor", resolved.problems));
        return 2;
      }
      const { options } = resolved;
      const { readSecrets } = await import("./doctor-secrets.ts");
      const secrets = await readSecrets(options, keyboard, terminal);
      if (terminal.signal.aborted) return interrupted(terminal);
      if (secrets.kind === "problems") {
        stderr.write(problemsText("doctor", secrets.problems));
        return 2;
      }
      return examine(options, secrets, terminal, nowMs);
    },
  };
}

async function examine(
  options: DoctorOptions,
  { key, controlKey, cookies }: Secrets,
  terminal: Terminal,
  nowMs: () => number,
): Promise<ExitCode> {
  const { createRedactor } = await import("../../doctor/redactor.ts");
  const { stdout, stderr, signal } = terminal;
  const redact = createRedactor([
    ...[key, controlKey].filter((given) => given !== undefined),
    ...(cookies ?? []).map(({ value }) => value),
  ]);
  try {
    const { createAsk } = await import("../../doctor/ask.ts");
    const { gatherFacts } = await import("../../doctor/probe.ts");
    const { reportJson, reportOf, reportText } = await import("../../doctor/report.ts");
    const facts = await gatherFacts({
      setUp: {
        originUrl: options.origin,
        edgeUrl: options.edge,
        adminUrl: options["edge-admin"],
        appOrigin: options["app-origin"],
        cookieName: options["cookie-name"],
        cookieGiven: cookies !== undefined,
      },
      key,
      cookies,
      database: await databaseOf(options.database),
      bus: await busOf(options),
      control:
        options.control === undefined || controlKey === undefined
          ? undefined
          : { url: options.control, key: controlKey },
      ask: createAsk({ waitMs: options.timeout, signal, nowMs }),
      progress: (text) => stderr.write(redact(`edge-sessions doctor: examining ${text}\n`)),
    });
    if (signal.aborted) return interrupted(terminal);
    const report = reportOf(facts);
    const text =
      options.format === "json" ? reportJson(report) : reportText(report, emphasis(terminal));
    stdout.write(redact(text));
    return report.findings.some(({ severity }) => severity === "problem") ? 1 : 0;
  } catch (error) {
    // A bug: its place in the code is needed, but its message may quote what it choked on.
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    stderr.write(redact(`edge-sessions doctor: failed unexpectedly. ${text}\n`));
    return 1;
  }
}

async function databaseOf(
  url: string | undefined,
): Promise<(() => Promise<DatabaseFacts>) | undefined> {
  if (url === undefined) return undefined;
  const { examineControlDatabase } = await import("../../control/database/open.ts");
  return () => examineControlDatabase(url);
}

/** Every edge sends two heartbeats a second. */
const listenMs = 2_000;

async function busOf(options: DoctorOptions): Promise<(() => Promise<BusFacts>) | undefined> {
  const { bus } = options;
  if (bus === undefined || bus.kind === "none") return undefined;
  const { examineBus } = await import("../../server/examined-bus.ts");
  return () => examineBus(bus, options, listenMs);
}

function interrupted({ stderr }: Terminal): ExitCode {
  stderr.write("edge-sessions doctor: interrupted\n");
  return 1;
}
