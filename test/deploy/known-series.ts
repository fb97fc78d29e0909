// The series that an edge exposes, for tests of what reads them.
import { byLane } from "../../src/edge/call/lanes.ts";
import { createCounts } from "../../src/observe/metrics/counts.ts";
import { createRegistry } from "../../src/observe/metrics/exposition.ts";

/** Labels of every series that an edge exposes, by its name. A histogram has three series. */
export function knownSeries(): ReadonlyMap<string, readonly string[]> {
  const lane = { calls: 0, waiting: 0 };
  const lanes = byLane(() => lane);
  const stats = () => ({ entries: 0, bytes: 0, fences: 0, flights: 0, unpublished: 0, lanes });
  const counts = createCounts();
  const registry = createRegistry({
    counts,
    stats,
    bus: () => undefined,
    cacheBytesMax: 1,
    version: "0",
  });
  return new Map(
    registry.getMetricsAsArray().flatMap((metric): [string, string[]][] => {
      const given = "labelNames" in metric ? metric.labelNames : [];
      const labels = Array.isArray(given) ? given.map(String) : [];
      return String(metric.type) === "histogram"
        ? [
            [`${metric.name}_bucket`, [...labels, "le"]],
            [`${metric.name}_sum`, labels],
            [`${metric.name}_count`, labels],
          ]
        : [[metric.name, labels]];
    }),
  );
}

/**
 * What is wrong with the series and the labels in a query. `others` are labels that Prometheus adds. Empty if each
 * series is known and has every label that the query names.
 */
export function queryProblems(query: string, others: readonly string[]): readonly string[] {
  const known = knownSeries();
  const series = [...query.matchAll(/\b((?:edge_sessions|process|nodejs)_\w+)(?:\{([^}]*)\})?/gu)];
  if (series.length === 0) return [`no series: ${query}`];
  const labels = new Set(others);
  const problems: string[] = [];
  for (const [, name = "", matchers = ""] of series) {
    const own = known.get(name);
    if (own === undefined) problems.push(`unknown series: ${name}`);
    for (const label of own ?? []) labels.add(label);
    for (const [, label = ""] of matchers.matchAll(/(\w+)(?:=|!=|=~|!~)"/gu)) {
      if (own?.includes(label) !== true && !others.includes(label)) {
        problems.push(`${name} has no label ${label}`);
      }
    }
  }
  for (const [, list = ""] of query.matchAll(/by \(([^)]*)\)/gu)) {
    for (const label of list.split(", ")) {
      if (!labels.has(label)) problems.push(`no series has the label ${label}`);
    }
  }
  return problems;
}
