// Waits until nobody calls the origin. An edge that refreshes goes on for a moment after its turn, and its calls must not
// count in the turn of the next server.
import { setTimeout } from "node:timers/promises";
import type { RoleChild } from "./children.ts";

const stepMs = 50;
const waitMaxMs = 10_000;

/** Resolves when the origin was not called for a moment, with its count at 0. Rejects if it is called on and on. */
export async function untilQuiet(origin: RoleChild<"origin">): Promise<void> {
  const endsAtMs = performance.now() + waitMaxMs;
  await origin.ask({ delayMs: 0 });
  for (;;) {
    await setTimeout(stepMs);
    const { calls } = await origin.ask({ delayMs: 0 });
    if (calls === 0) return;
    if (performance.now() > endsAtMs) {
      throw new Error(`the origin was still called ${waitMaxMs} ms after a turn`);
    }
  }
}
