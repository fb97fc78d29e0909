// An edge that holds as many sessions as it is told to: the engine, its store and its host, filled without a network.
import { defaultLimits } from "../../core/limits.ts";
import { defaultProjectSettings } from "../../core/settings.ts";
import type { Origin } from "../../edge/ports.ts";
import { createNodeHost } from "../../host/node/node-host.ts";
import { assembleEdges } from "../../server/edge-assembly.ts";
import { fillStore } from "../fill.ts";
import type { FilledAnswer } from "../questions.ts";
import { answerAs } from "./answering.ts";

const hourMs = 3_600_000;
/** More than any run holds. */
const cacheBytesMax = 64 * 1_024 ** 3;

const limits = { ...defaultLimits, cacheBytesMax };
/** A check without an entry gets an error, and the load accepts no error. */
const origin: Origin = {
  send: () => Promise.resolve({ kind: "failure", failure: { kind: "unreachable", cause: "none" } }),
};
const fail = (cause: unknown): void => {
  process.stderr.write(`${String(cause)}\n`);
};
const settings = {
  ...defaultProjectSettings,
  cacheableSessions: true,
  maxAgeMs: hourMs,
  refreshAfterMs: hourMs,
};
const edges = assembleEdges({ limits, emit: () => undefined, onUndelivered: fail });
const edge = edges.edge(settings, origin);
const host = createNodeHost({
  listen: "127.0.0.1:0",
  handle: edge.handle,
  headBytesMax: limits.headBytesMax,
  onFailure: fail,
});

/** What the process occupies and what of that is in use, after collecting what is garbage. */
function memoryNow(): { residentBytes: number; usedBytes: number } {
  if (globalThis.gc === undefined) throw new Error("this role needs --expose-gc");
  globalThis.gc();
  globalThis.gc();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { residentBytes: rss, usedBytes: heapUsed + external };
}

answerAs<"filled">(async ({ sessions }): Promise<FilledAnswer> => {
  await host.start();
  const before = memoryNow();
  fillStore({ ...edges.ports, project: settings.project }, sessions);
  const after = memoryNow();
  return {
    port: Number(new URL(host.url).port),
    held: edge.stats().entries,
    residentBytes: after.residentBytes - before.residentBytes,
    usedBytes: after.usedBytes - before.usedBytes,
  };
});
