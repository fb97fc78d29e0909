// The dashboard asks for metrics and labels that an edge has, and shows every alarm.
import { expect, test } from "vitest";
import { at, deployText } from "./files.ts";
import { queryProblems } from "./known-series.ts";

const dashboard: unknown = JSON.parse(await deployText("grafana/edge-sessions.json"));
const panels = listOf(at(dashboard, "panels"));
const queries = panels
  .flatMap((panel) => listOf(at(panel, "targets")))
  .map((target) => String(at(target, "expr")));

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

test("Each query names series of an edge with labels that they have.", () => {
  expect(queries.length).toBeGreaterThan(20);
  for (const query of queries) {
    expect({ query, problems: queryProblems(query, ["instance"]) }).toEqual({
      query,
      problems: [],
    });
  }
});

test("The dashboard shows the series that warn of defects.", () => {
  const text = queries.join("\n");
  for (const name of ["session_mismatches", "origin_too_old", "change_unseen", "limits_reached"]) {
    expect(text).toContain(`edge_sessions_${name}_total`);
  }
  for (const name of ["healthy", "unpublished", "region_silence_seconds", "members"]) {
    expect(text).toContain(`edge_sessions_${name}{`);
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
