// Carries out what core decided about an origin's answer. It is over 300 lines, because all steps belong to one answer and
// their order matters.
import type { CacheableCheck } from "../../core/check.ts";
import { changeFound, hasRevoked, type FoundAnswer } from "../../core/endings/refresh-endings.ts";
import { makeEntry, scopesOfEntries, type Entry } from "../../core/entry.ts";
import type { FenceVerdict } from "../../core/fence.ts";
import type { Scope } from "../../core/invalidation.ts";
import {
  beginOf,
  classifyResult,
  confirmsCookieName,
  entryFacts,
  type FillResult,
  type Outcome,
  type ReadAnswer,
} from "../../core/outcome.ts";
import { ownerOfOutcome } from "../../core/origin-places.ts";
import { writeVerdicts } from "../../core/policy/verdict.ts";
import { defaultPauseMs } from "../../core/pause.ts";
import { sameBytes } from "../../core/same-bytes.ts";
import { sessionOfEntry } from "../../core/session.ts";
import { isSameButToken } from "../../core/tokenized.ts";
import { missesSecondLook, settle, type Settlement, type Suspicion } from "../../core/settle.ts";
import { limitsOf, type EdgeContext } from "../context.ts";
import { confirmCookieName } from "./cookie-name.ts";
import { originLimitReached } from "./origins.ts";

const decoder = new TextDecoder();

/** A finished call. */
export interface FinishedCall {
  readonly check: CacheableCheck;
  readonly result: FillResult;
  readonly startedAtMs: number;
  readonly startedWallMs: number;
  /** The age in seconds that it allowed a cache to answer with. */
  readonly maxAgeSeconds: number;
  /** Whether a client's request started it. */
  readonly foreground: boolean;
  /** Whether a client waits for its answer, because it started or joined the call. */
  readonly given: boolean;
  /**
   * Whether it is the first call in a while that waits for a new cookie. Its answer opens the time in which other
   * checks wait too.
   */
  readonly opensRenewal: boolean;
  /** Whether it was made to check a mismatch. */
  readonly alone: boolean;
  /** A fence that was noted in the call itself. */
  readonly fencedAtMs: number;
  /** The body that the call was told to expect. */
  readonly knownBody: Uint8Array | undefined;
  /** The version of the entry that it is from. */
  readonly knownVersion: number;
}

/** What is known about a key when one of its calls settles. */
export interface KeyState {
  /** The begin of the latest call for the key that has settled meanwhile. */
  readonly settledBegunAtMs: number;
  /** A refusal of the key that is not believed yet. */
  readonly suspicion: Suspicion | undefined;
  /** Whether there is room for one more second look. */
  readonly roomForLook: boolean;
}

/** What is known about the call once it has settled. */
export interface SettledCall {
  readonly outcome: Outcome;
  readonly settlement: Settlement;
  /** When the call began, with its answer's age subtracted. */
  readonly begunAtMs: number;
  /** The wall-clock instant that the session's expiry is compared with. */
  readonly wallAtBeginMs: number;
  readonly stored: boolean;
  /** Whether the answer came from a store although the call did not allow that. */
  readonly disobeyed: boolean;
  /** The entry that the answer was compared with. */
  readonly entry: Entry | undefined;
}

/**
 * When an unseen change of each identity, or the unseen end of each session, was last published. Limits how often
 * `change-unseen` is published.
 */
export class ChangePace {
  readonly #publishedAtMs = new Map<string, number>();

