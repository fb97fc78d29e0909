// Plays a planet's day in a few minutes: nothing is delayed at first, then everything; calm, revocations, a region lost, and
// back. Nothing is judged here.
import { loadavg } from "node:os";
import { readMetrics } from "../../../src/doctor/metrics-text.ts";
import type { CheckSample } from "../clients/client.ts";
import type { Seen } from "../clients/population.ts";
import type { RevocationSample } from "../roles/operator.ts";
import type { LoopDelay } from "../roles/roles.ts";
import type { PlanetSpec } from "../spec.ts";
import { startPlanet, type RunningPlanet } from "./planet.ts";

/** How long each part takes, in milliseconds, and how much is revoked. */
export interface Times {
  /** Without delays, until every client has its connections, and then until enough is measured. */
  readonly warmMs: number;
  readonly stillMs: number;
  /** With delays, until nothing depends on the start any more, and then what is compared with the model. */
  readonly settleMs: number;
  readonly steadyMs: number;
  /** Revocations at each edge: with all regions, and while one is lost. */
  readonly revocations: number;
  readonly revocationsLost: number;
  /** The least time for which the region is lost, and how long everything goes on afterwards. */
  readonly lostMs: number;
  readonly backMs: number;
}

/** The parts, by the name that samples have. */
type Part = "warm" | "still" | "settle" | "steady" | "revocations" | "lost" | "back";

/** What was seen. */
export interface Played {
  readonly samples: Readonly<Record<Part, readonly CheckSample[]>>;
  readonly revocations: readonly RevocationSample[];
  readonly revocationsLost: readonly RevocationSample[];
  readonly lostRegion: string;
  /** Calls of the edges to the identity server for checks, and checks, in the steady part. */
  readonly originCalls: number;
  readonly checks: number;
  readonly wrong: readonly string[];
  /** Requests that failed while a region was lost or came back, and all others. */
  readonly failedLost: readonly string[];
  readonly failed: readonly string[];
  readonly acts: Readonly<Record<string, number>>;
  /** How late the processes of the harness were in the steady part. */
  readonly delays: Readonly<Record<"population" | "wires", LoopDelay>>;
  readonly loads: readonly number[];
}

/** Starts a planet, plays it, and closes it. `expectedMs` has the time of a message between two regions. */
export async function playPlanet(
  spec: PlanetSpec,
  times: Times,
  lostRegion: string,
  expectedMs: Readonly<Record<string, number>>,
  tell: (text: string) => void,
): Promise<Played> {
  const planet = await startPlanet(spec);
  try {
    return await play(planet, spec, times, lostRegion, expectedMs, tell);
  } finally {
    await planet.close();
  }
}

async function play(
  planet: RunningPlanet,
  spec: PlanetSpec,
  times: Times,
  lostRegion: string,
  expectedMs: Readonly<Record<string, number>>,
  tell: (text: string) => void,
): Promise<Played> {
  const { population, operator, wires } = planet;
  const loads: number[] = [];
  const seen = new Map<Part, Seen>();
  const part = async (name: Part, act: () => Promise<void>): Promise<void> => {
    loads.push(loadavg()[0] ?? 0);
    tell(`${spec.name}: ${name}, load of the machine ${loads.at(-1)?.toFixed(1)}`);
    await population.call("phase", name);
    await act();
    const read = await population.call("read", undefined);
    seen.set(name, read);
    if (read.wrong.length > 0) tell(`${read.wrong.length} wrong answers: ${read.wrong[0]}`);
  };

  await part("warm", async () => {
    await population.call("begin", undefined);
    await pause(times.warmMs);
  });
  await part("still", () => pause(times.stillMs));
  await wires.call("stretch", undefined);
  await part("settle", () => pause(times.settleMs));
  const before = await countsOf(planet);
  await wires.call("loopDelay", undefined);
  await part("steady", () => pause(times.steadyMs));
  const after = await countsOf(planet);
  const wiresDelay = await wires.call("loopDelay", undefined);

  const codes = spec.edges.map(({ code }) => code);
  const measure = (among: readonly string[], each: number): Promise<readonly RevocationSample[]> =>
    operator.call("measure", { from: among, to: among, each, expectedMs });
  let revocations: readonly RevocationSample[] = [];
  await part("revocations", async () => {
    revocations = await measure(codes, times.revocations);
  });
  let revocationsLost: readonly RevocationSample[] = [];
  await part("lost", async () => {
    await planet.lose(lostRegion);
    const left = codes.filter((code) => code !== lostRegion);
    const lasts = pause(times.lostMs);
    revocationsLost = await measure(left, times.revocationsLost);
    await lasts;
  });
  await part("back", async () => {
    await planet.bringBack(lostRegion);
    await pause(times.backMs);
  });
  await population.call("end", undefined);

  const of = (name: Part): Seen | undefined => seen.get(name);
  const all = [...seen.values()];
  const around = [of("lost"), of("back")];
  return {
    samples: {
      warm: of("warm")?.samples ?? [],
      still: of("still")?.samples ?? [],
      settle: of("settle")?.samples ?? [],
      steady: of("steady")?.samples ?? [],
      revocations: of("revocations")?.samples ?? [],
      lost: of("lost")?.samples ?? [],
      back: of("back")?.samples ?? [],
    },
    revocations,
    revocationsLost,
    lostRegion,
    originCalls: after.calls - before.calls,
    checks: after.checks - before.checks,
    wrong: all.flatMap(({ wrong }) => wrong),
    failedLost: around.flatMap((read) => read?.failed ?? []),
    failed: all.filter((read) => !around.includes(read)).flatMap(({ failed }) => failed),
    acts: sumsOf(all.map(({ acts }) => acts)),
    delays: { population: of("steady")?.delay ?? noDelay, wires: wiresDelay },
    loads,
  };
}

const noDelay: LoopDelay = { p50Ms: Number.NaN, p99Ms: Number.NaN };

/** Calls that checks cause, by the name that metrics have. */
const purposes = ["fill", "forced", "refresh", "second-look"];

/** What the edges have counted so far. */
async function countsOf(
  planet: RunningPlanet,
): Promise<{ readonly checks: number; readonly calls: number }> {
  let [checks, calls] = [0, 0];
  for (const text of await planet.metrics()) {
    const sum = readMetrics(text);
    if (sum === undefined) throw new Error(`these are not the metrics of an edge: ${text}`);
    checks += sum("checks_total") ?? 0;
    for (const purpose of purposes) calls += sum("origin_calls_total", { purpose }) ?? 0;
  }
  return { checks, calls };
}

function sumsOf(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const [name, count] of counts.flatMap(Object.entries<number>)) {
    sums[name] = (sums[name] ?? 0) + count;
  }
  return sums;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
