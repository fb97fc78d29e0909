// The projects that one process serves, with an edge for each. The request's `Host` selects the edge. Projects share
// only the room in the store: each has its own origin, lanes, fences and flights, and its name is part of every digest
// and key.
import {
  anyHost,
  hostName,
  requestedHost,
  takesOver,
  type ServedProject,
} from "../core/served-project.ts";
import { forgetDeletions, isDeleted } from "../core/deleted-project.ts";
import type { EdgeErrorId } from "../core/errors.ts";
import type { EdgeOptions, EdgePorts } from "./context.ts";
import { createEdge, type Edge, type EdgeStats } from "./edge.ts";
import { errorAnswer } from "./errors.ts";
import { byLane } from "./call/lanes.ts";
import type { EdgeAnswer, EdgeRequest, Origin, ProjectBus } from "./ports.ts";
import {
  createSwitchedOrigin,
  type ClosableOrigin,
  type SwitchedOrigin,
} from "./switched-origin.ts";

/** What is needed to serve projects. */
export interface ProjectsParts {
  /** The options of each project's edge, except for its settings. */
  readonly options: Omit<EdgeOptions, "settings">;
  /** The path in front of the origins' paths at this process. Empty for none. */
  readonly basePath: string;
  readonly ports: Omit<EdgePorts, "origin"> & { readonly projectBus: ProjectBus };
  /** Opens an identity server's public or admin API at a URL. */
  readonly openOrigin: (url: string, api: "public" | "admin") => ClosableOrigin;
}

/** A project, and the parts that serve it. */
interface Serving {
  held: ServedProject;
  readonly edge: Edge;
  readonly origin: SwitchedOrigin;
  readonly adminOrigin: SwitchedOrigin;
}

/** The projects of one process. */
export interface Projects {
  /** Answers one request by the edge of the project that its host names. Never throws or rejects. */
  readonly handle: (request: EdgeRequest) => EdgeAnswer | Promise<EdgeAnswer>;
  /**
   * Answers one request if it is a check that its project's edge does not pass on. Otherwise it does nothing and returns
   * undefined. Never throws or rejects.
   */
  readonly tryCheck: (request: EdgeRequest) => EdgeAnswer | Promise<EdgeAnswer> | undefined;
  /** Starts to follow operators' changes. Resolves when every project that is known by then is served. */
  start(): Promise<void>;
  /** Stops following, and closes the origins. */
  stop(): Promise<void>;
  /** The project that a request is for. Undefined if none has its host. */
  projectOf(request: EdgeRequest): string | undefined;
  /** The edge of a project. Undefined if the project is not served. */
  edgeOf(project: string): Edge | undefined;
  /** The public API of a project's identity server. Undefined if the project is not served, or not with this URL. */
  originOf(project: string, url?: string): Origin | undefined;
  /** The admin API of a project. Undefined if it has none. */
  adminOriginOf(project: string): Origin | undefined;
  /** The revisions in force. Deleted projects are not among them. */
  served(): readonly ServedProject[];
  /** The deletions that are remembered, as last revisions. */
  deletions(): readonly ServedProject[];
  /** The counts of all edges together. */
  stats(): EdgeStats;
}

