// The edges of this process as the control plane sees them.
import type { ControlEdges } from "../control/ports.ts";
import type { Entry } from "../core/entry.ts";
import { giveUp } from "../edge/body.ts";
import type { EdgeRequest } from "../edge/ports.ts";
import type { Bus, ProjectBus } from "../edge/ports.ts";
import type { ProjectsNode } from "./projects-node.ts";

/** Whether the answer's session has no end, as the anonymous one has none. */
const forever = Number.POSITIVE_INFINITY;

/** Looks at a node for the control plane. */
export function controlEdgesOf(
  node: ProjectsNode,
  bus: Bus & ProjectBus,
  about: { readonly name: string; readonly version: string },
): ControlEdges {
  const { projects, store, clock } = node;
  return {
    publish: (project) => bus.publishProject(project),
    list: () => {
      if (node.url === undefined) return [];
      const { entries, bytes } = store.size();
      return [
        {
          name: about.name,
          instance: node.instance,
          version: about.version,
          started_at: new Date(node.startedAtMs).toISOString(),
          url: node.url,
          healthy: true,
          entries,
          bytes,
          projects: projects.served().map(({ settings, revision }) => ({
            id: settings.project,
            revision,
            cacheable_sessions: settings.cacheableSessions,
          })),
        },
      ];
    },
    appliedRevision: (projectId) =>
      projects.served().find(({ settings }) => settings.project === projectId)?.revision,
    newsTarget: (projectId) => projects.edgeOf(projectId),
    adminOrigin: (projectId) => projects.adminOriginOf(projectId),
    sessions: (projectId, scope, entriesMax) => {
      const nowMs = clock.nowMs();
      const wallMs = clock.wallMs();
      const limitMs =
        projects.served().find(({ settings }) => settings.project === projectId)?.settings
          .maxAgeMs ?? 0;
      return store
        .entriesOf(projectId, scope, entriesMax)
        .map((entry) => entryView(entry, about.name, { nowMs, wallMs, limitMs }));
    },
    check: async (projectId, headers) => {
      const edge = projects.edgeOf(projectId);
      if (edge === undefined) return undefined;
      const request: EdgeRequest = {
        method: "GET",
        target: `${node.basePath}/sessions/whoami`,
        headers,
        body: undefined,
        peer: undefined,
        signal: new AbortController().signal,
      };
      const startedAtMs = performance.now();
      const answer = await edge.handle(request);
      const durationMs = performance.now() - startedAtMs;
      // Only the head is shown, and the body of an origin that is being tried out may never end.
      await giveUp(answer.body);
      return { status: answer.status, headers: answer.headers, durationMs };
    },
  };
}

function entryView(
  entry: Entry,
  edge: string,
  {
    nowMs,
    wallMs,
    limitMs,
  }: { readonly nowMs: number; readonly wallMs: number; readonly limitMs: number },
): ReturnType<ControlEdges["sessions"]>[number] {
  const ageMs = nowMs - entry.begunAtMs;
  const freshMs = Math.min(limitMs, entry.hintMs ?? forever) - ageMs;
  return {
    edge,
    session_id: entry.sessionId ?? "",
    identity_id: entry.identityId ?? "",
    credentials: entry.credentials.length,
    origin: entry.origin ?? null,
    begun_at: new Date(wallMs - ageMs).toISOString(),
    age_seconds: ageMs / 1_000,
    fresh_for_seconds: Math.min(freshMs, entry.endsAtMs - nowMs) / 1_000,
    expires_at:
      entry.endsAtMs === forever ? null : new Date(wallMs + entry.endsAtMs - nowMs).toISOString(),
    renew: entry.renew,
    bytes: entry.body.byteLength,
  };
}
