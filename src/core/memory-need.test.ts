import { describe, expect, test } from "vitest";
import { controlBaseBytes, edgeBaseBytes, judgeMemory, trafficBytes } from "./memory-need.ts";
import { defaultLimits } from "./limits.ts";

const mebibyte = 1_024 * 1_024;
const fixed = edgeBaseBytes + trafficBytes;
const one = { cacheBytes: defaultLimits.cacheBytesMax, workers: 1, controls: false };

test("The default needs about 410 MiB, and starts on a machine with 512 MB, with a warning.", () => {
  expect(judgeMemory(one, 512_000_000)).toMatchObject({
    kind: "tight",
    neededBytes: 412 * mebibyte,
  });
  expect(judgeMemory({ ...one, controls: true }, 512_000_000).kind).toBe("tight");
});

describe("the edges of the rule", () => {
  const needed = fixed + one.cacheBytes;
  test.each([
    [needed - 1, "too-much"],
    [needed, "tight"],
    [Math.ceil(needed / 0.8) - 1, "tight"],
    [Math.ceil(needed / 0.8), "fits"],
  ] as const)("On a machine with %i bytes, the default is judged: %s.", (machineBytes, kind) => {
    expect(judgeMemory(one, machineBytes)).toMatchObject({ kind, neededBytes: needed });
  });
});

test("Each worker has its own store, and the supervisor and a control plane count too.", () => {
  const cacheBytes = 64 * mebibyte;
  const four = judgeMemory({ cacheBytes, workers: 4, controls: false }, 1);
  expect(four.neededBytes).toBe(4 * (fixed + cacheBytes) + edgeBaseBytes);
  const control = judgeMemory({ cacheBytes, workers: 1, controls: true }, 1);
  expect(control.neededBytes).toBe(fixed + cacheBytes + controlBaseBytes);
});

test("What is said to fit fits without a warning, and one byte more for each worker does not.", () => {
  for (const workers of [1, 4]) {
    const machineBytes = 2_048 * mebibyte;
    const plan = { cacheBytes: 4_096 * mebibyte, workers, controls: false };
    const { kind, fittingCacheBytes } = judgeMemory(plan, machineBytes);
    expect(kind).toBe("too-much");
    const judged = (cacheBytes: number) => judgeMemory({ ...plan, cacheBytes }, machineBytes).kind;
    expect([judged(fittingCacheBytes), judged(fittingCacheBytes + 1)]).toEqual(["fits", "tight"]);
  }
});

test("On a machine that is too small for the processes alone, nothing fits.", () => {
  expect(judgeMemory({ ...one, workers: 8 }, 512 * mebibyte)).toMatchObject({
    kind: "too-much",
    fittingCacheBytes: 0,
  });
});
