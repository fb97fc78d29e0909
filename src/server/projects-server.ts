// The server of every project of a control plane in the same process: one edge each behind one public listener, and
// one admin listener for health and metrics. News from outside comes by the control plane's own paths.
import { limitsOf } from "../config/options/edge-config.ts";
import { isLoopback } from "../config/values/listen-address.ts";
import { isReservedAddress } from "../config/values/reserved-addresses.ts";
import { publicCallsMax } from "../core/limits.ts";
import { createProjects, type Projects } from "../edge/projects.ts";
import { createBackground, createClock, digest, newId, random } from "../runtime/node.ts";
import { createAdminHandle } from "../intake/admin-handle.ts";
import { createOperatorAnswers } from "../observe/admin.ts";
import { causeNote, stackOf } from "../observe/logs/error-note.ts";
import { createLogger, logEvents } from "../observe/logs/logs.ts";
import { createMetrics } from "../observe/metrics/metrics.ts";
import { createTraffic, type TrafficMemory } from "../observe/traffic/traffic.ts";
import { createUndiciOrigin } from "../origin/undici/undici-origin.ts";
import { createMemoryStore } from "../store/memory.ts";
import { createListeners } from "./listeners.ts";
import { inOrder, totalLoad, type Load, type Part } from "./parts.ts";
import type { Logger } from "pino";
import type { KeyFile } from "./key-file.ts";
import type { ServerOptions } from "../config/options/server-options.ts";
import type { EdgeEvent, EventSink } from "../edge/events.ts";
import type { Background, Bus, Clock, Origin, ProjectBus, Store } from "../edge/ports.ts";

/** What a server of projects is made of. */
export interface ProjectsServerParts {
  readonly options: ServerOptions;
  readonly version: string;
  readonly bus: Bus & ProjectBus;
  /** Whether to listen at all. Without, the projects' edges only take and tell news. */
  readonly listens: boolean;
  /** One project whose news the admin listener takes as an edge's does, with the keys of a file. */
  readonly intakeOf:
    | {
        readonly project: string;
        readonly keyFile: KeyFile | undefined;
        /** Whether it is a gateway to the project's admin API too. */
        readonly gateway: boolean;
      }
    | undefined;
  /** Takes log lines. */
  readonly write: (line: string) => void;
}

/** The server, and what the control plane looks at. */
export interface ProjectsServer extends Part {
  /** Takes no new connections, and is not ready any more; what is in flight goes on until it is stopped. */
  drain(deadlineMs: number): void;
  load(): Load;
  /** Where checks are answered; undefined where it does not listen, or has not started. */
  readonly url: string | undefined;
  readonly adminUrl: string | undefined;
  readonly instance: string;
  readonly startedAtMs: number;
  /** Path in front of every project's paths; empty for none. */
  readonly basePath: string;
  readonly projects: Projects;
  readonly store: Store;
  readonly traffic: TrafficMemory;
  readonly clock: Clock;
  readonly background: Background;
  readonly emit: EventSink;
  readonly log: Logger;
  readonly failed: (what: string) => (error: unknown) => void;
}

/** Projects whose traffic is remembered at once, about 0.9 MB each once they have any. */
const trafficProjectsMax = 64;

/** Puts the server together; nothing runs before `start`. */
export function createProjectsServer(parts: ProjectsServerParts): ProjectsServer {
  const { options, version, bus, listens, intakeOf, write } = parts;
  const limits = limitsOf(options);
  const clock = createClock();
  const background = createBackground();
  const log = createLogger(options["log-level"], write);
  const metrics = createMetrics(() => projects.stats(), version);
  const traffic = createTraffic({ nowMs: () => clock.wallMs(), projectsMax: trafficProjectsMax });
  const logSink = logEvents(log, () => clock.nowMs());
  const emit = (event: EdgeEvent): void => {
    metrics.sink(event);
    traffic.sink(event);
    logSink(event);
  };
  const failed = (what: string) => (error: unknown) => {
    log.error({ cause: causeNote(error), stack: stackOf(error) }, what);
  };
  const instance = newId();
  const store = createMemoryStore(limits);
  const connectionsMax = publicCallsMax(limits);
  const projects = createProjects({
    options: {
      name: options.name,
      instance,
      originTimeoutMs: options["origin-timeout"],
      forwardTimeoutMs: options["forward-timeout"],
      trustedProxies: options["trusted-proxies"],
      clientAddressHeader: options["client-address-header"],
      limits,
    },
    basePath: options["base-path"] ?? "",
    ports: { store, bus, clock, digest, newId, random, background: background.run, emit },
    openOrigin: (url) =>
      createUndiciOrigin({ url, connectionsMax, refusesAddress: isReservedAddress }),
  });
  let unready: Record<string, string> = { edge: "it is starting" };
  const project = intakeOf?.project ?? "";
  const intake = createAdminHandle({
    project,
    keys: intakeOf?.keyFile?.ring,
    loopback: isLoopback(options["admin-listen"]),
    edge: {
      invalidate: async (scopes, source) => projects.edgeOf(project)?.invalidate(scopes, source),
      passAdmin: (request, origin) => edgeFor(projects, project).passAdmin(request, origin),
    },
    adminOrigin: intakeOf?.gateway === true ? adminOriginFor(projects, project) : undefined,
    operators: createOperatorAnswers({
      unready: () => unready,
      scrape: () => metrics.scrape(),
      failed: failed("the metrics could not be read"),
    }),
    clock,
    background: background.run,
    emit,
  });
  const { host, admin } = createListeners({
    options,
    project,
    handle: projects.handle,
    adminHandle: intake.handle,
    emit,
    failed,
  });
  const order = inOrder([
    ...(listens ? [admin] : []),
    {
      start: () => projects.start(),
      stop: async () => {
        intake.drain();
        await background.drain();
        await projects.stop();
      },
    },
    // Stops before the edges do: what it has taken must still be told.
    ...(listens
      ? [{ start: () => Promise.resolve(), stop: (ms: number) => admin.stop(ms) }, host]
      : []),
  ]);
  let started = false;
  return {
    start: async () => {
      await order.start();
      started = true;
      unready = {};
    },
    drain: (deadlineMs) => {
      unready = { edge: "it is stopping" };
      if (!started || !listens) return;
      host.drain(deadlineMs);
      admin.retire(deadlineMs);
    },
    stop: (deadlineMs) => order.stop(deadlineMs),
    load: () => totalLoad(listens ? [host.load(), admin.load()] : []),
    get url() {
      return started && listens ? host.url : undefined;
    },
    get adminUrl() {
      return started && listens ? admin.url : undefined;
    },
    instance,
    startedAtMs: clock.wallMs(),
    basePath: options["base-path"] ?? "",
    projects,
    store,
    traffic,
    clock,
    background: background.run,
    emit,
    log,
    failed,
  };
}

function edgeFor(projects: Projects, project: string): NonNullable<ReturnType<Projects["edgeOf"]>> {
  const edge = projects.edgeOf(project);
  if (edge === undefined) throw new Error("The project is not served.");
  return edge;
}

/** Wherever the project's admin API is by then. */
function adminOriginFor(projects: Projects, project: string): Origin {
  return {
    get hasPath() {
      return projects.adminOriginOf(project)?.hasPath === true;
    },
    send: (request) => {
      const origin = projects.adminOriginOf(project);
      if (origin !== undefined) return origin.send(request);
      const cause = new Error("the project has no admin API");
      return Promise.resolve({ kind: "failure", failure: { kind: "unreachable", cause } });
    },
  };
}
