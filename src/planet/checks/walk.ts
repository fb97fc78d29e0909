// Walks through many checks of one session and counts what happens to them. The decisions are the core's own.
import { decide, type Decision, type Situation } from "../../core/decide.ts";
import { noDirectives, type Directives } from "../../core/directives.ts";
import { withBody, type Entry } from "../../core/entry.ts";
import { defaultLimits } from "../../core/limits.ts";
import { prepareHead } from "../../core/stored-head.ts";
import type { Network } from "../physics/network.ts";
import { sampleGaps } from "./gaps.ts";
import { evenNumbers } from "./random.ts";
import { projectSettings, settledIntervalMs, type CacheSettings } from "./settings.ts";
import type { Usage } from "./usage.ts";

/** What happens to a check at the edge. */
export type Answer = "hit" | "miss" | "forced";

/** What was counted. */
export interface WalkCounts {
  readonly checks: number;
  /** By what happened: on an open connection, and on a new one. */
  readonly open: Readonly<Record<Answer, number>>;
  readonly fresh: Readonly<Record<Answer, number>>;
  /** Calls to the identity server, refreshes included. */
  readonly originCalls: number;
}

/**
 * What each check of a walk draws, by its index. They are the same with any settings, so that settings are compared on the
 * same checks.
 */
export interface Draws {
  /** The time before it. Milliseconds. */
  readonly gapsMs: Float64Array;
  /** Whether it goes to any of the edges met, and which. */
  readonly move: Float64Array;
  readonly edge: Float64Array;
  /** Whether it is forced. */
  readonly force: Float64Array;
  /** Whether the session was changed before it. */
  readonly change: Float64Array;
  /** How much later than the interval the next refresh of its entry is. */
  readonly spread: Float64Array;
}

/** The circumstances of a walk. */
export interface WalkConditions {
  /** Whether the edge hears of every invalidation. */
  readonly healthy: boolean;
  /** The edges forget everything, and connections break, as often as this. Milliseconds. Infinity for never. */
  readonly forgetEveryMs: number;
}

/** Without the origin's own time: one round trip to another continent, as an assumption. */
const wayToOriginMs = 120;

/** Checks that arrive so soon after the first of a new connection wait for the same handshake. An assumption. */
const handshakeMs = 60;

const forcing: Directives = { ...noDirectives, forced: true };

/** An entry that is filled again and again, instead of a new one each time. */
type ReusedEntry = { -readonly [Member in keyof Entry]: Entry[Member] };

/** What one edge has of the session. */
interface EdgeMemory {
  readonly entry: ReusedEntry;
  /** Whether the entry is stored. */
  stored: boolean;
  /** The call in flight. */
  call: { readonly begunAtMs: number; readonly endsAtMs: number } | undefined;
  /** When the connection was last used, and until when it is being opened. */
  usedAtMs: number;
  openUntilMs: number;
}

/** What `count` checks of a session draw. */
export function drawChecks({ gaps }: Usage, count: number): Draws {
  const chances = chancesByCount.get(count) ?? drawChances(count);
  chancesByCount.set(count, chances);
  return { gapsMs: sampleGaps(gaps, count), ...chances };
}

/** What does not depend on the gaps is drawn once. */
const chancesByCount = new Map<number, Omit<Draws, "gapsMs">>();

function drawChances(count: number): Omit<Draws, "gapsMs"> {
  return {
    move: evenNumbers(count, 2),
    edge: evenNumbers(count, 3),
    force: evenNumbers(count, 4),
    change: evenNumbers(count, 5),
    spread: evenNumbers(count, 6),
  };
}

