// Spans of calls to the identity server. A call whose `traceparent` names a sampled span is its child, and the identity
// server is told of the call's span instead.
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Span } from "@opentelemetry/api";
import { whoamiPath } from "../../core/check.ts";
import type { Origin, OriginOutcome, OriginQuestion } from "../../edge/ports.ts";
import { shownPath } from "../path.ts";
import { isSampled, readParent, withParent } from "./trace-parent.ts";
import type { Tracer } from "@opentelemetry/api";

/** An origin that records a span for each call of a sampled request. Its other members stay as they are. */
export function traceOrigin<Kind extends Origin>(tracer: Tracer, origin: Kind, url: string): Kind {
  const { protocol, host, hostname, port } = new URL(url);
  const start = (call: {
    readonly method: string;
    readonly target: string;
    readonly headers: readonly string[];
  }): Span | undefined => {
    const parent = readParent(call.headers);
    if (parent === undefined || !isSampled(parent)) return undefined;
    const path = shownPath(call.target);
    const name = path === whoamiPath ? `${call.method} ${whoamiPath}` : call.method;
    const attributes = {
      "http.request.method": call.method,
      "url.full": `${protocol}//${host}${path}`,
      "server.address": hostname,
      "server.port": Number(port === "" ? (protocol === "https:" ? 443 : 80) : port),
    };
    const context = trace.setSpanContext(ROOT_CONTEXT, parent);
    return tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes }, context);
  };
  return {
    ...origin,
    async send(request) {
      const span = start(request);
      if (span === undefined) return origin.send(request);
      const headers = withParent(request.headers, span.spanContext());
      return endWith(span, await origin.send({ ...request, headers }));
    },
    ...(origin.ask === undefined
      ? {}
      : {
          ask(question: OriginQuestion) {
            const span = start(question);
            origin.ask?.(span === undefined ? question : traced(question, span));
          },
        }),
  };
}

function traced(question: OriginQuestion, span: Span): OriginQuestion {
  const { method, target, headers, waitMs, bodyBytesMax, knownBody } = question;
  return {
    method,
    target,
    headers: withParent(headers, span.spanContext()),
    waitMs,
    bodyBytesMax,
    knownBody,
    onLeaving: () => question.onLeaving(),
    onAnswer: (answer) => {
      end(span, answer.status, answer.failure?.kind);
      question.onAnswer(answer);
    },
    onFailure: (failure) => {
      end(span, undefined, failure.kind);
      question.onFailure(failure);
    },
  };
}

function endWith(span: Span, outcome: OriginOutcome): OriginOutcome {
  if (outcome.kind === "answer") end(span, outcome.answer.status, undefined);
  else end(span, undefined, outcome.failure.kind);
  return outcome;
}

function end(span: Span, status: number | undefined, failure: string | undefined): void {
  if (status !== undefined) span.setAttribute("http.response.status_code", status);
  const error = failure ?? (status !== undefined && status >= 500 ? String(status) : undefined);
  if (error !== undefined) {
    span.setAttribute("error.type", error);
    span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end();
}
