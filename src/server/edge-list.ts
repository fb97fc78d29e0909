// Every edge that this process knows: its own, and those that it hears on the bus.
import type { EdgesHealth } from "../control/ports.ts";
import type { EdgeOfProject } from "../core/health/project-state.ts";
import type { EdgeProjectView, EdgeView } from "../control/api/views.ts";
import type { BusLink } from "../edge/link/bus-link.ts";
import type { Member } from "../edge/link/members.ts";
import type { Clock } from "../edge/ports.ts";
import type { Projects } from "../edge/projects.ts";
import type { ProjectSign } from "../core/health/signs.ts";
import type { ServedProject } from "../core/served-project.ts";
import { isCurrent } from "./current-settings.ts";
import type { SharedPorts } from "./edge-assembly.ts";
import type { ProjectsServer } from "./projects-server.ts";

/** What the list needs of a server. */
export interface ListedServer extends Pick<
  ProjectsServer,
  "instance" | "url" | "location" | "startedAtMs" | "degraded" | "checks"
> {
  readonly link: Pick<BusLink, "region" | "healthSince" | "members" | "revisionOf"> | undefined;
  readonly ports: {
    readonly clock: Pick<Clock, "wallMs">;
    readonly store: Pick<SharedPorts["store"], "size">;
  };
  readonly projects: Pick<Projects, "served" | "deletions" | "stats">;
}

/** Lists the edges, by region and name. Without a bus, a process without an edge lists nothing. */
export function listEdges(
  server: ListedServer,
  about: { readonly name: string; readonly version: string },
): readonly EdgeView[] {
  const { link } = server;
  const held = server.projects.served();
  const others = othersOf(server).map((member) => viewOf(member, server, held));
  const own = link === undefined && server.url === undefined ? [] : [ownView(server, about, held)];
  return [...own, ...others].toSorted(
    (a, b) =>
      compare(a.role === "edge" ? 0 : 1, b.role === "edge" ? 0 : 1) ||
      compare(a.region ?? "", b.region ?? "") ||
      compare(a.name, b.name) ||
      compare(stateOrder[a.state], stateOrder[b.state]) ||
      compare(b.last_heard_at, a.last_heard_at),
  );
}

/**
 * The revision of a project that every edge which can be heard has applied, this process' own included. Undefined if there
 * is no edge, or if that is not known of one of them.
 */
export function appliedRevision(server: ProjectsServer, projectId: string): number | undefined {
  return lookAtHealth(server, "").appliedRevision(projectId);
}

/** The names of the edges of other processes that can be heard. */
export function otherEdges(server: ProjectsServer): readonly string[] {
  return othersOf(server)
    .filter(({ state, heartbeat }) => state === "live" && heartbeat.role === "edge")
    .map(({ heartbeat }) => heartbeat.name);
}

/** What an edge noticed of a project's identity server. Undefined if there is no trouble. */
export function signOf(
  server: ProjectsServer,
  projectId: string,
  instance = server.instance,
): ProjectSign | undefined {
  if (instance === server.instance) return server.signOf(projectId);
  const member = othersOf(server).find(({ heartbeat }) => heartbeat.instance === instance);
  return member?.heartbeat.signs?.find(({ project }) => project === projectId);
}

/** How the edges are at this moment. What does not depend on the project is worked out once. */
export function lookAtHealth(server: ProjectsServer, name: string): EdgesHealth {
  const { link, projects } = server;
  const held = new Map(projects.served().map((project) => [project.settings.project, project]));
  const others = othersOf(server);
  const following = others
    .filter(({ state, heartbeat }) => state === "live" && isFollowing(heartbeat))
    .map((member) => ({ member, current: isCurrent(member.heartbeat, server) }));
  const edges = [
    ...(server.url === undefined ? [] : [ownEdge(server, name)]),
    ...countedOf(others.filter(({ heartbeat }) => isFollowing(heartbeat))).map((member) =>
      otherEdge(member, server.ports.clock.wallMs()),
    ),
  ];
  return {
    unheard: link === undefined ? undefined : server.degraded(),
    edgesOf: (projectId) =>
      edges.map(({ edge, signOf: signHere }) => {
        const sign = signHere(projectId);
        // Most projects have none, and then nothing is made for them.
        return sign === undefined ? edge : { ...edge, sign };
      }),
    ownSignOf: (projectId) => server.signOf(projectId),
    appliedRevision: (projectId) => {
      const own = held.get(projectId)?.revision;
      const revisions = following.map(({ member, current }) =>
        current ? own : link?.revisionOf(member.heartbeat.instance, projectId),
      );
      if (server.url !== undefined) revisions.push(own);
      const known = revisions.filter((revision) => revision !== undefined);
      return known.length > 0 && known.length === revisions.length ? Math.min(...known) : undefined;
    },
  };
}

/** What is the same for all projects of an edge, and what it notices of each. */
interface EdgeForAll {
  readonly edge: EdgeOfProject;
  readonly signOf: (project: string) => ProjectSign | undefined;
}

function ownEdge(server: ProjectsServer, name: string): EdgeForAll {
  const reason = server.degraded();
  return {
    edge: {
      name,
      instance: server.instance,
      state: reason === undefined ? "healthy" : "degraded",
      sinceMs: server.link?.healthSince(),
      reason,
      sign: undefined,
    },
    signOf: (project) => server.signOf(project),
  };
}

