// The report of a run: medians, ratios by round, verdicts, and the forms in which they are written.
import { describe, expect, test } from "vitest";
import { barChart } from "../../src/bench/bar-chart.ts";
import { reportFiles } from "../../src/bench/files.ts";
import { fullPlan } from "../../src/bench/plan.ts";
import {
  findingsOf,
  holds,
  numberText,
  type BenchReport,
  type Measurement,
  type Waits,
} from "../../src/bench/report.ts";
import { median, ratios, summarize } from "../../src/bench/statistics.ts";
import { targetResults } from "../../src/bench/targets.ts";
import type { Tail } from "../../src/bench/rate/tail.ts";
import { lineChart } from "../../src/bench/line-chart.ts";
import { pageWith } from "../../src/bench/report-page.ts";
import { middleRun } from "../../src/bench/runs.ts";
import { textReport } from "../../src/bench/text-report.ts";

const measured = (id: string, group: Measurement["group"], rounds: number[]): Measurement => ({
  id,
  group,
  what: `${id} <&> "all"`,
  rounds,
});

const measurements = [
  measured("hit/edge", "hit", [30, 10, 24]),
  measured("hit/nginx", "hit", [10, 10, 12]),
  measured("latency/direct/p50", "latency", [5, 5, 5]),
  measured("latency/edge/p50", "latency", [6, 6, 6]),
  measured("in-process/check", "in-process", [2, 3, 4]),
  measured("in-process/fetch-sdk", "in-process", [20, 31, 30]),
  measured("in-process/fetch-bare", "in-process", [15, 15, 20]),
  measured("memory/1000000", "memory", [1_540]),
  measured("size/1000", "size", [10, 10, 20]),
  measured("size/1000000", "size", [11, 14, 22]),
  measured("throughput/1", "throughput", [1_000]),
  measured("throughput/2", "throughput", [1_900]),
];

const tail = (p99: number, max = 9): Tail => ({ count: 1_000, p50: 0.2, p99, p999: 4, max });

const waits: Waits[] = [
  {
    id: "tail/hit",
    group: "tail",
    what: "hits",
    rounds: [tail(2), tail(3), tail(2.5, 77)],
    late: [tail(0.1), tail(0.3), tail(0.2)],
  },
];

const report: BenchReport = {
  version: 1,
  begunAt: "2026-01-01T00:00:00.000Z",
  tookSeconds: 12,
  machine: {
    cores: 2,
    model: "A Processor",
    memoryGibibytes: 8,
    system: "Linux 6 x64",
    loadAtBegin: 0.5,
    loadAtEnd: 1.5,
    versions: { node: "v24.0.0", nginx: "1.22.1" },
  },
  plan: { ...fullPlan, parts: ["hits"] },
  bodyBytes: 1_400,
  cookieBytes: 250,
  targets: targetResults(measurements, waits, 1_400),
  findings: findingsOf(measurements),
  waits,
  runs: [],
  curves: [
    {
      id: "by-rate",
      title: "Cost <i>",
      along: "rate",
      unit: "µs",
      at: ["1,000", "4,000", "full speed"],
      lines: [
        { what: "edge & more", values: [20, 10, 5] },
        { what: "nginx", values: [40, null, 20] },
      ],
    },
  ],
  measurements: measurements.map((one) => ({ ...one, summary: summarize(one.rounds) })),
  missing: ["Varnish is not installed: apt install varnish"],
};

describe("numbers", () => {
  test("The median is the middle of a series in any order.", () => {
    expect(median([9, 1, 4])).toBe(4);
    expect(median([9, 1, 4, 6])).toBe(5);
    expect(() => median([])).toThrow("at least one value");
    expect(summarize([9, 1, 4])).toEqual({ median: 4, min: 1, max: 9 });
  });

  test("A ratio is computed per round, not from the medians.", () => {
    expect(ratios([30, 10, 24], [10, 10, 12])).toEqual([3, 1, 2]);
    expect(() => ratios([1, 2], [1])).toThrow("the same rounds");
  });

  test.each([
    [1.234, "1.23"],
    [12.34, "12.3"],
    [123.4, "123"],
    [1_234.5, "1,235"],
    [0, "0.00"],
  ])("The number %d is written %s.", (value, text) => {
    expect(numberText(value)).toBe(text);
  });
});

