// What the map calculates: the figures fit each other, and the cells fit the figures.
import { expect, test } from "vitest";
import { modelOf, withinMs } from "../../src/control/map/model.ts";
import { findMetro } from "../../src/planet/world/metros.ts";

const placeOf = (code: string) => {
  const metro = findMetro(code);
  if (metro === undefined) throw new Error(`no metro ${code}`);
  return { id: code, name: metro.name, latitude: metro.latitude, longitude: metro.longitude };
};
const three = ["fra", "iad", "sin"].map((code) => placeOf(code));
const model = modelOf({ running: three, planned: three });
const { cells } = model;

test("Losing any place makes people wait longer, and the planned places give what the same places give now.", () => {
  const { now, losses, planned } = model;
  if (now === undefined) throw new Error("no figures");
  expect(now.within.map(({ ms }) => ms)).toEqual(withinMs);
  expect(planned).toEqual(now);
  expect(losses).toHaveLength(3);
  for (const loss of losses) {
    expect(loss?.p50Ms).toBeGreaterThan(now.p50Ms);
    expect(loss?.p99Ms).toBeGreaterThanOrEqual(now.p99Ms);
    for (const [band, { share }] of now.within.entries()) {
      expect(loss?.within[band]?.share).toBeLessThan(share);
    }
  }
});

test("The figures without a place are those of the others alone, and the only place has no loss.", () => {
  const two = modelOf({ running: three.slice(1), planned: [] });
  expect(model.losses[0]).toEqual(two.now);
  const one = modelOf({ running: three.slice(0, 1), planned: [] });
  expect([one.losses, one.planned]).toEqual([[undefined], undefined]);
  expect(one.cells.withoutMs.every((ms) => ms === null)).toBe(true);
});

test("The cells hold all people, each with its nearest place, and lose what their place's loss takes.", () => {
  const sum = (values: readonly number[]): number => values.reduce((total, one) => total + one, 0);
  expect(sum(cells.share)).toBeCloseTo(1, 2);
  const columns = [cells.west, cells.share, cells.place, cells.nowMs, cells.withoutMs];
  expect(columns.map(({ length }) => length)).toEqual(columns.map(() => cells.south.length));
  cells.nowMs.forEach((ms, cell) => {
    expect(cells.withoutMs[cell] ?? 0).toBeGreaterThanOrEqual(ms);
    expect(cells.plannedMs[cell]).toBe(ms);
  });
  model.nearest.forEach((people, place) => {
    const there = cells.share.filter((_, cell) => cells.place[cell] === place);
    // Cells are larger than those of the model, so that some people count with another place.
    expect(Math.abs(sum(there) - (people?.share ?? 0))).toBeLessThan(0.02);
  });
  expect(sum(model.nearest.map((people) => people?.share ?? 0))).toBeCloseTo(1, 5);
});

test("The answer for the page is less than 60 kB when it is compressed.", async () => {
  const stream = new Blob([JSON.stringify(cells)]).stream();
  const packed = stream.pipeThrough(new CompressionStream("gzip"));
  expect((await new Response(packed).arrayBuffer()).byteLength).toBeLessThan(60_000);
});
