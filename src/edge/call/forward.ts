// Passes a request to the origin and its answer to the client. Both stream, and nothing is stored.
import { bypassedLines } from "../../core/answer-lines.ts";
import { cacheStatus } from "../../core/cache-status.ts";
import type { EdgeErrorId } from "../../core/errors.ts";
import {
  arrivalOf,
  clientAddress,
  forwardedAnswerLines,
  forwardedRequestLines,
  goesInCircles,
  type ProxyTrust,
} from "../../core/forwarding.ts";
import { hasNoBody } from "../../core/framing.ts";
import { stripBasePath } from "../../core/origin-path.ts";
import { statusClass } from "../../core/status-class.ts";
import { notifyEnd } from "./body.ts";
import { limitsOf, type EdgeContext, type EdgeOptions } from "../context.ts";
import { errorAnswer } from "../errors.ts";
import type { CallPurpose, LaneName } from "../events.ts";
import type { Release } from "./lanes.ts";
import type {
  ByteStream,
  EdgeAnswer,
  EdgeRequest,
  Origin,
  OriginAnswer,
  OriginFailure,
} from "../ports.ts";
import { takeBody, type ForwardBody } from "./request-body.ts";

/** Where requests are passed on to. */
export interface Upstream {
  readonly origin: Origin;
  /** The prefix of this edge's paths. It is removed before a request is sent on. */
  readonly basePath: string;
  /** The lane of requests that no other lane is for. */
  readonly lane: "forward" | "admin";
}

/** A request that is passed on. */
export interface PassedRequest {
  readonly context: EdgeContext;
  /** Where it goes: the public API, or the admin API behind the admin gateway. */
  readonly upstream: Upstream;
  readonly request: EdgeRequest;
  readonly arrivedAtMs: number;
  /** The reason for `Cache-Status` if the request is for whoami. */
  readonly bypass: string | undefined;
}

/** The result of sending a request on. */
export type Sent =
  | { readonly kind: "answer"; readonly answer: OriginAnswer; readonly release: Release }
  | { readonly kind: "failure"; readonly failure: OriginFailure }
  | { readonly kind: "busy" }
  | { readonly kind: "loop" };

/** Sends a request on. If there is an answer, call `release` when it has been dealt with. */
export async function sendRequest(
  context: EdgeContext,
  request: EdgeRequest,
  how: {
    readonly upstream: Upstream;
    readonly body: ForwardBody;
    readonly lane: LaneName;
    readonly purpose: CallPurpose;
    readonly signal: AbortSignal | undefined;
  },
): Promise<Sent> {
  const { ports, options, settings } = context;
  const { project } = settings;
  if (goesInCircles(request.headers, options.name)) return { kind: "loop" };
  const startedAtMs = ports.clock.nowMs();
  const arrival = arrivalOf(request.headers, request.peer, trustOf(options));
  const { signal } = how;
  const place = context.lanes.acquire(how.lane, project, options.forwardTimeoutMs, {
    address:
      arrival === undefined ? undefined : clientAddress(request.headers, arrival.address, arrival),
    signal,
  });
  // A free place costs no turn of the promise queue.
  const release = place instanceof Promise ? await place : place;
  if (release === undefined) {
    if (signal?.aborted !== true) return { kind: "busy" };
    return { kind: "failure", failure: { kind: "aborted", cause: signal.reason } };
  }
  const outcome = await how.upstream.origin.send({
    method: request.method,
    target: stripBasePath(request.target, how.upstream.basePath),
    headers: forwardedRequestLines(request.headers, arrival, options.name),
    body: how.body.stream,
    bodyBytes: how.body.bytes,
    headWaitMs: options.forwardTimeoutMs,
    totalWaitMs: undefined,
    purpose: "forwarded",
    signal,
  });
  const answered = outcome.kind === "answer";
  ports.emit({
    kind: "call",
    project,
    lane: how.lane,
    purpose: how.purpose,
    outcome: answered ? statusClass(outcome.answer.status) : outcome.failure.kind,
    status: answered ? outcome.answer.status : undefined,
    durationMs: ports.clock.nowMs() - startedAtMs,
    cause: answered ? undefined : outcome.failure.cause,
  });
  if (answered) return { kind: "answer", answer: outcome.answer, release };
  release();
  return { kind: "failure", failure: outcome.failure };
}

/** Which peers may say who the client is, and in which header. */
export function trustOf(
  options: Pick<EdgeOptions, "trustedProxies" | "clientAddressHeader">,
): ProxyTrust {
  return { trusts: options.trustedProxies, addressHeader: options.clientAddressHeader };
}

/** Passes one request through. `notice` gets the answer's head before the client does. */
export async function forward(
  passed: PassedRequest,
  notice: ((answer: OriginAnswer) => Promise<void>) | undefined,
): Promise<EdgeAnswer> {
  const answer = await forwarded(passed, notice);
  emitForwarded(passed, answer.status);
  return answer;
}

