// Passes on a request that may change what checks answer, so that no check that arrives later gets the old answer (L3).
// It identifies the sender, forwards the request, fences as of the answer's head, publishes, and only then answers. It
// fences nothing before that: no client has been told about a change until the answer is passed on, and any client can
// send a request that will be refused. `core/mutation-sender.ts` and `core/mutation-effects.ts` decide what to ask,
// fence and publish.
import { addressDropped, withoutCodings } from "../../core/forwarding.ts";
import { describeMutation, readSettingsMethod } from "../../core/endings/mutation-endings.ts";
import { distinctScopes, type Scope } from "../../core/invalidation.ts";
import {
  readAnswerNames,
  contradictsCookieName,
  findIssuedCredentials,
} from "../../core/mutation-answer.ts";
import { readBodyFindings } from "../../core/mutation.ts";
import {
  decideEffects,
  readsAnswer,
  unansweredOutcome,
  widenScopes,
  type MutationEffects,
  type MutationOutcome,
} from "../../core/mutation-effects.ts";
import {
  judgeSender,
  mutationCredentials,
  planSending,
  prepareMutation,
  type Preparation,
  type Sender,
} from "../../core/mutation-sender.ts";
import type { RawCredential } from "../../core/credential.ts";
import { readAnswerText } from "./answer-text.ts";
import { notifyEnd } from "../call/body.ts";
import { limitsOf, type EdgeContext } from "../context.ts";
import { withdrawCookieName } from "../flight/cookie-name.ts";
import {
  answerBrokenBody,
  answerForwardError,
  passAnswerOn,
  answerSendFailure,
  sendRequest,
  emitForwarded,
  trustOf,
} from "../call/forward.ts";
import { resolveNewcomers, warmNewcomers } from "./newcomers.ts";
import type { Passage } from "./passage.ts";
import type { ByteStream, EdgeAnswer, EdgeRequest, OriginAnswer } from "../ports.ts";
import { takeBody, type ForwardBody, type TakenBody } from "../call/request-body.ts";
import { questionContextOf, identify } from "../call/who.ts";

/** Passes one mutation on. */
export async function mutate(passage: Passage): Promise<EdgeAnswer> {
  const answer = await passMutation(passage);
  emitForwarded(passage, answer.status);
  return answer;
}

async function passMutation(received: Passage): Promise<EdgeAnswer> {
  const { context, request, mutation, upstream } = received;
  const { project } = context.settings;
  const limits = limitsOf(context);
  const taken = await takeBody(request, limits.readBodyBytesMax);
  if (taken.kind === "broken") return answerBrokenBody(received);
  const passage =
    mutation.row === "settings"
      ? { ...received, settingsMethod: submittedMethod(request, taken) }
      : received;
  const preparation = prepareMutation(mutation, context.settings);
  if (preparation.body !== undefined && taken.kind === "large") {
    taken.drop();
    context.ports.emit({ kind: "limit-reached", project, limit: "readBodyBytesMax" });
    return answerForwardError(passage, "edge_body_too_large");
  }
  const text = preparation.body === undefined ? "" : decodeBody(taken);
  const { tokens, named } = readBodyFindings(preparation.body, text);
  const credentials = mutationCredentials(request.headers, tokens, context.settings, limits);
  if (credentials === undefined) {
    context.ports.emit({ kind: "limit-reached", project, limit: "mutationCredentialsMax" });
    if (taken.kind === "large") taken.drop();
    return answerForwardError(passage, "edge_head_too_large");
  }
  const sender = await findSender(passage, preparation, credentials, [...mutation.named, ...named]);
  const { lane, pending } = planSending(sender, taken.kind === "whole", upstream.lane);
  const endPending = context.fences.markPending(pending);
  if (passage.source === "mutation") emitAddressDropped(context, request);
  const upload = trackUpload(taken);
  const headers = preparation.readable ? withoutCodings(request.headers) : request.headers;
  const sent = await sendRequest(
    context,
    { ...request, headers },
    { upstream, body: upload.body, lane, purpose: "mutation", signal: undefined },
  );
  if (sent.kind === "answer") {
    const body = await applyAnswer(passage, sender, sent.answer)
      .catch((error: unknown) => {
        sent.answer.discard();
        sent.release();
        throw error;
      })
      .finally(endPending);
    return passAnswerOn(passage, sent.answer, body, sent.release);
  }
  endPending();
  if (taken.kind === "large") taken.drop();
  const failure = sent.kind === "failure" ? sent.failure.kind : sent.kind;
  const outcome = unansweredOutcome(failure, upload.isWhole());
  await applyEffects(passage, sender, outcome, context.ports.clock.nowMs());
  return answerSendFailure(passage, sent);
}

async function findSender(
  { context, mutation, request, source }: Passage,
  { identify: identifies, ask }: Preparation,
  credentials: readonly RawCredential[],
  named: readonly Scope[],
): Promise<Sender> {
  const { settings } = context;
  const identified = identifies
    ? await identify(context, credentials, ask, questionContextOf(context, request))
    : [];
  return judgeSender(mutation, { source, credentials: identified, named, settings });
}

