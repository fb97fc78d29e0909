// Spans on their way to the collector, bounded in number. What exceeds the bound is dropped and counted, so a collector
// that is slow or down costs a fixed amount of memory and disturbs no request.
import {
  BatchSpanProcessor,
  type ReadableSpan,
  type SpanProcessor,
} from "@opentelemetry/sdk-trace";
import type { SpanExporter } from "@opentelemetry/sdk-trace";

/** What has become of the sampled spans so far. */
export interface SpanCounts {
  exported: number;
  /** The collector did not take them. */
  failed: number;
  /** Too many were waiting. */
  dropped: number;
}

/** How spans are held and sent. */
export interface BoundedSpansParts {
  readonly exporter: SpanExporter;
  /** The most spans that wait or are being sent. */
  readonly spansMax: number;
  /** The time between two exports, in milliseconds. */
  readonly everyMs: number;
  /** How long an export may take, in milliseconds. The exporter gives up earlier by itself. */
  readonly exportWaitMs: number;
  /** Called if the collector did not take spans. */
  readonly onFailure: (cause: unknown) => void;
}

/** A processor that holds at most `spansMax` spans, and what it has counted. */
export function createBoundedSpans(parts: BoundedSpansParts): {
  readonly processor: SpanProcessor;
  readonly counts: Readonly<SpanCounts>;
} {
  const { exporter, spansMax, everyMs, exportWaitMs, onFailure } = parts;
  const counts: SpanCounts = { exported: 0, failed: 0, dropped: 0 };
  let held = 0;
  const counted: SpanExporter = {
    export: (spans, done) => {
      exporter.export(spans, (result) => {
        held -= spans.length;
        const code: number = result.code;
        if (code === successCode) counts.exported += spans.length;
        else {
          counts.failed += spans.length;
          onFailure(result.error);
        }
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
  };
  const batches = new BatchSpanProcessor({
    exporter: counted,
    maxQueueSize: spansMax,
    maxExportBatchSize: Math.min(512, spansMax),
    scheduledDelayMillis: everyMs,
    exportTimeoutMillis: exportWaitMs,
  });
  return {
    counts,
    processor: {
      onStart: () => undefined,
      onEnd: (span: ReadableSpan) => {
        if (held >= spansMax) {
          counts.dropped += 1;
          return;
        }
        held += 1;
        batches.onEnd(span);
      },
      forceFlush: () => batches.forceFlush(),
      shutdown: () => batches.shutdown(),
    },
  };
}

/** `ExportResultCode.SUCCESS`; its package is not a dependency. */
const successCode = 0;
