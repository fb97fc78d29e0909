// Metrics of the process, under the names that Prometheus' own clients use, so that common dashboards and alerts work.
// prom-client's collectors of these are not used: they average the lag over workers, list every open connection at each
// scrape, and show a lag that is not a number at the first one.
import { readdirSync, readFileSync } from "node:fs";
import {
  constants,
  monitorEventLoopDelay,
  performance,
  PerformanceObserver,
} from "node:perf_hooks";
import { getHeapSpaceStatistics } from "node:v8";
import { createBuckets, record, type Buckets } from "./tally.ts";
import { createMetricWriter, type MetricWriter } from "./registry.ts";
import type { Registry } from "prom-client";

/** Adds the metrics of this process to a registry. The event loop and the collector are measured from now on. */
export function addProcessMetrics(registry: Registry): void {
  const writer = createMetricWriter("", registry);
  addProcessor(writer);
  addMemory(writer);
  addFiles(writer);
  addLag(writer);
  addCollections(writer);
  writer.gauge(
    "nodejs_version_info",
    "Always 1. The labels say which Node.js runs.",
    ["version", "major", "minor", "patch"],
    () => [[[process.version, ...process.versions.node.split(".")], 1]],
    "first",
  );
}

const one = (value: number) => [[[], value]] as const;

function addProcessor({ counter, gauge }: MetricWriter): void {
  const used = (read: (usage: NodeJS.CpuUsage) => number) => () =>
    one(read(process.cpuUsage()) / 1e6);
  counter("process_cpu_user_seconds_total", "CPU time of the program itself.", [], used(userOf));
  counter("process_cpu_system_seconds_total", "CPU time of the system.", [], used(systemOf));
  counter(
    "process_cpu_seconds_total",
    "CPU time, of both kinds.",
    [],
    used((usage) => userOf(usage) + systemOf(usage)),
  );
  gauge(
    "process_start_time_seconds",
    "When the process started, in seconds since 1970.",
    [],
    () => one(performance.timeOrigin / 1_000),
    "first",
  );
}

const userOf = ({ user }: NodeJS.CpuUsage): number => user;
const systemOf = ({ system }: NodeJS.CpuUsage): number => system;

function addMemory({ gauge }: MetricWriter): void {
  const used = (part: keyof NodeJS.MemoryUsage) => () => one(process.memoryUsage()[part]);
  gauge("process_resident_memory_bytes", "Resident memory.", [], used("rss"));
  gauge("nodejs_heap_size_total_bytes", "Size of the heap.", [], used("heapTotal"));
  gauge("nodejs_heap_size_used_bytes", "Used part of the heap.", [], used("heapUsed"));
  gauge(
    "nodejs_external_memory_bytes",
    "Memory that objects hold elsewhere.",
    [],
    used("external"),
  );
  const spaces = {
    total: "space_size",
    used: "space_used_size",
    available: "space_available_size",
  } as const;
  for (const [name, part] of Object.entries(spaces)) {
    gauge(`nodejs_heap_space_size_${name}_bytes`, "Size of a space of the heap.", ["space"], () =>
      getHeapSpaceStatistics().map((space) => [
        [space.space_name.replace(/_space$/u, "")],
        space[part],
      ]),
    );
  }
}

/** Open files. They can be counted on Linux alone. With many connections it takes a millisecond for each 2,000. */
function addFiles({ gauge }: MetricWriter): void {
  if (process.platform !== "linux") return;
  gauge("process_open_fds", "Open files and connections.", [], () =>
    // One of them is the folder itself.
    one(readdirSync("/proc/self/fd").length - 1),
  );
  const [, max] = /^Max open files\s+(\d+)/mu.exec(readFileSync("/proc/self/limits", "utf8")) ?? [];
  if (max === undefined) return;
  gauge(
    "process_max_fds",
    "Most files and connections that a process may open.",
    [],
    () => one(Number(max)),
    "min",
  );
}

/** How often the delay of the event loop is measured. It is a part of each measured delay, and is taken off again. */
const delayStepMs = 10;

/** The lag of the event loop since the last scrape. Of several processes, the slowest counts. */
function addLag({ gauge }: MetricWriter): void {
  const delay = monitorEventLoopDelay({ resolution: delayStepMs });
  delay.enable();
  const seconds = (nanoseconds: number): number =>
    // Nothing has been measured yet if it is not a number.
    Number.isFinite(nanoseconds) ? Math.max(0, nanoseconds / 1e9 - delayStepMs / 1_000) : 0;
  let last = { mean: 0, max: 0, p50: 0, p90: 0, p99: 0 };
  // Metrics are read in the order in which they were added, and this is the first one of the lag.
  const read = (): number => {
    last = {
      mean: seconds(delay.mean),
      max: seconds(delay.max),
      p50: seconds(delay.percentile(50)),
      p90: seconds(delay.percentile(90)),
      p99: seconds(delay.percentile(99)),
    };
    delay.reset();
    return last.mean;
  };
  const help = "Lag of the event loop since the last scrape";
  const lag = (name: string, what: string, value: () => number): void =>
    gauge(
      `nodejs_eventloop_lag${name}_seconds`,
      `${help}: ${what}.`,
      [],
      () => one(value()),
      "max",
    );
  lag("", "mean", read);
  lag("_mean", "mean", () => last.mean);
  lag("_max", "longest", () => last.max);
  lag("_p50", "median", () => last.p50);
  lag("_p90", "90th percentile", () => last.p90);
  lag("_p99", "99th percentile", () => last.p99);
}

const collectionBounds = [0.001, 0.01, 0.1, 1, 2, 5];
const collectionKinds = new Map([
  [constants.NODE_PERFORMANCE_GC_MAJOR, "major"],
  [constants.NODE_PERFORMANCE_GC_MINOR, "minor"],
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL, "incremental"],
  [constants.NODE_PERFORMANCE_GC_WEAKCB, "weakcb"],
]);

function addCollections({ histogram }: MetricWriter): void {
  const pauses = new Map<string, Buckets>(
    [...collectionKinds.values()].map((kind) => [kind, createBuckets(collectionBounds)]),
  );
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      // Node's types leave out what an entry of the collector says in detail.
      const detail: unknown = Reflect.get(entry, "detail");
      const kind: unknown = Object(detail) === detail ? Reflect.get(Object(detail), "kind") : 0;
      const buckets = pauses.get(collectionKinds.get(Number(kind)) ?? "");
      if (buckets !== undefined) record(buckets, entry.duration);
    }
  });
  observer.observe({ entryTypes: ["gc"] });
  histogram("nodejs_gc_duration_seconds", "Time of garbage collections.", ["kind"], () =>
    [...pauses].map(([kind, buckets]) => [[kind], buckets]),
  );
}
