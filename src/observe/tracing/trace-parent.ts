// The field `traceparent` of W3C Trace Context, as spans need it.
import { filterLines } from "../../core/header-lines.ts";
import { readTraceContext } from "../../core/head.ts";
import type { SpanContext } from "@opentelemetry/api";

const sampledFlag = 1;

/** The span that a request is part of. Undefined if its header lines name none. */
export function readParent(lines: readonly string[]): SpanContext | undefined {
  const { traceparent } = readTraceContext(lines);
  if (traceparent === undefined) return undefined;
  const [version, traceId = "", spanId = "", flags = ""] = traceparent.split("-");
  if (version === "ff" || /^0+$/u.test(traceId) || /^0+$/u.test(spanId)) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & sampledFlag, isRemote: true };
}

/** Whether a span is recorded by those who follow its client's decision. */
export function isSampled({ traceFlags }: Pick<SpanContext, "traceFlags">): boolean {
  return (traceFlags & sampledFlag) === sampledFlag;
}

/** The header lines with a span as their parent. `tracestate` stays, since it belongs to the trace. */
export function withParent(lines: readonly string[], { traceId, spanId }: SpanContext): string[] {
  const kept = filterLines(lines, (name) => name !== "traceparent");
  return [...kept, "Traceparent", `00-${traceId}-${spanId}-01`];
}
