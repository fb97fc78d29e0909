// What a check may no longer be answered from: after a mutation passed (L3), after an invalidation (L4), after the feature was switched.
// A bar says: a check that arrives after this instant gets no answer from a call begun before that one.
import {
  type CallRecord,
  type Exchange,
  headersOf,
  type Life,
  type MutationFacts,
} from "../history.ts";
import type { Law } from "./objection.ts";
import { addOrders, addOthersWrites } from "./others-writes.ts";
import { type Files, push, settingsAt } from "./record.ts";

/** One prohibition. */
export interface Bar {
  readonly law: Law;
  /** Holds for checks that arrive after this instant. */
  readonly fromMs: number;
  /** Least begin of the call behind their answer. */
  readonly beginMs: number;
  /** In doubt: calls begun before this instant may answer checks that waited for them, but none that came after they ended. */
  readonly unstoredUntilMs: number;
  readonly why: string;
  /** Says for which checks it holds. Undefined if for all, and then also for what is chosen after they arrived. */
  readonly binds?: (exchange: Exchange) => boolean;
}

/** All prohibitions of a run, by the scope that they concern. */
export interface Bars {
  readonly byCredential: ReadonlyMap<string, readonly Bar[]>;
  readonly bySession: ReadonlyMap<string, readonly Bar[]>;
  readonly byIdentity: ReadonlyMap<string, readonly Bar[]>;
  readonly byProject: ReadonlyMap<string, readonly Bar[]>;
}

/** What a prohibition concerns. */
export interface Target {
  readonly credentials: readonly string[];
  readonly sessions: readonly string[];
  readonly identities: readonly string[];
  readonly all: string | undefined;
}

const nobody: Target = { credentials: [], sessions: [], identities: [], all: undefined };

/** Time from delivery within which an invalidation must be applied. The law grants 3 s from publication; a single edge has no reason to wait. */
const applyWithinMs = 100;

/** Slack for an instant that only the edge knows exactly. */
const slackMs = 100;

/** Finds every prohibition. If it is unclear what the edge could know, there is none. */
export function barsOf(files: Files, life?: Life): Bars {
  const { bars, add } = noBars();
  addMutations(files, add);
  addInvalidations(files, add);
  const { fleet } = files.history;
  if (fleet !== undefined && life !== undefined) {
    addOthersWrites(fleet, life, add);
    const [first] = files.history.settings;
    if (first !== undefined) addOrders(fleet, life, first.project, add);
  }
  addSwitches(files, bars.byProject);
  return bars;
}

/** The prohibitions by the mutations that the edge has answered. */
export function ownWrites(files: Files): Bars {
  const { bars, add } = noBars();
  const exchanges = files.history.exchanges.filter(
    ({ answeredAtMs }) => answeredAtMs !== undefined,
  );
  addMutations({ ...files, history: { ...files.history, exchanges } }, add);
  return bars;
}

/** Several edges' prohibitions as one. */
export function together(all: readonly Bars[]): Bars {
  const { bars } = noBars();
  for (const one of all) {
    for (const name of ["byCredential", "bySession", "byIdentity", "byProject"] as const) {
      for (const [id, found] of one[name]) for (const bar of found) push(bars[name], id, bar);
    }
  }
  return bars;
}

/**
 * The prohibitions of siblings that a worker heard of: those that began while both listened. A worker that takes the place
 * of one that has ended begins with an empty store, and without the doubts of its siblings, like an edge that was restarted.
 */
export function heardOf(all: Bars, fromMs: number, untilMs: number): Bars {
  const { bars } = noBars();
  for (const name of ["byCredential", "bySession", "byIdentity", "byProject"] as const) {
    for (const [id, found] of all[name]) {
      for (const bar of found) {
        if (bar.fromMs >= fromMs && bar.fromMs <= untilMs) push(bars[name], id, bar);
      }
    }
  }
  return bars;
}

function noBars() {
  const bars = {
    byCredential: new Map<string, Bar[]>(),
    bySession: new Map<string, Bar[]>(),
    byIdentity: new Map<string, Bar[]>(),
    byProject: new Map<string, Bar[]>(),
  };
  const add = (target: Target, bar: Bar): void => {
    for (const id of target.credentials) push(bars.byCredential, id, bar);
    for (const id of target.sessions) push(bars.bySession, id, bar);
    for (const id of target.identities) push(bars.byIdentity, id, bar);
    if (target.all !== undefined) push(bars.byProject, target.all, bar);
  };
  return { bars, add };
}

