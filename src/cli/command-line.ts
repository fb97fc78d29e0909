// The command line: finds the command, gives it its arguments, and answers help and version itself.
import { nearest } from "../config/read/problem.ts";
import { clientCommands } from "./client/commands.ts";
import type { Command, CommandEntry } from "./command.ts";
import { loadEdge } from "./load-edge.ts";
import type { ExitCode, Terminal } from "./terminal.ts";

/** Every command by its name of one word or two. */
const commands: ReadonlyMap<string, CommandEntry> = new Map([
  [
    "edge",
    {
      does: "run one edge in front of an identity server",
      load: loadEdge,
    },
  ],
  [
    "control",
    {
      does: "run the control plane and the Console; with --edge everything that one machine needs",
      load: async () => (await import("./commands/control.ts")).controlCommand,
    },
  ],
  [
    "dev",
    {
      does: "try it: run an identity server, an edge and a ready-made user in one process",
      load: async () => (await import("./commands/dev.ts")).devCommand,
    },
  ],
  [
    "invalidate",
    {
      does: "invalidate an identity or a session at edges",
      load: async () => (await import("./commands/invalidate.ts")).invalidateCommand,
    },
  ],
  ...clientCommands,
  [
    "bus check",
    {
      does: "say how the bus differs from what it must be",
      load: async () => (await import("./commands/bus.ts")).busCheckCommand,
    },
  ],
  [
    "bus create",
    {
      does: "make what the bus needs, and change what differs",
      load: async () => (await import("./commands/bus.ts")).busCreateCommand,
    },
  ],
  [
    "bus remove-region",
    {
      does: "remove a region for good, so that edges no longer wait for it",
      load: async () => (await import("./commands/bus.ts")).busRemoveRegionCommand,
    },
  ],
  [
    "doctor",
    {
      does: "examine a set-up: what is wrong, why it matters, how to fix it",
      load: async () => (await import("./commands/doctor.ts")).doctorCommand,
    },
  ],
  [
    "plan",
    {
      does: "find where to put edges, and what people will wait there",
      load: async () => (await import("./commands/plan.ts")).planCommand,
    },
  ],
  [
    "bench",
    {
      does: "measure hits, misses and memory on this machine, beside nginx and Varnish",
      load: async () => (await import("./commands/bench.ts")).benchCommand,
    },
  ],
]);

/** A command that the program itself calls. No help names it. */
const ownCommands: ReadonlyMap<string, CommandEntry> = new Map([
  [
    "edge-worker",
    {
      does: "run one worker of an edge",
      load: async () => (await import("./commands/edge-worker.ts")).edgeWorkerCommand,
    },
  ],
]);

/** Every command's name, in the order of the help. */
export const commandNames: readonly string[] = [...commands.keys()];

const nameWidth = Math.max(...commandNames.map((name) => name.length));

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
    if (rest.length > 0) return helpOn(rest, terminal);
    stdout.write(overviewText());
    return 0;
  }
  if (rest.some(isHelpFlag)) {
    const end = argv.findIndex((word) => word.startsWith("-"));
    return helpOn(argv.slice(0, end), terminal);
  }
  const called = find(argv);
  if (called === undefined) return unknownCommand(argv, terminal);
  const loaded = await load(called, terminal);
  if (loaded === undefined) return 1;
  try {
    return await loaded.run(called.rest, terminal);
  } catch (error) {
    return unexpected(called.name, error, terminal);
  }
}

/** Only a bug throws up to here: the stack is what is needed then. */
function unexpected(name: string, error: unknown, { stderr }: Terminal): 1 {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  stderr.write(`edge-sessions ${name}: failed unexpectedly. ${text}\n`);
  return 1;
}