describe("targets", () => {
  const byWhat = new Map(report.targets.map((target) => [target.what, target]));

  test("The hit against nginx is the median of the rounds' ratios.", () => {
    const target = byWhat.get("CPU per hit / nginx hit, at full speed");
    expect(target?.measured).toEqual({ median: 2, min: 1, max: 3 });
    expect(target?.verdict).toBe("not met");
  });

  test("Waiting times are taken from the same percentile of every round.", () => {
    const target = byWhat.get("p99 of hits, refreshes and 1 % mutations on");
    expect(target?.measured).toEqual({ median: 2.5, min: 2, max: 3 });
    expect(target?.verdict).toBe("not met");
    const later = byWhat.get("p99.9 of hits, refreshes and 1 % mutations on");
    expect(later?.verdict).toBe("met");
  });

  test("Memory is compared with the body.", () => {
    const target = byWhat.get("resident memory per session at 1,000,000 / its body");
    expect(target?.measured?.median).toBeCloseTo(1.1);
    expect(target?.verdict).toBe("aim reached");
  });

  test("A limit from below is met by more.", () => {
    expect(byWhat.get("throughput of 2 workers / 1")?.verdict).toBe("met");
  });

  test("A target that was not measured is listed as such.", () => {
    expect(byWhat.get("start to ready, as built")).toMatchObject({ verdict: "not measured" });
    const none = targetResults([], [], 1_400);
    expect(none).toHaveLength(report.targets.length);
    expect(new Set(none.map(({ verdict }) => verdict))).toEqual(new Set(["not measured"]));
  });
});

describe("comparisons", () => {
  const byWhat = new Map(report.findings.map((finding) => [finding.what, finding]));

  test("A limit that is not met is reported as such.", () => {
    const finding = byWhat.get("in process, through the fetch SDK");
    expect(finding?.measured.median).toBe(30);
    expect(finding && holds(finding)).toBe(false);
  });

  test("A time is compared with a number.", () => {
    expect(byWhat.get("in process, .check")).toMatchObject({ unit: "µs", most: 5 });
  });

  test("The time of an SDK itself is subtracted in each round.", () => {
    expect(byWhat.get("in process, the edge's part of the fetch SDK's")?.measured).toEqual({
      median: 10,
      min: 5,
      max: 16,
    });
    expect(byWhat.has("in process, the edge's part of the axios SDK's")).toBe(false);
  });

  test("There is no comparison of what was not measured.", () => {
    expect(byWhat.has("miss, against a Varnish miss")).toBe(false);
    expect(findingsOf([])).toEqual([]);
  });
});

describe("the written report", () => {
  const files = reportFiles(report);

  test("The text names the machine, the verdicts, everything measured, and what is missing.", () => {
    const text = textReport(report);
    expect(text).toContain("2 × A Processor, 8 GiB");
    expect(text).toMatch(
      /nginx hit, at full speed +≤ 0\.9 × +0\.65 × +2\.00 × +1\.00–3\.00 +not met/u,
    );
    expect(text).toMatch(/start to ready, as built +≤ 250 ms +150 ms +– +– +not measured/u);
    expect(text).toMatch(/through the fetch SDK .* does not hold/u);
    expect(text).toMatch(/hit\/edge <&> "all" +24\.0 +10\.0–30\.0/u);
    expect(text).toContain("apt install varnish");
  });

  test("The data reads back the same.", () => {
    expect(JSON.parse(files.get("report.json") ?? "")).toEqual(report);
  });

  test("The page shows every picture.", () => {
    const page = files.get("report.md") ?? "";
    const pictures = [...files.keys()].filter((name) => name.endsWith(".svg"));
    expect(pictures).toEqual([
      "hit.svg",
      "latency.svg",
      "in-process.svg",
      "memory.svg",
      "size.svg",
      "throughput.svg",
      "waits-tail.svg",
      "by-rate.svg",
    ]);
    for (const name of pictures) expect(page).toContain(`](${name})`);
    const cells = page.replaceAll(/ +\| +/g, " | ");
    expect(cells).toContain(
      "| CPU per hit / nginx hit, at full speed | ≤ 0.9 × | 0.65 × | 2.00 × | 1.00–3.00 | not met |",
    );
    expect(cells).toContain("| hits | 0.20 | 2.50 | 4.00 | 77.0 | 0.20 |");
  });

  test("A bar in a picture is as long as its number, readable in dark mode, and its text is escaped.", () => {
    const picture = barChart({
      title: "Cost <b>",
      unit: "µs",
      bars: [
        { what: "one & other", summary: { median: 10, min: 8, max: 20 } },
        { what: "half", summary: { median: 5, min: 5, max: 5 } },
      ],
    });
    const widths = [...picture.matchAll(/class="bar"[^>]* width="([\d.]+)"/gu)].map(([, width]) =>
      Number(width),
    );
    expect(widths[0]).toBeCloseTo(2 * (widths[1] ?? 0), 0);
    expect(picture).toContain("prefers-color-scheme: dark");
    expect(picture).toContain("Cost &lt;b&gt;");
    expect(picture).toContain("one &amp; other");
    expect(picture).not.toContain("<b>");
  });
});

