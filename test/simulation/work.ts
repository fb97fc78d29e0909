// A worker process of the simulation: tries out seeds and tells its parent what came of them, one JSON line a message.
// Arguments: first seed, number of seeds, step from one to the next, and the law at whose first breach to stop.
import { realEdge } from "./edges/real-edge.ts";
import type { Objection } from "./judge/objection.ts";
import { tryOut } from "./trial.ts";

/** What a worker tells. */
export interface Report {
  /** Seeds done since the last report. */
  readonly done: number;
  readonly rows: readonly string[];
  readonly failures: readonly {
    readonly seed: number;
    readonly objections: readonly Objection[];
  }[];
}

/** Seeds between two reports. */
const reportEvery = 20;

const [first = "1", count = "1", step = "1", law = ""] = process.argv.slice(2);
const rowsTold = new Set<string>();
let done = 0;
let rows: string[] = [];
let failures: { seed: number; objections: readonly Objection[] }[] = [];

function report(): void {
  process.stdout.write(`${JSON.stringify({ done, rows, failures } satisfies Report)}\n`);
  done = 0;
  rows = [];
  failures = [];
}

for (let turn = 0; turn < Number(count); turn += 1) {
  const seed = Number(first) + turn * Number(step);
  const verdict = await tryOut(seed, realEdge, false);
  done += 1;
  for (const row of verdict.rows) {
    if (rowsTold.has(row)) continue;
    rowsTold.add(row);
    rows.push(row);
  }
  const objections = verdict.objections.filter((one) => law === "" || one.law === law);
  if (objections.length > 0) {
    failures.push({ seed, objections: objections.slice(0, 5) });
    if (law !== "") break;
  }
  if (done >= reportEvery || failures.length > 0) report();
}
report();
