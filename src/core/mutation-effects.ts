// What a mutation does to later checks, as data. It depends on the mutation's row, its sender and its outcome (L3).
import type { RawCredential } from "./credential.ts";
import { scopesOfEntries, type EntryOwner } from "./entry.ts";
import type { Scope } from "./invalidation.ts";
import {
  isAdminRefusal,
  isDone,
  isRefusal,
  mayNameSession,
  type AnswerNames,
  type MutationAnswer,
} from "./mutation-answer.ts";
import {
  creditCredentials,
  isCachedHeader,
  type Credited,
  type Identified,
  type Sender,
} from "./mutation-sender.ts";
import type { Mutation } from "./mutation.ts";
import type { ProjectSettings } from "./settings.ts";

/** New credentials, and the session and identity that the answer names. */
export interface Newcomers {
  readonly names: AnswerNames;
  readonly issued: readonly Identified[];
  /** Whether the origin was asked which session and identity the new credentials belong to. */
  readonly asked: boolean;
}

/** The outcome of a mutation. */
export type MutationOutcome =
  | { readonly kind: "answered"; readonly answer: MutationAnswer; readonly newcomers: Newcomers }
  /** The origin did not get the whole request, so nothing happened. */
  | { readonly kind: "not-sent" }
  /** The origin got the request, but its answer was lost. It may have made the change, or may still make it. */
  | { readonly kind: "unknown" };

/** Why a request that was sent on got no answer. */
export type SendFailure = "timeout" | "unreachable" | "broken" | "aborted" | "busy" | "loop";

/** The outcome of a mutation without an answer. The origin can have acted only on a request that reached it whole. */
export function unansweredOutcome(failure: SendFailure, sentWhole: boolean): MutationOutcome {
  const left = failure !== "unreachable" && failure !== "busy" && failure !== "loop";
  return { kind: left && sentWhole ? "unknown" : "not-sent" };
}

/** The row of the table of effects. */
export type MutationEffectsRow =
  | "turned-away"
  | "refused"
  | "done"
  | "claimed"
  | "admin/turned-away"
  | "admin/done"
  | "admin/failed"
  | "unknown/known"
  | "unknown/stranger"
  | "not-sent";

/** What a mutation does to later checks. */
export interface MutationEffects {
  readonly row: MutationEffectsRow;
  /** Scopes that are fenced, and whose entries are removed. */
  readonly fence: readonly Scope[];
  /** Scopes whose entries are removed. Those without entries are fenced only within the allowance for strangers. */
  readonly claim: readonly Scope[];
  /** Whether the whole project is fenced. This fence is not published. */
  readonly fenceAll: boolean;
  /** Whether the fenced scopes are published before the client is answered. */
  readonly publish: boolean;
  /** Whether the fenced scopes are put in doubt. */
  readonly doubt: boolean;
  /** Whether the origin is asked afterwards about credentials that the answer issued. */
  readonly warm: boolean;
}

/** Everything that the effects of a mutation depend on. */
export interface MutationSituation {
  readonly mutation: Mutation;
  readonly sender: Sender;
  readonly outcome: MutationOutcome;
  /** The settings when the answer arrived. */
  readonly settings: ProjectSettings;
}

/** Decides what a mutation does to later checks. */
export function decideEffects({
  mutation,
  sender,
  outcome,
  settings,
}: MutationSituation): MutationEffects {
  switch (outcome.kind) {
    case "not-sent":
      return noEffects("not-sent");
    case "unknown":
      return decideUnknownEffects(sender);
    case "answered": {
      const { row, known, claimed } = decideAnsweredEffects(mutation, sender, outcome.answer);
      const newcomers = creditNewcomers(sender, outcome.newcomers);
      return {
        row,
        fence: [...known, ...newcomers.known],
        claim: [...claimed, ...newcomers.claimed],
        fenceAll: !isTurnedAway(row) && isOutdated(sender.settings, settings),
        publish: true,
        doubt: false,
        warm: !outcome.newcomers.asked,
      };
    }
    default:
      return outcome satisfies never;
  }
}

function noEffects(row: MutationEffectsRow): MutationEffects {
  return { row, fence: [], claim: [], fenceAll: false, publish: false, doubt: false, warm: false };
}

/** A stranger puts no scope in doubt. Otherwise any client could turn the cache off. */
function decideUnknownEffects({ requester, known, claimed, named }: Sender): MutationEffects {
  if (requester === "stranger") return noEffects("unknown/stranger");
  const fence = [...known, ...named];
  const row = "unknown/known";
  return { ...noEffects(row), fence, claim: claimed, publish: true, doubt: true };
}

interface Answered extends Credited {
  readonly row: MutationEffectsRow;
}

