// One run: starts everything, measures part after part, ends everything, and gives what was found.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Children } from "./children.ts";
import { startEdgeContender, startNginx, startVarnish, type Contender } from "./contenders.ts";
import { measureCurves } from "./curves.ts";
import { measureFixedRate, measureTail } from "./fixed-rate.ts";
import type { Found } from "./found.ts";
import { measureDecisions } from "./decisions.ts";
import { currentLoad, describeMachine } from "./machine.ts";
import { measureOriginCalls } from "./origin-calls.ts";
import type { PartName, Plan } from "./plan.ts";
import { canReadProcesses } from "./process-time.ts";
import { findingsOf, type BenchReport } from "./report.ts";
import { bodyBytes, cookieBytes } from "./sample.ts";
import { measureHits, measureLatency, measureMisses, type Stage } from "./served.ts";
import { measureSizes } from "./size.ts";
import { measureStartUp } from "./start-up.ts";
import { summarize } from "./statistics.ts";
import { targetResults } from "./targets.ts";
import { measureWorkers } from "./workers.ts";

/** Parts that need the processor time of other processes. */
const ofProcessorTime: readonly PartName[] = [
  "hits",
  "fixed-rate",
  "tail",
  "misses",
  "size",
  "workers",
  "decisions",
  "curves",
];
/** Makes the load's collections of garbage rare, so that they do not make it late. */
const rateFlags = ["--max-semi-space-size=64"];

/** What a run is given from around it. */
export interface RunSurroundings {
  readonly plan: Plan;
  /** This package's version. */
  readonly version: string;
  readonly signal: AbortSignal;
  /** Told what is being done, a line each. */
  readonly progress: (text: string) => void;
}

/** Runs the plan. Rejects when the signal fires or something does not work; nothing is left running either way. */
export async function runBench(around: RunSurroundings): Promise<BenchReport> {
  const { plan, signal, progress } = around;
  const begunAtMs = Date.now();
  const loadAtBegin = currentLoad();
  const found: Found = {
    measurements: [],
    waits: [],
    curves: [],
    missing: [],
    versions: { "edge-sessions": around.version },
  };
  const folder = await mkdtemp(join(tmpdir(), "edge-sessions-bench-"));
  try {
    await using children = new Children(signal);
    await measure(children, folder, around, found);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  signal.throwIfAborted();
  progress("done");
  const { measurements, waits, curves, missing, versions } = found;
  return {
    version: 1,
    begunAt: new Date(begunAtMs).toISOString(),
    tookSeconds: Math.round((Date.now() - begunAtMs) / 1_000),
    machine: describeMachine(loadAtBegin, versions),
    plan: { ...plan, parts: [...plan.parts] },
    bodyBytes,
    cookieBytes,
    targets: targetResults(measurements, waits, bodyBytes),
    findings: findingsOf(measurements),
    waits,
    runs: [],
    curves,
    measurements: measurements.map((one) => ({ ...one, summary: summarize(one.rounds) })),
    missing,
  };
}

async function measure(
  children: Children,
  folder: string,
  around: RunSurroundings,
  found: Found,
): Promise<void> {
  const { plan, progress } = around;
  const { measurements, missing } = found;
  const readable = canReadProcesses();
  const asked = (...parts: readonly PartName[]): boolean =>
    parts.some((part) => plan.parts.has(part));
  const wants = (...parts: readonly PartName[]): boolean =>
    asked(...parts.filter((part) => readable || !ofProcessorTime.includes(part)));
  if (!readable && asked(...ofProcessorTime)) {
    missing.push(
      `${process.platform} does not show how much processor time another process uses; run this on Linux to measure ${ofProcessorTime.join(", ")}`,
    );
  }
  const load = children.startRole("load");
  const origin = children.startRole("origin");
  const { port: originPort } = await origin.ask({ delayMs: 0 });
  const sizes = { children, load, origin, originPort, plan, progress };
  if (wants("hits", "fixed-rate", "tail", "misses", "latency", "curves")) {
    await using stage = await setStage(children, folder, around, sizes, found);
    if (wants("hits")) measurements.push(...(await measureHits(stage)));
    if (wants("fixed-rate")) await measureFixedRate(stage, found);
    if (wants("tail")) await measureTail(stage, found);
    if (wants("misses")) measurements.push(...(await measureMisses(stage)));
    if (wants("curves")) await measureCurves(stage, found);
    if (wants("latency")) measurements.push(...(await measureLatency(stage)));
  }
  if (wants("in-process")) {
    progress("checks in process");
    const child = children.startRole("in-process");
    const answer = await child.ask({ rounds: plan.rounds, calls: plan.callsPerTurn });
    await child.end();
    for (const { id, what, us } of answer.us) {
      measurements.push({ id: `in-process/${id}`, group: "in-process", what, rounds: us });
    }
    missing.push(...answer.missing);
  }
  if (wants("size", "curves")) await measureSizes(sizes, found);
  if (wants("workers")) await measureWorkers(sizes, found);
  if (wants("decisions")) measurements.push(...(await measureDecisions(sizes, folder)));
  if (wants("origin-calls")) await measureOriginCalls(sizes, found);
  if (wants("start-up")) {
    const result = await measureStartUp(children, plan.starts, progress);
    measurements.push(...result.measurements);
    missing.push(...result.missing);
  }
}

/** The contenders that the parts need and the load at a fixed rate, ended together. */
async function setStage(
  children: Children,
  folder: string,
  { plan, progress }: RunSurroundings,
  { load, origin, originPort }: Pick<Stage, "load" | "origin" | "originPort">,
  found: Found,
): Promise<Stage & AsyncDisposable> {
  const surroundings = { children, originPort, folder };
  const contenders: Contender[] = [await startEdgeContender(surroundings, "edge")];
  const wants = (...parts: readonly PartName[]): boolean =>
    parts.some((part) => plan.parts.has(part));
  if (wants("hits", "fixed-rate", "tail", "curves")) {
    contenders.push(await startEdgeContender(surroundings, "refreshing"));
  }
  if (wants("hits", "fixed-rate", "misses", "curves")) {
    for (const [name, start] of [
      ["nginx", startNginx],
      ["varnish", startVarnish],
    ] as const) {
      const started = await start(surroundings);
      if (started.kind === "missing") {
        found.missing.push(started.why);
        continue;
      }
      contenders.push(started.contender);
      found.versions[name] = started.version;
    }
  }
  const rate = children.startRole("rate", rateFlags);
  progress(`started: ${contenders.map(({ what }) => what).join("; ")}`);
  return {
    load,
    rate,
    origin,
    originPort,
    contenders,
    plan,
    progress,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([...contenders.map(({ child }) => child.end()), rate.end()]);
    },
  };
}
