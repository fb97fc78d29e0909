// The command line: finds the command, gives it its arguments, and answers help and version itself.
import { nearest } from "../config/problem.ts";
import type { Command } from "./command.ts";
import type { ExitCode, Terminal } from "./terminal.ts";

const commands: ReadonlyMap<string, { readonly does: string; load(): Promise<Command> }> = new Map([
  [
    "edge",
    {
      does: "one edge node in front of an identity server",
      load: async () => (await import("./edge.ts")).edgeCommand,
    },
  ],
  [
    "control",
    {
      does: "control plane and Console; with --edge everything that one machine needs",
      load: async () => (await import("./control.ts")).controlCommand,
    },
  ],
  [
    "dev",
    {
      does: "everything in one process, to try it: identity server, edge, a ready-made user",
      load: async () => (await import("./dev.ts")).devCommand,
    },
  ],
  [
    "invalidate",
    {
      does: "tell an edge that an identity or a session has changed",
      load: async () => (await import("./invalidate.ts")).invalidateCommand,
    },
  ],
  [
    "doctor",
    {
      does: "examine a set-up: what is wrong, why it matters, how to mend it",
      load: async () => (await import("./doctor.ts")).doctorCommand,
    },
  ],
  [
    "bench",
    {
      does: "measure this machine: hits, misses, memory, beside nginx and Varnish",
      load: async () => (await import("./bench.ts")).benchCommand,
    },
  ],
]);

/** Runs the program and gives its exit code: 0 good, 1 failed, 2 wrong usage. */
export async function run(terminal: Terminal): Promise<ExitCode> {
  const { argv, stdout, stderr } = terminal;
  const [name, ...rest] = argv;
  if (name === undefined) {
    stderr.write(overviewText());
    return 2;
  }
  if (name === "--version" || name === "version") {
    const { packageVersion } = await import("./version.ts");
    stdout.write(`${packageVersion()}\n`);
    return 0;
  }
  if (isHelp(name)) {
    const topic = rest[0];
    if (topic === undefined) {
      stdout.write(overviewText());
      return 0;
    }
    return helpOn(topic, terminal);
  }
  const entry = commands.get(name);
  if (entry === undefined) return unknownCommand(name, terminal);
  if (rest.some((argument) => argument === "--help" || argument === "-h")) {
    return helpOn(name, terminal);
  }
  try {
    return await (await entry.load()).run(rest, terminal);
  } catch (error) {
    // Only a bug throws up to here: the stack is what is needed then.
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    stderr.write(`edge-sessions ${name}: failed unexpectedly. ${text}\n`);
    return 1;
  }
}

function isHelp(argument: string): boolean {
  return argument === "help" || argument === "--help" || argument === "-h";
}

async function helpOn(name: string, terminal: Terminal): Promise<ExitCode> {
  const entry = commands.get(name);
  if (entry === undefined) return unknownCommand(name, terminal);
  const command = await entry.load();
  terminal.stdout.write(command.help());
  return 0;
}

function unknownCommand(name: string, { stderr }: Terminal): ExitCode {
  const near = nearest(name, [...commands.keys()]);
  const hint =
    near === undefined
      ? `the commands are ${[...commands.keys()].join(", ")}`
      : `did you mean ${near}?`;
  stderr.write(`edge-sessions: there is no command ${JSON.stringify(name)}; ${hint}\n`);
  return 2;
}

function overviewText(): string {
  const lines = [...commands].map(([name, { does }]) => `  ${name.padEnd(10)} ${does}\n`);
  return `Edge Sessions answers Ory's session checks next to the caller.

Usage: edge-sessions <command> [flags]

Commands:
${lines.join("")}  help       this text, or with a command's name its own

Examples:
  edge-sessions edge --origin https://kratos.example --cacheable-sessions
  edge-sessions dev
  edge-sessions invalidate identity 9f425a8d-7efc-4768-8f23-7647a74fdf13 \\
    --admin http://127.0.0.1:4001 --key-file /run/secrets/edge-key
  edge-sessions help edge
  edge-sessions --version

Exit codes: 0 good, 1 failed, 2 wrong usage.
`;
}
