// An edge that holds as many sessions as it is told to: the engine, its store and its host, filled without a network.
import { createInProcessBus } from "../../bus/in-process.ts";
import { defaultLimits } from "../../core/limits.ts";
import { defaultProjectSettings } from "../../core/settings.ts";
import { createEdge } from "../../edge/edge.ts";
import type { EdgeRequest } from "../../edge/ports.ts";
import { createNodeHost } from "../../host/node.ts";
import { createBackground, createClock, digest, newId } from "../../host/node-ports.ts";
import { createMemoryStore } from "../../store/memory.ts";
import { createMemoryOrigin } from "../memory-origin.ts";
import type { FilledAnswer } from "../questions.ts";
import { cookieLineOf } from "../sample.ts";
import { answerAs } from "./answering.ts";

const hourMs = 3_600_000;
/** More than any run holds. */
const cacheBytesMax = 64 * 1_024 ** 3;
/** Fills under way at once: enough to keep busy, few enough to keep what is under way small beside what is held. */
const fillsAtOnce = 64;

const limits = { ...defaultLimits, cacheBytesMax };
const origin = createMemoryOrigin();
const fail = (cause: unknown): void => {
  process.stderr.write(`${String(cause)}\n`);
};
const edge = createEdge(
  {
    name: "edge-sessions",
    instance: newId(),
    settings: {
      ...defaultProjectSettings,
      cacheableSessions: true,
      maxAgeMs: hourMs,
      refreshAfterMs: hourMs,
    },
    originTimeoutMs: 5_000,
    forwardTimeoutMs: 5_000,
    trustedProxies: () => false,
    limits,
  },
  {
    origin,
    store: createMemoryStore(limits),
    bus: createInProcessBus({ onError: fail }),
    clock: createClock(),
    digest,
    newId,
    background: createBackground().run,
    emit: () => undefined,
  },
);
const host = createNodeHost({
  listen: "127.0.0.1:0",
  handle: edge.handle,
  headBytesMax: limits.headBytesMax,
  onFailure: fail,
});

const nobodyLeaves = new AbortController().signal;

function checkOf(index: number): EdgeRequest {
  return {
    method: "GET",
    target: "/sessions/whoami",
    headers: ["Host", "bench.example", "Cookie", cookieLineOf(index)],
    body: undefined,
    peer: undefined,
    signal: nobodyLeaves,
  };
}

async function fill(sessions: number): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < sessions) {
      const index = next;
      next += 1;
      const { status } = await edge.handle(checkOf(index));
      if (status !== 200) throw new Error(`a fill was answered with ${status}`);
    }
  };
  await Promise.all(Array.from({ length: fillsAtOnce }, worker));
}

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
  await fill(sessions);
  const after = memoryNow();
  return {
    port: Number(new URL(host.url).port),
    held: edge.stats().entries,
    residentBytes: after.residentBytes - before.residentBytes,
    usedBytes: after.usedBytes - before.usedBytes,
  };
});
