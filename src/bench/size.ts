// Measures an edge by the number of sessions it holds: memory of each, and what a hit costs then.
import { availableMemoryBytes } from "./machine.ts";
import type { Children, RoleChild } from "./children.ts";
import type { Plan } from "./plan.ts";
import { countText, type Measurement } from "./report.ts";
import { turnUs } from "./served.ts";

/** What a session is allowed for when it is judged whether so many fit: twice what it takes, for what filling leaves behind. */
const roomPerSessionBytes = 10_000;
/**
 * By itself V8 looks through the whole heap after every 64 MiB of bodies, which is most of the time that filling takes.
 * With the second flag it does so when heap and bodies have grown by a share of what they are.
 */
const heapFlags = ["--expose-gc", "--external-memory-accounted-in-global-limit"];
const mebibyteBytes = 1_024 ** 2;
const leastHeapMebibytes = 512;

/** What was measured, and what was not for lack of memory. */
export interface SizeResult {
  readonly measurements: readonly Measurement[];
  readonly missing: readonly string[];
}

interface Filled {
  readonly sessions: number;
  readonly port: number;
  readonly child: RoleChild<"filled">;
  readonly us: number[];
}

/** Fills an edge for each size, each in its own process, then asks them in turn. Ends them all. */
export async function measureSizes(
  children: Children,
  load: RoleChild<"load">,
  plan: Plan,
  progress: (text: string) => void,
): Promise<SizeResult> {
  const measurements: Measurement[] = [];
  const missing: string[] = [];
  const filled: Filled[] = [];
  for (const sessions of plan.sizes) {
    const neededBytes = sessions * roomPerSessionBytes;
    if (neededBytes > availableMemoryBytes()) {
      missing.push(
        `${countText(sessions)} sessions were not measured, because that needs ${(neededBytes / 1_024 ** 3).toFixed(1)} GiB of free memory`,
      );
      continue;
    }
    progress(`filling an edge with ${countText(sessions)} sessions`);
    const heap = Math.max(leastHeapMebibytes, Math.ceil(neededBytes / mebibyteBytes));
    const child = children.startRole("filled", [...heapFlags, `--max-old-space-size=${heap}`]);
    const { port, held, residentBytes } = await child.ask({ sessions });
    if (held !== sessions) throw new Error(`the edge holds ${held} of ${sessions} sessions`);
    measurements.push({
      id: `memory/${sessions}`,
      group: "memory",
      what: `${countText(sessions)} held`,
      rounds: [residentBytes / sessions],
    });
    filled.push({ sessions, port, child, us: [] });
  }
  const turn = {
    connections: plan.connections,
    requests: plan.hitsPerTurn,
    first: 0,
    order: "by chance",
    awake: true,
  } as const;
  for (let round = -1; round < plan.rounds; round += 1) {
    for (const { sessions, port, child, us } of filled) {
      const took = await turnUs(load, child.pid, { ...turn, port, sessions });
      if (round >= 0) us.push(took);
    }
    if (round >= 0) progress(`hits by sessions held, round ${round + 1} of ${plan.rounds}`);
  }
  for (const { sessions, child, us } of filled) {
    await child.end();
    measurements.push({
      id: `size/${sessions}`,
      group: "size",
      what: `${countText(sessions)} held`,
      rounds: us,
    });
  }
  return { measurements, missing };
}
