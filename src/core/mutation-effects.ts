// What a mutation does to later checks, decided from its row, who sent it and what the origin answered (L3).
import { headerValues } from "./header-lines.ts";
import type { Scope } from "./invalidation.ts";
import type { Mutation } from "./mutation.ts";
import type { MutationRow } from "./mutation-table.ts";

/**
 * Who sent a mutation. `known`: one of its credentials has an entry, or the origin has just confirmed it. `key-holder`: the
 * admin gateway has checked its key. `stranger`: anybody else, whose claims must not cost others anything.
 */
export type Requester = "known" | "key-holder" | "stranger";

/** The head of the origin's answer to a mutation. */
export interface MutationAnswer {
  readonly status: number;
  readonly headers: readonly string[];
}

/** Whose credentials the request carries, and whom it names besides. */
export interface Concerned {
  /** Credentials that have an entry or that the origin confirmed, with their sessions and identities. */
  readonly known: readonly Scope[];
  /** Credentials that nobody has confirmed. */
  readonly claimed: readonly Scope[];
  /** Whom the path or the body names. */
  readonly named: readonly Scope[];
}

/** What an answered mutation concerns. */
export interface Effects {
  /** Fenced and published. */
  readonly certain: readonly Scope[];
  /** Fenced and published as far as the allowance for strangers reaches; their entries are removed in any case. */
  readonly claimed: readonly Scope[];
}

const nothing: Effects = { certain: [], claimed: [] };

/** Whether an answer of this status says that the request was turned away. */
function isRefusal(status: number): boolean {
  return status === 401 || status === 403 || status === 404 || status === 405;
}

/** Whether the origin says that it has done what the request asked for. A front's page for every path says nothing. */
function isDone({ status, headers }: MutationAnswer): boolean {
  return status === 204 || (isSuccess(status) && isJson(headers));
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

/**
 * Kratos redirects admin rows that come to its public listener, so a redirect says that nothing happened. There nobody
 * has vouched for the request, so a front's page for every path and its own 4xx (too much, too often) say so as well;
 * behind the gateway any success is the admin API's own.
 */
function isAdminRefusal(requester: Requester, answer: MutationAnswer): boolean {
  const { status } = answer;
  if (isRefusal(status) || (status >= 300 && status < 400)) return true;
  if (requester === "key-holder") return false;
  return (status >= 400 && status < 500) || (isSuccess(status) && !isDone(answer));
}

/** Whether the origin has turned a request away, so that nothing has happened that anybody has to hear of. */
export function isTurnedAway(
  row: MutationRow | undefined,
  requester: Requester,
  answer: MutationAnswer,
): boolean {
  if (row?.admin === true) return isAdminRefusal(requester, answer);
  return isRefusal(answer.status) && requester === "stranger";
}

/** Whom an answered mutation concerns; nobody where the origin has turned the request away. */
export function effectsOf(
  row: MutationRow | undefined,
  requester: Requester,
  concerned: Concerned,
  answer: MutationAnswer,
): Effects {
  const { known, claimed, named } = concerned;
  if (isTurnedAway(row, requester, answer)) return nothing;
  if (row?.admin === true) {
    if (requester === "key-holder" || isDone(answer)) {
      return { certain: named, claimed: [] };
    }
    // Kratos may have made the change before it failed. Nobody has vouched for this request, so it cannot mean everybody.
    return { certain: [], claimed: named.filter((scope) => scope.kind !== "project") };
  }
  if (isRefusal(answer.status)) return { certain: known, claimed };
  return isDone(answer) || requester === "known"
    ? { certain: [...known, ...named], claimed }
    : { certain: known, claimed: [...claimed, ...named] };
}

/** Whom a request concerns whose outcome is unknown. Strangers put nobody in doubt, or anybody could turn the cache off. */
export function doubtfulEffects(
  requester: Requester,
  { known, claimed, named }: Concerned,
): Effects {
  return requester === "stranger" ? nothing : { certain: [...known, ...named], claimed };
}

/**
 * Whether new credentials have to be asked about before the mutation is answered: it may sign in somebody whom the
 * request does not name, or the request names nobody. A row that the table does not know may do anything.
 */
export function asksIssued(mutation: Mutation, whoNamesIdentity: boolean): boolean {
  return mutation.listed === undefined || mutation.listed.signsIn === true || !whoNamesIdentity;
}

/** Whether the answer's body has to be read before its head may leave: it may name somebody, or hand out a token. */
export function dependsOnBody(
  mutation: Mutation,
  method: string,
  whoNamesIdentity: boolean,
  answer: MutationAnswer,
): boolean {
  return (
    mutation.listed !== undefined &&
    mutation.listed.admin !== true &&
    answer.status === 200 &&
    method !== "HEAD" &&
    isJson(answer.headers) &&
    asksIssued(mutation, whoNamesIdentity)
  );
}

/** The values that an answer gives the session cookie; an empty one ends it. */
export function sessionCookiesSet(
  headers: readonly string[],
  cookieName: string,
): readonly string[] {
  const prefix = `${cookieName}=`;
  const values: string[] = [];
  for (const line of headerValues(headers, "set-cookie")) {
    if (!line.startsWith(prefix)) continue;
    const end = line.indexOf(";");
    values.push(line.slice(prefix.length, end === -1 ? undefined : end).trim());
  }
  return values;
}

function isJson(headers: readonly string[]): boolean {
  const [type] = headerValues(headers, "content-type");
  return type?.toLowerCase().startsWith("application/json") === true;
}
