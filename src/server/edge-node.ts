// One edge node, assembled: store, bus, origin, edge, observers, and the two listeners around them.
import { createInProcessBus } from "../bus/in-process.ts";
import { limitsOf, settingsOf } from "../config/options/edge-config.ts";
import { isLoopback } from "../config/values/listen-address.ts";
import { publicCallsMax } from "../core/limits.ts";
import { createEdge } from "../edge/edge.ts";
import { createBackground, createClock, digest, newId, random } from "../runtime/node.ts";
import { createAdminHandle } from "../intake/admin-handle.ts";
import { createOperatorAnswers } from "../observe/admin.ts";
import { causeNote, stackOf } from "../observe/logs/error-note.ts";
import { createLogger, logEvents } from "../observe/logs/logs.ts";
import { createMetrics } from "../observe/metrics/metrics.ts";
import { createUndiciOrigin } from "../origin/undici/undici-origin.ts";
import { createMemoryStore } from "../store/memory.ts";
import { createNodeListeners } from "./listeners.ts";
import { inOrder, totalLoad, type Part } from "./parts.ts";
import type { KeyFile } from "./key-file.ts";
import type { EdgeOptions } from "../config/options/edge-options.ts";
import type { EdgeEvent } from "../edge/events.ts";

/** What docs/guides/replicas.md explains. */
const noBusLine =
  "no bus is set, so this edge gets no invalidations from other edges; with several replicas, each may serve an old answer up to its maximum age";

/** What a node is made of. */
export interface EdgeNodeParts {
  readonly options: EdgeOptions;
  readonly version: string;
  /** Undefined without `--admin-key-file`. */
  readonly keyFile: KeyFile | undefined;
  /** Takes log lines. */
  readonly write: (line: string) => void;
}

/** A node that is started once and stopped once. */
export interface EdgeNode extends Part {
  /** Where checks are answered; known once started. */
  readonly url: string;
  /** Where operators look; known once started. */
  readonly adminUrl: string;
  /** Reads the key file again, and logs what came of it. */
  rereadKeys(): Promise<void>;
}

/** Puts a node together; nothing runs before `start`. */
export function createEdgeNode({ options, version, keyFile, write }: EdgeNodeParts): EdgeNode {
  const settings = settingsOf(options);
  const limits = limitsOf(options);
  const { project } = settings;
  const clock = createClock();
  const background = createBackground();
  const log = createLogger(options["log-level"], write);
  const metrics = createMetrics(() => edge.stats(), version);
  const logSink = logEvents(log, () => clock.nowMs());
  const emit = (event: EdgeEvent): void => {
    metrics.sink(event);
    logSink(event);
  };
  const failed = (what: string) => (error: unknown) => {
    log.error({ cause: causeNote(error), stack: stackOf(error) }, what);
  };
  const origin = createUndiciOrigin({
    url: options.origin,
    // The lanes bound the calls. A call that they let through must not wait for a connection.
    connectionsMax: publicCallsMax(limits),
  });
  const adminOriginUrl = options["admin-origin"];
  const adminOrigin =
    adminOriginUrl === undefined
      ? undefined
      : createUndiciOrigin({ url: adminOriginUrl, connectionsMax: limits.adminCallsMax });
  const edge = createEdge(
    {
      name: options.name,
      instance: newId(),
      settings,
      originTimeoutMs: options["origin-timeout"],
      forwardTimeoutMs: options["forward-timeout"],
      trustedProxies: options["trusted-proxies"],
      clientAddressHeader: options["client-address-header"],
      limits,
    },
    {
      origin,
      store: createMemoryStore(limits),
      bus: createInProcessBus({ onError: failed("an invalidation could not be applied") }),
      clock,
      digest,
      newId,
      random,
      background: background.run,
      emit,
    },
  );
  let unready: Record<string, string> = { edge: "it is starting" };
  const intake = createAdminHandle({
    project,
    keys: keyFile?.ring,
    loopback: isLoopback(options["admin-listen"]),
    edge,
    adminOrigin,
    operators: createOperatorAnswers({
      unready: () => unready,
      scrape: () => metrics.scrape(),
      failed: failed("the metrics could not be read"),
    }),
    clock,
    background: background.run,
    emit,
  });
  const { host, admin } = createNodeListeners({
    options,
    project,
    handle: edge.handle,
    adminHandle: intake.handle,
    emit,
    failed,
  });

  const parts = inOrder([
    {
      // Listens first, so that the edge can be seen starting.
      start: () => admin.start(),
      stop: (deadlineMs) => admin.stop(deadlineMs),
    },
    {
      start: () => Promise.resolve(),
      stop: async () => {
        await Promise.all([origin.close(), adminOrigin?.close()]);
      },
    },
    {
      start: () => edge.start(),
      stop: async () => {
        intake.drain();
        await background.drain();
        await edge.stop();
      },
    },
    // Stops before the edge does: what it has taken must still be told.
    { start: () => Promise.resolve(), stop: (deadlineMs) => admin.stop(deadlineMs) },
    {
      start: () => host.start(),
      stop: (deadlineMs) => host.stop(deadlineMs),
    },
  ]);
  return {
    start: async () => {
      await parts.start();
      const { cacheableSessions } = settings;
      emit({ kind: "settings", project, cacheableSessions, lagMs: undefined });
      unready = {};
      for (const warning of keyFile?.warnings ?? []) log.warn(warning);
      if (settings.cacheableSessions) {
        // An edge cannot see its replicas. One that listens beyond loopback may well have some.
        const level = isLoopback(options.listen) ? "info" : "warn";
        log[level]({ maxAgeMs: settings.maxAgeMs }, noBusLine);
      }
      log.info({ url: host.url, adminUrl: admin.url, version }, "ready");
    },
    stop: async (deadlineMs) => {
      unready = { edge: "it is stopping" };
      log.info({ ...totalLoad([host.load(), admin.load()]), withinMs: deadlineMs }, "stopping");
      // Operators still see it stopping, by connections that no longer hold it up in the end.
      admin.retire(deadlineMs);
      await parts.stop(deadlineMs);
      log.info("stopped");
    },
    get url() {
      return host.url;
    },
    get adminUrl() {
      return admin.url;
    },
    rereadKeys: async () => {
      if (keyFile === undefined) return;
      const read = await keyFile.reread();
      if (read.kind === "problems") {
        log.error(
          { problems: read.problems },
          "the admin key file has problems; the keys are unchanged",
        );
        return;
      }
      for (const warning of read.warnings) log.warn(warning);
      log.info({ names: read.names }, "the admin key file was read again");
    },
  };
}
