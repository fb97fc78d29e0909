// Plays a script of faults. What can be faulty decides what a fault is: the network, or processes as well.
import type { Clock } from "../../../src/edge/ports.ts";
import { createClock } from "../../../src/runtime/node.ts";
import type { Heal } from "./link.ts";

/** Something that can have faults. */
export interface FaultStage<Fault> {
  /** Resolves once the fault is in force, with the function that ends it. */
  begin(fault: Fault): Promise<Heal>;
}

/** One fault of a script. */
export interface ScriptedFault<Fault> {
  /** When it begins, counted from the start of the script. */
  readonly atMs: number;
  /** How long it lasts, from when it is in force. Without it nothing ends the fault. */
  readonly forMs?: number;
  readonly fault: Fault;
}

/** What happened, and when it had been done, counted from the start of the script. */
export interface PlayedFault<Fault> {
  readonly atMs: number;
  readonly what: "began" | "ended";
  readonly fault: Fault;
}

/**
 * Plays all faults of a script, each by its own time. Resolves when the last has been played, with what happened, in
 * order. If one fails, those that last are ended, the others are left out, and it rejects with what failed.
 */
export async function playFaults<Fault>(
  stage: FaultStage<Fault>,
  script: readonly ScriptedFault<Fault>[],
  clock: Pick<Clock, "nowMs" | "after"> = createClock(),
): Promise<readonly PlayedFault<Fault>[]> {
  const startedAtMs = clock.nowMs();
  const played: PlayedFault<Fault>[] = [];
  const note = (what: "began" | "ended", fault: Fault): void => {
    played.push({ atMs: clock.nowMs() - startedAtMs, what, fault });
  };
  const failures: unknown[] = [];
  const failed = Promise.withResolvers<void>();
  /** Resolves when that time has passed, or something has failed. */
  const pass = async (ms: number): Promise<void> => {
    const passed = Promise.withResolvers<void>();
    const cancel = clock.after(ms, passed.resolve);
    await Promise.race([passed.promise, failed.promise]);
    cancel();
  };

  async function play({ atMs, forMs, fault }: ScriptedFault<Fault>): Promise<void> {
    await pass(atMs);
    if (failures.length > 0) return;
    const heal = await stage.begin(fault);
    note("began", fault);
    if (forMs === undefined) return;
    await pass(forMs);
    await heal();
    note("ended", fault);
  }

  await Promise.all(
    script.map(async (each) => {
      try {
        await play(each);
      } catch (cause) {
        failures.push(cause);
        failed.resolve();
      }
    }),
  );
  if (failures.length > 0) throw failures[0];
  return played;
}
