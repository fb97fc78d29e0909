// A part's whole life as a command: start, wait for the end, stop, exit code.
import { StartRefusal, type Part } from "./parts.ts";
import { ended, type ExitCode, type Terminal } from "./terminal.ts";

/** Everything has ended by then: orchestrators commonly kill after 10 s or more. */
const stopDeadlineMs = 9_000;

/** Runs a part until the process is asked to end. `ready` is called once it has started. */
export async function runUntilEnded(
  command: string,
  part: Part,
  { stderr, signal }: Pick<Terminal, "stderr" | "signal">,
  ready: () => Promise<void> = () => Promise.resolve(),
): Promise<ExitCode> {
  try {
    await part.start();
  } catch (error) {
    stderr.write(`edge-sessions ${command}: did not start. ${startText(error)}\n`);
    return 1;
  }
  try {
    if (!signal.aborted) await ready();
    await ended(signal);
    return 0;
  } catch (error) {
    stderr.write(`edge-sessions ${command}: ${startText(error)}\n`);
    return 1;
  } finally {
    await part.stop(stopDeadlineMs);
  }
}

function startText(error: unknown): string {
  if (error instanceof StartRefusal) return error.message;
  // Anything else was not foreseen, so its place in the code matters.
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
