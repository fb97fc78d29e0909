// Passes on a request that may change what checks answer, and sees to it that no check arriving later hears the old (L3):
// ask who sends it, forward it, fence as of its answer's head, publish, and only then answer. Nothing is fenced before:
// until the answer is passed on, nobody was told of a change, and anybody can send a request that will be refused.
import type { RawCredential } from "../../core/credential.ts";
import type { Entry } from "../../core/entry.ts";
import { addressDropped } from "../../core/forwarding.ts";
import { filterLines } from "../../core/header-lines.ts";
import { scopeId, type Scope } from "../../core/invalidation.ts";
import { scopesOfBulk, tokensOfLogout } from "../../core/mutation.ts";
import {
  doubtfulEffects,
  effectsOf,
  isTurnedAway,
  sessionCookiesSet,
  type Effects,
  type Requester,
} from "../../core/mutation-effects.ts";
import type { ProjectSettings } from "../../core/settings.ts";
import { readAnswer } from "./answer-text.ts";
import { endingWith } from "../call/body.ts";
import { limitsOf, type EdgeContext } from "../context.ts";
import { learnFromSignIn } from "../flight/cookie-name.ts";
import { scopesOfEntries } from "../fences.ts";
import {
  brokenOff,
  forwardError,
  passedOn,
  sendFailed,
  sendOn,
  tellForwarded,
  trustOf,
} from "../call/forward.ts";
import { issuedCredentials, resolveNewcomers, warmNewcomers } from "./newcomers.ts";
import type { Passage } from "./passage.ts";
import type { ByteStream, EdgeAnswer, EdgeRequest, OriginAnswer } from "../ports.ts";
import { takeBody, type ForwardBody, type TakenBody } from "../call/request-body.ts";
import { askerOf, findWho, mutationCredentials, type Who } from "../call/who.ts";

/** Passes one mutation on. */
export async function mutate(passage: Passage): Promise<EdgeAnswer> {
  const { context, request, arrivedAtMs, bypass } = passage;
  const answer = await mutated(passage);
  tellForwarded(context, request, arrivedAtMs, answer.status, bypass ?? "other");
  return answer;
}

async function mutated(passage: Passage): Promise<EdgeAnswer> {
  const { context, request, mutation, bypass } = passage;
  const limits = limitsOf(context);
  const taken = await takeBody(request, limits.readBodyBytesMax);
  if (taken.kind === "broken") return brokenOff(context, request, bypass);
  const mustRead = mutation.listed?.body;
  if (mustRead !== undefined && taken.kind === "large") {
    taken.drop();
    const { project } = context.settings;
    context.ports.emit({ kind: "limit-reached", project, limit: "readBodyBytesMax" });
    return forwardError(context, request, "edge_body_too_large", bypass);
  }
  const text = taken.kind === "whole" && mustRead !== undefined ? decoded(taken.bytes) : "";
  const bodyTokens = mustRead === "session-token" ? tokensOfLogout(text) : [];
  const credentials = mutationCredentials(context, request, bodyTokens);
  if (credentials === undefined) {
    const { project } = context.settings;
    context.ports.emit({ kind: "limit-reached", project, limit: "mutationCredentialsMax" });
    if (taken.kind === "large") taken.drop();
    return forwardError(context, request, "edge_head_too_large", bypass);
  }
  const bulk = mustRead === "bulk" ? scopesOfBulk(text) : [];
  const who = await whoSends(passage, credentials, [...mutation.named, ...bulk]);
  const arrived = context.fences.pend(doubtfulEffects(who.requester, who).certain);
  if (passage.source === "mutation") tellAddress(context, request);
  const upload = noteEnding(taken);
  const sent = await sendOn(context, readableRequest(passage), {
    upstream: passage.upstream,
    body: upload.body,
    // What streams holds its place for as long as its client likes, so it belongs where each has a share only.
    lane: who.requester === "known" && taken.kind === "whole" ? "mutation" : passage.upstream.lane,
    purpose: "mutation",
    signal: undefined,
  });
  if (sent.kind === "answer") {
    const body = await answerMutation(passage, who, sent.answer)
      .catch((error: unknown) => {
        sent.answer.discard();
        sent.release();
        throw error;
      })
      .finally(arrived);
    return passedOn(context, request, sent.answer, body, sent.release, bypass);
  }
  arrived();
  if (taken.kind === "large") taken.drop();
  // Where the request did not reach the origin whole, nothing has happened.
  const reached =
    sent.kind === "failure" && sent.failure.kind !== "unreachable" && upload.isWhole();
  if (reached) await doubt(passage, who);
  else tell(passage, undefined, [], false);
  return sendFailed(context, request, sent, bypass);
}

/** Who sends a mutation, whose credentials it carries, and whom it names besides. */
interface Sender extends Who {
  readonly requester: Requester;
  readonly named: readonly Scope[];
  /** The settings by which that was found out. */
  readonly settings: ProjectSettings;
}

async function whoSends(
  passage: Passage,
  credentials: readonly RawCredential[],
  named: readonly Scope[],
): Promise<Sender> {
  const { context, mutation, source } = passage;
  const { settings } = context;
  if (mutation.listed?.admin === true) {
    // Its credentials are keys, and belong to no session.
    const requester = source === "admin" ? "key-holder" : "stranger";
    return { requester, named, settings, known: [], claimed: [], namesIdentity: false };
  }
  const who = await findWho(context, mutation, credentials, askerOf(context, passage.request));
  return { ...who, requester: who.known.length > 0 ? "known" : "stranger", named, settings };
}

/** Whether nobody was asked, or by another cookie: entries that came since may be of anybody whom the mutation concerns. */
function isOutdated({ settings: then }: Sender, { settings: now }: EdgeContext): boolean {
  return now.cacheableSessions && (!then.cacheableSessions || then.cookieName !== now.cookieName);
}

