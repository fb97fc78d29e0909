// What traffic is remembered in never grows.
import { expect, test } from "vitest";
import { binOf, durationBins, longestMs, shortestMs } from "../../src/core/durations.ts";
import { createRing, rowFor, rowOf } from "../../src/observe/traffic/ring.ts";
import { isTraffic, remember } from "../../src/observe/traffic/events.ts";
import { createHistory, type TrafficHistory } from "../../src/observe/traffic/history.ts";
import { columns } from "../../src/core/traffic-sum.ts";
import { sampleEvents } from "./sample-events.ts";

function lengths({ counts, hitTimes, callTimes, invalidationLag }: TrafficHistory): number[] {
  return [counts, hitTimes, callTimes, invalidationLag].flatMap((r) => [
    r.stamps.length,
    r.cells.length,
  ]);
}

test("A history's arrays have their full length from the start.", () => {
  const history = createHistory(0);
  const rows = [720, 720 * columns, 244, 244 * durationBins, 244, 244 * durationBins];
  expect(lengths(history)).toEqual([...rows, 61, 61 * durationBins]);
  const { counts, hitTimes, callTimes, invalidationLag } = history;
  const bytes = [counts, hitTimes, callTimes, invalidationLag].reduce(
    (sum, { stamps, cells }) => sum + stamps.byteLength + cells.byteLength,
    0,
  );
  expect(bytes).toBeLessThan(360_000);
});

test("A history's arrays keep their length over three hours of every kind of event.", () => {
  const history = createHistory(0);
  const before = lengths(history);
  for (let step = 0; step < 3 * 720; step += 1) {
    for (const event of sampleEvents) if (isTraffic(event)) remember(history, event, step);
  }
  expect(lengths(history)).toEqual(before);
});

test("A row belongs to one step: it is empty when it is reused, and absent for every other step.", () => {
  const ring = createRing(3, 2);
  ring.cells[rowFor(ring, 4) + 1] = 7;
  expect(rowOf(ring, 4)).toEqual(new Uint32Array([0, 7]));
  for (const step of [1, 3, 5, 7, -2]) expect(rowOf(ring, step)).toBeUndefined();
  rowFor(ring, 7);
  expect(rowOf(ring, 7)).toEqual(new Uint32Array([0, 0]));
  expect(rowOf(ring, 4)).toBeUndefined();
});

test("Bins cover 2 µs to 65 s, and every number has one.", () => {
  expect([0, shortestMs, longestMs, Number.NaN, -5, Infinity].map(binOf)).toEqual([
    0,
    0,
    durationBins - 1,
    0,
    0,
    durationBins - 1,
  ]);
  for (let bin = 0; bin < durationBins; bin += 1) {
    expect(binOf(shortestMs * 2 ** ((bin + 0.5) / 6))).toBe(bin);
  }
  expect(binOf(longestMs * (1 - Number.EPSILON))).toBeLessThan(durationBins);
});
