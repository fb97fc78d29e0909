// Metrics of one edge: a subscriber that counts, and the text that a scrape gets.
import { count, createCounts, type Counts } from "./counts.ts";
import type { EdgeEvent, EventSink } from "../../edge/events.ts";
import type { EdgeStats } from "../../edge/edge.ts";
import type { BusStanding, Observed, WorkersStanding } from "./exposition.ts";
import type { MetricsJson } from "./registry.ts";
import type { Registry } from "prom-client";

/** Metrics of one edge. */
export interface Metrics {
  /** Counts an event. */
  readonly sink: EventSink;
  /** The counts as they stand. */
  readonly counts: Counts;
  /** What Prometheus reads. */
  scrape(): Promise<Exposition>;
  /** The same as plain data. */
  read(): Promise<MetricsJson>;
}

/** An answer to a scrape. */
export interface Exposition {
  readonly contentType: string;
  readonly text: string;
}

/** What metrics show of a process, as far as it has them. */
export type ProcessFacts = Pick<Observed, "cacheBytesMax" | "spans" | "certificates">;

/** Metrics with nothing counted yet. `stats` and `bus` are asked at each scrape. An edge that is alone has no `bus`. */
export function createMetrics(
  stats: () => EdgeStats,
  version: string,
  bus: () => BusStanding | undefined = () => undefined,
  workers: () => WorkersStanding | undefined = () => undefined,
  process: ProcessFacts = {},
): Metrics {
  const counts = createCounts();
  let registry: Promise<Registry> | undefined;
  const load = async (): Promise<Registry> => {
    const { createRegistry } = await import("./exposition.ts");
    return createRegistry({ counts, stats, bus, workers, ...process, version });
  };
  return {
    sink: (event: EdgeEvent) => count(counts, event),
    counts,
    scrape: async () => {
      registry ??= load();
      const loaded = await registry;
      return { contentType: loaded.contentType, text: await loaded.metrics() };
    },
    read: async () => {
      registry ??= load();
      return (await registry).getMetricsAsJSON();
    },
  };
}