/** Applies what an answer does to sessions if its request is not in the table. */
export async function noticeSignIn(passage: Passage, answer: OriginAnswer): Promise<void> {
  const { context, request, mutation } = passage;
  const { settings } = context;
  const credentials = mutationCredentials(request.headers, [], settings, limitsOf(context)) ?? [];
  const preparation = prepareMutation(mutation, settings);
  const sender = await findSender(passage, preparation, credentials, []);
  await applyAnswer(passage, sender, answer);
}

interface Upload {
  readonly body: ForwardBody;
  /** Whether the whole body was read, so that it could be sent. */
  readonly isWhole: () => boolean;
}

/** The body of an upload, with a note of whether all of it was read. */
function trackUpload(taken: Exclude<TakenBody, { kind: "broken" }>): Upload {
  const { stream } = taken.body;
  if (taken.kind === "whole" || stream === undefined) {
    return { body: taken.body, isWhole: () => true };
  }
  let whole = false;
  const noted = notifyEnd(stream, (finished) => {
    whole = finished;
  });
  return { body: { ...taken.body, stream: noted }, isWhole: () => whole };
}

/** The method that a settings flow's request submits. A body that streams is not read for it. */
function submittedMethod(
  { headers, target }: EdgeRequest,
  taken: Exclude<TakenBody, { kind: "broken" }>,
): string | undefined {
  return readSettingsMethod(headers, decodeBody(taken), target);
}

function decodeBody(taken: TakenBody): string {
  return taken.kind === "whole" ? new TextDecoder().decode(taken.bytes) : "";
}

/**
 * Emits `client-address-dropped` if the origin will record a proxy's address as the place where a session was started.
 */
function emitAddressDropped(
  { options, ports, settings }: EdgeContext,
  { headers, peer }: EdgeRequest,
) {
  if (peer === undefined || !addressDropped(headers, peer.address, trustOf(options))) return;
  ports.emit({ kind: "client-address-dropped", project: settings.project });
}

/** Applies the effects of the origin's answer before it is passed on. Returns the answer's body, still whole. */
async function applyAnswer(
  passage: Passage,
  sender: Sender,
  answer: OriginAnswer,
): Promise<ByteStream> {
  const { context, mutation, request } = passage;
  const headAtMs = context.ports.clock.nowMs();
  const reads = readsAnswer(mutation, request.method, sender, answer, context.settings);
  const { text, body } = reads
    ? await readAnswerText(context, answer)
    : { text: "", body: answer.body };
  const { cookieName } = context.settings;
  if (contradictsCookieName(mutation, answer, text, cookieName)) {
    withdrawCookieName(context, "sign-in", answer.headers);
  }
  const { mutationCredentialsMax } = limitsOf(context);
  const issued = findIssuedCredentials(answer.headers, text, cookieName, mutationCredentialsMax);
  const newcomers = await resolveNewcomers(passage, sender, issued, readAnswerNames(text));
  const outcome = { kind: "answered", answer, newcomers } as const;
  const { warm } = await applyEffects(passage, sender, outcome, headAtMs);
  if (warm) warmNewcomers(passage, issued);
  return body;
}

/** Applies the effects of a mutation's outcome: fences as of an instant, and publishes. */
async function applyEffects(
  passage: Passage,
  sender: Sender,
  outcome: MutationOutcome,
  atMs: number,
): Promise<MutationEffects> {
  const { context, mutation, source } = passage;
  const { fences, publisher, settings } = context;
  const effects = decideEffects({ mutation, sender, outcome, settings });
  const { project } = settings;
  const { scopes, left } = fence(passage, effects, atMs);
  const whole: readonly Scope[] = effects.fenceAll ? [{ kind: "project" }] : [];
  fences.raise(whole, atMs);
  const published = effects.publish ? scopes : [];
  const { settingsMethod, request } = passage;
  const change = { mutation, method: request.method, sender, outcome, settingsMethod, settings };
  const describe = describeMutation({ ...change, row: effects.row }, published);
  if (effects.doubt) fences.doubt(scopes, describe);
  const { publishWaitMs } = limitsOf(context);
  await Promise.all([
    publisher.tell("fence", project, whole),
    publisher.tell("claim", project, left, describe),
    publisher.tell("doubt", project, effects.doubt ? scopes : []),
    publisher.publish(project, published, source, publishWaitMs, describe),
  ]);
  const status = outcome.kind === "answered" ? outcome.answer.status : undefined;
  emitMutation(passage, status, scopes, published.length > 0);
  return effects;
}

/**
 * Fences the scopes that a mutation concerns, and those that removed entries name. Returns all of them, to be
 * published, and those of a stranger that nothing was left for.
 */
function fence(
  passage: Passage,
  effects: MutationEffects,
  atMs: number,
): { readonly scopes: readonly Scope[]; readonly left: readonly Scope[] } {
  const { fences, settings } = passage.context;
  const { project } = settings;
  const certain = distinctScopes(project, effects.fence);
  const removed = fences.raise(certain, atMs);
  const claims = fences.raiseClaimed(distinctScopes(project, effects.claim), atMs);
  passage.flights.fence(claims.left, atMs);
  const fenced = distinctScopes(project, [...certain, ...claims.fenced]);
  const wider = widenScopes(passage.mutation, fenced, [...removed.owners, ...claims.removed]);
  const scopes = distinctScopes(project, [...fenced, ...wider]);
  fences.raise(scopes.slice(fenced.length), atMs);
  return { scopes, left: claims.left };
}

function emitMutation(
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
