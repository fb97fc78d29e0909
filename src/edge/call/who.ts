// Finds the session and identity behind a mutation's credentials: in the store's entries, or else by asking the origin.
import {
  opaqueAuthorization,
  type CredentialDigest,
  type OpaqueAuthorization,
  type RawCredential,
} from "../../core/credential.ts";
import type { CacheableCheck } from "../../core/check.ts";
import { scopesOfEntries } from "../../core/entry.ts";
import { clientAddress } from "../../core/forwarding.ts";
import type { Scope } from "../../core/invalidation.ts";
import { checkKey, credentialDigest } from "../../core/key.ts";
import type { Identified } from "../../core/mutation-sender.ts";
import { readConfirmedOwners } from "../../core/outcome.ts";
import { limitsOf, type EdgeContext } from "../context.ts";
import { trustOf } from "./forward.ts";
import type { EdgeRequest } from "../ports.ts";
import { callWhoami, type WhoamiAnswer } from "./whoami-call.ts";

/** The parts of a request that a question to the origin about its credentials needs. */
export interface QuestionContext {
  /** An `Authorization` that is not a session credential. It must be sent with the question. */
  readonly opaque: OpaqueAuthorization | undefined;
  /** The address of its client. Many questions for one client must not delay those for others. */
  readonly address: string | undefined;
}

/** Reads from a request what a question to the origin needs. */
export function questionContextOf(
  context: EdgeContext,
  { headers, peer }: EdgeRequest,
): QuestionContext {
  const trust = trustOf(context.options);
  return {
    opaque: opaqueAuthorization(headers, limitsOf(context).credentialBytesMax),
    address: peer === undefined ? undefined : clientAddress(headers, peer.address, trust),
  };
}

/**
 * Finds the session and identity behind credentials: in their entries, and by asking the origin about the others if
 * `ask` is set. Never fails.
 */
export function identify(
  context: EdgeContext,
  credentials: readonly RawCredential[],
  ask: boolean,
  question: QuestionContext,
): Promise<readonly Identified[]> {
  const { store } = context.ports;
  return Promise.all(
    credentials.map(async (credential) => {
      const value = digestOf(context, credential);
      const entry = store.soleEntryOf(context.settings.project, value);
      if (entry !== undefined) return { value, scopes: scopesOfEntries([entry]) };
      if (!ask) return { value, scopes: [] };
      const { scopes } = await askOwner(context, credential, question);
      return { value, scopes };
    }),
  );
}

/** The origin's answer about one credential. */
export interface Asked {
  readonly check: CacheableCheck;
  readonly answer: WhoamiAnswer;
  /** The session and identity that a 200 named. Empty for any other outcome. */
  readonly scopes: readonly Scope[];
}

/** A check with one credential alone, and with the request's other `Authorization`, if any. */
export function makeCredentialCheck(
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
 * Asks the origin which session a credential belongs to, with this credential alone, `max-age=0` and a short time
 * limit. A password that the request carries for a site that is not public yet is sent along. Without it, a front would
 * refuse every question.
 */
export async function askOwner(
  context: EdgeContext,
  credential: RawCredential,
  { opaque, address }: QuestionContext,
): Promise<Asked> {
  const check = makeCredentialCheck(context, credential, opaque);
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
  return { check, answer, scopes: readConfirmedOwners(answer.result) };
}

/** The digest of a credential in this edge's project. */
export function digestOf(context: EdgeContext, credential: RawCredential): CredentialDigest {
  const { settings, ports } = context;
  return credentialDigest(settings.project, credential.header, credential.reveal(), ports.digest);
}
