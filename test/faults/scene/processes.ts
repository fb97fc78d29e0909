// The processes of the product in a fault run. Each keeps its ports and its files when it is killed and restarted.
import { join } from "node:path";
import { startProgram, type Program } from "../../harness/program.ts";

/** What a process is started with. */
export interface ProcessOptions {
  readonly name: string;
  readonly argv: readonly string[];
  /** The port of its health. */
  readonly healthPort: number;
}

/** A process. */
export interface ManagedProcess {
  readonly name: string;
  readonly healthUrl: string;
  /** Everything that its runs have logged. */
  log(): string;
  /** Starts it, and resolves when it is ready. */
  start(): Promise<void>;
  /** Ends it at once. Resolves when it is gone. */
  kill(): Promise<void>;
  /** Ends it in an orderly way. Resolves when it is gone. */
  stop(): Promise<void>;
  readonly pid: () => number;
}

/** Manages a process. Nothing runs before `start`. */
export function manageProcess({ name, argv, healthPort }: ProcessOptions): ManagedProcess {
  let program: Program | undefined;
  let earlier = "";
  const end = async (signal: "SIGTERM" | "SIGKILL"): Promise<void> => {
    if (program === undefined) return;
    const { child, ended, stderr } = program;
    child.kill(signal);
    await Promise.allSettled([ended]);
    earlier += stderr();
    program = undefined;
  };
  return {
    name,
    healthUrl: `http://127.0.0.1:${healthPort}/health/ready`,
    log: () => earlier + (program?.stderr() ?? ""),
    async start() {
      program = startProgram(argv);
      try {
        await program.until(/"msg":"ready"/u);
      } catch (cause) {
        throw new Error(`${name} did not start`, { cause });
      }
    },
    kill: () => end("SIGKILL"),
    stop: () => end("SIGTERM"),
    pid: () => program?.child.pid ?? 0,
  };
}

/** How an edge is placed. */
export interface EdgePlace {
  readonly name: string;
  readonly region: string;
  readonly port: number;
  readonly adminPort: number;
}

/** The arguments of an edge that follows the control plane. */
export function edgeArguments(
  { name, region, port, adminPort }: EdgePlace,
  bus: readonly string[],
  folder: string,
): readonly string[] {
  return [
    "edge",
    ...bus,
    ...flagsOf({
      name,
      region,
      listen: `127.0.0.1:${port}`,
      "admin-listen": `127.0.0.1:${adminPort}`,
      "settings-file": join(folder, `${name}.settings.json`),
      // The machine of a test may be busy. A call that waits for its turn is not a failure of the identity server.
      "origin-timeout": "15s",
    }),
  ];
}

/** Flags with values, as a command line has them. */
export function flagsOf(flags: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]);
}
