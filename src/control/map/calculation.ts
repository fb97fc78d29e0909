// Calculates the map's model beside everything else that the process does: in a thread, one at a time, and only when the
// places have changed and somebody asks.
import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import type { MapModel, ModelOrder } from "./model.ts";

/** The latest model, and whether a newer one is being calculated. */
export interface Calculated {
  /** Counts the models. 0 if there is none yet. */
  readonly number: number;
  readonly model: MapModel | undefined;
  readonly calculating: boolean;
  /** Whether the last attempt failed. */
  readonly failed: boolean;
}

/** Calculates models. */
export interface Calculation {
  /** The latest model. It starts calculating another one if the order is not that of the latest. */
  ask(order: ModelOrder): Calculated;
  /** Resolves when nothing is being calculated. */
  settled(): Promise<void>;
  /** Gives up what is being calculated. */
  stop(): Promise<void>;
}

/** What a thread may use. The model needs about a third of it. */
const threadMegabytesMax = 192;
/** A calculation that failed is not tried again before this, unless the order changes. */
const againAfterMs = 60_000;

/** Creates the calculation. No thread runs before something is asked for. */
export function createCalculation({
  nowMs,
  failed,
  threadFile = modelThread,
}: {
  readonly nowMs: () => number;
  readonly failed: (error: unknown) => void;
  /** Another thread than that of the model, for tests. */
  readonly threadFile?: URL;
}): Calculation {
  let number = 0;
  let latest: { readonly model: MapModel; readonly key: string } | undefined;
  let failure: { readonly key: string; readonly atMs: number } | undefined;
  let running: { readonly thread: Worker; readonly ended: Promise<void> } | undefined;
  let stopped = false;

  const isDue = (key: string): boolean =>
    !stopped &&
    running === undefined &&
    latest?.key !== key &&
    (failure?.key !== key || nowMs() - failure.atMs >= againAfterMs);

  async function finish(thread: Worker, key: string): Promise<void> {
    try {
      latest = { model: await answerOf(thread), key };
      number += 1;
      failure = undefined;
    } catch (error) {
      if (stopped) return;
      failure = { key, atMs: nowMs() };
      failed(error);
    } finally {
      running = undefined;
    }
  }

  return {
    ask(order) {
      const key = JSON.stringify(order);
      if (order.running.length === 0 && order.planned.length === 0) {
        if (latest !== undefined) number += 1;
        latest = undefined;
      } else if (isDue(key)) {
        const thread = new Worker(threadFile, {
          workerData: order,
          resourceLimits: { maxOldGenerationSizeMb: threadMegabytesMax },
        });
        running = { thread, ended: finish(thread, key) };
      }
      return {
        number,
        model: latest?.model,
        calculating: running !== undefined,
        failed: failure?.key === key,
      };
    },
    async settled() {
      await running?.ended;
    },
    async stop() {
      stopped = true;
      await running?.thread.terminate();
      await running?.ended;
    },
  };
}

/** Beside this file, and of its kind: TypeScript in a checkout, JavaScript in the package. */
const modelThread = new URL(`./model-thread${extname(import.meta.url)}`, import.meta.url);

/** The one message of a thread. Rejects if it ends without one. */
function answerOf(thread: Worker): Promise<MapModel> {
  return new Promise((resolve, reject) => {
    thread.once("message", resolve);
    thread.once("error", reject);
    thread.once("exit", (code) => {
      reject(new Error(`the thread that calculates the map ended with exit code ${code}`));
    });
  });
}
