// One run: starts everything, measures part after part, ends everything, and gives what was found.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Children, type RoleChild } from "./children.ts";
import { startEdge, startNginx, startVarnish, type Contender } from "./contenders.ts";
import { currentLoad, describeMachine } from "./machine.ts";
import type { PartName, Plan } from "./plan.ts";
import { canReadProcesses } from "./process-time.ts";
import { findingsOf, type BenchReport, type Measurement } from "./report.ts";
import { bodyBytes, cookieBytes } from "./sample.ts";
import { measureHits, measureLatency, measureMisses, type Stage } from "./served.ts";
import { measureSizes } from "./size.ts";
import { measureStartUp } from "./start-up.ts";
import { summarize } from "./statistics.ts";

/** What a run is given from around it. */
export interface RunSurroundings {
  readonly plan: Plan;
  /** This package's version. */
  readonly version: string;
  readonly signal: AbortSignal;
  /** Told what is being done, a line each. */
  readonly progress: (text: string) => void;
}

interface Findings {
  readonly measurements: Measurement[];
  readonly missing: string[];
  readonly versions: Record<string, string>;
}

/** Runs the plan. Rejects when the signal fires or something does not work; nothing is left running either way. */
export async function runBench(around: RunSurroundings): Promise<BenchReport> {
  const { plan, signal, progress } = around;
  const begunAtMs = Date.now();
  const loadAtBegin = currentLoad();
  const found: Findings = {
    measurements: [],
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
  const { measurements, missing, versions } = found;
  return {
    version: 1,
    begunAt: new Date(begunAtMs).toISOString(),
    tookSeconds: Math.round((Date.now() - begunAtMs) / 1_000),
    machine: describeMachine(loadAtBegin, versions),
    plan: { ...plan, parts: [...plan.parts] },
    bodyBytes,
    cookieBytes,
    findings: findingsOf(measurements, plan.sizes, bodyBytes),
    measurements: measurements.map((one) => ({ ...one, summary: summarize(one.rounds) })),
    missing,
  };
}

async function measure(
  children: Children,
  folder: string,
  around: RunSurroundings,
  { measurements, missing, versions }: Findings,
): Promise<void> {
  const { plan, progress } = around;
  const wants = (...parts: readonly PartName[]): boolean =>
    parts.some((part) => plan.parts.has(part));
  const readable = canReadProcesses();
  if (!readable && wants("hits", "misses", "size")) {
    missing.push(
      `${process.platform} does not show how much processor time another process uses; run this on Linux to measure hits, misses and sizes`,
    );
  }
  const load = children.startRole("load");
  if (wants("latency") || (readable && wants("hits", "misses"))) {
    await using stage = await setStage(children, folder, around, load, { missing, versions });
    if (readable && wants("hits")) measurements.push(...(await measureHits(stage)));
    if (readable && wants("misses")) measurements.push(...(await measureMisses(stage)));
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
  if (readable && wants("size")) {
    const result = await measureSizes(children, load, plan, progress);
    measurements.push(...result.measurements);
    missing.push(...result.missing);
  }
  if (wants("start-up")) {
    const result = await measureStartUp(children, plan.starts, progress);
    measurements.push(...result.measurements);
    missing.push(...result.missing);
  }
}

/** Origin and contenders, ended together. */
async function setStage(
  children: Children,
  folder: string,
  { plan, progress }: RunSurroundings,
  load: RoleChild<"load">,
  found: Pick<Findings, "missing" | "versions">,
): Promise<Stage & AsyncDisposable> {
  const origin = children.startRole("origin");
  const { port: originPort } = await origin.ask({ delayMs: 0 });
  const surroundings = { children, originPort, folder };
  const contenders: Contender[] = [await startEdge(surroundings, "edge")];
  if (plan.parts.has("hits")) contenders.push(await startEdge(surroundings, "refreshing"));
  if (plan.parts.has("hits") || plan.parts.has("misses")) {
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
  progress(`started: ${contenders.map(({ what }) => what).join("; ")}`);
  return {
    load,
    origin,
    originPort,
    contenders,
    plan,
    progress,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([...contenders.map(({ child }) => child.end()), origin.end()]);
    },
  };
}