/** Counts what happens to the checks of one session. The same arguments give the same counts. */
export function walk(
  draws: Draws,
  usage: Usage,
  settings: CacheSettings,
  network: Pick<Network, "originMs">,
  { healthy, forgetEveryMs }: WalkConditions,
): WalkCounts {
  const callMs = network.originMs + wayToOriginMs;
  const situation: { -readonly [Member in keyof Situation]: Situation[Member] } = {
    arrivedAtMs: 0,
    directives: noDirectives,
    entry: undefined,
    settings: projectSettings(settings),
    limits: defaultLimits,
    healthy,
    refreshIntervalMs: healthy ? settledIntervalMs(settings) : settings.refreshAfterMs,
    refreshPausedUntilMs: Number.NEGATIVE_INFINITY,
  };
  let edges = new Map([[0, signedInEdge(settings.hintMs)]]);
  const open = { hit: 0, miss: 0, forced: 0 };
  const fresh = { hit: 0, miss: 0, forced: 0 };
  let originCalls = 0;
  let nowMs = 0;
  let at = 0;
  for (let i = 0; i < draws.gapsMs.length; i += 1) {
    const gapMs = draw(draws.gapsMs, i);
    const forgets = Math.floor((nowMs + gapMs) / forgetEveryMs) > Math.floor(nowMs / forgetEveryMs);
    nowMs += gapMs;
    if (forgets) edges = new Map();
    if (usage.edgesMet > 1 && draw(draws.move, i) < moveShare(usage, gapMs)) {
      at = Math.floor(draw(draws.edge, i) * usage.edgesMet);
    }
    if (draw(draws.change, i) < usage.changeShare) {
      for (const edge of edges.values()) forget(edge);
    }
    const edge = edges.get(at) ?? unusedEdge(settings.hintMs);
    edges.set(at, edge);
    settle(edge, nowMs, draw(draws.spread, i));

    const forced = draw(draws.force, i) < usage.forcedShare;
    situation.arrivedAtMs = nowMs;
    situation.directives = forced ? forcing : noDirectives;
    situation.entry = edge.stored ? edge.entry : undefined;
    const decision = decide(situation);
    const answer = answerOf(decision, forced);
    const opens = connects(edge, nowMs, usage.keepAliveMs);
    (opens ? fresh : open)[answer] += 1;
    if (!callsOrigin(decision, edge)) continue;
    originCalls += 1;
    edge.call = { begunAtMs: nowMs, endsAtMs: nowMs + callMs };
    edge.entry.lastCallAtMs = nowMs;
  }
  return { checks: draws.gapsMs.length, open, fresh, originCalls };
}

function answerOf({ kind }: Decision, forced: boolean): Answer {
  if (kind === "serve") return "hit";
  return forced ? "forced" : "miss";
}

/** Whether the edge starts a call: a refresh, or a call that the check waits for. */
function callsOrigin(decision: Decision, { call }: EdgeMemory): boolean {
  if (decision.kind === "serve") return decision.refresh && call === undefined;
  if (decision.kind !== "fetch" || decision.forced || call === undefined) return true;
  // A check that waits joins the call in flight unless that began too early.
  return call.begunAtMs < decision.notBeforeMs;
}

function draw(numbers: Float64Array, i: number): number {
  return numbers[i] ?? 0;
}

/** The edge through which the person has just signed in. It has stored the answer for the new session. */
function signedInEdge(hintMs: number | undefined): EdgeMemory {
  return { ...unusedEdge(hintMs), stored: true, usedAtMs: 0 };
}

function unusedEdge(hintMs: number | undefined): EdgeMemory {
  return {
    entry: emptyEntry(hintMs),
    stored: false,
    call: undefined,
    usedAtMs: Number.NEGATIVE_INFINITY,
    openUntilMs: Number.NEGATIVE_INFINITY,
  };
}

function forget(edge: EdgeMemory): void {
  edge.stored = false;
  edge.call = undefined;
}

function moveShare({ moves }: Usage, gapMs: number): number {
  let share = 0;
  for (const move of moves) if (gapMs >= move.fromMs) share = move.share;
  return share;
}

/** Stores the answer of a call that has ended. */
function settle(edge: EdgeMemory, nowMs: number, refreshSpread: number): void {
  if (edge.call === undefined || edge.call.endsAtMs > nowMs) return;
  const { begunAtMs } = edge.call;
  edge.entry.begunAtMs = begunAtMs;
  edge.entry.lastCallAtMs = begunAtMs;
  edge.entry.refreshSpread = refreshSpread;
  edge.stored = true;
  edge.call = undefined;
}

/** Whether a check waits for a new connection. */
function connects(edge: EdgeMemory, nowMs: number, keepAliveMs: number): boolean {
  if (nowMs - edge.usedAtMs > keepAliveMs) edge.openUntilMs = nowMs + handshakeMs;
  edge.usedAtMs = nowMs;
  return nowMs < edge.openUntilMs;
}

const noBody = new Uint8Array();
const { template } = prepareHead([], {
  identityId: undefined,
  origin: undefined,
  hintMs: undefined,
  bodyBytes: 0,
});

/** An entry as the decision looks at it. The session does not end while it is walked through. */
function emptyEntry(hintMs: number | undefined): ReusedEntry {
  const facts = {
    version: 0,
    key: "",
    project: "",
    credentials: [],
    origin: undefined,
    sessionId: undefined,
    identityId: undefined,
    status: 200,
    begunAtMs: 0,
    endsAtMs: Number.POSITIVE_INFINITY,
    expiresAtWallMs: Number.POSITIVE_INFINITY,
    hintMs,
    template,
    date: "",
    bodyBytes: 0,
    verdicts: "",
    renew: false,
    refreshSpread: 0,
    lastCallAtMs: 0,
    lastForegroundAtMs: 0,
    renewUntilMs: Number.NEGATIVE_INFINITY,
    servedUntilMs: Number.POSITIVE_INFINITY,
  } as const;
  return withBody(facts, noBody);
}
