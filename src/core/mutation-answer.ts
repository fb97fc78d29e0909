// What the origin's answer to a mutation says: whether it was done, whom it names, which credentials it hands out.
import { setsOnlyOtherCookies } from "./cookie-name.ts";
import { RawCredential } from "./credential.ts";
import { headerValues } from "./header-lines.ts";
import type { Scope } from "./invalidation.ts";
import type { Mutation } from "./mutation.ts";
import { readIssuedTokens, readNames } from "./session.ts";
import type { ProjectSettings } from "./settings.ts";

/** The head of the origin's answer to a mutation. */
export interface MutationAnswer {
  readonly status: number;
  readonly headers: readonly string[];
}

/** Whether an answer of this status says that the request was turned away. */
export function isRefusal(status: number): boolean {
  return status === 401 || status === 403 || status === 404 || status === 405;
}

/** Whether the origin says that it has done what the request asked for. A front's page for every path says nothing. */
export function isDone({ status, headers }: MutationAnswer): boolean {
  return status === 204 || (isSuccess(status) && isJson(headers));
}

/**
 * Whether an answer to an admin row says that nothing happened. Kratos redirects admin rows that come to its public listener.
 * There nobody has vouched for the request, so a front's page for every path and its own 4xx (too much, too often) say so as
 * well; behind the gateway any success is the admin API's own.
 */
export function isAdminRefusal(byKeyHolder: boolean, answer: MutationAnswer): boolean {
  const { status } = answer;
  if (isRefusal(status) || (status >= 300 && status < 400)) return true;
  if (byKeyHolder) return false;
  return (status >= 400 && status < 500) || (isSuccess(status) && !isDone(answer));
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

/** Whether an answer may have a body that names somebody, or hands out a token. */
export function mayNameSomebody(method: string, { status, headers }: MutationAnswer): boolean {
  return status === 200 && method !== "HEAD" && isJson(headers);
}

/** Session and identity that an answer's text names. */
export interface AnswerNames {
  readonly scopes: readonly Scope[];
  /** Both are named, so that nobody has to be asked. */
  readonly complete: boolean;
}

/** Reads whom an answer's text names. */
export function answerNames(text: string): AnswerNames {
  const { sessionId, identityId } = readNames(text);
  const scopes: Scope[] = [];
  if (sessionId !== undefined) scopes.push({ kind: "session", value: sessionId });
  if (identityId !== undefined) scopes.push({ kind: "identity", value: identityId });
  return { scopes, complete: scopes.length === 2 };
}

/** Session credentials that an answer hands out, at most so many. */
export function issuedCredentials(
  headers: readonly string[],
  text: string,
  cookieName: string,
  credentialsMax: number,
): readonly RawCredential[] {
  const cookies = sessionCookiesSet(headers, cookieName)
    .filter((value) => value !== "")
    .map((value) => new RawCredential("cookie", value));
  const tokens = readIssuedTokens(text).map((token) => new RawCredential("x-session-token", token));
  return [...cookies, ...tokens].slice(0, credentialsMax);
}

/**
 * Whether an answer to a request that the table does not know changes what checks hear: one that sets the session cookie is a
 * sign-in or a step-up, and one that clears it a sign-out, wherever Kratos or a front put it.
 */
export function changesSession(headers: readonly string[], settings: ProjectSettings): boolean {
  return settings.cacheableSessions && sessionCookiesSet(headers, settings.cookieName).length > 0;
}

/** The values that an answer gives the session cookie; an empty one ends it. */
function sessionCookiesSet(headers: readonly string[], cookieName: string): readonly string[] {
  const prefix = `${cookieName}=`;
  const values: string[] = [];
  for (const line of headerValues(headers, "set-cookie")) {
    if (!line.startsWith(prefix)) continue;
    const end = line.indexOf(";");
    values.push(line.slice(prefix.length, end === -1 ? undefined : end).trim());
  }
  return values;
}

/**
 * Whether the answer to a mutation speaks against the configured cookie name: a browser was signed in, and other cookies were
 * set. Only JSON says for certain that a browser was signed in. A redirect may as well lead back to the form, or on to
 * somebody else's.
 */
export function contradictsCookieName(
  { listed }: Mutation,
  { status, headers }: MutationAnswer,
  text: string,
  cookieName: string,
): boolean {
  const signedIn =
    listed?.signsIn === true &&
    status === 200 &&
    readNames(text).sessionId !== undefined &&
    readIssuedTokens(text).length === 0;
  return signedIn && setsOnlyOtherCookies(headers, cookieName);
}

function isJson(headers: readonly string[]): boolean {
  const [type] = headerValues(headers, "content-type");
  return type?.toLowerCase().startsWith("application/json") === true;
}
