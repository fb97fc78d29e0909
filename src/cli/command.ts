// What every command of the program is.
import type { ExitCode, Terminal } from "./terminal.ts";

/** One command; loaded only when it is called. */
export interface Command {
  /** What `--help` prints. */
  help(): string;
  /** Runs it with the arguments behind its name. */
  run(argv: readonly string[], terminal: Terminal): Promise<ExitCode>;
}

/** A command in the list of commands. */
export interface CommandEntry {
  /** What it does, as the overview says it. */
  readonly does: string;
  load(): Promise<Command>;
}
