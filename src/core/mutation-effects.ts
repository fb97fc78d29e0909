// What a mutation does to later checks, as data: by its row, its sender and what came of it (L3).
import type { RawCredential } from "./credential.ts";
import { scopesOfEntries, type Entry } from "./entry.ts";
import type { Scope } from "./invalidation.ts";
import {
  isAdminRefusal,
  isDone,
  isRefusal,
  mayNameSomebody,
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

/** New credentials and whom the answer names. */
export interface Newcomers {
  readonly names: AnswerNames;
  readonly issued: readonly Identified[];
  /** The origin was asked whose the new credentials are. */
  readonly asked: boolean;
}

/** What came of a mutation. */
export type MutationOutcome =
  | { readonly kind: "answered"; readonly answer: MutationAnswer; readonly newcomers: Newcomers }
  /** The origin did not get the whole request, so nothing happened. */
  | { readonly kind: "not-sent" }
  /** It got the request, and its answer was lost: it may have made the change, or still will. */
  | { readonly kind: "unknown" };

/** Why a request that was sent on has no answer. */
export type SendFailure = "timeout" | "unreachable" | "broken" | "aborted" | "busy" | "loop";

/** What came of a mutation without an answer. The origin can have acted only on a request that reached it whole. */
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
  /** Fenced, and their entries removed. */
  readonly fence: readonly Scope[];
  /** Their entries are removed; fenced as far as the allowance for strangers reaches. */
  readonly claim: readonly Scope[];
  /** Everybody is fenced, without others hearing of it. */
  readonly fenceAll: boolean;
  /** What was fenced is published before the client is answered. */
  readonly publish: boolean;
  /** Checks of what was fenced are not answered from the store for a while. */
  readonly doubt: boolean;
  /** The origin is asked afterwards about credentials that the answer handed out. */
  readonly warm: boolean;
}

/** Everything that the effects of a mutation depend on. */
export interface MutationSituation {
  readonly mutation: Mutation;
  readonly sender: Sender;
  readonly outcome: MutationOutcome;
  /** The settings as they are by now. */
  readonly settings: ProjectSettings;
}

/** Decides what a mutation does to later checks. */
export function effectsOf({
  mutation,
  sender,
  outcome,
  settings,
}: MutationSituation): MutationEffects {
  switch (outcome.kind) {
    case "not-sent":
      return noEffects("not-sent");
    case "unknown":
      return unknownEffects(sender);
    case "answered": {
      const { row, known, claimed } = answeredEffects(mutation, sender, outcome.answer);
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

/** Strangers put nobody in doubt, or anybody could turn the cache off. */
function unknownEffects({ requester, known, claimed, named }: Sender): MutationEffects {
  if (requester === "stranger") return noEffects("unknown/stranger");
  const fence = [...known, ...named];
  const row = "unknown/known";
  return { ...noEffects(row), fence, claim: claimed, publish: true, doubt: true };
}

interface Answered extends Credited {
  readonly row: MutationEffectsRow;
}

/** Whom an answered mutation concerns; nobody where the origin has turned the request away. */
function answeredEffects({ listed }: Mutation, sender: Sender, answer: MutationAnswer): Answered {
  const { requester, known, claimed, named } = sender;
  if (listed?.admin === true) return adminEffects(sender, answer);
  if (isRefusal(answer.status)) {
    return requester === "stranger"
      ? { row: "turned-away", known: [], claimed: [] }
      : { row: "refused", known, claimed };
  }
  return isDone(answer) || requester === "known"
    ? { row: "done", known: [...known, ...named], claimed }
    : { row: "claimed", known, claimed: [...claimed, ...named] };
}

function adminEffects({ requester, named }: Sender, answer: MutationAnswer): Answered {
  const byKeyHolder = requester === "key-holder";
  if (isAdminRefusal(byKeyHolder, answer)) {
    return { row: "admin/turned-away", known: [], claimed: [] };
  }
  if (byKeyHolder || isDone(answer)) return { row: "admin/done", known: named, claimed: [] };
  // Kratos may have made the change before it failed. Nobody has vouched for this request, so it cannot mean everybody.
  const claimed = named.filter((scope) => scope.kind !== "project");
  return { row: "admin/failed", known: [], claimed };
}

function isTurnedAway(row: MutationEffectsRow): boolean {
  return row === "turned-away" || row === "admin/turned-away";
}

/**
 * Whether nobody was asked, or by another cookie: entries that came since may be of anybody whom the mutation concerns. Few can
 * have come since the change of settings removed all. They are not published, as they are nobody's in particular.
 */
function isOutdated(then: ProjectSettings, now: ProjectSettings): boolean {
  return now.cacheableSessions && (!then.cacheableSessions || then.cookieName !== now.cookieName);
}

/** Where nobody was asked, new credentials are the sender's if it was known, or whose the answer says. */
function creditNewcomers({ namesIdentity }: Sender, newcomers: Newcomers): Credited {
  const { names, issued, asked } = newcomers;
  const { known, claimed } = creditCredentials(issued);
  const vouched = !asked && (names.complete || namesIdentity);
  return vouched
    ? { known: [...names.scopes, ...known, ...claimed], claimed: [] }
    : { known: [...names.scopes, ...known], claimed };
}

/**
 * Whether the answer's body has to be read before its head may leave: it may name somebody on whom the effects depend, or
 * hand out a token.
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
    mayNameSomebody(method, answer) &&
    mayConcernOthers(mutation, namesIdentity)
  );
}

/** New credentials whose next check becomes a hit if the origin is asked about them now. */
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
 * Whether new credentials may be of somebody whom the request does not name: it may sign somebody in, or it names nobody. A row
 * that the table does not know may do anything.
 */
function mayConcernOthers({ listed }: Mutation, namesIdentity: boolean): boolean {
  return listed === undefined || listed.signsIn === true || !namesIdentity;
}

/**
 * Whom removed entries name, beyond what was fenced. It adds to whom a mutation concerns, and never counts as having named its
 * sender: an entry under several credentials is the session of one of them, and nobody knows of which.
 */
export function widenedBy(
  { listed }: Mutation,
  fenced: readonly Scope[],
  removed: readonly Entry[],
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