function addMutations(files: Files, add: (target: Target, bar: Bar) => void): void {
  for (const exchange of files.history.exchanges) {
    if (exchange.mutation !== undefined) addMutation(files, exchange, exchange.mutation, add);
  }
}

function addMutation(
  files: Files,
  exchange: Exchange,
  facts: MutationFacts,
  add: (target: Target, bar: Bar) => void,
): void {
  const { history } = files;
  const call = files.passed.get(exchange.n)?.[0];
  if (call === undefined) return;
  const settings = settingsAt(history, exchange.project, exchange.arrivedAtMs);
  if (!settings.cacheableSessions) return;
  // Only the session cookie in its answer shows what an unlisted safe request did. A front sets its own cookies.
  const sets = headersOf(call.answerHeaders, "set-cookie").some((line) =>
    line.startsWith(`${settings.cookieName}=`),
  );
  if (facts.row === "unknown sign-in" && exchange.method === "GET" && !sets) return;
  const target = targetOf(files, exchange, facts, call);
  const known = isKnown(files, exchange, facts, call);
  const name = `${facts.row} (exchange ${exchange.n})`;
  const bar = { law: "L3", unstoredUntilMs: -Infinity } as const;
  const { answeredAtMs } = exchange;
  if (call.headAtMs !== undefined && answeredAtMs !== undefined) {
    const concerned = concernedBy(facts, call, target, known);
    const named = namedByAnswer(files, facts, call, target, answeredAtMs);
    add(
      {
        credentials: concerned.credentials,
        sessions: [...concerned.sessions, ...named.sessions],
        identities: [...concerned.identities, ...named.identities],
        all: concerned.all,
      },
      {
        ...bar,
        fromMs: answeredAtMs,
        beginMs: call.headAtMs,
        why: `the answer to ${name} had been passed on`,
      },
    );
  }
  // A stranger's request puts no scope in doubt. Otherwise anyone could turn the cache off.
  if (!known) return;
  const unknown = call.ending === "timeout" || call.ending === "broken";
  if (call.headAtMs === undefined && unknown && call.endedAtMs !== undefined) {
    const fromMs = answeredAtMs ?? call.endedAtMs + slackMs;
    const untilMs = call.endedAtMs + history.doubtMs;
    add(target, {
      ...bar,
      fromMs,
      beginMs: exchange.arrivedAtMs,
      unstoredUntilMs: untilMs,
      why: `the outcome of ${name} was unknown`,
    });
    add(target, {
      ...bar,
      fromMs: fromMs + history.doubtMs + slackMs,
      beginMs: untilMs,
      why: `the doubt about ${name} had ended`,
    });
  }
}

/** Whether the edge knew, or could find out, that the request is somebody's who has a session. */
function isKnown(
  files: Files,
  exchange: Exchange,
  facts: MutationFacts,
  call: CallRecord,
): boolean {
  if (facts.reach === "credential" || files.history.crowded) return false;
  return facts.presented.some(
    ({ id, status }) => status === 200 && knowable(files, id, exchange.arrivedAtMs, call.beganAtMs),
  );
}

/** The scopes that an answered request concerns. One that the origin refused has changed nothing for those that it names. */
function concernedBy(
  facts: MutationFacts,
  call: CallRecord,
  target: Target,
  known: boolean,
): Target {
  const { status = 0 } = call;
  const admin = facts.row.startsWith("admin ");
  const refused = [401, 403, 404, 405].includes(status) || (admin && status >= 300 && status < 500);
  const done = status >= 200 && status < 300;
  if (refused && (admin || !known)) return nobody;
  if (!refused) return done ? target : { ...target, all: undefined };
  const named = (ids: readonly string[], ofRequest: readonly string[]): readonly string[] =>
    ids.filter((id) => !ofRequest.includes(id));
  return {
    credentials: target.credentials,
    sessions: named(target.sessions, facts.sessions),
    identities: named(target.identities, facts.identities),
    all: undefined,
  };
}

