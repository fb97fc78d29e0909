// The edges as the control plane sees them: those of all processes in the list, and this process' own in detail.
import type { ControlEdges, EdgeWord } from "../control/ports.ts";
import { authorizePath } from "../core/policy/decision-path.ts";
import { giveUp } from "../edge/call/body.ts";
import type { EdgeAnswer, EdgeRequest } from "../edge/ports.ts";
import { appliedRevision, listEdges, lookAtHealth, otherEdges, signOf } from "./edge-list.ts";
import { askDirectly } from "./direct-question.ts";
import type { ProjectsServer } from "./projects-server.ts";
import { askOtherEdges, findOwnSessions } from "./session-findings.ts";

/** Shows the edges of a server to the control plane. */
export function controlEdgesOf(
  server: ProjectsServer,
  about: { readonly name: string; readonly version: string },
): ControlEdges {
  const { projects } = server;
  const { clock, projectBus } = server.ports;
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
    lookAtHealth: () => lookAtHealth(server, about.name),
    invalidationTarget: (projectId) => projects.edgeOf(projectId),
    endings: server.endingStreams,
    verifyToken: server.verifyToken,
    adminOrigin: (projectId) => projects.adminOriginOf(projectId),
    askOrigin: (projectId, question) => {
      const { api, url } = question;
      const admin = servedBy(projectId)?.adminOriginUrl === url;
      const origin =
        api === "public"
          ? projects.originOf(projectId, url)
          : admin
            ? projects.adminOriginOf(projectId)
            : undefined;
      return origin === undefined ? undefined : askDirectly(origin, question, clock);
    },
    findSessions: async (projectId, matter, entriesMax) => {
      const { link, instance, url, ports } = server;
      const others = await askOtherEdges(link, projectId, matter);
      if (url === undefined) return others;
      const region = link?.region ?? null;
      const findings = findOwnSessions(projects, ports, projectId, matter, entriesMax);
      return [{ edge: about.name, instance, region, findings }, ...others];
    },
    check: (projectId, headers) => askEdge(server, projectId, "/sessions/whoami", headers),
    decide: (projectId, policy, headers) =>
      askEdge(server, projectId, `${authorizePath}/${encodeURIComponent(policy)}`, headers),
  };
}

/** Sends one request through a project's edge in this process. Undefined if it has no edge of the project. */
async function askEdge(
  { projects, basePath }: ProjectsServer,
  projectId: string,
  path: string,
  headers: readonly string[],
): Promise<EdgeWord | undefined> {
  const edge = projects.edgeOf(projectId);
  if (edge === undefined) return undefined;
  const request: EdgeRequest = {
    method: "GET",
    target: basePath + path,
    headers,
    body: undefined,
    peer: undefined,
    statesOriginalUrl: true,
    signal: new AbortController().signal,
  };
  const startedAtMs = performance.now();
  const answer = await edge.handle(request);
  const durationMs = performance.now() - startedAtMs;
  const errorId = errorIdIn(answer.body);
  // Only the head is shown. The body of an origin that is being tried out may never end.
  await giveUp(answer.body);
  return { status: answer.status, headers: answer.headers, errorId, durationMs };
}

/** The longest body that is read for its error, in bytes. Those of the edge and of Kratos are shorter. */
const errorBytesMax = 4_096;

/** The id of the error in a body that is there as a whole. */
function errorIdIn(body: EdgeAnswer["body"]): string | undefined {
  if (!(body instanceof Uint8Array) || body.byteLength > errorBytesMax) return undefined;
  const text = new TextDecoder().decode(body);
  return /"error":\{[^{}]*?"id":"([a-z0-9_]{1,64})"/.exec(text)?.[1];
}
