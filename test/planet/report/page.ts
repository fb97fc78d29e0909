// The findings of a run as a page of its own: the map of each plan, charts, and the tables as text. It loads nothing.
import { barChart } from "../../../src/bench/bar-chart.ts";
import { lineChart } from "../../../src/bench/line-chart.ts";
import { escaped } from "../../../src/bench/svg.ts";
import type { Findings, Percentiles } from "./findings.ts";
import type { Judgement } from "./problems.ts";
import { linesOf, pairLines } from "./text.ts";

/** One plan on the page. */
export interface PlanResult {
  readonly findings: Findings;
  /** As SVG. */
  readonly map: string;
  readonly judgement: Judgement;
}

const style = `
  :root { color-scheme: light dark; }
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
  img { max-width: 100%; height: auto; }
  pre { overflow-x: auto; font-size: 0.8rem; line-height: 1.4; }
`;

/** The page as HTML, for light and dark. */
export function reportPage(results: readonly PlanResult[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Plans and measurements</title>
<style>${style}</style>
</head>
<body>
<h1>Plans and measurements</h1>
<p>Edges, their bus, the identity server and the clients were processes. Every connection between two places had the delays, the jitter and the losses of the model.</p>
${results.map(section).join("\n")}
</body>
</html>
`;
}

function section({ findings, map, judgement }: PlanResult): string {
  const { plan, plannedFor, edges, lags } = findings;
  const text = [...linesOf(findings, judgement), "", ...pairLines(lags.pairs)].join("\n");
  return `<h2>Plan ${escaped(plan)}: ${edges.length} edges for ${plannedFor}</h2>
${picture(map, `Map of the plan ${plan}`)}
${picture(percentileChart(findings), "How long checks wait, predicted and measured")}
${picture(withinChart(findings), "The share of checks by how long they wait at most, predicted and measured")}
${picture(lagChart(findings), "How long an invalidation takes between two regions, predicted and measured")}
<pre tabindex="0">${escaped(text)}</pre>`;
}

/** As a picture of its own, so that the names in one do not meet those in another. */
function picture(svg: string, words: string): string {
  const data = Buffer.from(svg).toString("base64");
  return `<p><img alt="${escaped(words)}" src="data:image/svg+xml;base64,${data}"></p>`;
}

function percentileChart({ comparisons }: Findings): string {
  const names = ["p50Ms", "p95Ms", "p99Ms"] as const;
  const bar = (what: string, found: Percentiles, name: (typeof names)[number]) => ({
    what,
    summary: { median: found[name], min: found[name], max: found[name] },
  });
  return barChart({
    title: "How long checks wait",
    unit: "ms",
    bars: comparisons.flatMap(({ of, all }) =>
      names.flatMap((name) => {
        const what = `${of}, ${name.slice(0, 3).toUpperCase()}`;
        return [
          bar(`${what}, predicted`, all.predicted, name),
          bar(`${what}, measured`, all.measured, name),
        ];
      }),
    ),
  });
}

function withinChart({ comparisons }: Findings): string {
  return lineChart({
    id: "within",
    title: "Checks that wait at most so long",
    along: "ms",
    unit: "%",
    at: comparisons[0]?.within.map(({ ms }) => String(ms)) ?? [],
    lines: comparisons.flatMap(({ of, within }) => [
      { what: `${of}, predicted`, values: within.map(({ predicted }) => predicted * 100) },
      { what: `${of}, measured`, values: within.map(({ measured }) => measured * 100) },
    ]),
  });
}

/** Pairs of regions, the near ones first. */
function lagChart({ lags }: Findings): string {
  const pairs = lags.pairs.toSorted((one, other) => one.expectedMs - other.expectedMs);
  return lineChart({
    id: "lag",
    title: "From the answer to a revocation until it is in force in another region",
    along: "pairs of regions, the near ones first",
    unit: "ms",
    at: pairs.map(({ from, to }) => `${from}-${to}`),
    lines: [
      { what: "the way of the message in the model", values: pairs.map((one) => one.expectedMs) },
      { what: "measured, P50", values: pairs.map(({ measured }) => measured.p50Ms) },
    ],
  });
}