  /** Whether a change of this identity (or session) may be published now. If so, it counts as published. */
  due(ownerId: string, nowMs: number, everyMs: number): boolean {
    for (const [id, atMs] of this.#publishedAtMs) {
      if (nowMs - atMs < everyMs) break;
      this.#publishedAtMs.delete(id);
    }
    if (this.#publishedAtMs.has(ownerId)) return false;
    this.#publishedAtMs.set(ownerId, nowMs);
    return true;
  }
}

/** Settles a finished call: updates the store, fences, publishes unseen changes, and pauses refreshes. */
export function settleCall(
  context: EdgeContext,
  pace: ChangePace,
  call: FinishedCall,
  key: KeyState,
): SettledCall {
  const { ports, settings } = context;
  const limits = limitsOf(context);
  const { check, result } = call;
  const { suspicion } = key;
  const { begunAtMs, wallAtBeginMs: wallMs, disobeyed } = beginOf(result, call);

  const entry = ports.store.peek(check.key);
  const sameBody =
    entry !== undefined && result.kind === "answer" && repeats(call, result.answer, entry);
  const known = sameBody ? sessionOfEntry(entry) : undefined;
  const asked = {
    anonymous: check.presented.length === 0,
    withOrigin: check.origin !== undefined,
    tokenized: check.template !== undefined,
  };
  const outcome = classifyResult(result, asked, wallMs, settings, limits, known);

  const settling = {
    outcome,
    begunAtMs,
    entry,
    settledBegunAtMs: key.settledBegunAtMs,
    fence: fenceOf(context, call, outcome, entry ?? suspicion),
    sameBody,
    roomForOrigin: roomForOrigin(context, check, outcome),
    alone: call.alone,
    given: call.given,
    tooOld: disobeyed && call.given,
    suspicion,
    roomForLook: key.roomForLook,
  };
  const settlement = settle(settling);
  ports.emit({
    kind: "settled",
    project: settings.project,
    row: settlement.row,
    store: settlement.store,
    begunAtMs,
  });

  if (limits.secondLooksMax > 0 && missesSecondLook(settling, settlement)) {
    ports.emit({ kind: "limit-reached", project: settings.project, limit: "secondLooksMax" });
  }
  const identityId = settlement.unseenChangeOf;
  if (identityId !== undefined) {
    const { sessionId } = entry ?? suspicion ?? {};
    context.refreshInterval.noteUnseenChange({ identityId, sessionId });
    const found = {
      outcome,
      sessionId,
      identityId,
      before: () => textOf(entry?.body),
      after: () => textOf(result.kind === "answer" ? result.answer.body : undefined),
    };
    publishUnseenChange(context, pace, found, begunAtMs);
  } else if (settling.sameBody && settlement.store === "put") context.refreshInterval.noteClean();
  if (outcome.kind === "limited") pauseRefreshes(context, outcome.pauseMs, call.startedAtMs);
  else if (result.kind === "answer") context.limitedInARow = 0;
  if (entry !== undefined) {
    // Its request may have been sent later than was noted.
    entry.lastCallAtMs = Math.max(entry.lastCallAtMs, call.startedAtMs);
    keepEntry(context, call, settlement, entry);
  }
  if (confirmsCookieName(outcome, check.presented)) {
    confirmCookieName(context, begunAtMs);
  }
  if (settlement.mismatch) ports.emit({ kind: "session-mismatch", project: settings.project });
  if (settlement.store === "remove") ports.store.remove(check.key);
  const stored =
    settlement.store === "put" &&
    result.kind === "answer" &&
    put(context, {
      call,
      outcome,
      begunAtMs,
      wallAtBeginMs: wallMs,
      before: entry,
      headers: result.answer.headers,
      body: result.answer.body,
      verdicts: outcome.kind === "active" ? verdictsOf(context, result.answer, known && entry) : "",
      keepsSuspicion: suspicion !== undefined && !settlement.endsSuspicion,
    });
  return { outcome, settlement, begunAtMs, wallAtBeginMs: wallMs, stored, disobeyed, entry };
}

function textOf(body: Uint8Array | undefined): string {
  return body === undefined ? "" : decoder.decode(body);
}

/**
 * Whether an answer says what the entry says. A body that the call was told to expect is not compared again. Answers
 * with tokens are compared without them, because the origin signs a new one each time.
 */
function repeats(
  { check, knownBody, knownVersion }: FinishedCall,
  answer: ReadAnswer,
  entry: Entry,
): boolean {
  const { body } = answer;
  if (body === knownBody && entry.version === knownVersion) return true;
  if (sameBytes(body, entry.body)) return true;
  return check.template !== undefined && isSameButToken(decoder.decode(entry.body), answer.text);
}

/**
 * What the policies say about the session of an answer. `same` is the entry whose body the answer repeats: a change of
 * policies removes all entries, so it has been judged by the same ones.
 */
function verdictsOf(
  { settings }: EdgeContext,
  answer: ReadAnswer,
  same: Entry | undefined,
): string {
  if (settings.policies.length === 0) return "";
  return same?.verdicts ?? writeVerdicts(settings.policies, answer.text);
}

/** What an entry is made of. */
interface NewEntry {
  readonly call: FinishedCall;
  readonly outcome: Outcome;
  readonly begunAtMs: number;
  readonly wallAtBeginMs: number;
  /** The key's entry until now. */
  readonly before: Entry | undefined;
  readonly headers: readonly string[];
  readonly body: Uint8Array;
  /** See `EntryFacts`. */
  readonly verdicts: string;
  /** Whether a refusal that is not believed yet still bounds how long the entry is served. */
  readonly keepsSuspicion: boolean;
}

/** Stores an entry in place of the key's earlier one. Returns whether it is stored. */
function put(context: EdgeContext, made: NewEntry): boolean {
  const { store, clock, emit, random } = context.ports;
  const { project } = context.settings;
  const { call, before } = made;
  const facts = entryFacts(made.outcome);
  if (facts === undefined) return false;
  const nowMs = clock.nowMs();
  const entry = makeEntry(
    call.check,
    project,
    {
      status: facts.status,
      session: facts.session,
      hintMs: facts.hintMs,
      renew: facts.renew,
      headers: made.headers,
      body: made.body,
      verdicts: made.verdicts,
      begunAtMs: made.begunAtMs,
      wallAtBeginMs: made.wallAtBeginMs,
      // A key keeps its share, so keys that were filled together drift further apart with each refresh.
      refreshSpread: before?.refreshSpread ?? random(),
    },
    {
      lastCallAtMs: before?.lastCallAtMs ?? call.startedAtMs,
      lastForegroundAtMs: call.foreground
        ? call.startedAtMs
        : (before?.lastForegroundAtMs ?? Number.NEGATIVE_INFINITY),
      renewUntilMs: call.opensRenewal
        ? nowMs + limitsOf(context).renewWindowMs
        : (before?.renewUntilMs ?? Number.NEGATIVE_INFINITY),
      servedUntilMs: made.keepsSuspicion
        ? (before?.servedUntilMs ?? Number.POSITIVE_INFINITY)
        : Number.POSITIVE_INFINITY,
    },
  );
  const put = store.put(entry, nowMs);
  if (put.crowdedOut) emit({ kind: "limit-reached", project, limit: "sessionKeysMax" });
  if (!put.stored || put.evicted > 0) {
    emit({ kind: "limit-reached", project, limit: "cacheBytesMax" });
  }
  if (put.evicted > 0) emit({ kind: "evicted", project, entries: put.evicted });
  return put.stored;
}

/** The entry stays. Sets how long it is served after a refusal, and whether other checks still wait for a cookie. */
function keepEntry(
  context: EdgeContext,
  call: FinishedCall,
  settlement: Settlement,
  entry: Entry,
): void {
  if (settlement.store !== "keep") return;
  if (call.opensRenewal) entry.renewUntilMs = Number.NEGATIVE_INFINITY;
  if (!settlement.secondLook) return;
  const untilMs = context.ports.clock.nowMs() + limitsOf(context).secondLookWithinMs;
  entry.servedUntilMs = Math.min(entry.servedUntilMs, untilMs);
}

/** What the fences say about an answer. While nothing is fenced, its scopes are not even named. */
function fenceOf(
  { fences }: EdgeContext,
  call: FinishedCall,
  outcome: Outcome,
  entry: Pick<Entry, "sessionId" | "identityId"> | undefined,
): FenceVerdict {
  const verdict = fences.verdict(fences.quiet ? [] : scopesOf(call.check, outcome, entry));
  return call.fencedAtMs > verdict.lastAtMs ? { ...verdict, lastAtMs: call.fencedAtMs } : verdict;
}

/**
 * The scopes that an answer concerns: the check's credentials, and the answer's session and identity, or else those of
 * the entry that it would replace.
 */
function scopesOf(
  check: CacheableCheck,
  outcome: Outcome,
  entry: Pick<Entry, "sessionId" | "identityId"> | undefined,
): Scope[] {
  const scopes: Scope[] = check.credentials.map((value) => ({ kind: "credential", value }));
  if (outcome.kind === "active") {
    scopes.push({ kind: "session", value: outcome.session.sessionId });
    scopes.push({ kind: "identity", value: outcome.session.identityId });
  } else if (entry !== undefined) {
    scopes.push(...scopesOfEntries([entry]));
  }
  return scopes;
}

/** The scopes of an answer that names a session. Undefined if it names none. */
export function scopesNamed(check: CacheableCheck, outcome: Outcome): readonly Scope[] | undefined {
  return outcome.kind === "active" ? scopesOf(check, outcome, undefined) : undefined;
}

function roomForOrigin(context: EdgeContext, check: CacheableCheck, outcome: Outcome): boolean {
  if (check.origin === undefined) return true;
  const { clock, emit } = context.ports;
  const owner = ownerOfOutcome(outcome);
  const limit = originLimitReached(context, check.origin, owner, clock.nowMs());
  if (limit === undefined) return true;
  emit({ kind: "limit-reached", project: context.settings.project, limit });
  return false;
}

/**
 * Handles a change that did not pass through the edges: fences the identity, keeps the answer of this call, and
 * publishes the change.
 */
function publishUnseenChange(
  context: EdgeContext,
  pace: ChangePace,
  found: FoundAnswer,
  begunAtMs: number,
): void {
  const { clock, emit } = context.ports;
  const { project } = context.settings;
  const { identityId, sessionId } = found;
  const everyMs = limitsOf(context).newsPerIdentityMs;
  const nowMs = clock.nowMs();
  const published = pace.due(identityId, nowMs, everyMs);
  // The stored body is gone once the fence has removed its entry.
  const change = published ? changeFound(found) : undefined;
  const scope: Scope = { kind: "identity", value: identityId };
  context.fences.raise([scope], begunAtMs);
  emit({ kind: "change-unseen", project, identityId, published });
  if (change !== undefined) {
    void context.publisher.publish(project, [scope], "refresh", 0, () => change);
    return;
  }
  // The identity was published lately. But subscribers must be told of each session that has ended since.
  if (sessionId === undefined || !hasRevoked(found)) return;
  if (!pace.due(`session ${sessionId}`, nowMs, everyMs)) return;
  const session: Scope = { kind: "session", value: sessionId };
  void context.publisher.publish(project, [session], "refresh", 0, () => changeFound(found));
}

/**
 * Pauses background refreshes. If the origin names no pause, each further 429 doubles it. Those of calls that were in
 * flight together count as one.
 */
function pauseRefreshes(
  context: EdgeContext,
  askedMs: number | undefined,
  startedAtMs: number,
): void {
  const nowMs = context.ports.clock.nowMs();
  if (context.limitedInARow === 0 || startedAtMs >= context.limitedAtMs) {
    context.limitedInARow += 1;
    context.limitedAtMs = nowMs;
  }
  const untilMs = nowMs + (askedMs ?? defaultPauseMs(context.limitedInARow, limitsOf(context)));
  if (untilMs <= context.refreshPausedUntilMs) return;
  context.refreshPausedUntilMs = untilMs;
  context.ports.emit({ kind: "refresh-paused", project: context.settings.project, untilMs });
}
