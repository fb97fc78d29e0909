// Runs the program as a child process, as a shell would.
import { spawn, type ChildProcess, type SpawnOptions } from "node:child_process";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

const main = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));

/** A running program. */
export interface Program {
  readonly child: ChildProcess;
  /** What it wrote so far. */
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Resolves with the match once what was written on either stream matches; rejects when the program ends before. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
  /** Resolves with the exit code, and rejects if a signal ended it. */
  readonly ended: Promise<number>;
}

/** Which Node runs which entry of the program; the running one and the sources unless said otherwise. */
export interface ProgramFiles {
  readonly node: string;
  readonly main: string;
  /** In a process group of its own, as a terminal gives each command: its signals reach all of it. */
  readonly group?: true;
}

/** Starts it with these arguments and no other configuration. */
export function startProgram(
  argv: readonly string[],
  env: Record<string, string> = {},
  files: ProgramFiles = { node: process.execPath, main },
): Program {
  return startCommand(files.node, [files.main, ...argv], {
    env: { ...inherited(), ...env },
    detached: files.group === true,
  });
}

/** The same for the running test, which kills it when it has finished. */
export function startProgramOfTest(
  argv: readonly string[],
  env?: Record<string, string>,
  files?: ProgramFiles,
): Program {
  const program = startProgram(argv, env, files);
  onTestFinished(() => {
    program.child.kill("SIGKILL");
  });
  return program;
}

/** What a program of a test's gets of this process' environment: nothing that could set it up. */
export function inherited(): Record<string, string | undefined> {
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  return { PATH, NODE_COMPILE_CACHE };
}

/**
 * Kills a program that was started in a group of its own, with all that it started: npm and npx pass no signal on. One
 * that has ended is left alone, so that a failure of its own is what is told.
 */
export function killGroup({ child }: Program): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  process.kill(-child.pid, "SIGKILL");
}

/** Starts any command. */
export function startCommand(
  command: string,
  argv: readonly string[],
  options: Pick<SpawnOptions, "cwd" | "env" | "detached">,
): Program {
  const child = spawn(command, argv, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  const texts = { stdout: "", stderr: "" };
  const waiting = new Set<() => void>();
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8");
    child[name].on("data", (text: string) => {
      texts[name] += text;
      for (const look of waiting) look();
    });
  }
  const ended = new Promise<number>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (code === null) reject(new Error(`ended by ${String(signal)}: ${texts.stderr}`));
      else resolve(code);
    });
  });
  // Tests that wait for something else must not fail for this a second time.
  ended.catch(() => undefined);
  return {
    child,
    stdout: () => texts.stdout,
    stderr: () => texts.stderr,
    ended,
    until: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = pattern.exec(texts.stdout) ?? pattern.exec(texts.stderr);
          if (found === null) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
        child.once("close", () => {
          reject(new Error(`ended without ${String(pattern)}: ${texts.stdout}${texts.stderr}`));
        });
      }),
  };
}
