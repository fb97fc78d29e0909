// Runs a command of the program in this process: what it says and does, without what it takes to load a program. What a
// signal does to a process, and which exit code it has, is for program.ts.
import { onTestFinished } from "vitest";
import { run } from "../../src/cli/command-line.ts";
import type { ExitCode } from "../../src/cli/terminal.ts";

/** A running command. */
export interface RunningCommand {
  /** What it wrote so far. */
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Resolves with the match once what was written on either stream matches; rejects when the command ends before. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
  /** Asks it to end, as SIGTERM does. */
  end(): void;
  /** Does what SIGHUP does. */
  hangUp(): void;
  /** Resolves with the exit code. */
  readonly ended: Promise<ExitCode>;
}

/** Starts it with these arguments and no other configuration. */
export function startCommandHere(
  argv: readonly string[],
  env: Record<string, string> = {},
): RunningCommand {
  const texts = { stdout: "", stderr: "" };
  const waiting = new Set<() => void>();
  const stream = (name: keyof typeof texts) => ({
    write: (text: string) => {
      texts[name] += text;
      for (const look of waiting) look();
    },
  });
  const ending = new AbortController();
  const hungUp = new Set<() => void>();
  const ended = run({
    argv,
    env,
    stdout: stream("stdout"),
    stderr: stream("stderr"),
    signal: ending.signal,
    onHangUp: (act) => {
      hungUp.add(act);
      return () => hungUp.delete(act);
    },
  });
  // Tests that wait for something else must not fail for this a second time.
  ended.catch(() => undefined);
  return {
    stdout: () => texts.stdout,
    stderr: () => texts.stderr,
    ended,
    end: () => ending.abort(),
    hangUp: () => {
      if (hungUp.size === 0) throw new Error("SIGHUP would end this command");
      for (const act of hungUp) act();
    },
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
        const tooLate = (): void => {
          reject(new Error(`ended without ${String(pattern)}: ${texts.stdout}${texts.stderr}`));
        };
        ended.then(tooLate, tooLate);
      }),
  };
}

/** The same for the running test, which ends it when it has finished. */
export function startCommandOfTest(
  argv: readonly string[],
  env?: Record<string, string>,
): RunningCommand {
  const command = startCommandHere(argv, env);
  onTestFinished(async () => {
    command.end();
    await command.ended;
  });
  return command;
}
