// Runs seeds in worker processes and gathers what they tell.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Guard } from "./guards.ts";
import type { Objection } from "./judge/objection.ts";
import type { Report } from "./work.ts";

/** What a run over many seeds came to. */
export interface Outcome {
  readonly seeds: number;
  readonly rows: ReadonlySet<string>;
  /** Seeds with objections, lowest first. */
  readonly failures: readonly {
    readonly seed: number;
    readonly objections: readonly Objection[];
  }[];
}

/** What is to be run. */
export interface Order {
  readonly from: number;
  readonly seeds: number;
  readonly workers: number;
  /** A guard that is taken out: the run ends when the law it keeps is broken, and no other objection counts. */
  readonly without?: Guard;
  /** Told how many seeds are done, and how many had objections. */
  readonly progress?: (done: number, failed: number) => void;
}

const worker = fileURLToPath(new URL("./work.ts", import.meta.url));
const preload = new URL("./without-guard.ts", import.meta.url).href;

/** Runs the seeds. Rejects if a worker fails, for example since a guard's snippet was not found. */
export async function runSeeds(order: Order): Promise<Outcome> {
  const rows = new Set<string>();
  const failures: { seed: number; objections: readonly Objection[] }[] = [];
  let done = 0;
  const hear = (report: Report): void => {
    done += report.done;
    for (const row of report.rows) rows.add(row);
    failures.push(...report.failures);
    order.progress?.(done, failures.length);
  };
  const shares = Array.from({ length: order.workers }, (_share, index) => index);
  await Promise.all(shares.map((index) => runShare(order, index, hear)));
  failures.sort((one, other) => one.seed - other.seed);
  return { seeds: done, rows, failures };
}

async function runShare(
  order: Order,
  index: number,
  hear: (report: Report) => void,
): Promise<void> {
  const { from, seeds, workers, without } = order;
  const count = Math.floor((seeds - index + workers - 1) / workers);
  const args = [
    ...(without === undefined ? [] : ["--import", preload]),
    worker,
    String(from + index),
    String(count),
    String(workers),
    ...(without === undefined ? [] : [without.law]),
  ];
  const env =
    without === undefined
      ? process.env
      : { ...process.env, SIMULATION_WITHOUT_GUARD: without.name };
  const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  let complaint = "";
  child.stderr.on("data", (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("close", resolve);
    child.once("error", reject);
  });
  for await (const line of createInterface({ input: child.stdout })) {
    hear(JSON.parse(line) as Report);
  }
  const code = await ended;
  if (code !== 0) throw new Error(`a worker ended with ${code ?? "a signal"}:\n${complaint}`);
}
