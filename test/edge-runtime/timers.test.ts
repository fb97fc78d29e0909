// Timers that their host may drop: what is due is made up for at the beginning of the next request.
import { expect, it } from "vitest";
import { Timers } from "../../src/edge-runtime/timers.ts";

const hourMs = 3_600_000;

it("What is due runs once when the next request begins, and nothing else does.", () => {
  let nowMs = 0;
  const timers = new Timers(() => nowMs);
  const ran: string[] = [];
  const cancels = [
    timers.set(() => ran.push("later"), 2 * hourMs),
    timers.set(() => ran.push("due"), hourMs),
    timers.set(() => ran.push("cancelled"), hourMs),
  ];
  cancels[2]?.();
  timers.runDue();
  expect(ran).toEqual([]);
  nowMs = hourMs;
  timers.runDue();
  timers.runDue();
  expect(ran).toEqual(["due"]);
  nowMs = 2 * hourMs;
  timers.runDue();
  expect(ran).toEqual(["due", "later"]);
  for (const cancel of cancels) cancel();
});

it("A timer also runs by itself while its request lives, and not a second time.", async () => {
  let nowMs = 0;
  let runs = 0;
  const timers = new Timers(() => nowMs);
  await new Promise<void>((resolve) => {
    timers.set(() => {
      runs += 1;
      resolve();
    }, 1);
  });
  nowMs = 1;
  timers.runDue();
  expect(runs).toBe(1);
});
