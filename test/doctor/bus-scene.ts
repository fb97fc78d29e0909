// Members of a real bus, and doctor that listens to it.
import { expect, onTestFinished } from "vitest";
import type { Heartbeat } from "../../src/core/bus-message.ts";
import { createBusLink, type BusLinkParts } from "../../src/edge/link/bus-link.ts";
import type { SharedBus } from "../../src/edge/ports.ts";
import { createClock, newId } from "../../src/runtime/node.ts";
import { examine, type Examined } from "./scene.ts";

/** Runs doctor with these options of the bus. The findings about the identity server, which is not there, are left out. */
export async function examineBus(...options: readonly string[]): Promise<Examined> {
  const result = await examine(["--origin", "http://127.0.0.1:9", ...options]);
  const findings = result.findings.filter((finding) => !finding.includes("origin-"));
  return { ...result, findings };
}

/** How a member differs from a healthy one of this version. */
interface MemberParts extends Partial<Pick<BusLinkParts, "software" | "clock">> {
  readonly report?: Partial<Heartbeat>;
}

/** Joins a bus as an edge. It stops when the test has finished, unless `fallSilent` has ended it without a goodbye. */
export async function join(
  bus: SharedBus,
  name: string,
  { software = "0.1.0", clock = createClock(), report }: MemberParts = {},
): Promise<{ readonly fallSilent: () => Promise<void> }> {
  const link = createBusLink({
    bus,
    clock,
    newId,
    background: (task) => void task,
    emit: () => undefined,
    instance: newId(),
    name,
    software,
    role: "edge",
    forgetAfterMs: 600_000,
    report: () => ({
      projects: 0,
      revisions: 0,
      entries: 0,
      bytes: 0,
      checks: 0,
      hits: 0,
      unpublished: 0,
      url: undefined,
      ...report,
    }),
    onError: (error) => {
      throw error;
    },
  });
  expect(await link.start()).toBe("connected");
  let stopped = false;
  onTestFinished(async () => {
    if (!stopped) await link.stop();
  });
  return {
    fallSilent: async () => {
      stopped = true;
      await bus.stop();
      await link.stop();
    },
  };
}