function otherEdge({ heartbeat, state, silentForMs }: Member, wallMs: number): EdgeForAll {
  const { name, instance, healthy, healthSince } = heartbeat;
  const signs = new Map((heartbeat.signs ?? []).map((sign) => [sign.project, sign]));
  const standing =
    state === "live"
      ? ({ state: healthy ? "healthy" : "degraded", sinceMs: healthSince } as const)
      : ({ state: "silent", sinceMs: wallMs - silentForMs } as const);
  return {
    edge: { name, instance, ...standing, sign: undefined },
    signOf: (project) => signs.get(project),
  };
}

/**
 * Those that should be there: all that can be heard, and of those that fell silent the ones that were not replaced by one of
 * the same name that started later.
 */
function countedOf(members: readonly Member[]): readonly Member[] {
  const live = members.filter(({ state }) => state === "live");
  const replacements = [...live];
  const silent = members
    .filter(({ state }) => state === "silent")
    .filter(({ heartbeat: gone }) => {
      const at = replacements.findIndex(
        ({ heartbeat: next }) =>
          next.name === gone.name && next.region === gone.region && next.startedAt >= gone.at,
      );
      if (at !== -1) replacements.splice(at, 1);
      return at === -1;
    });
  return [...live, ...silent];
}

const stateOrder = { healthy: 0, degraded: 1, silent: 2, stopped: 3 } as const;

function compare<Value extends string | number>(a: Value, b: Value): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function othersOf({ link, instance }: Pick<ListedServer, "link" | "instance">): readonly Member[] {
  return (link?.members() ?? []).filter(({ heartbeat }) => heartbeat.instance !== instance);
}

function ownView(
  server: ListedServer,
  about: { readonly name: string; readonly version: string },
  held: readonly ServedProject[],
): EdgeView {
  const { link, instance, url, ports } = server;
  const listens = url !== undefined;
  const reason = server.degraded();
  const { entries, bytes } = ports.store.size();
  const { checks, hits } = server.checks();
  const own = link?.members().find(({ heartbeat }) => heartbeat.instance === instance);
  return {
    name: about.name,
    instance,
    region: link?.region ?? null,
    role: listens ? "edge" : "control",
    version: about.version,
    this_process: true,
    state: reason === undefined ? "healthy" : "degraded",
    since: link === undefined ? null : instant(link.healthSince()),
    reason: reason ?? null,
    healthy: reason === undefined,
    started_at: instant(server.startedAtMs),
    last_heard_at: instant(ports.clock.wallMs()),
    url: url ?? null,
    location: server.location ?? null,
    entries,
    bytes,
    checks,
    hit_ratio: ratio(hits, checks),
    lag_ms: own?.heartbeat.lagMs ?? null,
    unpublished: server.projects.stats().unpublished,
    settings: "current",
    projects: listens ? held.map((project) => projectView(project, project.revision)) : [],
  };
}

function viewOf(member: Member, server: ListedServer, held: readonly ServedProject[]): EdgeView {
  const { heartbeat, state, silentForMs } = member;
  const { name, instance, region, role, software, url, startedAt, entries, bytes } = heartbeat;
  const { checks, hits, lagMs, unpublished } = heartbeat;
  const shown = state === "live" ? (heartbeat.healthy ? "healthy" : "degraded") : state;
  // Once for all its projects, because it looks at every project.
  const current = isCurrent(heartbeat, server);
  return {
    name,
    instance,
    region,
    role,
    version: software,
    this_process: false,
    state: shown,
    since:
      state === "live"
        ? orNull(heartbeat.healthSince)
        : instant(server.ports.clock.wallMs() - silentForMs),
    reason: null,
    healthy: shown === "healthy",
    started_at: instant(startedAt),
    last_heard_at: instant(server.ports.clock.wallMs() - silentForMs),
    url: url ?? null,
    location: heartbeat.location ?? null,
    entries,
    bytes,
    checks,
    hit_ratio: ratio(hits, checks),
    lag_ms: lagMs ?? null,
    unpublished,
    settings: heartbeat.follows === false ? "flags" : current ? "current" : "behind",
    projects:
      state === "live" && isFollowing(heartbeat)
        ? held.map((project) => {
            const { project: id } = project.settings;
            return projectView(
              project,
              current ? project.revision : server.link?.revisionOf(instance, id),
            );
          })
        : [],
  };
}

/** Whether it gets its projects from a control plane. */
function isFollowing({ role, follows }: Member["heartbeat"]): boolean {
  return role === "edge" && follows !== false;
}

function projectView(held: ServedProject, revision: number | undefined): EdgeProjectView {
  return {
    id: held.settings.project,
    revision: revision ?? null,
    // Of another revision than this process', the settings are not known.
    cacheable_sessions: revision === held.revision ? held.settings.cacheableSessions : null,
  };
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

function orNull(wallMs: number | undefined): string | null {
  return wallMs === undefined ? null : instant(wallMs);
}

function instant(wallMs: number): string {
  return new Date(wallMs).toISOString();
}
