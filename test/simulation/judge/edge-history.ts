// The history of a run with several edges as one of them had it: what was asked of it, what it asked, what the bus handed it.
// Every law but the one about others' writes holds at each edge by itself.
import type { CallRecord, History, Life, Publication } from "../history.ts";

/** The part of a history that is about one edge. */
export function historyOf(history: History, { edge, untilMs }: Life): History {
  return {
    ...history,
    calls: history.calls
      .filter((call) => call.edge === edge)
      .map((call) => (untilMs === undefined ? call : unheard(call))),
    exchanges: history.exchanges.filter((exchange) => exchange.edge === edge),
    publications: (history.fleet?.accepted ?? [])
      .filter(({ by, handedAtMs }) => by !== edge && handedAtMs.has(edge))
      .map(({ atMs, project, scope, handedAtMs }): Publication => ({
        project,
        scope,
        publishedAtMs: atMs,
        deliveredAtMs: handedAtMs.get(edge),
        widens: undefined,
      })),
    told: [],
    strangers: [],
  };
}

/** A process that is killed does not read what it is answered. */
function unheard(call: CallRecord): CallRecord {
  return call.endedAtMs === undefined ? { ...call, headAtMs: undefined } : call;
}
