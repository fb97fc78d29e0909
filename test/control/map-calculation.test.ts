// The map's model is calculated in a thread, one at a time, and only if the places have changed.
import { afterEach, expect, test } from "vitest";
import { createCalculation, type Calculation } from "../../src/control/map/calculation.ts";
import type { ModelPlace } from "../../src/control/map/model.ts";

const frankfurt = { id: "fra", latitude: 50.1, longitude: 8.7, name: "Frankfurt" };
const singapore = { id: "sin", latitude: 1.35, longitude: 103.8, name: "Singapore" };
let atMs = 0;
let failures: unknown[] = [];
let latest: Calculation | undefined;

function create(thread?: string): Calculation {
  failures = [];
  const failed = (error: unknown): void => void failures.push(error);
  const file =
    thread === undefined ? {} : { threadFile: new URL(`data:text/javascript,${thread}`) };
  latest = createCalculation({ nowMs: () => atMs, failed, ...file });
  return latest;
}
afterEach(() => latest?.stop());

/** A thread that answers with the places of its order. */
const answers =
  "import{parentPort,workerData}from'node:worker_threads';parentPort.postMessage({places:workerData.running.map(({id})=>id)})";

const order = (...running: readonly ModelPlace[]) => ({ running, planned: [] });

test("An order is calculated once, and the next one after it, while the latest model stays.", async () => {
  const calculation = create(answers);
  expect(calculation.ask(order(frankfurt))).toMatchObject({
    number: 0,
    model: undefined,
    calculating: true,
  });
  expect(calculation.ask(order(frankfurt, singapore))).toMatchObject({
    number: 0,
    calculating: true,
  });
  await calculation.settled();
  const first = calculation.ask(order(frankfurt));
  expect(first).toMatchObject({ number: 1, calculating: false, model: { places: ["fra"] } });
  expect(calculation.ask(order(frankfurt, singapore))).toMatchObject({
    number: 1,
    calculating: true,
    model: { places: ["fra"] },
  });
  await calculation.settled();
  expect(calculation.ask(order(frankfurt, singapore))).toMatchObject({
    number: 2,
    calculating: false,
    model: { places: ["fra", "sin"] },
  });
  expect(failures).toEqual([]);
});

test("Without any place there is nothing to calculate, and no thread.", () => {
  expect(create().ask(order())).toMatchObject({ number: 0, calculating: false, failed: false });
});

test.each(["throw new Error()", "process.exit(0)"])(
  "A calculation that ends with %s is tried again after a minute, or at once with another order.",
  async (thread) => {
    const calculation = create(thread);
    calculation.ask(order(frankfurt));
    await calculation.settled();
    expect(failures).toHaveLength(1);
    expect(calculation.ask(order(frankfurt))).toMatchObject({ calculating: false, failed: true });
    atMs += 60_000;
    expect(calculation.ask(order(frankfurt))).toMatchObject({ calculating: true });
    await calculation.settled();
    expect(failures).toHaveLength(2);
    expect(calculation.ask(order(singapore))).toMatchObject({ calculating: true, failed: false });
    await calculation.settled();
    expect(failures).toHaveLength(3);
  },
);

test("When the last place is gone, so is the model, and its number says so.", async () => {
  const calculation = create(answers);
  calculation.ask(order(frankfurt));
  await calculation.settled();
  expect(calculation.ask(order(frankfurt))).toMatchObject({
    number: 1,
    model: { places: ["fra"] },
  });
  expect(calculation.ask(order())).toMatchObject({ number: 2, model: undefined });
  expect(calculation.ask(order())).toMatchObject({ number: 2, model: undefined });
});

test("Stopping gives up what is being calculated, and is no failure.", async () => {
  const calculation = create();
  calculation.ask(order(frankfurt, singapore));
  await calculation.stop();
  expect(failures).toEqual([]);
  expect(calculation.ask(order(frankfurt))).toMatchObject({ number: 0, calculating: false });
});
