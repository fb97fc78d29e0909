// Whom a mutation affects: credentials by digest, sessions and identities by entries, else by asking the origin.
import {
  possibleCredentials,
  RawCredential,
  type CredentialDigest,
  type CredentialHeader,
} from "../core/credential.ts";
import type { CacheableCheck } from "../core/check.ts";
import type { Scope } from "../core/invalidation.ts";
import { checkKey, credentialDigest } from "../core/key.ts";
import type { Mutation } from "../core/mutation.ts";
import { readSession } from "../core/session.ts";
import { limitsOf, type EdgeContext } from "./context.ts";
import { scopesOfEntries } from "./fences.ts";
import type { EdgeRequest } from "./ports.ts";
import { callWhoami, type WhoamiAnswer } from "./whoami-call.ts";

/** Whom a mutation affects, as far as it can be known before it is sent. */
export interface Who {
  readonly scopes: readonly Scope[];
  /** At least one credential is, or may be, one that the origin knows. */
  readonly mayBeKnown: boolean;
  /** Digests that the origin has just called unknown: no other edge can hold anything of theirs. */
  readonly strangers: ReadonlySet<CredentialDigest>;
  readonly namesIdentity: boolean;
}

/** The credentials of a request as a mutation counts them, tokens in the body included; undefined if there are more than can be fenced. */
export function mutationCredentials(
  context: EdgeContext,
  request: EdgeRequest,
  bodyTokens: readonly string[],
): readonly RawCredential[] | undefined {
  const { credentials, more } = possibleCredentials(
    request.headers,
    context.settings.cookieName,
    limitsOf(context).mutationCredentialsMax,
  );
  const all = [
    ...credentials,
    ...bodyTokens.map((token) => new RawCredential("x-session-token", token)),
  ];
  if (!more && all.length <= limitsOf(context).mutationCredentialsMax) return all;
  // With the feature off nothing is stored that a fence could be for, and turning it on fences the whole project.
  return context.settings.cacheableSessions ? undefined : [];
}

/** Finds out whom the credentials mean. Only the table's rows ask the origin; failing does not stop the mutation. */
export async function findWho(
  context: EdgeContext,
  mutation: Mutation,
  credentials: readonly RawCredential[],
): Promise<Who> {
  const scopes: Scope[] = [...mutation.named];
  const unnamed: RawCredential[] = [];
  let mayBeKnown = false;
  for (const credential of credentials) {
    const digest = digestOf(context, credential.header, credential.reveal());
    scopes.push({ kind: "credential", value: digest });
    const entry = context.ports.store.soleEntryOf(context.settings.project, digest);
    if (entry === undefined) unnamed.push(credential);
    else {
      mayBeKnown = true;
      const found = scopesOfEntries([entry]);
      // An unlisted request can change the session, but nothing is known that it does to the identity.
      scopes.push(
        ...found.filter((scope) => mutation.listed !== undefined || scope.kind === "session"),
      );
    }
  }
  const asks = asksOrigin(context, mutation)
    ? unnamed.slice(0, limitsOf(context).askedCredentialsMax)
    : [];
  if (asksOrigin(context, mutation) && asks.length < unnamed.length) mayBeKnown = true;
  const strangers = new Set<CredentialDigest>();
  const answers = await Promise.all(asks.map((credential) => askWho(context, credential)));
  for (const asked of answers) {
    scopes.push(...asked.scopes);
    mayBeKnown ||= asked.mayBeKnown;
    if (!asked.mayBeKnown) for (const digest of asked.check.credentials) strangers.add(digest);
  }
  return {
    scopes,
    mayBeKnown,
    strangers,
    namesIdentity: scopes.some((scope) => scope.kind === "identity"),
  };
}

/** Asking serves a cache that is on, and the admin API's keys are no sessions. */
function asksOrigin(context: EdgeContext, mutation: Mutation): boolean {
  return (
    context.settings.cacheableSessions &&
    mutation.listed !== undefined &&
    mutation.listed.admin !== true
  );
}

/** One credential's answer at the origin. */
export interface Asked {
  readonly check: CacheableCheck;
  readonly answer: WhoamiAnswer;
  readonly startedAtMs: number;
  readonly startedWallMs: number;
  readonly scopes: readonly Scope[];
  /** False where the origin said that it does not know the credential. */
  readonly mayBeKnown: boolean;
}

/** Asks the origin who a credential is: alone, with `max-age=0`, briefly. */
export async function askWho(context: EdgeContext, credential: RawCredential): Promise<Asked> {
  const { clock, digest } = context.ports;
  const presented = [credential];
  const key = checkKey(context.settings.project, presented, undefined, digest);
  const check: CacheableCheck = { ...key, method: "GET", presented, origin: undefined };
  const startedAtMs = clock.nowMs();
  const startedWallMs = clock.wallMs();
  const answer = await callWhoami(context, {
    check,
    maxAgeSeconds: 0,
    lane: "forward",
    purpose: "ask",
    waitMs: limitsOf(context).askWaitMs,
    traceparent: undefined,
    tracestate: undefined,
  });
  if (answer.rest !== undefined) void answer.rest[Symbol.asyncIterator]().return?.();
  const { result } = answer;
  const session =
    result.kind === "answer" && result.answer.status === 200
      ? readSession(result.answer.text)
      : undefined;
  const scopes: Scope[] =
    session === undefined
      ? []
      : [
          { kind: "session", value: session.sessionId },
          { kind: "identity", value: session.identityId },
        ];
  const mayBeKnown = result.kind !== "answer" || result.answer.status !== 401;
  return { check, answer, startedAtMs, startedWallMs, scopes, mayBeKnown };
}

/** Digest of a credential in this edge's project. */
export function digestOf(
  context: EdgeContext,
  header: CredentialHeader,
  value: string,
): CredentialDigest {
  return credentialDigest(context.settings.project, header, value, context.ports.digest);
}
