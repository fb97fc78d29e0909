// Who comes with a mutation's answer: new credentials, and the session and identity behind them (L3).
import { RawCredential } from "../../core/credential.ts";
import type { Scope } from "../../core/invalidation.ts";
import { asksIssued, sessionCookiesSet } from "../../core/mutation-effects.ts";
import { readIssuedTokens, readNames } from "../../core/session.ts";
import { limitsOf, type EdgeContext } from "../context.ts";
import type { Passage } from "./passage.ts";
import type { OriginAnswer } from "../ports.ts";
import { askerOf, digestOf, type Who } from "../call/who.ts";

/** Session credentials that the answer hands out. */
export function issuedCredentials(
  context: EdgeContext,
  answer: OriginAnswer,
  text: string,
): readonly RawCredential[] {
  const cookies = sessionCookiesSet(answer.headers, context.settings.cookieName)
    .filter((value) => value !== "")
    .map((value) => new RawCredential("cookie", value));
  const tokens = readIssuedTokens(text).map((token) => new RawCredential("x-session-token", token));
  return [...cookies, ...tokens].slice(0, limitsOf(context).mutationCredentialsMax);
}

/** Whom an answer names and whose credentials it hands out. */
export interface Newcomers {
  /** Named by the answer itself, or confirmed by the origin. */
  readonly certain: readonly Scope[];
  /** New credentials that nobody has confirmed. */
  readonly claimed: readonly Scope[];
  readonly asked: boolean;
}

/** Session and identity behind new credentials: as the answer's body names them, else by asking before anybody is answered. */
export async function resolveNewcomers(
  passage: Passage,
  who: Who,
  issued: readonly RawCredential[],
  text: string,
): Promise<Newcomers> {
  const { context, flights, mutation } = passage;
  const { sessionId, identityId } = readNames(text);
  const certain: Scope[] = [];
  if (sessionId !== undefined) certain.push({ kind: "session", value: sessionId });
  if (identityId !== undefined) certain.push({ kind: "identity", value: identityId });
  const credentials = issued.map((credential): Scope => {
    const value = digestOf(context, credential.header, credential.reveal());
    return { kind: "credential", value };
  });
  const named = sessionId !== undefined && identityId !== undefined;
  if (named || !asksIssued(mutation, who.namesIdentity) || !context.settings.cacheableSessions) {
    const sure = named || who.namesIdentity;
    return sure
      ? { certain: [...certain, ...credentials], claimed: [], asked: false }
      : { certain, claimed: credentials, asked: false };
  }
  const asker = askerOf(context, passage.request);
  const answers = await Promise.all(issued.map((one) => flights.askAndStore(one, asker)));
  const claimed: Scope[] = [];
  for (const [index, { scopes }] of answers.entries()) {
    const credential = credentials.slice(index, index + 1);
    if (scopes.length > 0) certain.push(...scopes, ...credential);
    else claimed.push(...credential);
  }
  return { certain, claimed, asked: answers.length > 0 };
}

/** Makes the user's next check a hit: asks in the background about a new credential that was not asked about before. */
export function warmNewcomers(passage: Passage, issued: readonly RawCredential[]): void {
  const { context, flights } = passage;
  const { settings } = context;
  if (!settings.cacheableSessions) return;
  for (const credential of issued) {
    if (credential.header === "cookie" || settings.sessionTokens)
      flights.warm(credential, askerOf(context, passage.request).opaque);
  }
}
