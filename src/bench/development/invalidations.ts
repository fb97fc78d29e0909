// What it costs an edge to apply an invalidation that another edge published: from the text that the bus delivers until the
// entry is gone and the fence is raised. Usage: node src/bench/development/invalidations.ts [rounds]
import { cpus } from "node:os";
import { decodeMessage, encodeMessage } from "../../core/bus-message.ts";
import type { Invalidation } from "../../core/invalidation.ts";
import { defaultLimits } from "../../core/limits.ts";
import { defaultProjectSettings } from "../../core/settings.ts";
import type { BusListener, Origin, SharedBus } from "../../edge/ports.ts";
import { newId } from "../../runtime/node.ts";
import { assembleEdges } from "../../server/edge-assembly.ts";
import { fillStore } from "../fill.ts";
import { sessionIdOf } from "../sample.ts";
import { median } from "../statistics.ts";

const rounds = Number(process.argv[2] ?? 7);
const sessions = 20_000;
const hourMs = 3_600_000;
const region = "default";

let listener: BusListener | undefined;
let sequence = 0;
/** A bus that delivers what this program gives it. */
const bus: SharedBus = {
  region,
  start(given) {
    listener = given;
    given.regions([region]);
    return Promise.resolve();
  },
  stop: () => Promise.resolve(),
  append(messages) {
    for (const message of messages) listener?.message(region, (sequence += 1), message);
    return Promise.resolve(sequence);
  },
  read: () =>
    Promise.resolve({
      incarnation: "bench",
      through: sequence,
      reachesBack: true,
      idAtStart: undefined,
      complete: true,
      messages: [],
    }),
  addRegion: () => Promise.resolve(),
  removeRegion: () => Promise.resolve(),
  publishProject: () => Promise.resolve(),
};
const origin: Origin = {
  send: () => Promise.resolve({ kind: "failure", failure: { kind: "unreachable", cause: "none" } }),
};
const settings = { ...defaultProjectSettings, cacheableSessions: true, maxAgeMs: hourMs };
const edges = assembleEdges({
  limits: defaultLimits,
  emit: () => undefined,
  onUndelivered: (error) => {
    throw error;
  },
  joined: {
    bus,
    name: "bench",
    software: "0",
    role: "edge",
    forgetAfterMs: hourMs,
    report: () => ({
      projects: 1,
      revisions: 1,
      entries: 0,
      bytes: 0,
      checks: 0,
      hits: 0,
      unpublished: 0,
      url: undefined,
    }),
  },
});
const edge = edges.edge(settings, origin);

function textOf(index: number): string {
  const invalidation: Invalidation = {
    version: 1,
    id: newId(),
    project: settings.project,
    scope: { kind: "session", value: sessionIdOf(index) },
    source: "mutation",
    by: "another edge",
    at: Date.now(),
  };
  return encodeMessage({ kind: "invalidation", invalidation });
}

async function measure(name: string, fills: boolean): Promise<void> {
  const microseconds: number[] = [];
  for (let round = -1; round < rounds; round += 1) {
    if (fills) fillStore({ ...edges.ports, project: settings.project }, sessions);
    const texts = Array.from({ length: sessions }, (_, index) => textOf(index));
    const begun = process.cpuUsage();
    for (const text of texts) listener?.message(region, (sequence += 1), decodeMessage(text));
    const { user, system } = process.cpuUsage(begun);
    if (fills && edge.stats().entries !== 0) throw new Error("an invalidation was not applied");
    if (round >= 0) microseconds.push((user + system) / sessions);
    // Heartbeats and timers have their turn between the rounds.
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
  console.log(`${name.padEnd(44)} ${median(microseconds).toFixed(1).padStart(6)} µs`);
}

console.log(`${cpus()[0]?.model ?? "unknown processor"}, Node ${process.version}`);
console.log(`processor time per applied invalidation, median of ${rounds} rounds of ${sessions}`);
await edges.link?.start();
await edge.start();
await measure("of a session that is stored", true);
await measure("of a session that is not stored", false);
await edge.stop();
await edges.link?.stop();
