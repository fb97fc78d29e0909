// The counts as a prom-client registry. Loaded at the first scrape, since an edge needs it for nothing else.
import { AggregatorRegistry, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Aggregator } from "prom-client";
import type { Buckets } from "./tally.ts";

/** Values of the labels, in the order of their names, and the number itself. */
type Series<Value> = Iterable<readonly [labels: readonly string[], value: Value]>;

/** Adds one metric; its labels are the series' values by name. */
type AddMetric<Value> = (
  name: string,
  help: string,
  labels: string[],
  read: () => Series<Value>,
) => void;

/** The metrics of one process as plain data, which can be added up with those of others. */
export type MetricsJson = Awaited<ReturnType<Registry["getMetricsAsJSON"]>>;

/** Adds up the metrics of several processes. */
export function addUp(all: readonly MetricsJson[]): Registry {
  return AggregatorRegistry.aggregate([...all]);
}

/** Adds metrics that are read at every scrape. */
export interface MetricWriter {
  readonly registry: Registry;
  readonly counter: AddMetric<number>;
  /** `together` says what several processes show together: the sum, unless said otherwise. */
  readonly gauge: (...parts: [...Parameters<AddMetric<number>>, together?: Aggregator]) => void;
  readonly histogram: AddMetric<Buckets>;
}

/** A writer on a registry, by default an empty one. Every name gets the prefix, by default the product's. */
export function createMetricWriter(
  prefix = "edge_sessions_",
  registry = new Registry(),
): MetricWriter {
  const describe = (name: string, help: string, labelNames: string[]) => ({
    name: `${prefix}${name}`,
    help,
    labelNames,
    registers: [],
  });
  return {
    registry,
    counter: (name, help, labelNames, read) => {
      registry.registerMetric(new CountedCounter(describe(name, help, labelNames), read));
    },
    gauge: (name, help, labelNames, read, together = "sum") => {
      const about = { ...describe(name, help, labelNames), aggregator: together };
      registry.registerMetric(new ReadGauge(about, read));
    },
    histogram: (name, help, labelNames, read) => {
      registry.registerMetric(new CountedHistogram(describe(name, help, labelNames), read));
    },
  };
}

function labelled(names: readonly string[], values: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name, index) => [name, values[index] ?? ""]));
}

interface About {
  readonly name: string;
  readonly help: string;
  readonly labelNames: string[];
  readonly registers: Registry[];
}

/** Series as prom-client writes them. It would validate and hash each one that it counts itself. */
function valuesOf({ labelNames }: About, series: Series<number>) {
  return [...series].map(([values, value]) => ({ labels: labelled(labelNames, values), value }));
}

/** A counter that was counted elsewhere. */
class CountedCounter extends Counter {
  readonly #about: About;
  readonly #read: () => Series<number>;

  constructor(about: About, read: () => Series<number>) {
    super(about);
    this.#about = about;
    this.#read = read;
  }

  override async get() {
    return { ...(await super.get()), values: valuesOf(this.#about, this.#read()) };
  }
}

/** A gauge that is read at every scrape. If there is nothing to read, it has no series. */
class ReadGauge extends Gauge {
  readonly #about: About;
  readonly #read: () => Series<number>;

  constructor(about: About & { readonly aggregator: Aggregator }, read: () => Series<number>) {
    super(about);
    this.#about = about;
    this.#read = read;
  }

  override async get() {
    return { ...(await super.get()), values: valuesOf(this.#about, this.#read()) };
  }
}

/** A histogram whose buckets were counted elsewhere; prom-client's own can only be observed value by value. */
class CountedHistogram extends Histogram {
  readonly #about: About;
  readonly #read: () => Series<Buckets>;

  constructor(about: About, read: () => Series<Buckets>) {
    super(about);
    this.#about = about;
    this.#read = read;
  }

  /** What the registry writes, and what `get` takes its values from. */
  getForPromString() {
    const { name, help, labelNames } = this.#about;
    const values = [...this.#read()].flatMap(([labels, buckets]) =>
      bucketLines(name, labelled(labelNames, labels), buckets),
    );
    return Promise.resolve({ name, help, type: "histogram", values, aggregator: "sum" });
  }
}

function bucketLines(name: string, labels: Record<string, string>, buckets: Buckets) {
  let cumulated = 0;
  const lines = [...buckets.counts].map((count, index) => {
    cumulated += count;
    const le = String(buckets.boundsSeconds[index] ?? "+Inf");
    return {
      metricName: `${name}_bucket`,
      sharedLabels: {},
      labels: { ...labels, le },
      value: cumulated,
    };
  });
  return [
    ...lines,
    { metricName: `${name}_sum`, sharedLabels: {}, labels, value: buckets.sumSeconds },
    { metricName: `${name}_count`, sharedLabels: {}, labels, value: cumulated },
  ];
}
