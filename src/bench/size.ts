// Measures edges by the number of sessions that they hold: memory of each session, and what a hit costs then. The edges
// are the program itself, and every session comes through its listener and from the origin, as users' sessions do.
import type { Children, RoleChild } from "./children.ts";
import { startEdge } from "./contenders.ts";
import type { Found } from "./found.ts";
import { availableMemoryBytes } from "./machine.ts";
import type { Plan } from "./plan.ts";
import { processTreeResidentBytes } from "./process-time.ts";
import { countText } from "./report.ts";
import { turnUs } from "./served.ts";
import { median } from "./statistics.ts";

/** What a session is allowed for when it is judged whether so many fit. */
const roomPerSessionBytes = 4_000;
/** What the store is allowed for each session, so that nothing is evicted. */
const storePerSessionBytes = 8_192;
const mebibyteBytes = 1_024 ** 2;
const storeLeastMebibytes = 256;
/** Sessions that are asked for before the progress is told again. */
const fillStep = 100_000;

/** An edge that holds its sessions. */
interface FilledEdge {
  readonly sessions: number;
  readonly port: number;
  readonly pid: number;
}

/** What sizes are measured with. */
export interface SizeStage {
  readonly children: Children;
  readonly load: RoleChild<"load">;
  readonly origin: RoleChild<"origin">;
  readonly originPort: number;
  readonly plan: Plan;
  readonly progress: (text: string) => void;
}

/** Fills an edge for each size, each in its own process, and measures all of them in turn. */
export async function measureSizes(stage: SizeStage, found: Found): Promise<void> {
  const { plan, progress, load, origin } = stage;
  const filled: (FilledEdge & { end: () => Promise<void>; us: number[] })[] = [];
  for (const sessions of plan.sizes) {
    const neededBytes = sessions * roomPerSessionBytes;
    if (neededBytes > availableMemoryBytes()) {
      found.missing.push(
        `${countText(sessions)} sessions were not measured, because that needs ${(neededBytes / 1_024 ** 3).toFixed(1)} GiB of free memory`,
      );
      continue;
    }
    try {
      filled.push({ ...(await fillEdge(stage, sessions)), us: [] });
    } catch (error) {
      stage.children.throwIfEnding();
      const why = error instanceof Error ? error.message : String(error);
      found.missing.push(`${countText(sessions)} sessions were not measured: ${why}`);
    }
  }
  const turn = {
    connections: plan.connections,
    requests: plan.hitsPerTurn,
    first: 0,
    order: "by chance",
    awake: true,
  } as const;
  const called = new Map<number, number>();
  for (let round = -1; round < plan.rounds; round += 1) {
    for (const { sessions, port, pid, us } of filled) {
      await origin.ask({ delayMs: 0 });
      const took = await turnUs(load, pid, { ...turn, port, sessions });
      const { calls } = await origin.ask({ delayMs: 0 });
      called.set(sessions, calls + (called.get(sessions) ?? 0));
      if (round >= 0) us.push(took);
    }
    if (round >= 0) progress(`hits by sessions held, round ${round + 1} of ${plan.rounds}`);
  }
  if (filled.length === 0) return;
  found.curves.push({
    id: "by-sessions",
    title: "Processor time per hit by sessions in the store, at full speed",
    along: "sessions in the store",
    unit: "µs",
    at: filled.map(({ sessions }) => countText(sessions)),
    lines: [
      {
        what: "edge",
        values: filled.map(({ sessions, us }) => (called.get(sessions) === 0 ? median(us) : null)),
      },
    ],
  });
  for (const { sessions, pid, us, end } of filled) {
    const what = `${countText(sessions)} held`;
    const bytes = processTreeResidentBytes(pid) / sessions;
    await end();
    const calls = called.get(sessions) ?? 0;
    if (calls > 0) {
      // What it does not hold takes no memory and is no hit, so neither figure is of so many sessions.
      found.missing.push(
        `${countText(sessions)} sessions were not measured, because the edge called the origin for ${countText(calls)} that it should have held`,
      );
      continue;
    }
    if (sessions >= plan.memoryFrom) {
      found.measurements.push({ id: `memory/${sessions}`, group: "memory", what, rounds: [bytes] });
    }
    found.measurements.push({ id: `size/${sessions}`, group: "size", what, rounds: us });
  }
}

/** Starts an edge and has it asked for every session once. */
async function fillEdge(
  { children, load, originPort, plan, progress }: SizeStage,
  sessions: number,
): Promise<FilledEdge & { end: () => Promise<void> }> {
  const mebibytes =
    storeLeastMebibytes + Math.ceil((sessions * storePerSessionBytes) / mebibyteBytes);
  const { port, child } = await startEdge(
    { children, originPort },
    { flags: ["--cache-memory", `${mebibytes}MiB`] },
  );
  for (let first = 0; first < sessions; first += fillStep) {
    const requests = Math.min(fillStep, sessions - first);
    const { connections } = plan;
    progress(`filling an edge with ${countText(sessions)} sessions: ${countText(first)}`);
    await Promise.race([
      child.lost,
      load.ask({
        kind: "load",
        port,
        connections,
        requests,
        first,
        sessions: requests,
        order: "in turn",
        awake: false,
      }),
    ]);
  }
  return { sessions, port, pid: child.pid, end: () => child.end() };
}
