// The edge that is attacked, and a second one on its bus, both full of sessions. Told by its parent where the origin is;
// then tells its state whenever it is asked.
import { createInProcessBus } from "../../../bus/in-process.ts";
import { fillStore } from "../../fill.ts";
import { defaultLimits } from "../../../core/limits.ts";
import { defaultProjectSettings } from "../../../core/settings.ts";
import type { Bus, Clock } from "../../../edge/ports.ts";
import { createClock } from "../../../runtime/node.ts";
import { assembleEdges } from "../../../server/edge-assembly.ts";
import { createNodeHost } from "../../../host/node/node-host.ts";
import { createUndiciOrigin } from "../../../origin/undici/undici-origin.ts";
import type { EdgeQuestion, EdgeReady, EdgeState } from "./messages.ts";

const hourMs = 3_600_000;
const limits = defaultLimits;
const settings = {
  ...defaultProjectSettings,
  cacheableSessions: true,
  maxAgeMs: hourMs,
  refreshAfterMs: hourMs,
};

let timers = 0;
const realClock = createClock();
/** Counts the timers that wait. */
const clock: Clock = {
  nowMs: () => realClock.nowMs(),
  wallMs: () => realClock.wallMs(),
  after: (delayMs, run) => {
    timers += 1;
    let waits = true;
    const ended = (): void => {
      if (waits) timers -= 1;
      waits = false;
    };
    const cancel = realClock.after(delayMs, () => {
      ended();
      run();
    });
    return () => {
      ended();
      cancel();
    };
  },
};

const report = (cause: unknown): void => void process.stderr.write(`${String(cause)}\n`);
let published = 0;
const innerBus = createInProcessBus({ onError: report });
const bus: Bus = {
  healthyUntilMs: Number.POSITIVE_INFINITY,
  publish: (invalidations) => {
    published += invalidations.length;
    return innerBus.publish(invalidations);
  },
  subscribe: (receive) => innerBus.subscribe(receive),
};

function makeEdge(originUrl: string) {
  const edges = assembleEdges({
    limits,
    emit: () => undefined,
    onUndelivered: report,
    ports: { bus, clock },
  });
  return { edge: edges.edge(settings, createUndiciOrigin({ url: originUrl })), ports: edges.ports };
}

async function start({ originUrl, sessions }: EdgeQuestion): Promise<void> {
  const attacked = makeEdge(originUrl);
  const other = makeEdge(originUrl);
  for (const { edge, ports } of [attacked, other]) {
    fillStore({ ...ports, project: settings.project }, sessions);
    await edge.start();
  }
  const host = createNodeHost({
    listen: "127.0.0.1:0",
    handle: attacked.edge.handle,
    headBytesMax: limits.headBytesMax,
    bodyWaitMs: limits.bodyWaitMs,
    onFailure: report,
  });
  await host.start();
  const ready: EdgeReady = { port: Number(new URL(host.url).port) };
  process.on("message", () => {
    const [mine, others] = [attacked.edge.stats(), other.edge.stats()];
    const state: EdgeState = {
      entries: mine.entries,
      otherEntries: others.entries,
      fences: mine.fences,
      otherFences: others.fences,
      published,
      timers,
      residentBytes: process.memoryUsage.rss(),
      processorMs: (process.cpuUsage().user + process.cpuUsage().system) / 1_000,
      atMs: performance.now(),
    };
    process.send?.(state);
  });
  process.send?.(ready);
}

process.once("message", (question: EdgeQuestion) => {
  start(question).catch((error: unknown) => {
    report(error);
    process.exitCode = 1;
    process.disconnect();
  });
});
process.once("disconnect", () => process.exit());