/** The scopes that an answered mutation concerns. There are none if the origin has turned the request away. */
function decideAnsweredEffects(
  { listed }: Mutation,
  sender: Sender,
  answer: MutationAnswer,
): Answered {
  const { requester, known, claimed, named } = sender;
  if (listed?.admin === true) return decideAdminEffects(sender, answer);
  if (isRefusal(answer.status)) {
    return requester === "stranger"
      ? { row: "turned-away", known: [], claimed: [] }
      : { row: "refused", known, claimed };
  }
  return isDone(answer) || requester === "known"
    ? { row: "done", known: [...known, ...named], claimed }
    : { row: "claimed", known, claimed: [...claimed, ...named] };
}

function decideAdminEffects({ requester, named }: Sender, answer: MutationAnswer): Answered {
  const byKeyHolder = requester === "key-holder";
  if (isAdminRefusal(byKeyHolder, answer)) {
    return { row: "admin/turned-away", known: [], claimed: [] };
  }
  if (byKeyHolder || isDone(answer)) return { row: "admin/done", known: named, claimed: [] };
  // Kratos may have made the change before it failed. This sender is not verified, so the change cannot concern the
  // whole project.
  const claimed = named.filter((scope) => scope.kind !== "project");
  return { row: "admin/failed", known: [], claimed };
}

function isTurnedAway(row: MutationEffectsRow): boolean {
  return row === "turned-away" || row === "admin/turned-away";
}

/**
 * Whether the sender was identified by outdated settings: the feature was off, or the cookie had another name. Entries
 * that were stored since then may belong to any session that the mutation concerns. There are few, because the change
 * of settings removed all earlier ones. They are not published, because they cannot be attributed.
 */
function isOutdated(then: ProjectSettings, now: ProjectSettings): boolean {
  return now.cacheableSessions && (!then.cacheableSessions || then.cookieName !== now.cookieName);
}

/**
 * Credits new credentials. If the origin was not asked, they belong to the known sender, or to the session and identity
 * that the answer names.
 */
function creditNewcomers({ namesIdentity }: Sender, newcomers: Newcomers): Credited {
  const { names, issued, asked } = newcomers;
  const { known, claimed } = creditCredentials(issued);
  const vouched = !asked && (names.complete || namesIdentity);
  return vouched
    ? { known: [...names.scopes, ...known, ...claimed], claimed: [] }
    : { known: [...names.scopes, ...known], claimed };
}

/**
 * Whether the answer's body must be read before its head may leave. It may name a session or identity that the effects
 * depend on, or issue a token.
 */
export function readsAnswer(
  mutation: Mutation,
  method: string,
  { namesIdentity }: Sender,
  answer: MutationAnswer,
  { cacheableSessions }: ProjectSettings,
): boolean {
  const { listed } = mutation;
  return (
    cacheableSessions &&
    listed !== undefined &&
    listed.admin !== true &&
    mayNameSession(method, answer) &&
    mayConcernOthers(mutation, namesIdentity)
  );
}

/** The new credentials whose next check becomes a hit if the origin is asked about them now. */
export function credentialsToWarm(
  issued: readonly RawCredential[],
  settings: ProjectSettings,
): readonly RawCredential[] {
  if (!settings.cacheableSessions) return [];
  return issued.filter(({ header }) => isCachedHeader(header, settings));
}

/** Whether the origin is asked about new credentials before the mutation is answered. */
export function asksNewcomers(
  mutation: Mutation,
  { namesIdentity }: Sender,
  names: AnswerNames,
  { cacheableSessions }: ProjectSettings,
): boolean {
  return cacheableSessions && !names.complete && mayConcernOthers(mutation, namesIdentity);
}

/**
 * Whether new credentials may belong to an identity that the request does not name: the request may sign a user in, or
 * it names no identity. A request that is not in the table may do anything.
 */
function mayConcernOthers({ listed }: Mutation, namesIdentity: boolean): boolean {
  return listed === undefined || listed.signsIn === true || !namesIdentity;
}

/**
 * The sessions and identities that removed entries name, beyond what was fenced. They are added to the scopes of the
 * mutation, but never identify its sender: an entry under several credentials is the session of one of them, and the
 * edge cannot know which.
 */
export function widenScopes(
  { listed }: Mutation,
  fenced: readonly Scope[],
  removed: readonly EntryOwner[],
): readonly Scope[] {
  const covered = new Set(
    fenced.flatMap((scope) => (scope.kind === "identity" ? [scope.value] : [])),
  );
  const uncovered = removed.filter(
    ({ identityId }) => identityId === undefined || !covered.has(identityId),
  );
  return scopesOfEntries(uncovered).filter(
    (scope) => listed !== undefined || scope.kind === "session",
  );
}

/** Every row of the table of effects, for coverage. */
export const mutationEffectsRows: readonly MutationEffectsRow[] = [
  "turned-away",
  "refused",
  "done",
  "claimed",
  "admin/turned-away",
  "admin/done",
  "admin/failed",
  "unknown/known",
  "unknown/stranger",
  "not-sent",
];
