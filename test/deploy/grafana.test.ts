// The dashboard asks for metrics and labels that an edge has, and shows every alarm.
import { expect, test } from "vitest";
import { byLane } from "../../src/edge/call/lanes.ts";
import { createCounts } from "../../src/observe/metrics/counts.ts";
import { createRegistry } from "../../src/observe/metrics/exposition.ts";
import { at, deployText } from "./files.ts";

const dashboard: unknown = JSON.parse(await deployText("grafana/edge-sessions.json"));
const panels = listOf(at(dashboard, "panels"));
const queries = panels
  .flatMap((panel) => listOf(at(panel, "targets")))
  .map((target) => String(at(target, "expr")));

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Labels of every series an edge exposes, by its name; a histogram has three. */
function knownSeries(): ReadonlyMap<string, readonly string[]> {
  const lane = { calls: 0, waiting: 0 };
  const lanes = byLane(() => lane);
  const stats = () => ({ entries: 0, bytes: 0, fences: 0, flights: 0, unpublished: 0, lanes });
  const registry = createRegistry({ counts: createCounts(), stats, version: "0" });
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

test("Each query names series of an edge with labels that they have.", () => {
  const known = knownSeries();
  expect(queries.length).toBeGreaterThan(20);
  for (const query of queries) {
    const series = [...query.matchAll(/\b(edge_sessions_\w+)\{([^}]*)\}/gu)];
    expect(series).not.toEqual([]);
    const labels = new Set(["instance"]);
    for (const [, name = "", matchers = ""] of series) {
      const own = known.get(name);
      expect({ name, known: own !== undefined }).toEqual({ name, known: true });
      for (const label of own ?? []) labels.add(label);
      for (const [, label] of matchers.matchAll(/(\w+)=~?"/gu)) expect(labels).toContain(label);
    }
    for (const [, list = ""] of query.matchAll(/by \(([^)]*)\)/gu)) {
      for (const label of list.split(", ")) expect(labels).toContain(label);
    }
  }
});

test("The dashboard shows the series that warn of defects.", () => {
  const text = queries.join("\n");
  for (const name of ["session_mismatches", "origin_too_old", "change_unseen", "limits_reached"]) {
    expect(text).toContain(`edge_sessions_${name}_total`);
  }
});

test("Each panel has a title, a sentence and its own place.", () => {
  const places = panels.map((panel) => JSON.stringify(at(panel, "gridPos")));
  expect(new Set(places).size).toBe(places.length);
  for (const panel of panels) {
    expect(at(panel, "title")).toMatch(/./u);
    const said = at(panel, "type") === "row" ? "." : at(panel, "description");
    expect(said).toMatch(/\.$/u);
  }
});
