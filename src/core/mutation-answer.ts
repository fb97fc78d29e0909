// What the origin's answer to a mutation says: whether the change was made, which session and identity it names, and
// which credentials it issues.
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

/** Whether an answer with this status says that the request was turned away. */
export function isRefusal(status: number): boolean {
  return status === 401 || status === 403 || status === 404 || status === 405;
}

/**
 * Whether the origin says that it made the change. A page that something in front of it serves for every path proves
 * nothing.
 */
export function isDone({ status, headers }: MutationAnswer): boolean {
  return status === 204 || (isSuccess(status) && isJson(headers));
}

/**
 * Whether an answer to an admin row says that nothing happened. Kratos redirects admin rows that arrive at its public
 * listener. There the sender is not verified. So a page that a front serves for every path, or a front's own 4xx (too
 * large, too many), also means that nothing happened. Behind the gateway every success comes from the admin API itself.
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

/** Whether an answer may have a body that names a session or identity, or issues a token. */
export function mayNameSession(method: string, { status, headers }: MutationAnswer): boolean {
  return status === 200 && method !== "HEAD" && isJson(headers);
}

/** The session and identity that an answer's text names. */
export interface AnswerNames {
  readonly scopes: readonly Scope[];
  /** Whether both are named, so that the origin need not be asked. */
  readonly complete: boolean;
}

/** Reads which session and identity an answer's text names. */
export function readAnswerNames(text: string): AnswerNames {
  const { sessionId, identityId } = readNames(text);
  const scopes: Scope[] = [];
  if (sessionId !== undefined) scopes.push({ kind: "session", value: sessionId });
  if (identityId !== undefined) scopes.push({ kind: "identity", value: identityId });
  return { scopes, complete: scopes.length === 2 };
}

/** The session credentials that an answer issues, up to `credentialsMax`. */
export function findIssuedCredentials(
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
 * Whether an answer to a request that is not in the table changes what checks answer. An answer that sets the session
 * cookie is a sign-in or a step-up, and one that clears it is a sign-out. That holds for any path of Kratos or a front.
 */
export function changesSession(headers: readonly string[], settings: ProjectSettings): boolean {
  return settings.cacheableSessions && setsSessionCookie(headers, settings.cookieName);
}

/** Whether an answer sets or clears the session cookie. */
export function setsSessionCookie(headers: readonly string[], cookieName: string): boolean {
  return sessionCookiesSet(headers, cookieName).length > 0;
}

/** The values that an answer gives the session cookie. An empty value ends it. */
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
 * Whether the answer to a mutation contradicts the configured cookie name: a browser was signed in, and only other
 * cookies were set. Only JSON proves that a browser was signed in. A redirect may also lead back to the form, or to
 * another service's form.
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

/** Whether an answer is declared as JSON, compressed or not. */
export function isJson(headers: readonly string[]): boolean {
  const [type] = headerValues(headers, "content-type");
  return type?.toLowerCase().startsWith("application/json") === true;
}
