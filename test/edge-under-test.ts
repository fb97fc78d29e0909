// A whole edge on a real port, for tests: real host, store, bus and origin adapter, with its events to wait for
// and a clock that can be set ahead.
import { createInProcessBus } from "../src/bus/in-process.ts";
import { defaultLimits, type Limits } from "../src/core/limits.ts";
import { defaultProjectSettings, type ProjectSettings } from "../src/core/settings.ts";
import { createEdge, type Edge } from "../src/edge/edge.ts";
import type { EdgeEvent } from "../src/edge/events.ts";
import type { Bus, Store } from "../src/edge/ports.ts";
import { createBackground, createClock, digest, newId } from "../src/host/node-ports.ts";
import { createNodeHost } from "../src/host/node.ts";
import { createUndiciOrigin } from "../src/origin/undici.ts";
import { createMemoryStore } from "../src/store/memory.ts";

/** How an edge under test is set up. The feature is on unless `settings` says otherwise. */
export interface EdgeSetUp {
  readonly origin: string;
  readonly settings?: Partial<ProjectSettings>;
  readonly limits?: Partial<Limits>;
  readonly originTimeoutMs?: number;
  readonly forwardTimeoutMs?: number;
  readonly trustedProxies?: (address: string) => boolean;
  readonly bus?: Bus;
}

/** An edge that answers on `url`. */
export interface EdgeUnderTest {
  readonly url: string;
  readonly edge: Edge;
  readonly store: Store;
  readonly bus: Bus;
  /** Everything it has told so far. */
  readonly events: readonly EdgeEvent[];
  /** The first event from `since` on (an index into `events`, default: from the start) that passes. */
  until(passes: (event: EdgeEvent) => boolean, since?: number): Promise<EdgeEvent>;
  /** Sets its clocks ahead, in milliseconds. */
  advance(ms: number): void;
  applySettings(settings: Partial<ProjectSettings>): void;
  stop(): Promise<void>;
}

/** Starts an edge on a free port. */
export async function startEdge(setUp: EdgeSetUp): Promise<EdgeUnderTest> {
  let aheadMs = 0;
  const clock = createClock({
    monotonicMs: () => performance.now() + aheadMs,
    wallMs: () => Date.now() + aheadMs,
    setTimer: (run, delayMs) => {
      const timer = setTimeout(run, delayMs);
      timer.unref();
      return () => {
        clearTimeout(timer);
      };
    },
  });
  const events: EdgeEvent[] = [];
  const listeners = new Set<(event: EdgeEvent) => void>();
  const failures: unknown[] = [];
  const limits = { ...defaultLimits, ...setUp.limits };
  let settings = { ...defaultProjectSettings, cacheableSessions: true, ...setUp.settings };
  const store = createMemoryStore({ cacheBytesMax: limits.cacheBytesMax });
  const bus = setUp.bus ?? createInProcessBus({ onError: (error) => failures.push(error) });
  const origin = createUndiciOrigin({ url: setUp.origin });
  const background = createBackground();
  const edge = createEdge(
    {
      name: "edge-sessions",
      instance: newId(),
      settings,
      originTimeoutMs: setUp.originTimeoutMs ?? 5_000,
      forwardTimeoutMs: setUp.forwardTimeoutMs ?? 60_000,
      trustedProxies: setUp.trustedProxies ?? (() => false),
      limits,
    },
    {
      origin,
      store,
      bus,
      clock,
      digest,
      newId,
      background: background.run,
      emit: (event) => {
        events.push(event);
        for (const listener of listeners) listener(event);
      },
    },
  );
  const host = createNodeHost({
    listen: "127.0.0.1:0",
    handle: edge.handle,
    headBytesMax: limits.headBytesMax,
    onFailure: (error) => failures.push(error),
  });
  await edge.start();
  await host.start();
  return {
    url: host.url,
    edge,
    store,
    bus,
    events,
    until: (passes, since = 0) =>
      new Promise((resolve) => {
        const listener = (event: EdgeEvent): void => {
          if (!passes(event)) return;
          listeners.delete(listener);
          resolve(event);
        };
        const already = events.slice(since).find(passes);
        if (already === undefined) listeners.add(listener);
        else resolve(already);
      }),
    advance: (ms) => {
      aheadMs += ms;
    },
    applySettings: (changed) => {
      settings = { ...settings, ...changed };
      edge.applySettings(settings);
    },
    stop: async () => {
      await host.stop(2_000);
      await background.drain();
      await edge.stop();
      await origin.close();
    },
  };
}
