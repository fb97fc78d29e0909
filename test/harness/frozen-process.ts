// Stops a process as if its machine had been suspended: it keeps its connections, and does nothing.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { setImmediate } from "node:timers/promises";

/** Freezes it. Resolves once no thread of it runs (on Linux; elsewhere, once the signal has been sent). */
export async function freezeProcess(pid: number): Promise<void> {
  process.kill(pid, "SIGSTOP");
  while (!threadStates(pid).every((state) => state === "T")) await setImmediate();
}

/** Lets it go on. */
export function thawProcess(pid: number): void {
  process.kill(pid, "SIGCONT");
}

/** One letter for each thread. */
function threadStates(pid: number): readonly string[] {
  const folder = `/proc/${pid}/task`;
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((thread) => {
    const stat = readFileSync(`${folder}/${thread}/stat`, "utf8");
    // The name of the program is in parentheses and may contain anything.
    return stat.slice(stat.lastIndexOf(")") + 2).charAt(0);
  });
}
