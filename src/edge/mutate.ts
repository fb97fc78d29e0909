// Passes on a request that may change what checks answer, and sees to it that no check arriving later hears the old (L3):
// ask who sends it, forward it, fence as of its answer's head, publish, and only then answer. Nothing is fenced before:
// until the answer is passed on, nobody was told of a change, and anybody can send a request that will be refused.
import { RawCredential } from "../core/credential.ts";
import type { Entry } from "../core/entry.ts";
import { addressDropped } from "../core/forwarding.ts";
import { filterLines } from "../core/header-lines.ts";
import { scopeId, type InvalidationSource, type Scope } from "../core/invalidation.ts";
import { scopesOfBulk, tokensOfLogout, type Mutation } from "../core/mutation.ts";
import {
  asksIssued,
  dependsOnBody,
  doubtfulScopes,
  effectsOf,
  isTurnedAway,
  sessionCookiesSet,
  type Requester,
} from "../core/mutation-effects.ts";
import type { ProjectSettings } from "../core/settings.ts";
import { readIssuedTokens, readNames } from "../core/session.ts";
import { endingWith, readBody, streamOf, type ReadBody } from "./body.ts";
import { limitsOf, type EdgeContext } from "./context.ts";
import { learnFromSignIn } from "./cookie-name.ts";
import { scopesOfEntries } from "./fences.ts";
import type { Flights } from "./flights.ts";
import {
  brokenOff,
  forwardError,
  passedOn,
  sendFailed,
  sendOn,
  tellForwarded,
  trustOf,
  type Upstream,
} from "./forward.ts";
import type { ByteStream, EdgeAnswer, EdgeRequest, OriginAnswer } from "./ports.ts";
import { takeBody, type ForwardBody, type TakenBody } from "./request-body.ts";
import { askerOf, digestOf, findWho, mutationCredentials, type Who } from "./who.ts";

/** A mutation on its way. */
export interface Passage {
  readonly context: EdgeContext;
  /** Where it goes: the public API, or the admin API behind a gateway. */
  readonly upstream: Upstream;
  readonly flights: Flights;
  readonly request: EdgeRequest;
  readonly mutation: Mutation;
  /** What the news of it says that it came from. */
  readonly source: InvalidationSource;
  readonly arrivedAtMs: number;
  readonly bypass: string | undefined;
}

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
  const arrived = context.fences.pend(doubtfulScopes(who.requester, who));
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
  const scopes = distinct(settings.project, doubtfulScopes(who.requester, who));
  const removed = fences.raise(scopes, ports.clock.nowMs());
  const all = distinct(settings.project, [...scopes, ...widened(passage, scopes, removed)]);
  fences.raise(all.slice(scopes.length), ports.clock.nowMs());
  fences.doubt(all);
  await publisher.publish(settings.project, all, passage.source, limitsOf(context).publishWaitMs);
  tell(passage, undefined, all, all.length > 0);
}

/** Fences and publishes what the origin's answer means, before it is passed on. Returns the answer's body, still whole. */
async function answerMutation(
  passage: Passage,
  who: Sender,
  answer: OriginAnswer,
): Promise<ByteStream> {
  const { context, flights, mutation } = passage;
  const { fences, publisher, ports, settings } = context;
  const headAtMs = ports.clock.nowMs();
  const { text, body } = await readAnswer(passage, who, answer);
  if (mutation.listed?.signsIn === true) learnFromSignIn(context, answer, text);
  const issued = issuedCredentials(context, answer, text);
  const newcomers = await whoseAreThey(passage, who, issued, text);

  const effects = effectsOf(mutation.listed, who.requester, who, answer);
  const { project } = settings;
  const certain = distinct(project, [...effects.certain, ...newcomers.certain]);
  const claimed = distinct(project, [...effects.claimed, ...newcomers.claimed]);
  const removed = fences.raise(certain, headAtMs);
  const claims = fences.raiseClaimed(claimed, headAtMs);
  flights.fence(claims.left, headAtMs);
  // Few entries can have come since the change of settings removed all; they are not told of, as they are nobody's in particular.
  const turnedAway = isTurnedAway(mutation.listed, who.requester, answer);
  if (!turnedAway && isOutdated(who, context)) {
    fences.raise([{ kind: "project" }], headAtMs);
  }
  const fenced = distinct(project, [...certain, ...claims.fenced]);
  const wider = widened(passage, fenced, [...removed, ...claims.removed]);
  const scopes = distinct(project, [...fenced, ...wider]);
  fences.raise(scopes.slice(fenced.length), headAtMs);
  const { publishWaitMs } = limitsOf(context);
  await publisher.publish(project, scopes, passage.source, publishWaitMs);
  tell(passage, answer.status, scopes, scopes.length > 0);
  if (!newcomers.asked) warm(passage, issued);
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

/** Reads a JSON answer that may hand out a token or name a session; any other passes unread. */
async function readAnswer(
  passage: Passage,
  who: Who,
  answer: OriginAnswer,
): Promise<{ readonly text: string; readonly body: ByteStream }> {
  const { context, request, mutation } = passage;
  const needed =
    context.settings.cacheableSessions &&
    dependsOnBody(mutation, request.method, who.namesIdentity, answer);
  if (!needed) return { text: "", body: answer.body };
  const read = await readInTime(context, answer);
  const broken = read.ending === "broken" ? { cause: read.cause } : undefined;
  const text = read.ending === "whole" ? decoded(read.bytes) : "";
  return { text, body: streamOf(read.bytes, read.rest, broken) };
}

/** Reads a body for as long as its head might have taken. One that stays away longer is broken off, else its call's place would be lost. */
async function readInTime(context: EdgeContext, answer: OriginAnswer): Promise<ReadBody> {
  const { forwardTimeoutMs } = context.options;
  const late = Promise.withResolvers<ReadBody>();
  const cancel = context.ports.clock.after(forwardTimeoutMs, () => {
    const cause = new Error(`no whole body within ${forwardTimeoutMs} ms`);
    late.resolve({ bytes: new Uint8Array(), ending: "broken", rest: undefined, cause });
    answer.discard();
  });
  const reading = readBody(answer.body, limitsOf(context).readBodyBytesMax);
  const read = await Promise.race([reading, late.promise]);
  cancel();
  return read;
}

/** Session credentials that the answer hands out. */
function issuedCredentials(
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
interface Newcomers {
  /** Named by the answer itself, or confirmed by the origin. */
  readonly certain: readonly Scope[];
  /** New credentials that nobody has confirmed. */
  readonly claimed: readonly Scope[];
  readonly asked: boolean;
}

/** Session and identity behind new credentials: as the answer's body names them, else by asking before anybody is answered. */
async function whoseAreThey(
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

/** The user's next check shall be a hit: a new credential that was not asked for above is asked for in the background. */
function warm(passage: Passage, issued: readonly RawCredential[]): void {
  const { context, flights } = passage;
  const { settings } = context;
  if (!settings.cacheableSessions) return;
  for (const credential of issued) {
    if (credential.header === "cookie" || settings.sessionTokens)
      flights.warm(credential, askerOf(context, passage.request).opaque);
  }
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
