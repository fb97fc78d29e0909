// What a command is given from the process around it, so that tests can give something else.

/** The process as a command sees it. */
export interface Terminal {
  /** Arguments behind the program's own name. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Data. */
  readonly stdout: Output;
  /** Talk: messages, logs, errors. */
  readonly stderr: Output;
  /** Fires when the process is asked to end. */
  readonly signal: AbortSignal;
  /** Calls back at every SIGHUP from now on, instead of ending; the function returned ends that. */
  readonly onHangUp?: (run: () => void) => () => void;
}

/** A stream of text. */
interface Output {
  write(text: string): unknown;
  /** Whether a person reads it, so that colour helps. */
  readonly isTTY?: boolean | undefined;
}

/** How a command ends: 0 good, 1 failed, 2 wrong usage, 3 done in part. */
export type ExitCode = 0 | 1 | 2 | 3;

/** Bold on a terminal, plain elsewhere and where `NO_COLOR` is set (no-color.org). */
export function emphasis({ env, stdout }: Terminal): (text: string) => string {
  const coloured = stdout.isTTY === true && (env["NO_COLOR"] ?? "") === "";
  return coloured ? (text) => `\u001b[1m${text}\u001b[0m` : (text) => text;
}

/** Resolves when the process is asked to end. */
export function ended(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
