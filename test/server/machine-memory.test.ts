// What a start says about memory. The rule itself is tested beside it, in src/core/memory-need.test.ts.
import { totalmem } from "node:os";
import { expect, test } from "vitest";
import { machineBytes, noteMemory } from "../../src/server/machine-memory.ts";

const mebibyte = 1_024 * 1_024;
const plan = { cacheBytes: 256 * mebibyte, workers: 1, controls: false };

test("The memory of this machine is known, and a container's limit is not more than that.", () => {
  expect(machineBytes()).toBeGreaterThan(64 * mebibyte);
  expect(machineBytes()).toBeLessThanOrEqual(totalmem());
});

test("A start says what it needs, and warns if that is most of the machine.", () => {
  expect(noteMemory(plan, 4_096 * mebibyte)).toEqual({
    kind: "note",
    level: "info",
    about: { neededMiB: 412, machineMiB: 4_096 },
    text: "this edge needs about 412 MiB with a full cache",
  });
  expect(noteMemory({ ...plan, workers: 4 }, 16_384 * mebibyte)).toMatchObject({
    text: "this edge needs about 1748 MiB with a full cache in each of 4 workers",
  });
  expect(noteMemory(plan, 512 * mebibyte)).toMatchObject({
    level: "warn",
    text: "this edge needs about 412 MiB with a full cache, which is most of what this machine has; --cache-memory 253MiB would leave a fifth",
  });
});

test("More than the machine has is refused, with what would fit.", () => {
  const refused = (change: Partial<typeof plan>, machineMiB: number) => {
    const note = noteMemory({ ...plan, ...change }, machineMiB * mebibyte);
    return note.kind === "problems" ? note.problems : note.text;
  };
  expect(refused({ cacheBytes: 4_096 * mebibyte }, 2_048)).toEqual([
    {
      where: "--cache-memory",
      what: "needs about 4252 MiB with a full cache, and this machine has 2048 MiB",
      example: "--cache-memory 1482MiB",
    },
  ]);
  expect(refused({ workers: 8 }, 1_024)).toEqual([
    expect.objectContaining({ where: "--workers", example: "--workers 1" }),
  ]);
  expect(refused({}, 128)).toEqual([
    {
      where: "--cache-memory",
      what: "needs about 412 MiB with a full cache, and this machine has 128 MiB, which is too little for an edge under load",
    },
  ]);
});
