// A run with its verdict: objections, the rows that were visited, and on request the trace.
import type { MakeEdge } from "./edges/edge-under-test.ts";
import { judge } from "./judge/judge.ts";
import type { Objection } from "./judge/objection.ts";
import { play } from "./scenario.ts";
import { traceOf, type TracedEvent } from "./trace.ts";
import { Visits } from "./visits.ts";

/** What a seed came to. */
export interface Verdict {
  readonly seed: number;
  readonly objections: readonly Objection[];
  readonly exchanges: number;
  /** Everything that happened, line by line; empty unless asked for. */
  readonly trace: readonly string[];
}

/** Plays and judges a seed. The rows that it visits are added to `visits`. */
export async function tryOut(
  seed: number,
  makeEdge: MakeEdge,
  traced: boolean,
  visits = new Visits(),
): Promise<Verdict> {
  const events: TracedEvent[] = [];
  const { history, basePaths, climate } = await play(seed, makeEdge, (event, atMs, edge) => {
    visits.note(event);
    if (traced) events.push({ event, atMs, edge });
  });
  visits.endSeed();
  const objections = judge(history, basePaths);
  return {
    seed,
    objections,
    exchanges: history.exchanges.length,
    trace: traced ? traceOf(history, climate, events, objections) : [],
  };
}
