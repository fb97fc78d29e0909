// The observers of a server: its log and its metrics. Both get every event of its edges.
import { causeNote, stackOf } from "../observe/logs/error-note.ts";
import { createLogger, logEvents } from "../observe/logs/logs.ts";
import { createMetrics, type Exposition } from "../observe/metrics/metrics.ts";
import type { SpanCounts } from "../observe/tracing/bounded-spans.ts";
import type {
  BusStanding,
  CertificateStanding,
  WorkersStanding,
} from "../observe/metrics/exposition.ts";
import type { MetricsJson } from "../observe/metrics/registry.ts";
import type { Logger } from "pino";
import type { ServerOptions } from "../config/options/server-options.ts";
import type { EdgeStats } from "../edge/edge.ts";
import type { EventSink } from "../edge/events.ts";
import type { Clock } from "../edge/ports.ts";

/** The parts of observers. */
export interface ObserversParts {
  readonly level: ServerOptions["log-level"];
  readonly version: string;
  /** The number of this process among the workers of an edge. Each log line has it. */
  readonly worker: number | undefined;
  /** How the workers are, called at each scrape. Undefined if this process has none. */
  readonly workers: () => WorkersStanding | undefined;
  /** The most bytes that entries may use. Undefined if this process stores none. */
  readonly cacheBytesMax: number | undefined;
  /** What has become of the spans, called at each scrape. Undefined without tracing. */
  readonly spans: () => SpanCounts | undefined;
  /** The certificates of its listeners. */
  readonly certificates: readonly CertificateStanding[];
  readonly clock: Clock;
  /** Called at each scrape. */
  readonly stats: () => EdgeStats;
  /** How the process stands to the bus, called at each scrape. Undefined if it is alone. */
  readonly bus: () => BusStanding | undefined;
  /** The states of each project that hold here, read at each scrape. */
  readonly projectStates: () => Iterable<readonly [project: string, state: string]>;
  /** Gets every event too. */
  readonly sink: EventSink | undefined;
  /** Writes a log line. */
  readonly write: (line: string) => void;
}

/** The observers of a server. */
export interface Observers {
  readonly log: Logger;
  /** Passes an event to all of them. */
  readonly emit: EventSink;
  /** The checks so far, and how many of them were hits. */
  readonly checks: () => { readonly checks: number; readonly hits: number };
  /** The metrics that Prometheus reads. */
  readonly scrape: () => Promise<Exposition>;
  /** The same as plain data. */
  readonly readMetrics: () => Promise<MetricsJson>;
  /** Returns a function that logs an error that has no event, with these words. */
  readonly failed: (what: string) => (error: unknown) => void;
}

/** Creates the observers. */
export function createObservers(parts: ObserversParts): Observers {
  const { level, version, worker, workers, clock, stats, bus, sink, write } = parts;
  const { cacheBytesMax, spans, certificates } = parts;
  const log = createLogger(level, write, worker === undefined ? {} : { worker });
  const metrics = createMetrics(stats, version, bus, workers, {
    cacheBytesMax,
    spans,
    certificates,
  });
  metrics.counts.projectStates = parts.projectStates;
  const logSink = logEvents(log, () => clock.nowMs());
  return {
    log,
    emit: (event) => {
      metrics.sink(event);
      sink?.(event);
      logSink(event);
    },
    checks: () => {
      const results = Object.values(metrics.counts.checks);
      const checks = results.reduce((sum, count) => sum + count, 0);
      return { checks, hits: metrics.counts.checks.hit };
    },
    scrape: () => metrics.scrape(),
    readMetrics: () => metrics.read(),
    failed: (what) => (error) => {
      log.error({ cause: causeNote(error), stack: stackOf(error) }, what);
    },
  };
}
