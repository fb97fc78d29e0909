// Has every answer of a fault run judged, by the judge of the simulation, edge by edge.
import { headerOf, type RuledSettings } from "../../simulation/history.ts";
import { judge } from "../../simulation/judge/judge.ts";
import type { Objection } from "../../simulation/judge/objection.ts";
import type { SentExchange } from "../clients/sent.ts";
import type { OriginLog } from "../origin/records.ts";
import { historyOf, type EdgeRecords } from "./history.ts";
import { ownersOf } from "./owners.ts";
import type { Published, Told } from "./published.ts";

/** Everything that was written down. */
export interface Evidence {
  readonly project: string;
  readonly settings: RuledSettings;
  readonly edges: readonly string[];
  readonly origin: OriginLog;
  readonly exchanges: readonly SentExchange[];
  readonly published: readonly Published[];
  readonly told: readonly Told[];
}

/** A broken law, and where. */
interface Violation extends Objection {
  readonly edge: string;
}

/** What the judge found, and how much it had to judge. */
export interface Verdict {
  readonly violations: readonly Violation[];
  readonly checks: number;
  readonly changes: number;
  /** Exchanges whose connection failed, by what failed. */
  readonly failed: ReadonlyMap<string, number>;
  readonly hits: number;
  /** Answers that an edge gave from its store while it said that it was degraded. */
  readonly degraded: number;
  /** Errors that an edge made itself, except that nothing is stored. */
  readonly errors: number;
  /** The oldest answer from a store, in seconds as the edge says it. */
  readonly oldestSeconds: number;
  readonly oldestDegradedSeconds: number;
  readonly calls: number;
  /** Calls of which it is unknown which edge made them. They may be any edge's. */
  readonly unowned: number;
  readonly published: number;
}

/** Judges the exchanges from a number on. Those before only say what had happened. */
export function verdictOf(evidence: Evidence, fromExchange = 1): Verdict {
  const { origin, exchanges } = evidence;
  const byNumber = new Map(exchanges.map((sent) => [sent.n, sent]));
  const owners = ownersOf(origin.calls, byNumber);
  const violations: Violation[] = [];
  for (const edge of evidence.edges) {
    const records: EdgeRecords = {
      ...evidence,
      edge,
      calls: origin.calls.filter(({ connection }) => (owners.get(connection) ?? edge) === edge),
      exchanges: exchanges.filter((sent) => sent.edge === edge),
      sessions: origin.sessions,
      told: evidence.told.filter((one) => one.edge === edge),
    };
    const owned = records.calls.filter(({ connection }) => owners.has(connection));
    const found = [
      ...judge(historyOf(records, false), new Map()).filter(({ law }) => law !== "L7"),
      ...judge(historyOf({ ...records, calls: owned }, true), new Map()).filter(
        ({ law }) => law === "L7",
      ),
    ];
    const sinceMs = byNumber.get(fromExchange)?.sentAtMs ?? -Infinity;
    for (const objection of found) {
      const isNew =
        objection.exchange === undefined
          ? objection.atMs >= sinceMs
          : objection.exchange >= fromExchange;
      if (isNew) violations.push({ ...objection, edge });
    }
  }
  const judged = exchanges.filter(({ n }) => n >= fromExchange);
  const answered = judged.filter(({ failedAtMs }) => failedAtMs === undefined);
  const statusOf = (sent: SentExchange): string =>
    headerOf(sent.answerHeaders, "cache-status") ?? "";
  const hits = answered.filter((sent) => statusOf(sent).includes("; hit"));
  const degraded = hits.filter((sent) => statusOf(sent).includes("detail=degraded"));
  return {
    violations: violations.sort((one, other) => one.atMs - other.atMs),
    checks: answered.filter(({ asked }) => asked !== undefined).length,
    changes: answered.filter(({ act }) => act !== undefined).length,
    failed: countBy(judged.flatMap(({ failure }) => failure ?? [])),
    hits: hits.length,
    degraded: degraded.length,
    errors: answered.filter(
      ({ answerBody }) =>
        answerBody.includes('"id":"edge_') && !answerBody.includes("edge_not_stored"),
    ).length,
    oldestSeconds: oldest(hits),
    oldestDegradedSeconds: oldest(degraded),
    calls: origin.calls.length,
    unowned: origin.calls.filter(({ connection }) => !owners.has(connection)).length,
    published: evidence.published.length,
  };
}

function oldest(hits: readonly SentExchange[]): number {
  return hits.reduce(
    (most, { answerHeaders }) => Math.max(most, Number(headerOf(answerHeaders, "age") ?? 0)),
    0,
  );
}

function countBy(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
