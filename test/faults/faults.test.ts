// A short run of one fault, for every run of the tests. `npm run faults` plays all of them, on both buses, and compares how
// long edges take to notice and to heal. Here only the laws count, and that everything heals.
import { expect, onTestFinished, test } from "vitest";
import { faults } from "./faults.ts";
import { playFault } from "./play.ts";
import { startFaultScene } from "./scene/scene.ts";
import { SettingsWriter } from "./settings-writer.ts";

test("An edge that is cut off while the log is truncated says so, breaks no law, and heals.", async () => {
  const fault = faults.find(({ name }) => name === "log-truncated");
  if (fault === undefined) throw new Error("there is no such fault");
  const scene = await startFaultScene({ bus: "postgres", seed: 1, users: 20, paced: false });
  onTestFinished(() => scene.close());
  const rates = { checksPerSecond: 100, actsPerSecond: 4 };

  const outcome = await playFault(scene, new SettingsWriter(scene), fault, { short: true, rates });

  const { verdict, degradedAfterMs, healedAfterMs, settingsAfterMs } = outcome;
  expect(verdict.violations).toEqual([]);
  expect(verdict.failed.size).toBe(0);
  expect(verdict.hits).toBeGreaterThan(0);
  expect(verdict.degraded).toBeGreaterThan(0);
  expect(verdict.published).toBeGreaterThan(0);
  expect(degradedAfterMs).toBeDefined();
  expect(healedAfterMs).toBeDefined();
  expect(settingsAfterMs).toBeDefined();
});
