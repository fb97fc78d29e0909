// Runs a command within the test's own process.
import { run } from "../../../src/cli/command-line.ts";

/** What a command ended with and wrote. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What differs from a plain shell. */
export interface Shell {
  readonly env?: Record<string, string>;
  readonly isTTY?: boolean;
  readonly signal?: AbortSignal;
}

/** Runs it to its end. */
export async function ran(argv: readonly string[], shell: Shell = {}): Promise<Ran> {
  const { env = {}, isTTY = false, signal = new AbortController().signal } = shell;
  let stdout = "";
  let stderr = "";
  const code = await run({
    argv,
    env,
    stdout: { write: (text) => (stdout += text), isTTY },
    stderr: { write: (text) => (stderr += text), isTTY },
    signal,
  });
  return { code, stdout, stderr };
}
