// How often an edge calls the origin where every session is checked every few seconds and the edge chooses itself how soon
// it refreshes (`--refresh-after auto`). That takes minutes, because the interval grows only as refreshes find nothing new.
import { startEdge } from "./contenders.ts";
import type { Found } from "./found.ts";
import { refusalText } from "./refusal.ts";
import type { SizeStage } from "./size.ts";

/** The usual max age: the interval grows towards half of it. */
const maxAge = "1m";
const windowSeconds = 10;
const secondMs = 1_000;
/** The last of three parts of the run counts as settled. */
const settledParts = 3;
/** Waiting times are not measured here, so it does not matter when exactly a request is sent. */
const anyLateness = { p99: 60_000, p999: 60_000 } as const;

/** Runs it once. Where the edge does not start with that option, nothing is measured. */
export async function measureOriginCalls(stage: SizeStage, found: Found): Promise<void> {
  const { children, origin, originPort, plan, progress } = stage;
  const { sessions, secondsBetweenChecks, seconds } = plan.originCalls;
  const ratePerSecond = sessions / secondsBetweenChecks;
  const flags = ["--cacheable-sessions-max-age", maxAge];
  let edge;
  try {
    edge = await startEdge({ children, originPort }, { refreshAfter: "auto", flags });
  } catch (error) {
    children.throwIfEnding();
    found.missing.push(`origin calls per check were not measured: ${refusalText(error)}`);
    return;
  }
  const rate = children.startRole("rate");
  await rate.ask({
    kind: "open",
    port: edge.port,
    connections: plan.connections,
    head: "small",
  });
  await origin.ask({ delayMs: 0 });
  const running = rate.ask({
    kind: "rate",
    ratePerSecond,
    requests: ratePerSecond * seconds,
    first: 0,
    sessions,
    order: "in turn",
    mutationEvery: 0,
    latenessMax: anyLateness,
  });
  const perCheck: number[] = [];
  const window = Math.min(windowSeconds, seconds / settledParts);
  for (let second = window; second <= seconds; second += window) {
    await Promise.race([running, pause(window * secondMs)]);
    const { calls } = await origin.ask({ delayMs: 0 });
    perCheck.push(calls / (ratePerSecond * window));
    progress(`origin calls after ${second} s of ${seconds} s: ${calls} in ${window} s`);
  }
  await running;
  await Promise.all([edge.child.end(), rate.end()]);
  const settled = perCheck.slice(-Math.ceil(perCheck.length / settledParts));
  const what = `sessions checked every ${secondsBetweenChecks} s, --refresh-after auto`;
  found.measurements.push(
    {
      id: "origin-calls/settled",
      group: "origin-calls",
      what: `${what}, at the end`,
      rounds: [mean(settled)],
    },
    {
      id: "origin-calls/all",
      group: "origin-calls",
      what: `${what}, from the start`,
      rounds: [mean(perCheck)],
    },
  );
  found.curves.push({
    id: "origin-calls-over-time",
    title: "Calls to the origin per check, over time",
    along: "seconds since the edge was started",
    unit: "",
    at: perCheck.map((_value, at) => String((at + 1) * window)),
    lines: [{ what: "--refresh-after auto", values: perCheck }],
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
