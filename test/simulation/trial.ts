// A run with its verdict: objections, the rows that were visited, and on request the trace.
import type { EdgeEvent } from "../../src/edge/events.ts";
import type { MakeEdge } from "./edges/edge-under-test.ts";
import { judge } from "./judge/judge.ts";
import type { Objection } from "./judge/objection.ts";
import { play } from "./scenario.ts";
import { traceOf } from "./trace.ts";

/** What a seed came to. */
export interface Verdict {
  readonly seed: number;
  readonly objections: readonly Objection[];
  /** Rows of the edge's tables that were visited, as `decided …`, `settled …`, `mutation …`. */
  readonly rows: ReadonlySet<string>;
  readonly exchanges: number;
  /** Everything that happened, line by line; empty unless asked for. */
  readonly trace: readonly string[];
}

/** Plays and judges a seed. */
export async function tryOut(seed: number, makeEdge: MakeEdge, traced: boolean): Promise<Verdict> {
  const rows = new Set<string>();
  const events: { readonly event: EdgeEvent; readonly atMs: number }[] = [];
  const { history, basePaths, climate } = await play(seed, makeEdge, (event, atMs) => {
    if (event.kind === "decided" || event.kind === "settled" || event.kind === "mutation") {
      rows.add(`${event.kind} ${event.row}`);
    }
    if (traced) events.push({ event, atMs });
  });
  const objections = judge(history, basePaths);
  return {
    seed,
    objections,
    rows,
    exchanges: history.exchanges.length,
    trace: traced ? traceOf(history, climate, events, objections) : [],
  };
}
