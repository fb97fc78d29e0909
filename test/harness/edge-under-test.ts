// A whole edge on a real port, for tests: real host, store, bus and origin adapter, with its events to wait for
// and a clock that can be set ahead.
import { createInProcessBus } from "../../src/bus/in-process.ts";
import { defaultClientAddressHeader } from "../../src/core/forwarding.ts";
import { defaultLimits, type Limits } from "../../src/core/limits.ts";
import { defaultProjectSettings, type ProjectSettings } from "../../src/core/settings.ts";
import { createEdge, type Edge } from "../../src/edge/edge.ts";
import type { EdgeEvent } from "../../src/edge/events.ts";
import type { Bus, Origin, Store } from "../../src/edge/ports.ts";
import { createBackground, createClock, digest, newId } from "../../src/runtime/node.ts";
import { createNodeHost } from "../../src/host/node/node-host.ts";
import { createAdminHandle } from "../../src/intake/admin-handle.ts";
import type { KeyRing } from "../../src/intake/key-ring.ts";
import { createOperatorAnswers } from "../../src/observe/admin.ts";
import { createMetrics } from "../../src/observe/metrics/metrics.ts";
import { createUndiciOrigin } from "../../src/origin/undici/undici-origin.ts";
import { createMemoryStore } from "../../src/store/memory.ts";

/** Short: a part of it is spent on clients that keep their connections, as most in tests do. */
const stopWithinMs = 200;

/** How an edge under test is set up. The feature is on unless `settings` says otherwise. */
export interface EdgeSetUp {
  readonly origin: string;
  readonly settings?: Partial<ProjectSettings>;
  readonly limits?: Partial<Limits>;
  readonly originTimeoutMs?: number;
  readonly forwardTimeoutMs?: number;
  readonly trustedProxies?: (address: string) => boolean;
  /** Lower-case name of the header in which they tell the client's address. */
  readonly clientAddressHeader?: string;
  readonly bus?: Bus;
  /** Spreads refreshes and second looks; by default none is put off. */
  readonly random?: () => number;
  /** The admin listener's keys (none: no key file) and the admin API behind its gateway (none: no gateway). */
  readonly admin?: {
    readonly keys?: KeyRing;
    readonly origin?: Origin;
    /** Whether it is to be as on a loopback address (true). */
    readonly loopback?: boolean;
  };
}

/** An edge that answers on `url`. */
export interface EdgeUnderTest {
  readonly url: string;
  /** Where its admin listener answers. */
  readonly adminUrl: string;
  readonly edge: Edge;
  readonly store: Store;
  readonly bus: Bus;
  /** Everything it has told so far. */
  readonly events: readonly EdgeEvent[];
  /** The first event from `since` on (an index into `events`, default: from the start) that passes. */
  until(passes: (event: EdgeEvent) => boolean, since?: number): Promise<EdgeEvent>;
  /** Sets its clocks ahead, in milliseconds, and runs what is due by then. */
  advance(ms: number): void;
  applySettings(settings: Partial<ProjectSettings>): void;
  stop(): Promise<void>;
}

