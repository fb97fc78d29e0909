// The alert rules ask for series that an edge has, and each alert leads to its page, whose parts are in one order.
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { z } from "zod";
import { findProgram } from "../programs/find-program.ts";
import { deployFolder, deployText, yamlDocuments } from "./files.ts";
import { knownSeries, queryProblems } from "./known-series.ts";

const file = "prometheus/edge-sessions.rules.yaml";
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
    const names = [...page.matchAll(/\bedge_sessions_(?!bus_)\w+/gu)].map(([name]) => name);
    expect(names.filter((name) => !known.has(name) && !known.has(`${name}_bucket`))).toEqual([]);
  },
);

test.each([findProgram("promtool")].filter((found) => found !== undefined))(
  "%s raises the alert about a degraded edge, and not about a healthy one.",
  async (promtool) => {
    const folder = await mkdtemp(join(tmpdir(), "edge-sessions-alerts-"));
    const cases = join(folder, "cases.yaml");
    await writeFile(cases, JSON.stringify(degradedCase));
    const { stdout } = await promisify(execFile)(promtool, ["test", "rules", cases]);
    expect(stdout).toContain("SUCCESS");
    await rm(folder, { recursive: true });
  },
);

const degradedCase = {
  rule_files: [`${deployFolder}${file}`],
  evaluation_interval: "10s",
  tests: [
    {
      interval: "10s",
      input_series: [
        { series: 'edge_sessions_healthy{instance="a",region="eu"}', values: "0x12" },
        { series: 'edge_sessions_healthy{instance="b",region="eu"}', values: "1x12" },
      ],
      alert_rule_test: [
        {
          eval_time: "1m",
          alertname: "EdgeSessionsDegraded",
          exp_alerts: [
            {
              exp_labels: { severity: "warning", instance: "a", region: "eu" },
              exp_annotations: {
                ...rules[0]?.annotations,
                summary: rules[0]?.annotations.summary.replace("{{ $labels.instance }}", "a"),
              },
            },
          ],
        },
      ],
    },
  ],
};