async function forwarded(
  passed: PassedRequest,
  notice: ((answer: OriginAnswer) => Promise<void>) | undefined,
): Promise<EdgeAnswer> {
  const { context, upstream, request } = passed;
  const taken = await takeBody(request, limitsOf(context).readBodyBytesMax);
  if (taken.kind === "broken") return answerBrokenBody(passed);
  const sent = await sendRequest(context, request, {
    upstream,
    body: taken.body,
    lane: upstream.lane,
    purpose: "forward",
    signal: request.signal,
  });
  if (sent.kind === "answer") {
    await notice?.(sent.answer).catch((error: unknown) => {
      sent.answer.discard();
      sent.release();
      throw error;
    });
    return passAnswerOn(passed, sent.answer, sent.answer.body, sent.release);
  }
  if (taken.kind === "large") taken.drop();
  return answerSendFailure(passed, sent);
}

/** Emits the events of a request that was passed through. */
export function emitForwarded(
  { context, request, arrivedAtMs, bypass }: PassedRequest,
  status: number,
): void {
  const { clock, emit } = context.ports;
  const durationMs = clock.nowMs() - arrivedAtMs;
  emit({
    kind: "forwarded",
    project: context.settings.project,
    method: request.method,
    status,
    durationMs,
    why: bypass ?? "other",
  });
  if (bypass !== undefined) {
    const { project } = context.settings;
    emit({ kind: "check", project, result: "bypass", status, durationMs, refreshing: false });
  }
}

/**
 * The origin's answer as the client gets it. Its place in the lane becomes free when the body has ended or the client
 * has left.
 */
export function passAnswerOn(
  passed: PassedRequest,
  answer: OriginAnswer,
  body: ByteStream,
  release: Release,
): EdgeAnswer {
  const { context, request } = passed;
  const headers = passedAnswerLines(passed, answer);
  const { signal } = request;
  const giveUp = (): void => {
    answer.discard();
    release();
  };
  signal.addEventListener("abort", giveUp, { once: true });
  if (signal.aborted) giveUp();
  const stream = notifyEnd(body, (finished) => {
    signal.removeEventListener("abort", giveUp);
    if (!finished) answer.discard();
    release();
  });
  if (hasNoBody(request.method, answer.status)) {
    context.ports.background(drain(stream));
    return { status: answer.status, headers, body: undefined };
  }
  return { status: answer.status, headers, body: stream };
}

/**
 * The origin's own lines. Only an answer for whoami gets a `Cache-Status`. An answer to a check also says that it must
 * not be kept.
 */
function passedAnswerLines(
  { context, request, bypass }: PassedRequest,
  answer: OriginAnswer,
): readonly string[] {
  if (bypass === undefined) return forwardedAnswerLines(answer.headers);
  return [
    ...bypassedLines(answer.headers, request.method),
    "Cache-Status",
    bypassStatus(context, bypass),
  ];
}

/** The answer if its client has left (status 499, as in nginx). It is not sent. */
const clientLeft: EdgeAnswer = { status: 499, headers: [], body: undefined };

/** The answer to a request whose body broke off. Usually its client has left, or its host has refused the rest. */
export function answerBrokenBody(passed: PassedRequest): EdgeAnswer {
  if (passed.request.signal.aborted) return clientLeft;
  return answerForwardError(passed, "edge_request_malformed");
}

/**
 * The answer to a request that could not be passed on. If the client has left, that is not counted as a failure of the
 * origin.
 */
export function answerSendFailure(
  passed: PassedRequest,
  sent: Exclude<Sent, { kind: "answer" }>,
): EdgeAnswer {
  const gaveUp = sent.kind === "failure" && sent.failure.kind === "aborted";
  if (gaveUp && passed.request.signal.aborted) return clientLeft;
  return answerForwardError(passed, sendError(sent));
}

function sendError(sent: Exclude<Sent, { kind: "answer" }>): EdgeErrorId {
  if (sent.kind === "busy") return "edge_busy";
  if (sent.kind === "loop") return "edge_loop";
  return sent.failure.kind === "timeout" ? "edge_origin_timeout" : "edge_origin_unreachable";
}

/** An error that the edge answers a passed-through request with. */
export function answerForwardError(
  { context, request, bypass }: PassedRequest,
  id: EdgeErrorId,
): EdgeAnswer {
  const { status, headers, body } = errorAnswer(id, request.method);
  context.ports.emit({ kind: "error-answered", project: context.settings.project, id, status });
  if (bypass === undefined) return { status, headers, body };
  return { status, headers: [...headers, "Cache-Status", bypassStatus(context, bypass)], body };
}

function bypassStatus(context: EdgeContext, detail: string): string {
  return cacheStatus(context.options.name, { kind: "bypass", detail });
}

async function drain(body: ByteStream): Promise<void> {
  const iterator = body[Symbol.asyncIterator]();
  try {
    while ((await iterator.next()).done !== true) {
      // Nothing is read here: these answers have no body, only an end.
    }
  } catch {
    // The head has been passed on already. The adapter closes the connection instead of pooling it.
    await iterator.return?.();
  }
}