/** The scopes that the request names: itself, or through credentials whose bearer the edge knew or could find out. */
function targetOf(
  files: Files,
  exchange: Exchange,
  facts: MutationFacts,
  call: CallRecord,
): Target {
  const sessions = new Set(facts.sessions);
  const identities = new Set(facts.identities);
  for (const one of facts.presented) {
    if (facts.reach === "credential" || one.status !== 200 || files.history.crowded) continue;
    if (!knowable(files, one.id, exchange.arrivedAtMs, call.beganAtMs)) continue;
    if (one.sessionId !== undefined) sessions.add(one.sessionId);
    if (facts.reach === "identity" && one.identityId !== undefined) identities.add(one.identityId);
  }
  return {
    credentials: facts.presented.map(({ id }) => id),
    sessions: [...sessions],
    identities: [...identities],
    all: facts.all ? exchange.project : undefined,
  };
}

/** The scopes that the answer names by a new cookie or token. */
function namedByAnswer(
  files: Files,
  facts: MutationFacts,
  call: CallRecord,
  target: Target,
  answeredAtMs: number,
): { readonly sessions: readonly string[]; readonly identities: readonly string[] } {
  const sessions: string[] = [];
  const identities: string[] = [];
  // Who sent the request may have been mistaken for somebody else; then the edge has no reason to ask again.
  const mistaken = facts.presented.some(({ id }) => files.tainted.has(id));
  for (const one of facts.issued) {
    const value = one.id.split(" ").at(-1) ?? "";
    const carried =
      call.said.includes(value) || call.answerHeaders.some((line) => line.includes(value));
    if (!carried || files.history.crowded || mistaken) continue;
    const known = target.identities.includes(one.identityId);
    const asked =
      call.headAtMs !== undefined &&
      knowable(files, one.id, call.headAtMs, answeredAtMs) &&
      !alwaysRefused(files, one.id);
    if (!known && !asked) continue;
    sessions.push(one.sessionId);
    identities.push(one.identityId);
  }
  return { sessions, identities };
}

/** The new credential never was good for a 200 (a session of one factor where two are asked for). */
function alwaysRefused(files: Files, id: string): boolean {
  const calls = files.aloneByCredential.get(id) ?? [];
  return calls.length > 0 && calls.every((call) => call.status !== 200);
}

/** Every question about the credential within the window, if there was one, brought a true and timely answer. */
function knowable(files: Files, id: string, fromMs: number, untilMs: number): boolean {
  if (files.tainted.has(id)) return false;
  for (const call of files.aloneByCredential.get(id) ?? []) {
    if (call.beganAtMs > untilMs) break;
    if (call.endedAtMs !== undefined && call.endedAtMs < fromMs) continue;
    if (call.ending !== "whole" || call.status !== 200 || !call.truthful) return false;
    if ((call.endedAtMs ?? Infinity) - call.beganAtMs > files.history.askWaitMs * 0.98)
      return false;
  }
  return true;
}

function addInvalidations(files: Files, add: (target: Target, bar: Bar) => void): void {
  for (const news of files.history.publications) {
    const { scope, deliveredAtMs } = news;
    if (deliveredAtMs === undefined) continue;
    const bar: Bar = {
      law: "L4",
      fromMs: deliveredAtMs + applyWithinMs,
      beginMs: news.publishedAtMs,
      unstoredUntilMs: -Infinity,
      why: `news of the ${scope.kind} had been delivered`,
    };
    if (scope.kind === "credential") add({ ...nobody, credentials: [scope.value] }, bar);
    if (scope.kind === "session") add({ ...nobody, sessions: [scope.value] }, bar);
    if (scope.kind === "identity") add({ ...nobody, identities: [scope.value] }, bar);
    if (scope.kind === "project") add({ ...nobody, all: news.project }, bar);
    if (news.widens !== undefined) {
      const { sessionId, identityId } = news.widens;
      add(
        { ...nobody, sessions: [sessionId], identities: [identityId] },
        { ...bar, why: "news of a credential had been delivered, whose stored answer named them" },
      );
    }
  }
}

function addSwitches(files: Files, byProject: Map<string, Bar[]>): void {
  const last = new Map<string, boolean>();
  for (const { project, atMs, settings } of files.history.settings) {
    const before = last.get(project);
    last.set(project, settings.cacheableSessions);
    if (before === undefined || before === settings.cacheableSessions) continue;
    push(byProject, project, {
      law: "L3",
      fromMs: atMs,
      beginMs: atMs,
      unstoredUntilMs: -Infinity,
      why: "the feature had been switched",
    });
  }
}
