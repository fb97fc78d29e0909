// A run that is interrupted goes on where it stopped, and its state is of use to the same sources and first seed only.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadState, saveState, UnusableState } from "./run-state.ts";
import { Visits } from "./visits.ts";
import { runSeeds, type Standing } from "./workforce.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "simulation-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test("An interrupted run continues where it stopped.", async () => {
  const path = join(folder, "state.json");
  const interrupted = new AbortController();
  const standing = await runSeeds({
    from: 1,
    seeds: 6,
    workers: 1,
    blockSeeds: 2,
    signal: interrupted.signal,
    progress: () => {
      interrupted.abort();
    },
  });
  expect(standing.done).toBe(2);
  saveState(path, 1, standing);

  const resumed = loadState(path, 1);
  const tried: number[] = [];
  const end = await runSeeds({
    from: 1,
    seeds: 6,
    workers: 1,
    blockSeeds: 2,
    ...(resumed === undefined ? {} : { resumed }),
    progress: ({ done }) => {
      tried.push(done);
    },
  });
  expect(tried).toEqual([4, 6]);
  expect(end.open).toEqual([]);
  expect(end.visits.counts().rows["decided plain/none"]?.seeds).toBeGreaterThan(2);
});

test("A saved state of other sources or another first seed is refused, and so is a file that is not a state.", () => {
  const path = join(folder, "other.json");
  expect(loadState(path, 1)).toBeUndefined();
  const standing: Standing = { next: 21, open: [], done: 20, visits: new Visits(), failures: [] };
  saveState(path, 1, standing);
  expect(() => loadState(path, 2)).toThrow(/give --from 1/u);
  const text = readFileSync(path, "utf8").replace(/"sources":"[0-9a-f]+"/u, '"sources":"0"');
  writeFileSync(path, text);
  expect(() => loadState(path, 1)).toThrow(UnusableState);
  writeFileSync(path, "{");
  expect(() => loadState(path, 1)).toThrow(/not the state of a run/u);
});
