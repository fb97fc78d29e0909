// The thread that plans. It says what the search does, then posts what was planned, and ends.
import { parentPort, workerData } from "node:worker_threads";
import { planned, type Planned, type PlanTask } from "./planned.ts";

/** What the thread posts. */
export type ThreadMessage =
  | { readonly kind: "progress"; readonly text: string }
  | { readonly kind: "planned"; readonly planned: Planned };

const post = (message: ThreadMessage): void => parentPort?.postMessage(message, []);

const task: PlanTask = workerData;
post({ kind: "planned", planned: planned(task, (text) => post({ kind: "progress", text })) });