describe("a line chart", () => {
  const [curve] = report.curves;
  const picture = curve === undefined ? "" : lineChart(curve);
  const heights = (line: number, of = picture): number[] =>
    [...of.matchAll(new RegExp(`class="mark${line}" cx="[\\d.]+" cy="([\\d.]+)" r="3.5"`, "gu"))]
      .map(([, y]) => Number(y))
      // The last mark stands in the legend.
      .slice(0, -1);

  test("A point is as high as its number, and what was not measured has none.", () => {
    const [top = 0, middle = 0, low = 0] = heights(0);
    // 20, 10 and 5 above the axis, which is as far below 10 as 10 is below 20.
    expect(middle - top).toBeCloseTo(2 * (low - middle), 0);
    expect(heights(1)).toHaveLength(2);
  });

  test("On a logarithmic axis equal factors are equal distances.", () => {
    const logarithmic = curve === undefined ? "" : lineChart(curve, true);
    const [top = 0, middle = 0, low = 0] = heights(0, logarithmic);
    expect(middle - top).toBeCloseTo(low - middle, 0);
  });

  test("It has a title and a description in words, is readable in dark mode, and its text is escaped.", () => {
    expect(picture).toContain('<title id="title">Cost &lt;i&gt;, µs</title>');
    expect(picture).toMatch(
      /<desc[^>]*>By rate\. edge &amp; more: 20\.0 at 1,000, 10\.0 at 4,000/u,
    );
    expect(picture).toContain("not measured at 4,000");
    expect(picture).toContain("prefers-color-scheme: dark");
    expect(picture).not.toContain("<i>");
  });

  test("More lines than can be told apart are refused.", () => {
    const lines = Array.from({ length: 5 }, () => ({ what: "one", values: [1] }));
    const many = { id: "", title: "", along: "", unit: "", at: ["1"], lines };
    expect(() => lineChart(many)).toThrow("at most 4 lines");
  });
});

describe("several runs", () => {
  const run = (begunAt: string, hitUs: number): BenchReport => {
    const own = [measured("hit/edge", "hit", [hitUs]), measured("hit/nginx", "hit", [10])];
    return {
      ...report,
      begunAt,
      targets: targetResults(own, [], 1_400),
      measurements: own.map((one) => ({ ...one, summary: summarize(one.rounds) })),
    };
  };
  const middle = middleRun([run("first", 9), run("second", 5), run("third", 8)]);

  test("The run whose hits cost the middle amount is quoted, and all are listed.", () => {
    expect(middle.begunAt).toBe("third");
    expect(middle.runs.map(({ hitUs, quoted }) => [hitUs, quoted])).toEqual([
      [9, false],
      [5, false],
      [8, true],
    ]);
    expect(textReport(middle)).toMatch(/All runs +run 1 +run 2 +run 3 \(quoted above\)/u);
    expect(textReport(middle)).toMatch(/nginx hit, at full speed, × +0\.90 +0\.50 +0\.80/u);
  });

  test("Of two runs the cheaper one is quoted.", () => {
    expect(middleRun([run("first", 9), run("second", 5)]).begunAt).toBe("second");
    expect(() => middleRun([])).toThrow("at least one run");
  });
});

describe("the page", () => {
  test("Figures replace those between the marks, and the other text stays.", () => {
    const page =
      "# T\n\nBefore.\n\n<!-- figures: begin -->\n\nreplaced\n\n<!-- figures: end -->\n\nAfter.\n";
    const text = pageWith(page, report, "npm run bench", "pictures");
    expect(text).toMatch(/^# T\n\nBefore\.\n\n<!-- figures: begin -->\n\n`npm run bench` printed/u);
    expect(text).toMatch(/<!-- figures: end -->\n\nAfter\.\n$/u);
    expect(text).not.toContain("replaced");
    expect(text).toContain("](pictures/hit.svg)");
    expect(pageWith(text, report, "npm run bench", "pictures")).toBe(text);
  });

  test("A page without marks is refused.", () => {
    expect(() => pageWith("# T\n", report, "npm run bench", "pictures")).toThrow("figures: begin");
  });
});
