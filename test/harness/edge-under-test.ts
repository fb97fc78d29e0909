// A whole edge on a real port, for tests: real host, store, bus and origin adapter, with its events to wait for
// and a clock that can be set ahead.
import { defaultLimits, type Limits } from "../../src/core/limits.ts";
import { defaultProjectSettings, type ProjectSettings } from "../../src/core/settings.ts";
import type { Edge } from "../../src/edge/edge.ts";
import type { EdgeEvent } from "../../src/edge/events.ts";
import type { Bus, Origin, Signer, Store } from "../../src/edge/ports.ts";
import { createClock } from "../../src/runtime/node.ts";
import { createEndingsHub } from "../../src/endings/hub.ts";
import { createEndingStreams, type EndingStreams } from "../../src/endings/streams.ts";
import type { CreateVerifier } from "../../src/server/transmitter-file.ts";
import { createNodeHost } from "../../src/host/node/node-host.ts";
import type { KeyRing } from "../../src/intake/key-ring.ts";
import { createMetrics } from "../../src/observe/metrics/metrics.ts";
import { createUndiciOrigin } from "../../src/origin/undici/undici-origin.ts";
import { createAdminListener } from "../../src/server/admin-listener.ts";
import { createFindReach } from "../../src/server/reach.ts";
import { assembleEdges, type AssemblyParts } from "../../src/server/edge-assembly.ts";

/** Short: a part of it is spent on clients that keep their connections, as most in tests do. */
const stopWithinMs = 200;

/** How an edge under test is set up. The feature is on unless `settings` says otherwise. */
export interface EdgeSetUp extends NonNullable<AssemblyParts["options"]> {
  readonly origin: string;
  readonly settings?: Partial<ProjectSettings>;
  readonly limits?: Partial<Limits>;
  readonly bus?: Bus;
  /** What signs sessions. By default nothing does. */
  readonly signer?: Signer;
  /** Spreads refreshes and second looks; by default none is put off. */
  readonly random?: () => number;
  /** The admin listener's keys (none: no key file) and the admin API behind its gateway (none: no gateway). */
  readonly admin?: {
    readonly keys?: KeyRing;
    readonly origin?: Origin;
    /** Verifies security event tokens. */
    readonly createVerifier?: CreateVerifier;
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
  readonly endingStreams: EndingStreams;
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
  const { origin: originUrl, settings: changedSettings, limits: changedLimits, ...others } = setUp;
  const { bus, signer, random = () => 0, admin: adminSetUp, ...options } = others;
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
  const failed = (error: unknown): void => void failures.push(error);
  const limits = { ...defaultLimits, ...changedLimits };
  let settings = { ...defaultProjectSettings, cacheableSessions: true, ...changedSettings };
  const origin = createUndiciOrigin({ url: originUrl });
  const metrics = createMetrics(() => edge.stats(), "0.0.0");
  const emit = (event: EdgeEvent): void => {
    metrics.sink(event);
    endings.sink(event);
    events.push(event);
    for (const listener of listeners) listener(event);
  };
  const edges = assembleEdges({
    limits,
    emit,
    onUndelivered: failed,
    options,
    ports: { clock, random, signer, ...(bus === undefined ? {} : { bus }) },
  });
  const edge = edges.edge(settings, origin);
  const endings = createEndingsHub({ clock, emit, onError: failed });
  const endingStreams = createEndingStreams({
    hub: endings,
    clock,
    emit,
    instance: edges.instance,
  });
  const host = createNodeHost({
    listen: "127.0.0.1:0",
    handle: edge.handle,
    ...(process.env["TEST_DIRECT"] === "off"
      ? {}
      : { answerSimple: (request) => edge.tryCheck(request) ?? edge.handle(request) }),
    headBytesMax: limits.headBytesMax,
    bodyWaitMs: limits.bodyWaitMs,
    onFailure: failed,
  });
  const admin = createAdminListener({
    address: { host: "127.0.0.1", port: 0 },
    headBytesMax: limits.headBytesMax,
    bodyWaitMs: limits.bodyWaitMs,
    project: settings.project,
    keys: adminSetUp?.keys,
    loopback: adminSetUp?.loopback ?? true,
    find: (project) =>
      project === settings.project ? { edge, adminOrigin: adminSetUp?.origin } : undefined,
    findReach: createFindReach({
      link: undefined,
      name: "edge",
      instance: edges.instance,
      listens: true,
    }),
    endings: endingStreams,
    verifyToken: adminSetUp?.createVerifier?.(clock),
    unready: () => ({}),
    scrape: () => metrics.scrape(),
    ports: edges.ports,
    failed: () => failed,
  });
  await edge.start();
  await host.start();
  await admin.host.start();
  return {
    url: host.url,
    adminUrl: admin.host.url,
    edge,
    store: edges.ports.store,
    bus: edges.ports.bus,
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
    endingStreams,
    stop: async () => {
      endingStreams.close();
      await Promise.all([host.stop(stopWithinMs), admin.host.stop(stopWithinMs)]);
      admin.applyWaiting();
      await edges.drain();
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
