// What every command of the program is.
import type { ExitCode, Terminal } from "./terminal.ts";

/** One command; loaded only when it is called. */
export interface Command {
  /** What `--help` prints. */
  help(): string;
  /** Runs it with the arguments behind its name. */
  run(argv: readonly string[], terminal: Terminal): Promise<ExitCode>;
}
