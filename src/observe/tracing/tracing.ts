// Spans by OpenTelemetry: one for each sampled request at the public listener, and one for each call to the identity server
// that a sampled request starts. This file and what it imports are loaded only if tracing is on.
// A request's span reaches the call as the request's `traceparent`, so the edge itself knows nothing of spans, and a
// request that is not sampled is passed on as it came.
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import { whoamiPath } from "../../core/check.ts";
import { clientAddress, type ProxyTrust } from "../../core/forwarding.ts";
import { headerValues } from "../../core/header-lines.ts";
import type { EdgeAnswer, EdgeRequest, Origin } from "../../edge/ports.ts";
import { cacheStatusOf } from "../cache-status.ts";
import { bounded, shownPath } from "../path.ts";
import { createBoundedSpans, type SpanCounts } from "./bounded-spans.ts";
import { traceOrigin } from "./origin-spans.ts";
import { isSampled, readParent, withParent } from "./trace-parent.ts";
import type { Span, Tracer } from "@opentelemetry/api";

/** Answers a request. */
type Answers = (request: EdgeRequest) => EdgeAnswer | Promise<EdgeAnswer>;

/** How tracing is set up. */
export interface TracingParts {
  /** The collector's URL. Spans go to `/v1/traces` below it. */
  readonly endpoint: string;
  /** The share of requests that are sampled, from 0 to 1, of those whose client has not decided. */
  readonly sampleRatio: number;
  readonly version: string;
  /** Identifies this process. */
  readonly instance: string;
  /** The edge's name. */
  readonly name: string;
  /** Which peers may say who the client is. */
  readonly trust: ProxyTrust;
  /** The project that a request is for. */
  readonly projectOf: (request: EdgeRequest) => string | undefined;
  /** Called if the collector did not take spans. */
  readonly onFailure: (cause: unknown) => void;
}

/** Tracing that is on. */
export interface Tracing {
  /** Makes a function that answers requests record a span for each sampled one. */
  readonly requests: (answers: Answers) => Answers;
  /** Makes an origin record a span for each call of a sampled request. */
  readonly origin: <Kind extends Origin>(origin: Kind, url: string) => Kind;
  /** What has become of the spans so far. */
  readonly counts: Readonly<SpanCounts>;
  /** Sends the spans that wait. Resolves when they are sent, or after `deadlineMs`. Never rejects. */
  stop(deadlineMs: number): Promise<void>;
}

const spansMax = 4_096;
const exportEveryMs = 2_000;
const exportWaitMs = 5_000;
/** The part of a stop's deadline that the last spans may take. */
const flushMsMax = 2_000;

/** Opens tracing. Nothing is sent before the first sampled request. */
export function openTracing(parts: TracingParts): Tracing {
  const { endpoint, sampleRatio, version, instance, name, onFailure } = parts;
  const { processor, counts } = createBoundedSpans({
    exporter: new OTLPTraceExporter({
      url: `${endpoint}/v1/traces`,
      timeoutMillis: exportWaitMs,
      concurrencyLimit: 4,
    }),
    spansMax,
    everyMs: exportEveryMs,
    exportWaitMs: exportWaitMs * 2,
    onFailure,
  });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      "service.name": "edge-sessions",
      "service.version": version,
      "service.instance.id": instance,
      "edge_sessions.name": name,
    }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(sampleRatio) }),
    spanProcessors: [processor],
  });
  const tracer = provider.getTracer("edge-sessions", version);
  return {
    counts,
    requests: (answers) => (request) => answerTraced(parts, tracer, answers, request),
    origin: (origin, url) => traceOrigin(tracer, origin, url),
    stop: async (deadlineMs) => {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(
          () => {
            onFailure(new Error("the last spans were not taken before the process ended"));
            resolve();
          },
          Math.min(flushMsMax, deadlineMs),
        );
      });
      // A collector that is down has been reported already, each time that it did not take spans.
      const sent = provider.shutdown().catch(onFailure);
      await Promise.race([sent, late]);
      clearTimeout(timer);
    },
  };
}

function answerTraced(
  parts: TracingParts,
  tracer: Tracer,
  answers: Answers,
  request: EdgeRequest,
): EdgeAnswer | Promise<EdgeAnswer> {
  const parent = readParent(request.headers);
  const context = parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, parent);
  const span = tracer.startSpan(spanName(request), { kind: SpanKind.SERVER }, context);
  if (!isSampled(span.spanContext())) return answers(request);
  span.setAttributes(attributesOf(parts, request));
  const answer = answers(tracedRequest(request, span));
  // A hit must be taken at once, so it gets no promise here either.
  return answer instanceof Promise
    ? answer.then((later) => endSpan(span, later, parts.name))
    : endSpan(span, answer, parts.name);
}

/** Few names, as OpenTelemetry asks for: paths are attributes. */
function spanName({ method, target }: EdgeRequest): string {
  const known = /^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|TRACE)$/u.test(method);
  const verb = known ? method : "HTTP";
  return shownPath(target).endsWith(whoamiPath) ? `${verb} ${whoamiPath}` : verb;
}

function attributesOf(
  { trust, projectOf }: TracingParts,
  request: EdgeRequest,
): Record<string, string> {
  const { method, target, headers, peer } = request;
  const [host] = headerValues(headers, "host");
  const project = projectOf(request);
  return {
    "http.request.method": bounded(method),
    "url.path": shownPath(target),
    "url.scheme": peer?.protocol ?? "http",
    ...(host === undefined ? {} : { "server.address": bounded(host.replace(/:\d+$/u, "")) }),
    ...(peer === undefined
      ? {}
      : { "client.address": clientAddress(headers, peer.address, trust) }),
    ...(project === undefined ? {} : { "edge_sessions.project": project }),
  };
}

/** The request with the span in place of its parent. */
function tracedRequest(request: EdgeRequest, span: Span): EdgeRequest {
  const { method, target, absoluteForm, head, body, peer } = request;
  return {
    method,
    target,
    headers: withParent(request.headers, span.spanContext()),
    body,
    peer,
    ...(absoluteForm === undefined ? {} : { absoluteForm }),
    ...(head === undefined ? {} : { head }),
    get signal() {
      return request.signal;
    },
  };
}

function endSpan(span: Span, answer: EdgeAnswer, name: string): EdgeAnswer {
  const cache = cacheStatusOf(answer, name);
  span.setAttribute("http.response.status_code", answer.status);
  if (cache !== undefined) span.setAttribute("edge_sessions.cache_status", bounded(cache));
  if (answer.status >= 500) {
    span.setAttribute("error.type", String(answer.status));
    span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end();
  return answer;
}
