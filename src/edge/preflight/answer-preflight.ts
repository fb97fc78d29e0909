// Answers one preflight: from memory, by a call that others may share, or not at all.
import { cacheStatus } from "../../core/cache-status.ts";
import { readDirectives } from "../../core/directives.ts";
import { echoesRequestId, withRequestId } from "../../core/error-body.ts";
import type { EdgeErrorId } from "../../core/errors.ts";
import { forwardedAnswerLines } from "../../core/forwarding.ts";
import { hasNoBody } from "../../core/framing.ts";
import { readHead, readTraceContext } from "../../core/head.ts";
import { withContentLength } from "../../core/entry.ts";
import { isOwnError } from "../../core/own-words.ts";
import type { ReadAnswer } from "../../core/outcome.ts";
import { mayBePreflight, readPreflight, type Preflight } from "../../core/preflight/preflight.ts";
import { fillError } from "../../core/delivery.ts";
import { streamOf } from "../call/body.ts";
import { isHealthy, type EdgeContext } from "../context.ts";
import { errorAnswer } from "../errors.ts";
import type { PreflightResult } from "../events.ts";
import type { ByteStream, EdgeAnswer, EdgeRequest } from "../ports.ts";
import type { PreflightCalled } from "./preflight-calls.ts";
import type { StoredPreflight } from "./preflight-store.ts";

const encoder = new TextEncoder();

/** The preflight in a request, if the edge may answer it from memory. */
export function findPreflight(
  { settings, options }: EdgeContext,
  request: EdgeRequest,
): Preflight | undefined {
  if (!mayBePreflight(request.method, settings)) return undefined;
  const head = request.head ?? readHead(request.headers);
  return readPreflight(
    {
      method: request.method,
      target: request.target,
      hasBody: request.body !== undefined,
      absoluteForm: request.absoluteForm ?? false,
      head,
      headers: request.headers,
    },
    readDirectives(head.cacheControl, head.pragma, settings.ignoreNoCache),
    settings,
    options.limits,
  );
}

/**
 * Answers a preflight. `passOn` passes the request on as it came: a client that waited for a call whose answer is not for
 * others gets its own.
 */
export function answerPreflight(
  context: EdgeContext,
  preflight: Preflight,
  request: EdgeRequest,
  arrivedAtMs: number,
  passOn: () => Promise<EdgeAnswer>,
): EdgeAnswer | Promise<EdgeAnswer> {
  const stored = context.preflights.find(preflight.key, arrivedAtMs);
  const detail = isHealthy(context, arrivedAtMs) ? undefined : "degraded";
  const youngEnough =
    detail === undefined ||
    (stored !== undefined && arrivedAtMs - stored.begunAtMs <= context.settings.degradedMaxAgeMs);
  if (stored !== undefined && youngEnough) {
    return counted(context, storedAnswer(context, stored, arrivedAtMs, detail), "hit", arrivedAtMs);
  }
  const shared = context.preflights.join(preflight.key);
  const why = stored === undefined ? "miss" : "stale";
  if (shared !== undefined) return joinCall(context, shared, why, arrivedAtMs, passOn);
  return startCall(context, preflight, request, why, arrivedAtMs);
}

function storedAnswer(
  { options }: EdgeContext,
  { status, lines, begunAtMs, endsAtMs }: StoredPreflight,
  arrivedAtMs: number,
  detail: "degraded" | undefined,
): EdgeAnswer {
  const age = Math.floor(Math.max(0, arrivedAtMs - begunAtMs) / 1_000);
  const ttlSeconds = Math.floor((endsAtMs - arrivedAtMs) / 1_000);
  const how = cacheStatus(options.name, { kind: "hit", ttlSeconds, detail });
  const headers = [...lines, "Age", String(age), "Cache-Status", how];
  return { status, headers, body: hasNoBody("OPTIONS", status) ? undefined : new Uint8Array(0) };
}

async function startCall(
  context: EdgeContext,
  preflight: Preflight,
  request: EdgeRequest,
  why: "miss" | "stale",
  arrivedAtMs: number,
): Promise<EdgeAnswer> {
  const trace = readTraceContext(request.headers);
  const { whoami, stored } = await context.preflights.start(context, preflight, trace);
  const how = { why, stored, collapsed: false } as const;
  if (whoami.result.kind === "failure") {
    const answer = failureAnswer(context, fillError(whoami.result.failure), how);
    return counted(context, answer, "error", arrivedAtMs);
  }
  const requestId = (request.head ?? readHead(request.headers)).requestId;
  const headers = forwardedAnswerLines(whoami.result.answer.headers);
  const answer = fetchedAnswer(whoami.result.answer, headers, requestId, whoami.rest);
  return counted(context, marked(context, answer, how), stored ? "stored" : "passed", arrivedAtMs);
}

async function joinCall(
  context: EdgeContext,
  call: Promise<PreflightCalled>,
  why: "miss" | "stale",
  arrivedAtMs: number,
  passOn: () => Promise<EdgeAnswer>,
): Promise<EdgeAnswer> {
  const { whoami, shared, stored } = await call;
  const how = { why, stored, collapsed: true } as const;
  if (whoami.result.kind === "failure") {
    const answer = failureAnswer(context, fillError(whoami.result.failure), how);
    return counted(context, answer, "error", arrivedAtMs);
  }
  if (shared === undefined) return passOn();
  const { answer } = whoami.result;
  const given = fetchedAnswer(answer, forwardedAnswerLines(answer.headers), undefined, undefined);
  return counted(context, marked(context, given, how), "collapsed", arrivedAtMs);
}

/** The origin's own answer. */
function fetchedAnswer(
  answer: ReadAnswer,
  headers: readonly string[],
  requestId: string | undefined,
  rest: ByteStream | undefined,
): EdgeAnswer {
  const { status, ending, text } = answer;
  if (hasNoBody("OPTIONS", status)) return { status, headers, body: undefined };
  if (ending !== "whole") {
    const broken = ending === "broken" ? { cause: undefined } : undefined;
    return { status, headers, body: streamOf(answer.body, rest, broken) };
  }
  const echoes = echoesRequestId(status, requestId) && isOwnError(answer);
  const body = echoes ? encoder.encode(withRequestId(text, requestId)) : answer.body;
  return { status, headers: withContentLength(headers, body.byteLength), body };
}

interface How {
  readonly why: "miss" | "stale";
  readonly stored: boolean;
  readonly collapsed: boolean;
}

function marked({ options }: EdgeContext, answer: EdgeAnswer, how: How): EdgeAnswer {
  const status = cacheStatus(options.name, { kind: "fetched", ...how });
  return { ...answer, headers: [...answer.headers, "Cache-Status", status] };
}

function failureAnswer(context: EdgeContext, id: EdgeErrorId, how: How): EdgeAnswer {
  const answer = errorAnswer(id, "OPTIONS");
  const { project } = context.settings;
  context.ports.emit({ kind: "error-answered", project, id, status: answer.status });
  return marked(context, answer, how);
}

function counted(
  { ports, settings }: EdgeContext,
  answer: EdgeAnswer,
  result: PreflightResult,
  arrivedAtMs: number,
): EdgeAnswer {
  const { project } = settings;
  const durationMs = ports.clock.nowMs() - arrivedAtMs;
  ports.emit({ kind: "preflight", project, result, status: answer.status, durationMs });
  return answer;
}
