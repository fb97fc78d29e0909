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
} from "../../src/bench/report.ts";
import { median, ratios, summarize } from "../../src/bench/statistics.ts";
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
  measured("latency/direct", "latency", [5, 5, 5]),
  measured("latency/edge", "latency", [6, 6, 6]),
  measured("in-process/check", "in-process", [2, 3, 4]),
  measured("in-process/fetch-sdk", "in-process", [20, 31, 30]),
  measured("in-process/fetch-bare", "in-process", [15, 15, 20]),
  measured("memory/1000", "memory", [9_000]),
  measured("memory/2000", "memory", [4_200]),
  measured("size/1000", "size", [10, 10, 20]),
  measured("size/2000", "size", [11, 14, 22]),
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
  findings: findingsOf(measurements, [1_000, 2_000], 1_400),
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

describe("findings", () => {
  const byWhat = new Map(report.findings.map((finding) => [finding.what, finding]));

  test("The hit against nginx is the median of the rounds' ratios.", () => {
    const finding = byWhat.get("hit, against an nginx proxy_cache hit");
    expect(finding?.measured).toEqual({ median: 2, min: 1, max: 3 });
    expect(finding && holds(finding)).toBe(true);
  });

  test("A requirement that is not met is reported as such.", () => {
    const finding = byWhat.get("time of a miss, against asking the origin");
    expect(finding?.measured.median).toBeCloseTo(1.2);
    expect(finding && holds(finding)).toBe(false);
  });

  test("Memory is compared with the body at the largest number of sessions.", () => {
    const finding = byWhat.get("memory per session, 2,000 held, against its body");
    expect(finding?.measured.median).toBeCloseTo(3);
  });

  test("Hits at the largest number of sessions are compared with those at the smallest.", () => {
    expect(byWhat.get("hit with 2,000 sessions held, against 1,000")?.measured).toEqual({
      median: 1.1,
      min: 1.1,
      max: 1.4,
    });
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

  test("There is no finding about what was not measured.", () => {
    expect(byWhat.has("hit, against a Varnish hit")).toBe(false);
    expect(findingsOf([], [1_000, 2_000], 1_400)).toEqual([]);
  });
});

describe("the written report", () => {
  const files = reportFiles(report);

  test("The text names the machine, the verdicts, everything measured, and what is missing.", () => {
    const text = textReport(report);
    expect(text).toContain("2 × A Processor, 8 GiB");
    expect(text).toMatch(/against an nginx proxy_cache hit +2\.00 × +1\.00–3\.00 +2\.00 × +holds/u);
    expect(text).toMatch(/against asking the origin .* does not hold/u);
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
    ]);
    for (const name of pictures) expect(page).toContain(`](${name})`);
    expect(page).toContain("| hit, against an nginx proxy_cache hit | 2.00 × | 1.00–3.00 |");
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
