// A short run of the faults, for every run of the tests. `npm run faults` plays all of them, on both buses, and compares
// how long edges take to notice and to heal. Here only the laws count, and that everything heals.
import { afterAll, beforeAll, expect, test } from "vitest";
import { faults } from "./faults.ts";
import { playFault, type Outcome } from "./play.ts";
import { startFaultScene, type FaultScene } from "./scene/scene.ts";
import { SettingsWriter } from "./settings-writer.ts";

let scene: FaultScene;
let writer: SettingsWriter;
beforeAll(async () => {
  scene = await startFaultScene({ bus: "postgres", seed: 1, users: 20, paced: false });
  writer = new SettingsWriter(scene);
});
afterAll(() => scene.close());

async function play(name: string): Promise<Outcome> {
  const fault = faults.find((one) => one.name === name);
  if (fault === undefined) throw new Error(`there is no fault ${name}`);
  return playFault(scene, writer, fault, {
    short: true,
    rates: { checksPerSecond: 100, actsPerSecond: 4 },
  });
}

test("An edge that is cut off from the bus says so, breaks no law, and heals.", async () => {
  const { verdict, degradedAfterMs, healedAfterMs, settingsAfterMs } = await play("partition");
  expect(verdict.violations).toEqual([]);
  expect(verdict.failed.size).toBe(0);
  expect(verdict.hits).toBeGreaterThan(0);
  expect(verdict.degraded).toBeGreaterThan(0);
  expect(degradedAfterMs).toBeDefined();
  expect(healedAfterMs).toBeDefined();
  expect(settingsAfterMs).toBeDefined();
});

test("A log that was truncated while an edge was away makes it break no law.", async () => {
  const { verdict, degradedAfterMs, healedAfterMs, settingsAfterMs } = await play("log-truncated");
  expect(verdict.violations).toEqual([]);
  expect(verdict.failed.size).toBe(0);
  expect(verdict.published).toBeGreaterThan(0);
  expect(degradedAfterMs).toBeDefined();
  expect(healedAfterMs).toBeDefined();
  expect(settingsAfterMs).toBeDefined();
});
