// The edges as the control plane sees them: those of all processes in the list, and this process' own in detail.
import type { ControlEdges } from "../control/ports.ts";
import { freshForMs } from "../core/hit.ts";
import type { ProjectSettings } from "../core/settings.ts";
import type { Entry } from "../core/entry.ts";
import { giveUp } from "../edge/call/body.ts";
import type { EdgeAnswer, EdgeRequest } from "../edge/ports.ts";
import { appliedRevision, listEdges, otherEdges, signOf } from "./edge-list.ts";
import type { ProjectsServer } from "./projects-server.ts";

/** The end of an entry that has none, such as the anonymous answer. */
const forever = Number.POSITIVE_INFINITY;

/** Shows the edges of a server to the control plane. */
export function controlEdgesOf(
  server: ProjectsServer,
  about: { readonly name: string; readonly version: string },
): ControlEdges {
  const { projects } = server;
  const { store, clock, projectBus } = server.ports;
  const servedBy = (projectId: string) =>
    projects.served().find(({ settings }) => settings.project === projectId);
  return {
    publish: (project) => projectBus.publishProject(project),
    list: () => listEdges(server, about),
    looksAt: () => ({
      edge: server.url === undefined ? null : about.name,
      other_edges: [...otherEdges(server)],
    }),
    findReach: server.findReach,
    appliedRevision: (projectId) => appliedRevision(server, projectId),
    signOf: (projectId, instance) => signOf(server, projectId, instance),
    invalidationTarget: (projectId) => projects.edgeOf(projectId),
    adminOrigin: (projectId) => projects.adminOriginOf(projectId),
    sessions: (projectId, scope, entriesMax) => {
      const nowMs = clock.nowMs();
      const wallMs = clock.wallMs();
      const settings = servedBy(projectId)?.settings;
      if (settings === undefined) return [];
      return store
        .entriesOf(projectId, scope, entriesMax)
        .map((entry) => entryView(entry, about.name, { nowMs, wallMs, settings }));
    },
    check: async (projectId, headers) => {
      const edge = projects.edgeOf(projectId);
      if (edge === undefined) return undefined;
      const request: EdgeRequest = {
        method: "GET",
        target: `${server.basePath}/sessions/whoami`,
        headers,
        body: undefined,
        peer: undefined,
        signal: new AbortController().signal,
      };
      const startedAtMs = performance.now();
      const answer = await edge.handle(request);
      const durationMs = performance.now() - startedAtMs;
      const errorId = errorIdIn(answer.body);
      // Only the head is shown. The body of an origin that is being tried out may never end.
      await giveUp(answer.body);
      return { status: answer.status, headers: answer.headers, errorId, durationMs };
    },
  };
}

/** The longest body that is read for its error, in bytes. Those of the edge and of Kratos are shorter. */
const errorBytesMax = 4_096;

/** The id of the error in a body that is there as a whole. */
function errorIdIn(body: EdgeAnswer["body"]): string | undefined {
  if (!(body instanceof Uint8Array) || body.byteLength > errorBytesMax) return undefined;
  const text = new TextDecoder().decode(body);
  return /"error":\{[^{}]*?"id":"([a-z0-9_]{1,64})"/.exec(text)?.[1];
}

function entryView(
  entry: Entry,
  edge: string,
  {
    nowMs,
    wallMs,
    settings,
  }: { readonly nowMs: number; readonly wallMs: number; readonly settings: ProjectSettings },
): ReturnType<ControlEdges["sessions"]>[number] {
  const ageMs = nowMs - entry.begunAtMs;
  return {
    edge,
    session_id: entry.sessionId ?? "",
    identity_id: entry.identityId ?? "",
    credentials: entry.credentials.length,
    origin: entry.origin ?? null,
    begun_at: new Date(wallMs - ageMs).toISOString(),
    age_seconds: ageMs / 1_000,
    fresh_for_seconds: freshForMs(entry, nowMs, settings) / 1_000,
    expires_at:
      entry.endsAtMs === forever ? null : new Date(wallMs + entry.endsAtMs - nowMs).toISOString(),
    renew: entry.renew,
    bytes: entry.bodyBytes,
  };
}
