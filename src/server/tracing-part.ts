// Tracing as a part of a server. What it needs is loaded when it starts, and only if it is on.
import { causeNote } from "../observe/logs/error-note.ts";
import type { EdgeAnswer, EdgeRequest, Origin } from "../edge/ports.ts";
import type { SpanCounts } from "../observe/tracing/bounded-spans.ts";
import type { Tracing, TracingParts } from "../observe/tracing/tracing.ts";
import type { Part } from "./parts.ts";
import type { Logger } from "pino";

type Answers = (request: EdgeRequest) => EdgeAnswer | Promise<EdgeAnswer>;

/** Tracing as a server uses it. */
export interface TracingPart extends Part {
  /** Makes a function that answers requests record spans, once the part has started. */
  readonly requests: (answers: Answers) => Answers;
  /** Makes an origin record spans. Throws before the part has started. */
  readonly origin: <Kind extends Origin>(origin: Kind, url: string) => Kind;
  /** What has become of the spans so far. Undefined before the part has started. */
  readonly counts: () => Readonly<SpanCounts> | undefined;
}

/** Creates the part. It must start before the edges do, since they open origins. */
export function createTracingPart(parts: TracingParts): TracingPart {
  let tracing: Tracing | undefined;
  const started = (): Tracing => {
    if (tracing === undefined) throw new Error("tracing has not started");
    return tracing;
  };
  return {
    start: async () => {
      const { openTracing } = await import("../observe/tracing/tracing.ts");
      tracing = openTracing(parts);
    },
    stop: async (deadlineMs) => tracing?.stop(deadlineMs),
    requests: (answers) => {
      let traced: Answers | undefined;
      return (request) => {
        traced ??= started().requests(answers);
        return traced(request);
      };
    },
    origin: (origin, url) => started().origin(origin, url),
    counts: () => tracing?.counts,
  };
}

/** The same part for a server without tracing: requests and origins stay the very same. */
export const noTracing: TracingPart = {
  start: () => Promise.resolve(),
  stop: () => Promise.resolve(),
  requests: (answers) => answers,
  origin: (origin) => origin,
  counts: () => undefined,
};

/** How often the log says that a collector does not take spans, in milliseconds. */
const sayFailedEveryMs = 60_000;

/** Logs that a collector did not take spans, at most once a minute. */
export function spansFailed(log: Logger, nowMs: () => number): (cause: unknown) => void {
  let saidAtMs = Number.NEGATIVE_INFINITY;
  return (cause) => {
    if (nowMs() - saidAtMs < sayFailedEveryMs) return;
    saidAtMs = nowMs();
    log.warn({ cause: causeNote(cause) }, "the collector did not take spans");
  };
}
