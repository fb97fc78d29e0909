// An answer of the identity server is kept for a while, and the question is never asked twice at once.
import { expect, test } from "vitest";
import { Asked } from "../../src/control/set-up/asked.ts";
import { createScriptedClock } from "../harness/scripted-clock.ts";

test("Readers at once share one question, and later ones get its answer until it is old.", async () => {
  const { clock, advance, timers } = createScriptedClock();
  let asked = 0;
  const answer = new Asked(
    clock,
    () => Promise.resolve((asked += 1)),
    () => 3_000,
  );
  expect(await Promise.all([answer.read(600), answer.read(600)])).toEqual([1, 1]);
  await advance(2_000);
  expect(await answer.read(600)).toBe(1);
  await advance(2_000);
  expect(await answer.read(600)).toBe(2);
  expect(timers()).toBe(0);
});

test("A reader waits no longer than it says, and a later reader gets what arrived meanwhile.", async () => {
  const { clock, advance } = createScriptedClock();
  let arrive: (answer: string) => void = () => undefined;
  const ask = () =>
    new Promise<string>((resolve) => {
      arrive = resolve;
    });
  const answer = new Asked(clock, ask, () => 0);
  const first = answer.read(600);
  await advance(600);
  expect(await first).toBeUndefined();
  const second = answer.read(600);
  arrive("one");
  expect(await second).toBe("one");
  const third = answer.read(600);
  await advance(600);
  expect(await third).toBe("one");
});
