// Plans in a thread, so that Ctrl-C ends a search that has minutes of work left.
import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import type { Planned, PlanTask } from "./planned.ts";
import type { ThreadMessage } from "./planning-thread.ts";

/** Plans. Undefined if the process was asked to end before. */
export type MakePlanned = (
  task: PlanTask,
  say: (text: string) => void,
  signal: AbortSignal,
) => Promise<Planned | undefined>;

/** Plans in a thread. Rejects with what the thread has thrown. */
export const planInThread: MakePlanned = async (task, say, signal) => {
  if (signal.aborted) return undefined;
  // Beside this file, and of its kind: TypeScript in a checkout, JavaScript in the package.
  const url = new URL(`./planning-thread${extname(import.meta.url)}`, import.meta.url);
  const thread = new Worker(url, { workerData: task });
  const { promise, resolve, reject } = Promise.withResolvers<Planned | undefined>();
  const end = (): void => resolve(undefined);
  signal.addEventListener("abort", end);
  thread.on("message", (message: ThreadMessage) => {
    if (message.kind === "progress") say(message.text);
    else resolve(message.planned);
  });
  thread.on("error", reject);
  thread.on("exit", () => reject(new Error("The thread that plans has ended without a plan.")));
  try {
    return await promise;
  } finally {
    signal.removeEventListener("abort", end);
    await thread.terminate();
  }
};
