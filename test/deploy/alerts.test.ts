// The alert rules ask for series that an edge has, and each alert leads to its page, whose parts are in one order.
import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { z } from "zod";
import { needsProgram } from "../harness/skipping.ts";
import { findProgram } from "../programs/find-program.ts";
import { at, deployFolder, deployText, yamlDocuments } from "./files.ts";
import { knownSeries, queryProblems } from "./known-series.ts";

const file = "prometheus/edge-sessions.rules.yaml";
const cases = "prometheus/edge-sessions.rules.test.yaml";
const root = fileURLToPath(new URL("../../", import.meta.url));

const sentence = z.string().regex(/\.$/u);
const rule = z.strictObject({
  alert: z.string().regex(/^EdgeSessions[A-Z]/u),
  expr: z.string(),
  for: z
    .string()
    .regex(/^\d+[sm]$/u)
    .optional(),
  labels: z.strictObject({ severity: z.enum(["warning", "critical"]) }),
  annotations: z.strictObject({
    summary: sentence,
    description: sentence,
    runbook_url: z.string().regex(/^docs\/runbooks\/[a-z-]+\.md$/u),
  }),
});
const group = z.strictObject({ name: z.literal("edge-sessions"), rules: z.array(rule).min(6) });
const { rules } = z
  .strictObject({ groups: z.tuple([group]) })
  .parse(yamlDocuments(await deployText(file))[0]).groups[0];

const pages = new Map(
  await Promise.all(
    (await readdir(`${root}docs/runbooks`))
      .map((name) => `docs/runbooks/${name}`)
      .map(async (path) => [path, await readFile(`${root}${path}`, "utf8")] as const),
  ),
);

const known = knownSeries();
/** Labels that Prometheus itself adds. */
const added = ["instance"];

test.each(rules.map((one) => [one.alert, one] as const))(
  "%s asks for series that an edge has, and shows labels that its result has.",
  (_name, { expr, annotations }) => {
    expect(queryProblems(expr, added)).toEqual([]);
    const [, grouped] = /\bby \(([^)]*)\)/u.exec(expr) ?? [];
    const kept = grouped?.split(", ") ?? added;
    for (const [, label = ""] of JSON.stringify(annotations).matchAll(/\$labels\.(\w+)/gu)) {
      expect(kept).toContain(label);
    }
  },
);

test("A query about a series or a label that no edge has is found.", () => {
  expect(queryProblems("edge_sessions_helthy == 0", added)).toEqual([
    "unknown series: edge_sessions_helthy",
  ]);
  expect(queryProblems('edge_sessions_members{mood="live"}', added)).toEqual([
    "edge_sessions_members has no label mood",
  ]);
  expect(queryProblems("sum by (zone) (edge_sessions_members)", added)).toEqual([
    "no series has the label zone",
  ]);
});

test("Each alert has a page, and each page has an alert.", () => {
  const named = rules.map(({ annotations }) => annotations.runbook_url);
  expect(named.toSorted()).toEqual([...pages.keys()].toSorted());
});

test.each(rules.map((one) => [one.alert, one] as const))(
  "The page about %s says what it means, what users notice, what to check and how to fix it, in this order.",
  (alert, { annotations: { runbook_url: path } }) => {
    const page = pages.get(path) ?? "";
    const headings = [...page.matchAll(/^#+ (.*)$/gmu)].map(([, heading]) => heading);
    expect(headings).toEqual([alert, "What it means", "What users notice", "Check", "Fix"]);
    const names = [...page.matchAll(/\b(?:edge_sessions_(?!bus_)|process_|nodejs_)\w+/gu)].map(
      ([name]) => name,
    );
    expect(names.filter((name) => !known.has(name) && !known.has(`${name}_bucket`))).toEqual([]);
  },
);

test("promtool finds the rules valid.", needsProgram("promtool"), async () => {
  const argv = ["check", "rules", `${deployFolder}${file}`];
  const { stdout } = await promisify(execFile)(findProgram("promtool") ?? "", argv);
  expect(stdout).toContain(`SUCCESS: ${rules.length} rules found`);
});

test("Each alert has a case in which it is raised, and one in which it is not.", async () => {
  const tests = listOf(at(yamlDocuments(await deployText(cases))[0], "tests"));
  const tried = tests
    .flatMap((one) => listOf(at(one, "alert_rule_test")))
    .map((one) => `${String(at(one, "alertname"))} ${listOf(at(one, "exp_alerts")).length > 0}`);
  for (const { alert } of rules) {
    expect(tried).toContain(`${alert} true`);
    expect(tried).toContain(`${alert} false`);
  }
});

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
