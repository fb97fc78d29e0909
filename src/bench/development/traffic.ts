// What it costs to remember one event for the Console's history, and what reading an hour costs.
// Usage: node --expose-gc src/bench/development/traffic.ts [rounds]. Shows bytes allocated per event only with --expose-gc.
import { cpus } from "node:os";
import type { EdgeEvent, EventSink } from "../../edge/events.ts";
import { createTrafficReporter } from "../../observe/traffic/reporter.ts";
import { createTraffic } from "../../observe/traffic/traffic.ts";

const rounds = Number(process.argv[2] ?? 9);
const eventsPerRound = 1_000_000;
const projects = Array.from({ length: 16 }, (_, index) => `project-${index}`);
const aimNs = 1_000;
const nsPerMs = 1_000_000;

/** A project's event; times vary so that they fall into many bins. */
function eventAt(index: number, kind: "hit" | "call"): EdgeEvent {
  const project = projects[index % projects.length] ?? "";
  const durationMs = 0.01 * 1.01 ** (index % 700);
  return kind === "hit"
    ? { kind: "check", project, result: "hit", status: 200, durationMs, refreshing: false }
    : {
        kind: "call",
        project,
        lane: "known",
        purpose: "fill",
        outcome: "2xx",
        status: 200,
        durationMs,
      };
}

const hits = Array.from({ length: 4_096 }, (_, index) => eventAt(index, "hit"));
const calls = Array.from({ length: 4_096 }, (_, index) => eventAt(index, "call"));
const ignored: readonly EdgeEvent[] = [{ kind: "decided", project: "project-0", row: "serve" }];

function median(values: number[]): number {
  values.sort((one, other) => one - other);
  return values[Math.floor(values.length / 2)] ?? Number.NaN;
}

function measure(name: string, events: readonly EdgeEvent[], nowMs: () => number): void {
  measureSink(name, events, createTraffic({ nowMs, projectsMax: projects.length }).sink);
}

function measureSink(name: string, events: readonly EdgeEvent[], sink: EventSink): void {
  const ns: number[] = [];
  const bytes: number[] = [];
  for (let round = -2; round < rounds; round += 1) {
    globalThis.gc?.();
    const heapBefore = process.memoryUsage().heapUsed;
    const begunMs = performance.now();
    for (let index = 0; index < eventsPerRound; index += 1) {
      const event = events[index % events.length];
      if (event !== undefined) sink(event);
    }
    const tookMs = performance.now() - begunMs;
    if (round < 0) continue;
    ns.push((tookMs * nsPerMs) / eventsPerRound);
    bytes.push((process.memoryUsage().heapUsed - heapBefore) / eventsPerRound);
  }
  const allocated = globalThis.gc === undefined ? "" : `, ${median(bytes).toFixed(2)} bytes`;
  console.log(`${name.padEnd(36)} ${median(ns).toFixed(0).padStart(5)} ns${allocated}`);
}

console.log(`${cpus()[0]?.model ?? "unknown processor"}, Node ${process.version}`);
console.log(`per event, ${projects.length} projects (aim: well under ${aimNs} ns)`);
let virtualMs = 0;
measure("a hit", hits, Date.now);
measure("a hit, the clock running fast", hits, () => (virtualMs += 0.5));
measure("an origin call", calls, Date.now);
measure("an event that does not count", ignored, Date.now);
measureSink("a hit, counted for reports", hits, createTrafficReporter(projects.length).sink);

let readAtMs = 0;
const traffic = createTraffic({ nowMs: () => readAtMs, projectsMax: 1 });
for (let step = 0; step < 720; step += 1) {
  readAtMs = step * 5_000;
  for (const event of [...hits, ...calls]) if (event.project === "project-0") traffic.sink(event);
}
const readMs = Array.from({ length: rounds * 5 }, () => {
  const begunMs = performance.now();
  traffic.read("project-0", 60);
  return performance.now() - begunMs;
});
console.log(`reading an hour ${median(readMs).toFixed(1)} ms`);
