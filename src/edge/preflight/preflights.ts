// Answers preflights: from memory, by a call that others may share, or not at all.
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
import type { ByteStream, EdgeAnswer, EdgeRequest, Preflights } from "../ports.ts";
import { PreflightCalls, type PreflightCalled } from "./preflight-calls.ts";
import type { StoredPreflight } from "./preflight-store.ts";

const encoder = new TextEncoder();

/** Creates what answers the preflights of a project. */
export function createPreflights(context: EdgeContext): Preflights {
  const calls = new PreflightCalls(context.options.limits);
  return {
    answer(request, arrivedAtMs, passOn) {
      const preflight = findPreflight(context, request);
      if (preflight === undefined) return undefined;
      return answerPreflight({ context, calls }, { preflight, request, arrivedAtMs, passOn });
    },
    fence: (atMs) => calls.fence(atMs),
  };
}

interface Parts {
  readonly context: EdgeContext;
  readonly calls: PreflightCalls;
}

interface Asked {
  readonly preflight: Preflight;
  readonly request: EdgeRequest;
  readonly arrivedAtMs: number;
  /** A client that waited for a call whose answer is not for others gets its own. */
  readonly passOn: () => EdgeAnswer | Promise<EdgeAnswer>;
}

/** The preflight in a request, if the edge may answer it from memory. */
function findPreflight(
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

function answerPreflight(parts: Parts, asked: Asked): EdgeAnswer | Promise<EdgeAnswer> {
  const { context, calls } = parts;
  const { preflight, arrivedAtMs } = asked;
  const stored = calls.find(preflight.key, arrivedAtMs);
  const detail = isHealthy(context, arrivedAtMs) ? undefined : "degraded";
  const youngEnough =
    detail === undefined ||
    (stored !== undefined && arrivedAtMs - stored.begunAtMs <= context.settings.degradedMaxAgeMs);
  if (stored !== undefined && youngEnough) {
    return counted(context, storedAnswer(context, stored, arrivedAtMs, detail), "hit", arrivedAtMs);
  }
  const shared = calls.join(preflight.key);
  const why = stored === undefined ? "miss" : "stale";
  return shared === undefined
    ? startCall(parts, asked, why)
    : joinCall(context, shared, why, asked);
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
  { context, calls }: Parts,
  { preflight, request, arrivedAtMs }: Asked,
  why: "miss" | "stale",
): Promise<EdgeAnswer> {
  const trace = readTraceContext(request.headers);
  const { whoami, stored } = await calls.start(context, preflight, trace);
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
  { arrivedAtMs, passOn }: Asked,
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
