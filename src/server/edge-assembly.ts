// The one place where an edge is put together: the ports that the edges of a process share, and the edges made with them.
// Servers, the library, benchmarks and tests all use it, so a new port is wired here, and for isolates without Node.js in
// src/edge-runtime/index.ts. It loads no listener
// and no observer, because the library runs in places where those cannot.
import { createPreflights } from "../edge/preflight/preflights.ts";
import { createInProcessBus, type InProcessBusOptions } from "../bus/in-process.ts";
import { defaultClientAddressHeader } from "../core/forwarding.ts";
import type { Limits } from "../core/limits.ts";
import { mintedBytesMax } from "../core/tokens/token-limits.ts";
import type { ProjectSettings } from "../core/settings.ts";
import type { EdgeOptions } from "../edge/context.ts";
import { createEdge, type Edge } from "../edge/edge.ts";
import type { EventSink } from "../edge/events.ts";
import type { Origin, ProjectBus } from "../edge/ports.ts";
import { createBusLink, type BusLink, type BusLinkParts } from "../edge/link/bus-link.ts";
import { MintedTokens } from "../edge/tokens/minted.ts";
import { createProjects, type Projects, type ProjectsParts } from "../edge/projects.ts";
import {
  createBackground,
  createClock,
  createTurns,
  digest,
  newId,
  random,
} from "../runtime/node.ts";
import { createMemoryStore } from "../store/memory.ts";

/** The ports that the edges of a process share. Only the origin is each project's own. */
export type SharedPorts = ProjectsParts["ports"];

/** The choices of a process about its edges. */
export interface AssemblyParts {
  readonly limits: Limits;
  readonly emit: EventSink;
  /** Called if an invalidation or the settings of a project could not be applied. */
  readonly onUndelivered: InProcessBusOptions["onError"];
  /** How the edges differ from the defaults. Times are milliseconds. */
  readonly options?: Partial<Omit<EdgeOptions, "settings" | "limits">>;
  /** The bus that these edges share with other processes. If undefined, they are alone. */
  readonly joined?: Omit<
    BusLinkParts,
    "clock" | "newId" | "background" | "emit" | "instance" | "onError"
  >;
  /** Ports in place of the usual ones. */
  readonly ports?: Partial<Omit<SharedPorts, "emit">>;
}

/** The edges of a process. They share their ports and their options. */
export interface EdgeAssembly {
  readonly ports: SharedPorts;
  /** The link to the shared bus. It must be started before the edges. Undefined if these edges are alone. */
  readonly link: BusLink | undefined;
  /** Identifies these edges among all others and their restarts. */
  readonly instance: string;
  /** Makes the edge of one project, in front of its origin. */
  edge(settings: ProjectSettings, origin: Origin): Edge;
  /** Makes the edges of several projects. Each is found by its host, and follows the project's settings on the bus. */
  projects(
    parts: Pick<ProjectsParts, "basePath" | "openOrigin"> & {
      /** Where they hear of projects, if not on the usual port. */
      readonly projectBus?: ProjectBus;
    },
  ): Projects;
  /** Resolves when no background work is left. */
  drain(): Promise<void>;
}

/** Creates the shared ports. Nothing runs before an edge is started. */
export function assembleEdges(parts: AssemblyParts): EdgeAssembly {
  const { limits, emit } = parts;
  const background = createBackground();
  const onError = parts.onUndelivered;
  const instance = parts.options?.instance ?? newId();
  const usual = { clock: createClock(), newId, background: background.run, ...parts.ports };
  const link =
    parts.joined === undefined
      ? undefined
      : createBusLink({ ...usual, ...parts.joined, emit, instance, onError });
  const alone = createInProcessBus({ onError });
  const ports: SharedPorts = {
    store: createMemoryStore(limits),
    bus: link ?? alone,
    projectBus: link ?? alone,
    digest,
    random,
    turns: createTurns({ clock: usual.clock }),
    preflights: createPreflights,
    minted: new MintedTokens(mintedBytesMax),
    ...usual,
    emit,
  };
  const options = {
    name: "edge-sessions",
    originTimeoutMs: 5_000,
    forwardTimeoutMs: 60_000,
    trustedProxies: () => false,
    clientAddressHeader: defaultClientAddressHeader,
    sharesFlights: true,
    ...parts.options,
    instance,
    limits,
  };
  return {
    ports,
    link,
    instance,
    edge: (settings, origin) => createEdge({ ...options, settings }, { ...ports, origin }),
    projects: ({ projectBus = ports.projectBus, ...found }) =>
      createProjects({ ...found, options, ports: { ...ports, projectBus } }),
    drain: () => background.drain(),
  };
}
