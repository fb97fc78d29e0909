// A worker process of the simulation: its parent sends it blocks of seeds, and it answers each with what came of them.
// It ends when its parent closes the channel.
import { realEdge } from "./edges/real-edge.ts";
import type { Law, Objection } from "./judge/objection.ts";
import { Visits, type Counts } from "./visits.ts";
import { tryOut } from "./trial.ts";

/** Seeds to be tried out, from the first one on. */
export interface Block {
  readonly first: number;
  readonly count: number;
  /** Only breaches of this law count, and the first one ends the block. */
  readonly law?: Law;
}

/** A seed with objections. */
export interface Failure {
  readonly seed: number;
  readonly objections: readonly Objection[];
}

/** What came of a block. */
export interface Report {
  readonly done: number;
  readonly counts: Counts;
  readonly failures: readonly Failure[];
}

/** Objections of one seed that are worth telling: the others follow from them. */
const objectionsTold = 5;

async function tryBlock({ first, count, law }: Block): Promise<Report> {
  const visits = new Visits();
  const failures: Failure[] = [];
  let done = 0;
  while (done < count) {
    const seed = first + done;
    const verdict = await tryOut(seed, realEdge, false, visits);
    done += 1;
    const objections = verdict.objections.filter((one) => law === undefined || one.law === law);
    if (objections.length === 0) continue;
    failures.push({ seed, objections: objections.slice(0, objectionsTold) });
    if (law !== undefined) break;
  }
  return { done, counts: visits.counts(), failures };
}

process.on("message", (block: Block) => {
  void tryBlock(block).then((report) => process.send?.(report));
});
