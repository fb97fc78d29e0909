// The guard of a hit's cost: it counts the bytes that a hit allocates, which do not depend on what else the machine does.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  hitKinds,
  leastBytes,
  startCountedEdge,
  type CountedEdge,
  type HitKind,
} from "../../src/bench/allocations/measure.ts";
import { Children } from "../../src/bench/children.ts";

const kinds = Object.keys(hitKinds) as HitKind[];
const children = new Children(new AbortController().signal);
let bounds: Readonly<Record<string, number>> = {};
let edge: CountedEdge;

beforeAll(async () => {
  bounds = JSON.parse(await readFile(new URL("allocations.json", import.meta.url), "utf8"));
  edge = await startCountedEdge(children, [fileURLToPath(new URL("dearer.ts", import.meta.url))]);
});

afterAll(() => children[Symbol.asyncDispose]());

test("A hit allocates no more than allocations.json allows. `npm run bench:allocations` prints the figures.", async () => {
  const measured = await leastBytes(edge);
  expect(Object.keys(bounds)).toEqual(kinds);
  for (const kind of kinds) {
    expect(measured.get(kind), kind).toBeLessThanOrEqual(bounds[kind] ?? 0);
  }
});

test("A hit that allocates two kilobytes more is beyond the bound.", async () => {
  process.kill(edge.pid, "SIGUSR2");
  // The signal has been handled by the time that the first round is over.
  await edge.bytesPerHit("GET");
  expect(await edge.bytesPerHit("GET")).toBeGreaterThan(bounds["GET"] ?? Infinity);
});