/**
 * Sees to what an answer to a request that the table does not know does to sessions: one that sets the session cookie is
 * a sign-in or a step-up, and one that clears it a sign-out, wherever Kratos or a front put it.
 */
export async function noticeSignIn(passage: Passage, answer: OriginAnswer): Promise<void> {
  const { context, request } = passage;
  const { settings } = context;
  if (!settings.cacheableSessions) return;
  if (sessionCookiesSet(answer.headers, settings.cookieName).length === 0) return;
  const credentials = mutationCredentials(context, request, []) ?? [];
  await answerMutation(passage, await whoSends(passage, credentials, []), answer);
}

/** The request as the origin gets it: a listed row's answer has to be readable, so no coding of it is asked for. */
function readableRequest({ context, request, mutation }: Passage): EdgeRequest {
  if (mutation.listed === undefined || !context.settings.cacheableSessions) return request;
  const headers = filterLines(request.headers, (name) => name !== "accept-encoding");
  return { ...request, headers };
}

/** The body, and whether all of it was there to be sent. */
function noteEnding(taken: Exclude<TakenBody, { kind: "broken" }>): {
  readonly body: ForwardBody;
  readonly isWhole: () => boolean;
} {
  const { stream } = taken.body;
  if (taken.kind === "whole" || stream === undefined) {
    return { body: taken.body, isWhole: () => true };
  }
  let whole = false;
  const noted = endingWith(stream, (finished) => {
    whole = finished;
  });
  return { body: { ...taken.body, stream: noted }, isWhole: () => whole };
}

function decoded(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** The origin notes in a session where it was started; a proxy that is not believed stands there in its clients' place. */
function tellAddress({ options, ports, settings }: EdgeContext, { headers, peer }: EdgeRequest) {
  if (peer === undefined || !addressDropped(headers, peer.address, trustOf(options))) return;
  ports.emit({ kind: "client-address-dropped", project: settings.project });
}

/** Nobody knows whether the origin has made the change, or still will. */
async function doubt(passage: Passage, who: Sender): Promise<void> {
  const { context } = passage;
  const { fences, publisher, ports, settings } = context;
  const effects = doubtfulEffects(who.requester, who);
  const scopes = fence(passage, effects, ports.clock.nowMs());
  fences.doubt(scopes);
  const { publishWaitMs } = limitsOf(context);
  await publisher.publish(settings.project, scopes, passage.source, publishWaitMs);
  tell(passage, undefined, scopes, scopes.length > 0);
}

/** Fences whom a mutation concerns, and whom the entries name that go with it. Returns all of these, to be told to others. */
function fence(passage: Passage, effects: Effects, atMs: number): readonly Scope[] {
  const { fences, settings } = passage.context;
  const { project } = settings;
  const certain = distinct(project, effects.certain);
  const removed = fences.raise(certain, atMs);
  const claims = fences.raiseClaimed(distinct(project, effects.claimed), atMs);
  passage.flights.fence(claims.left, atMs);
  const fenced = distinct(project, [...certain, ...claims.fenced]);
  const wider = widened(passage, fenced, [...removed, ...claims.removed]);
  const scopes = distinct(project, [...fenced, ...wider]);
  fences.raise(scopes.slice(fenced.length), atMs);
  return scopes;
}

/** Fences and publishes what the origin's answer means, before it is passed on. Returns the answer's body, still whole. */
async function answerMutation(
  passage: Passage,
  who: Sender,
  answer: OriginAnswer,
): Promise<ByteStream> {
  const { context, mutation } = passage;
  const { fences, publisher, ports, settings } = context;
  const headAtMs = ports.clock.nowMs();
  const { text, body } = await readAnswer(passage, who, answer);
  if (mutation.listed?.signsIn === true) learnFromSignIn(context, answer, text);
  const issued = issuedCredentials(context, answer, text);
  const newcomers = await resolveNewcomers(passage, who, issued, text);

  const effects = effectsOf(mutation.listed, who.requester, who, answer);
  const scopes = fence(
    passage,
    {
      certain: [...effects.certain, ...newcomers.certain],
      claimed: [...effects.claimed, ...newcomers.claimed],
    },
    headAtMs,
  );
  // Few entries can have come since the change of settings removed all; they are not told of, as they are nobody's in particular.
  const turnedAway = isTurnedAway(mutation.listed, who.requester, answer);
  if (!turnedAway && isOutdated(who, context)) {
    fences.raise([{ kind: "project" }], headAtMs);
  }
  const { publishWaitMs } = limitsOf(context);
  await publisher.publish(settings.project, scopes, passage.source, publishWaitMs);
  tell(passage, answer.status, scopes, scopes.length > 0);
  if (!newcomers.asked) warmNewcomers(passage, issued);
  return body;
}

/**
 * Whom removed entries name besides. It adds to whom a mutation concerns, and never counts as having named its sender: an
 * entry under several credentials is the session of one of them, and nobody knows of which.
 */
function widened(
  { mutation }: Passage,
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
    (scope) => mutation.listed !== undefined || scope.kind === "session",
  );
}

function distinct(project: string, scopes: readonly Scope[]): readonly Scope[] {
  return [...new Map(scopes.map((scope) => [scopeId(project, scope), scope])).values()];
}

function tell(
  passage: Passage,
  status: number | undefined,
  scopes: readonly Scope[],
  published: boolean,
): void {
  const { context, mutation, arrivedAtMs } = passage;
  const { clock, emit } = context.ports;
  const durationMs = clock.nowMs() - arrivedAtMs;
  const { project } = context.settings;
  emit({ kind: "mutation", project, row: mutation.row, status, scopes, published, durationMs });
}