/** Loads a command; where that fails, says why and gives undefined. */
async function load(
  { name, entry }: { readonly name: string; readonly entry: CommandEntry },
  terminal: Terminal,
): Promise<Command | undefined> {
  try {
    return await entry.load();
  } catch (error) {
    const missing =
      error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND";
    if (!missing) {
      unexpected(name, error, terminal);
      return undefined;
    }
    terminal.stderr.write(
      `edge-sessions ${name}: a package is missing: run "npm ci" where edge-sessions is installed. ${error.message}\n`,
    );
    return undefined;
  }
}

/** The command that arguments begin with, if one word of them or two are its name. */
function find(argv: readonly string[]) {
  for (const words of [1, 2]) {
    const name = argv.slice(0, words).join(" ");
    const entry = commands.get(name) ?? ownCommands.get(name);
    if (entry !== undefined) return { name, entry, rest: argv.slice(words) };
  }
  return undefined;
}

/** The second words of commands whose first is this. */
function nounsOf(verb: string): readonly string[] {
  return [...commands.keys()]
    .filter((name) => name.startsWith(`${verb} `))
    .map((name) => name.slice(verb.length + 1));
}

function isHelp(argument: string): boolean {
  return argument === "help" || isHelpFlag(argument);
}

function isHelpFlag(argument: string): boolean {
  return argument === "--help" || argument === "-h";
}

async function helpOn(words: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { stdout } = terminal;
  const called = find(words);
  if (called !== undefined) {
    const loaded = await load(called, terminal);
    if (loaded === undefined) return 1;
    stdout.write(loaded.help());
    return 0;
  }
  const [verb = "", noun] = words;
  const nouns = nounsOf(verb);
  if (noun !== undefined || nouns.length === 0) return unknownCommand(words, terminal);
  stdout.write(`Usage: edge-sessions ${verb} ${nouns.join("|")} [flags]

${commandLines(nouns.map((each) => `${verb} ${each}`))}
Each has its own help: edge-sessions help ${verb} ${nouns[0] ?? ""}
`);
  return 0;
}

function unknownCommand([verb = "", noun]: readonly string[], { stderr }: Terminal): ExitCode {
  const nouns = nounsOf(verb);
  if (nouns.length > 0) {
    const wrong = noun === undefined || noun.startsWith("--");
    const what = wrong ? "needs a second word" : `${JSON.stringify(noun)} cannot follow ${verb}`;
    const near = wrong ? undefined : nearest(noun, nouns);
    const hint = near === undefined ? "" : `. Did you mean ${verb} ${near}?`;
    stderr.write(
      `edge-sessions ${verb}: ${what}. The second word must be one of ${nouns.join(", ")}${hint}\n`,
    );
    return 2;
  }
  const names = [...commands.keys()];
  const verbs = [...new Set(names.map((name) => name.split(" ")[0] ?? name))];
  const near = nearest(verb, verbs);
  const hint =
    near === undefined ? `The commands are ${names.join(", ")}` : `Did you mean ${near}?`;
  stderr.write(`edge-sessions: there is no command ${JSON.stringify(verb)}. ${hint}\n`);
  return 2;
}

function commandLines(names: Iterable<string>): string {
  return [...names]
    .map((name) => `  ${name.padEnd(nameWidth)}  ${commands.get(name)?.does ?? ""}\n`)
    .join("");
}

function overviewText(): string {
  return `Edge Sessions answers Ory's session checks next to the caller.

Usage: edge-sessions <command> [flags]

Commands:
${commandLines(commands.keys())}  ${"help".padEnd(nameWidth)}  print this text, or the help of a command

Examples:
  edge-sessions edge --origin https://kratos.example --cacheable-sessions
  edge-sessions dev
  edge-sessions invalidate identity 9f425a8d-7efc-4768-8f23-7647a74fdf13 \\
    --admin http://127.0.0.1:4001 --key-file /run/secrets/edge-key
  edge-sessions patch project acme --key-file edge-sessions.first-key \\
    --replace '/services/identity/config/feature_flags/cacheable_sessions=true'
  edge-sessions help edge
  edge-sessions --version

Exit codes: 0 success, 1 failure, 2 wrong usage.
`;
}
