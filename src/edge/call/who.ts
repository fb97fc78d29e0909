// Whose credentials a mutation carries: by the store's entries, else by asking the origin.
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
import { confirmedOwners } from "../../core/outcome.ts";
import { limitsOf, type EdgeContext } from "../context.ts";
import { trustOf } from "./forward.ts";
import type { EdgeRequest } from "../ports.ts";
import { callWhoami, type WhoamiAnswer } from "./whoami-call.ts";

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

/** Finds out whom credentials mean: by their entries, and by asking the origin about the others if `ask` is set. Never fails. */
export function identify(
  context: EdgeContext,
  credentials: readonly RawCredential[],
  ask: boolean,
  asker: Asker,
): Promise<readonly Identified[]> {
  const { store } = context.ports;
  return Promise.all(
    credentials.map(async (credential) => {
      const value = digestOf(context, credential);
      const entry = store.soleEntryOf(context.settings.project, value);
      if (entry !== undefined) return { value, scopes: scopesOfEntries([entry]) };
      if (!ask) return { value, scopes: [] };
      const { scopes } = await askWho(context, credential, asker);
      return { value, scopes };
    }),
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
  return { check, answer, scopes: confirmedOwners(answer.result) };
}

/** Digest of a credential in this edge's project. */
export function digestOf(context: EdgeContext, credential: RawCredential): CredentialDigest {
  const { settings, ports } = context;
  return credentialDigest(settings.project, credential.header, credential.reveal(), ports.digest);
}
