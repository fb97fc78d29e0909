// The lines of the charts, where their scales end, and which range is loaded.
import { describe, expect, test } from "vitest";
import { cutOf, placesAbove } from "../../src/console/chart/scale.ts";
import { chartsOf, chartWords, cutWords } from "../../src/console/pages/overview/chart-data.ts";
import { loadRange, rangeHref, rangeOf, ranges } from "../../src/console/pages/overview/range.ts";
import { axisTime, instantOf, rowTime } from "../../src/console/text/span-time.ts";
import type { ChartData } from "../../src/console/chart/series.ts";
import type { Traffic, TrafficCounts } from "../../src/console/api/traffic.ts";

const write = (value: number) => `${value} ms`;

function chart(...lines: (readonly (number | null)[])[]): ChartData {
  const times = Array.from({ length: lines[0]?.length ?? 0 }, (_, index) => index * 5);
  const series = lines.map((values, index) => ({
    label: `line ${index}`,
    look: 1 as const,
    values,
  }));
  return { times, stepSeconds: 5, series };
}

const usual = Array.from({ length: 60 }, (_, index) => 10 + (index % 5));

const none: TrafficCounts = {
  checks: 0,
  hits: 0,
  misses: 0,
  forced: 0,
  bypass: 0,
  errors: 0,
  origin_calls: 0,
  hit_p50_ms: null,
  hit_p95_ms: null,
  hit_p99_ms: null,
  origin_p50_ms: null,
  origin_p95_ms: null,
  origin_p99_ms: null,
};

describe("scales", () => {
  test("One outlier does not flatten the others: the scale ends above the usual values.", () => {
    const data = chart(usual.with(7, 900));
    expect(cutOf(data)).toEqual({ top: 14 * 1.4, above: 1, highest: 900, at: 35 });
    expect(placesAbove(data, 19.6)).toEqual([7]);
    expect(cutWords(data, write)).toMatch(
      /^The scale ends at 19\.59\d* ms\. One value is above it: 900 ms at \d\d:\d\d:35\.$/u,
    );
  });

  test("Of several outliers the number and the highest are said.", () => {
    const many = chart(
      [...usual, ...usual, null],
      [...usual, ...usual.with(3, 500).with(4, 700), null],
    );
    expect(cutOf(many)).toMatchObject({ above: 2, highest: 700, at: 320 });
    expect(cutWords(many, write)).toMatch(/ 2 values are above it\. The highest was 700 ms at /u);
  });

  test.each([
    ["values that differ little", usual.with(7, 40)],
    [
      "a scale of which a good part is high",
      usual.map((value, index) => (index < 5 ? 900 : value)),
    ],
    ["few values", usual.slice(0, 18).with(7, 900)],
    ["values that are 0 most of the time", usual.map((_, index) => (index === 7 ? 3 : 0))],
    ["nothing", usual.map(() => null)],
  ])("Everything is shown of %s.", (_, values) => {
    expect(cutOf(chart(values))).toBeUndefined();
    expect(cutWords(chart(values), write)).toBeUndefined();
  });
});

describe("lines", () => {
  test("Rates count for as long as a step was counted, and shares of nothing are not drawn.", () => {
    const step = { ...none, checks: 20, hits: 15, errors: 4, bypass: 4, origin_calls: 8 };
    const charts = chartsOf({
      stepSeconds: 300,
      starts: [0, 300],
      steps: [step, none],
      lengths: [20, 300],
    });
    const values = ({ series }: ChartData) => series.map((line) => line.values);
    expect(values(charts.perSecond)).toEqual([
      [1, 0],
      [0.4, 0],
    ]);
    expect(values(charts.errors)).toEqual([[0.2, 0]]);
    expect(values(charts.ratio)).toEqual([[75, null]]);
    expect(values(charts.callsPerCheck)).toEqual([[0.5, null]]);
    expect(chartWords("Errors per second", "last 24 hours", charts.errors, String)).toBe(
      "Errors per second over the last 24 hours. Errors: latest 0, highest 0.2.",
    );
  });
});

describe("ranges", () => {
  test("The address names the range, and the hour has the page's own.", () => {
    for (const range of ranges) expect(rangeOf(rangeHref("shop", range))).toBe(range);
    expect(ranges.map((range) => rangeHref("shop", range))).toEqual([
      "#/projects/shop/overview/15m",
      "#/projects/shop/overview",
      "#/projects/shop/overview/24h",
      "#/projects/shop/overview/30d",
    ]);
    expect(rangeOf("#/projects/shop/overview/9y").name).toBe("1h");
  });

  /** Loads from what is known: in memory and in the database for so many minutes. */
  async function loaded(
    minutes: number,
    known: { readonly memory: number; readonly stored: number },
  ) {
    const asked: number[] = [];
    const now = Date.UTC(2026, 0, 1);
    const answer = await loadRange((of) => {
      asked.push(of);
      const knownMinutes = Math.min(of, of <= 60 ? known.memory : known.stored);
      const from = new Date(now - knownMinutes * 60_000).toISOString();
      const whole = {
        ...none,
        calls_saved: 0,
        invalidations: 0,
        news_p50_ms: null,
        news_p99_ms: null,
      };
      return Promise.resolve<Traffic>({
        now: new Date(now).toISOString(),
        from,
        known_from: from,
        edges: 1,
        step_seconds: of,
        refresh_interval_ms: null,
        buckets: [],
        total: whole,
      });
    }, minutes);
    return [asked, answer.step_seconds];
  }

  test("If a shorter range has all that is known, its finer steps are shown.", async () => {
    expect(await loaded(43_200, { memory: 4, stored: 4 })).toEqual([[43_200, 15], 15]);
    expect(await loaded(1_440, { memory: 40, stored: 40 })).toEqual([[1_440, 60], 60]);
    expect(await loaded(43_200, { memory: 60, stored: 600 })).toEqual([[43_200, 1_440], 1_440]);
    expect(await loaded(43_200, { memory: 60, stored: 43_200 })).toEqual([[43_200], 43_200]);
    expect(await loaded(60, { memory: 4, stored: 4 })).toEqual([[60], 60]);
  });

  test("After a restart memory knows less than the database, whose steps stay.", async () => {
    expect(await loaded(1_440, { memory: 2, stored: 40 })).toEqual([[1_440, 60], 1_440]);
  });
});

describe("instants", () => {
  const instant = (hour: number, minute: number) =>
    new Date(2026, 4, 3, hour, minute, 9).getTime() / 1_000;

  test("Marks less than a minute apart have seconds, so that no two are the same.", () => {
    expect(axisTime(instant(14, 7), 30)).toBe("14:07:09");
    expect(axisTime(instant(14, 7), 60)).toBe("14:07");
  });

  test("Marks and rows have dates where several days are shown.", () => {
    expect([axisTime(instant(0, 0), 3_600), axisTime(instant(6, 30), 3_600)]).toEqual([
      "3 May",
      "06:30",
    ]);
    expect([5, 300].map((step) => instantOf(instant(14, 7), step))).toEqual([
      "14:07:09",
      "3 May 14:07",
    ]);
    expect([60, 3_600, 86_400].map((row) => rowTime(instant(14, 0), row))).toEqual([
      "14:00",
      "3 May 14:00",
      "3 May",
    ]);
  });
});
