// A part's whole life as a command: start, wait for the end, stop, exit code.
import {
  listenAdvice,
  type Called,
  type ListenAdvice,
  type ListenOption,
} from "./listen-advice.ts";
import { ListenRefusal, StartRefusal, type Part } from "../server/parts.ts";
import { ended, type ExitCode, type Terminal } from "./terminal.ts";

/** Everything has ended by then: orchestrators commonly kill after 10 s or more. */
const stopDeadlineMs = 9_000;

/** What runs as a command, and how it was called. */
export interface Running extends Called {
  readonly part: Part;
  readonly terminal: Terminal;
  /** Where it listens: looked at together where one of them fails. */
  readonly listens: readonly ListenOption[];
  /** What else can be done if these listeners get other addresses. */
  readonly alternative?: (changes: ListenAdvice["changes"]) => Promise<string>;
  /** Called once the part has started. */
  readonly ready?: () => Promise<void>;
  /** Called at every SIGHUP. Without it that signal ends the process, as is usual. */
  readonly hungUp?: () => Promise<void>;
}

/** Runs a part until the process is asked to end. */
export async function runUntilEnded(running: Running): Promise<ExitCode> {
  const { command, part, terminal, ready, hungUp } = running;
  const { stderr, signal, onHangUp } = terminal;
  const failed = (error: unknown): void => {
    stderr.write(`edge-sessions ${command}: ${startText(error)}\n`);
  };
  const forget = hungUp === undefined ? undefined : onHangUp?.(() => void hungUp().catch(failed));
  const askedEarly = (): void => {
    stderr.write(`edge-sessions ${command}: will end as soon as it has started.\n`);
  };
  signal.addEventListener("abort", askedEarly);
  try {
    await part.start();
  } catch (error) {
    stderr.write(`edge-sessions ${command}: did not start. ${await refusalText(running, error)}`);
    return 1;
  } finally {
    signal.removeEventListener("abort", askedEarly);
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

/** One listener has failed; others may be about to. All are reported together, so that one more try is enough. */
async function refusalText(running: Running, error: unknown): Promise<string> {
  const refused = error instanceof ListenRefusal;
  const advice = refused ? await listenAdvice(running, running.listens) : undefined;
  if (advice === undefined) return `${startText(error)}\n`;
  return advice.text + ((await running.alternative?.(advice.changes)) ?? "");
}

function startText(error: unknown): string {
  if (error instanceof StartRefusal) return error.message;
  // Anything else was not foreseen, so its place in the code matters.
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
