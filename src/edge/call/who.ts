// Whom a mutation affects: credentials by digest, sessions and identities by entries, else by asking the origin.
import {
  opaqueAuthorization,
  possibleCredentials,
  RawCredential,
  type CredentialDigest,
  type CredentialHeader,
  type OpaqueAuthorization,
} from "../../core/credential.ts";
import type { CacheableCheck } from "../../core/check.ts";
import { clientAddress } from "../../core/forwarding.ts";
import type { Scope } from "../../core/invalidation.ts";
import { checkKey, credentialDigest } from "../../core/key.ts";
import type { Mutation } from "../../core/mutation.ts";
import { readSession } from "../../core/session.ts";
import { limitsOf, type EdgeContext } from "../context.ts";
import { scopesOfEntries } from "../fences.ts";
import { trustOf } from "./forward.ts";
import type { EdgeRequest } from "../ports.ts";
import { callWhoami, type WhoamiAnswer } from "./whoami-call.ts";

/** Whose credentials a mutation carries, as far as it can be known before it is sent. */
export interface Who {
  /** Credentials that have an entry or that the origin has just confirmed, with the session and identity of each. */
  readonly known: readonly Scope[];
  /** Credentials that nobody has confirmed: unknown ones, and those about which the origin could not be asked. */
  readonly claimed: readonly Scope[];
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

/** For which request the origin is asked about a credential. */
export interface Asker {
  /** An `Authorization` that is not a session credential, but has to go with the question. */
  readonly opaque: OpaqueAuthorization | undefined;
  /** Its client's address: many questions for one client must not keep others' waiting. */
  readonly address: string | undefined;
}

/** What a question owes to the request that it is asked for. */
export function askerOf(context: EdgeContext, { headers, peer }: EdgeRequest): Asker {
  const trust = trustOf(context.options);
  return {
    opaque: opaqueAuthorization(headers, limitsOf(context).credentialBytesMax),
    address: peer === undefined ? undefined : clientAddress(headers, peer.address, trust),
  };
}

/** Finds out whom the credentials mean. Only the table's rows ask the origin; failing does not stop the mutation. */
export async function findWho(
  context: EdgeContext,
  mutation: Mutation,
  credentials: readonly RawCredential[],
  asker: Asker,
): Promise<Who> {
  const { store } = context.ports;
  const known: Scope[] = [];
  const claimed: Scope[] = [];
  const unnamed: RawCredential[] = [];
  for (const credential of credentials) {
    const value = digestOf(context, credential.header, credential.reveal());
    const entry = store.soleEntryOf(context.settings.project, value);
    if (entry === undefined) unnamed.push(credential);
    else known.push({ kind: "credential", value }, ...scopesOfEntries([entry]));
  }
  const asks = asksOrigin(context, mutation);
  const answers = asks
    ? await Promise.all(unnamed.map((credential) => askWho(context, credential, asker)))
    : [];
  for (const [index, credential] of unnamed.entries()) {
    const value = digestOf(context, credential.header, credential.reveal());
    const named = answers[index]?.scopes ?? [];
    if (named.length > 0) known.push({ kind: "credential", value }, ...named);
    else claimed.push({ kind: "credential", value });
  }
  // An unlisted request can change the session, but nothing is known that it does to the identity.
  const concerned =
    mutation.listed === undefined ? known.filter((scope) => scope.kind !== "identity") : known;
  const namesIdentity = concerned.some((scope) => scope.kind === "identity");
  return { known: concerned, claimed, namesIdentity };
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
  /** The session and identity that a 200 named; empty for any other outcome. */
  readonly scopes: readonly Scope[];
}

/** A check by one credential alone, as far as the request that it is asked for allows. */
export function soleCheck(
  context: EdgeContext,
  credential: RawCredential,
  opaque: OpaqueAuthorization | undefined,
): CacheableCheck {
  const presented = [credential];
  const { settings, ports } = context;
  const key = checkKey(settings.project, presented, undefined, ports.digest, opaque);
  return { ...key, method: "GET", presented, opaque, origin: undefined };
}

/**
 * Asks the origin who a credential is: alone, with `max-age=0`, briefly. The request's password for a site that is not
 * public yet goes with it: without that, a front would refuse every question.
 */
export async function askWho(
  context: EdgeContext,
  credential: RawCredential,
  { opaque, address }: Asker,
): Promise<Asked> {
  const check = soleCheck(context, credential, opaque);
  const answer = await callWhoami(context, {
    check,
    maxAgeSeconds: 0,
    lane: "ask",
    purpose: "ask",
    waitMs: limitsOf(context).askWaitMs,
    traceparent: undefined,
    tracestate: undefined,
    client: { address, signal: undefined },
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
  return { check, answer, scopes };
}

/** Digest of a credential in this edge's project. */
export function digestOf(
  context: EdgeContext,
  header: CredentialHeader,
  value: string,
): CredentialDigest {
  return credentialDigest(context.settings.project, header, value, context.ports.digest);
}
