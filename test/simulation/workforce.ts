// Runs seeds in worker processes, one for each core, and gathers what they tell. Workers are handed small blocks of seeds, so that
// all of them are busy to the end and an interrupted run loses little.
import { spawn, type ChildProcess } from "node:child_process";
import { availableParallelism } from "node:os";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { environmentWithout, type Guard } from "./guards.ts";
import type { Block, Failure, Report } from "./work.ts";
import { Visits } from "./visits.ts";

/** A run so far: enough to go on with it. */
export interface Standing {
  /** The first seed that no worker has been given yet. */
  readonly next: number;
  /** Blocks that workers were busy with. */
  readonly open: readonly Block[];
  readonly done: number;
  readonly visits: Visits;
  /** Seeds with objections, lowest first. */
  readonly failures: readonly Failure[];
}

/** What is to be run. */
export interface Order {
  readonly from: number;
  readonly seeds: number;
  /** Worker processes; one for each core unless given. */
  readonly workers?: number;
  /** Seeds that a worker is given at a time. */
  readonly blockSeeds?: number;
  /** A guard that is taken out: the run ends when the law it keeps is broken, and no other objection counts. */
  readonly without?: Guard;
  /** Where an earlier run of the same order stopped. */
  readonly resumed?: Standing;
  /** Told after each block how the run stands. */
  readonly progress?: (standing: Standing) => void;
  /** Ends the run early; what was not reported by then stays open. */
  readonly signal?: AbortSignal;
}

/** Seeds that a worker is given at a time, unless an order says otherwise. */
const blockSeedsDefault = 20;

const worker = fileURLToPath(new URL("./work.ts", import.meta.url));
const preload = new URL("./without-guard.ts", import.meta.url).href;

/** Runs the seeds. Rejects if a worker fails, for example because a guard's snippet was not found. */
export async function runSeeds(order: Order): Promise<Standing> {
  const run = new Run(order);
  const workers = order.workers ?? availableParallelism();
  const working = Array.from({ length: workers }, () => run.work());
  await Promise.allSettled(working);
  await Promise.all(working);
  return run.standing();
}

class Run {
  readonly #order: Order;
  readonly #end: number;
  readonly #visits: Visits;
  readonly #failures: Failure[];
  readonly #waiting: Block[];
  readonly #open = new Set<Block>();
  #next: number;
  #done: number;
  #stopped = false;

  constructor(order: Order) {
    const { from, seeds, resumed } = order;
    this.#order = order;
    this.#end = from + seeds;
    this.#visits = resumed?.visits ?? new Visits();
    this.#failures = [...(resumed?.failures ?? [])];
    this.#waiting = [...(resumed?.open ?? [])];
    this.#next = resumed?.next ?? from;
    this.#done = resumed?.done ?? 0;
    order.signal?.addEventListener("abort", () => {
      this.#stopped = true;
    });
  }

  standing(): Standing {
    return {
      next: this.#next,
      open: [...this.#open, ...this.#waiting],
      done: this.#done,
      visits: this.#visits,
      failures: this.#failures.toSorted((one, other) => one.seed - other.seed),
    };
  }

  /** Keeps one worker busy until nothing is left. */
  async work(): Promise<void> {
    const first = this.#take();
    if (first === undefined) return;
    const child = startWorker(this.#order);
    let block: Block | undefined = first;
    child.on("message", (report: Report) => {
      if (block === undefined) return;
      this.#hear(block, report);
      block = this.#take();
      if (block === undefined) child.disconnect();
      else child.send(block);
    });
    child.send(block);
    const stop = (): void => {
      child.kill();
    };
    this.#order.signal?.addEventListener("abort", stop);
    try {
      await endOf(child, () => this.#stopped);
    } catch (error) {
      this.#stopped = true;
      throw error;
    } finally {
      this.#order.signal?.removeEventListener("abort", stop);
    }
  }

  #take(): Block | undefined {
    if (this.#stopped) return undefined;
    const block = this.#waiting.shift() ?? this.#fresh();
    if (block !== undefined) this.#open.add(block);
    return block;
  }

  #fresh(): Block | undefined {
    const { without, blockSeeds = blockSeedsDefault } = this.#order;
    const count = Math.min(blockSeeds, this.#end - this.#next);
    if (count <= 0) return undefined;
    const law = without?.law;
    const block: Block = { first: this.#next, count, ...(law === undefined ? {} : { law }) };
    this.#next += count;
    return block;
  }

  #hear(block: Block, { done, counts, failures }: Report): void {
    this.#open.delete(block);
    this.#done += done;
    this.#visits.merge(counts);
    this.#failures.push(...failures);
    if (failures.length > 0 && this.#order.without !== undefined) this.#stopped = true;
    this.#order.progress?.(this.standing());
  }
}

function startWorker({ without }: Order): ChildProcess {
  const args = [...(without === undefined ? [] : ["--import", preload]), worker];
  const env =
    without === undefined ? process.env : { ...process.env, ...environmentWithout(without) };
  return spawn(process.execPath, args, { env, stdio: ["ignore", "ignore", "pipe", "ipc"] });
}

/** Resolves when the worker has ended well, or was stopped. (`close` never comes once a channel was closed from this side.) */
async function endOf(child: ChildProcess, isStopped: () => boolean): Promise<void> {
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("exit", resolve);
    child.once("error", reject);
  });
  const complaint = child.stderr === null ? "" : text(child.stderr);
  const code = await ended;
  if (code === 0 || (code === null && isStopped())) return;
  throw new Error(`a worker ended with ${code ?? "a signal"}:\n${await complaint}`);
}