/** Creates the edges of projects. Nothing runs before `start`. */
export function createProjects(parts: ProjectsParts): Projects {
  const { ports, options, basePath } = parts;
  const { clock, emit, store } = ports;
  const byId = new Map<string, Serving>();
  const deletions = new Map<string, ServedProject>();
  /** Edges of deleted projects, whose requests in flight may still end, and how to end them at once. */
  const retired = new Map<Serving, () => void>();
  let byHost: ReadonlyMap<string, Serving> = new Map();
  /** The only project, if it has every host. A hit then need not look at its host. */
  let everyHost: Serving | undefined;
  const switchedOrigin = (api: "public" | "admin", url: string | undefined): SwitchedOrigin => {
    const open = (at: string): ClosableOrigin => parts.openOrigin(at, api);
    return createSwitchedOrigin({ open, clock, retireAfterMs: options.forwardTimeoutMs }, url);
  };
  let starting: Promise<void>[] | undefined = [];
  let unwatch: (() => void) | undefined;

  function serve(next: ServedProject): void {
    const { project } = next.settings;
    const serving = byId.get(project);
    if (!takesOver(serving?.held ?? deletions.get(project), next)) return;
    if (isDeleted(next)) {
      deletions.set(project, next);
      forgetDeletions(deletions, next);
      if (serving !== undefined) end(serving, next);
      return;
    }
    const settings = { ...next.settings, basePath };
    ports.signer?.use(project, next.signingKeys ?? []);
    if (serving === undefined) {
      const origin = switchedOrigin("public", next.originUrl);
      const adminOrigin = switchedOrigin("admin", next.adminOriginUrl);
      const edge = createEdge({ ...options, settings }, { ...ports, origin });
      byId.set(project, { held: next, edge, origin, adminOrigin });
      if (starting === undefined) ports.background(edge.start());
      else starting.push(edge.start());
      edge.applySettings(settings);
    } else {
      serving.held = next;
      // The origin is switched first, because a call that begins after the fence must not go to the old one.
      const originChanged = serving.origin.switchTo(next.originUrl);
      serving.adminOrigin.switchTo(next.adminOriginUrl);
      const lagMs = Math.max(0, clock.wallMs() - next.at);
      serving.edge.applySettings(settings, { lagMs, originChanged });
    }
    indexHosts();
  }

  function indexHosts(): void {
    byHost = hostsOf(byId.values());
    everyHost = byHost.size === 1 ? byHost.get(anyHost) : undefined;
  }

  /** Stops serving a project: no request finds it any more, and none of its answers stays. */
  function end(serving: Serving, { settings, at }: ServedProject): void {
    byId.delete(settings.project);
    ports.signer?.use(settings.project, []);
    indexHosts();
    serving.origin.switchTo(undefined);
    serving.adminOrigin.switchTo(undefined);
    const lagMs = Math.max(0, clock.wallMs() - at);
    // The fence of the whole project stays in force until no call that began before can end.
    serving.edge.applySettings({ ...settings, basePath }, { lagMs, originChanged: true });
    const cancel = clock.after(options.forwardTimeoutMs, () => {
      retired.delete(serving);
      ports.background(close(serving));
    });
    retired.set(serving, cancel);
  }

  async function close({ edge, origin, adminOrigin }: Serving): Promise<void> {
    await edge.stop();
    await Promise.all([origin.close(), adminOrigin.close()]);
  }

  function servingOf({ head, headers }: EdgeRequest): Serving | undefined {
    const host = head === undefined ? requestedHost(headers) : hostName(head.host);
    return byHost.get(host) ?? byHost.get(anyHost);
  }

  function refuse(id: EdgeErrorId, project: string, { method }: EdgeRequest): EdgeAnswer {
    const answer = errorAnswer(id, method);
    emit({ kind: "error-answered", project, id, status: answer.status });
    return answer;
  }

  return {
    handle(request) {
      const serving = everyHost ?? servingOf(request);
      if (serving === undefined) return refuse("edge_host_unknown", "", request);
      const { held, edge } = serving;
      if (held.originUrl === undefined) {
        return refuse("edge_project_incomplete", held.settings.project, request);
      }
      return edge.handle(request);
    },
    tryCheck(request) {
      const serving = everyHost ?? servingOf(request);
      if (serving?.held.originUrl === undefined) return undefined;
      return serving.edge.tryCheck(request);
    },
    async start() {
      unwatch = await ports.projectBus.watchProjects(serve);
      await Promise.all(starting ?? []);
      starting = undefined;
    },
    async stop() {
      unwatch?.();
      for (const cancel of retired.values()) cancel();
      for (const serving of [...byId.values(), ...retired.keys()]) await close(serving);
      retired.clear();
    },
    projectOf: (request) => servingOf(request)?.held.settings.project,
    edgeOf: (project) => byId.get(project)?.edge,
    originOf(project, url) {
      const serving = byId.get(project);
      return url === undefined || serving?.held.originUrl === url ? serving?.origin : undefined;
    },
    adminOriginOf(project) {
      const serving = byId.get(project);
      return serving?.held.adminOriginUrl === undefined ? undefined : serving.adminOrigin;
    },
    served: () => [...byId.values()].map(({ held }) => held),
    deletions: () => [...deletions.values()],
    stats: () => ({
      ...sumStats([...byId.values(), ...retired.keys()].map(({ edge }) => edge.stats())),
      ...store.size(),
    }),
  };
}

/**
 * The project of each host. The control plane gives each host to one project. If two had the same host, the project
 * whose first host it is would get it.
 */
function hostsOf(all: Iterable<Serving>): ReadonlyMap<string, Serving> {
  const servings = [...all];
  const hosts = new Map<string, Serving>();
  const claim = (host: string | undefined, serving: Serving): void => {
    if (host !== undefined && !hosts.has(host)) hosts.set(host, serving);
  };
  for (const serving of servings) claim(serving.held.hosts[0], serving);
  for (const serving of servings) for (const host of serving.held.hosts) claim(host, serving);
  return hosts;
}

function sumStats(all: readonly EdgeStats[]): Omit<EdgeStats, "entries" | "bytes"> {
  const sum = (read: (stats: EdgeStats) => number): number =>
    all.reduce((total, stats) => total + read(stats), 0);
  const lane = (name: keyof EdgeStats["lanes"]) => ({
    calls: sum(({ lanes }) => lanes[name].calls),
    waiting: sum(({ lanes }) => lanes[name].waiting),
  });
  return {
    fences: sum(({ fences }) => fences),
    flights: sum(({ flights }) => flights),
    unpublished: sum(({ unpublished }) => unpublished),
    lanes: byLane(lane),
  };
}