/** Starts an edge on a free port. */
export async function startEdge(setUp: EdgeSetUp): Promise<EdgeUnderTest> {
  let aheadMs = 0;
  const monotonicMs = (): number => performance.now() + aheadMs;
  const timers = new Timers(monotonicMs);
  const clock = createClock({
    monotonicMs,
    wallMs: () => Date.now() + aheadMs,
    setTimer: (run, delayMs) => timers.set(run, delayMs),
  });
  const events: EdgeEvent[] = [];
  const listeners = new Set<(event: EdgeEvent) => void>();
  const failures: unknown[] = [];
  const limits = { ...defaultLimits, ...setUp.limits };
  let settings = { ...defaultProjectSettings, cacheableSessions: true, ...setUp.settings };
  const store = createMemoryStore(limits);
  const bus = setUp.bus ?? createInProcessBus({ onError: (error) => failures.push(error) });
  const origin = createUndiciOrigin({ url: setUp.origin });
  const background = createBackground();
  const metrics = createMetrics(() => edge.stats(), "0.0.0");
  const emit = (event: EdgeEvent): void => {
    metrics.sink(event);
    events.push(event);
    for (const listener of listeners) listener(event);
  };
  const edge = createEdge(
    {
      name: "edge-sessions",
      instance: newId(),
      settings,
      originTimeoutMs: setUp.originTimeoutMs ?? 5_000,
      forwardTimeoutMs: setUp.forwardTimeoutMs ?? 60_000,
      trustedProxies: setUp.trustedProxies ?? (() => false),
      clientAddressHeader: setUp.clientAddressHeader ?? defaultClientAddressHeader,
      limits,
    },
    {
      origin,
      store,
      bus,
      clock,
      digest,
      newId,
      random: setUp.random ?? (() => 0),
      background: background.run,
      emit,
    },
  );
  const host = createNodeHost({
    listen: "127.0.0.1:0",
    handle: edge.handle,
    headBytesMax: limits.headBytesMax,
    bodyWaitMs: limits.bodyWaitMs,
    onFailure: (error) => failures.push(error),
  });
  const intake = createAdminHandle({
    project: settings.project,
    keys: setUp.admin?.keys,
    loopback: setUp.admin?.loopback ?? true,
    edge,
    adminOrigin: setUp.admin?.origin,
    operators: createOperatorAnswers({
      unready: () => ({}),
      scrape: () => metrics.scrape(),
      failed: (error) => failures.push(error),
    }),
    clock,
    background: background.run,
    emit,
  });
  const adminHost = createNodeHost({
    listen: "127.0.0.1:0",
    handle: intake.handle,
    headBytesMax: limits.headBytesMax,
    bodyWaitMs: limits.bodyWaitMs,
    onFailure: (error) => failures.push(error),
  });
  await edge.start();
  await host.start();
  await adminHost.start();
  return {
    url: host.url,
    adminUrl: adminHost.url,
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
      timers.run();
    },
    applySettings: (changed) => {
      settings = { ...settings, ...changed };
      edge.applySettings(settings);
    },
    stop: async () => {
      await Promise.all([host.stop(stopWithinMs), adminHost.stop(stopWithinMs)]);
      intake.drain();
      await background.drain();
      await edge.stop();
      await origin.close();
    },
  };
}

interface Timer {
  readonly dueAtMs: number;
  readonly run: () => void;
  handle: NodeJS.Timeout;
}

/** Timers on a clock that can be set ahead. */
class Timers {
  readonly #nowMs: () => number;
  readonly #timers = new Set<Timer>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  set(run: () => void, delayMs: number): () => void {
    const timer: Timer = { dueAtMs: this.#nowMs() + delayMs, run, handle: this.#arm(delayMs) };
    this.#timers.add(timer);
    return () => {
      clearTimeout(timer.handle);
      this.#timers.delete(timer);
    };
  }

  /** Runs what is due, in order, and lets the rest wait for what is left of its time. */
  run(): void {
    for (;;) {
      const [next] = [...this.#timers].sort((one, other) => one.dueAtMs - other.dueAtMs);
      if (next === undefined || next.dueAtMs > this.#nowMs()) break;
      clearTimeout(next.handle);
      this.#timers.delete(next);
      next.run();
    }
    for (const timer of this.#timers) {
      clearTimeout(timer.handle);
      timer.handle = this.#arm(timer.dueAtMs - this.#nowMs());
    }
  }

  #arm(delayMs: number): NodeJS.Timeout {
    // Real timers may fire a little early by this clock, so that one looks again until it is due.
    const handle = setTimeout(() => this.run(), Math.max(1, Math.ceil(delayMs)));
    return handle.unref();
  }
}
