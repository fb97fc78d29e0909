// A part's whole life as a command: start, wait for the end, stop, exit code.
import { StartRefusal, type Part } from "./parts.ts";
import { ended, type ExitCode, type Terminal } from "./terminal.ts";

/** Everything has ended by then: orchestrators commonly kill after 10 s or more. */
const stopDeadlineMs = 9_000;

/** What a command does while its part runs. */
export interface Meanwhile {
  /** Called once the part has started. */
  readonly ready?: () => Promise<void>;
  /** Called at every SIGHUP. Without it that signal ends the process, as is usual. */
  readonly hungUp?: () => Promise<void>;
}

/** Runs a part until the process is asked to end. */
export async function runUntilEnded(
  command: string,
  part: Part,
  { stderr, signal, onHangUp }: Pick<Terminal, "stderr" | "signal" | "onHangUp">,
  { ready, hungUp }: Meanwhile = {},
): Promise<ExitCode> {
  const failed = (error: unknown): void => {
    stderr.write(`edge-sessions ${command}: ${startText(error)}\n`);
  };
  const forget = hungUp === undefined ? undefined : onHangUp?.(() => void hungUp().catch(failed));
  try {
    await part.start();
  } catch (error) {
    stderr.write(`edge-sessions ${command}: did not start. ${startText(error)}\n`);
    return 1;
  }
  try {
    if (!signal.aborted) await ready?.();
    await ended(signal);
    return 0;
  } catch (error) {
    failed(error);
    return 1;
  } finally {
    forget?.();
    await part.stop(stopDeadlineMs);
  }
}

function startText(error: unknown): string {
  if (error instanceof StartRefusal) return error.message;
  // Anything else was not foreseen, so its place in the code matters.
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
