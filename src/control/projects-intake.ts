// Invalidations from outside for one project: web hooks, live events, and the admin gateway. They use the same intake as an
// edge, but the control plane's API keys. These paths are not routes of the API, because hooks have their own answers and
// the admin gateway passes bytes through. It is over 300 lines, because all of them are let in by the same rules.
import type { ProxyTrust } from "../core/forwarding.ts";
import { giveUp, streamOf } from "../edge/call/body.ts";
import type { EventSink } from "../edge/events.ts";
import type { Background, Clock, EdgeAnswer, EdgeRequest } from "../edge/ports.ts";
import { refusalAnswer, type Refusal } from "../intake/answers.ts";
import { passToAdmin } from "../intake/gateway.ts";
import { takeCaepToken, type VerifyToken } from "../intake/caep.ts";
import { streamEndings } from "../intake/endings.ts";
import { createProjectHooks, type HookInvalidations } from "../intake/hook-invalidations.ts";
import type { KeyRing } from "../intake/key-ring.ts";
import { takeKratosHook, takeOryEvent, type Intake } from "../intake/project-intake.ts";
import { presentedKey } from "../intake/presented-key.ts";
import { withoutConsoleCookies } from "../core/forwarding.ts";
import { auditRecord } from "./audit.ts";
import { actorOf, may, type Caller, type Callers } from "./access/callers.ts";
import { keyPrefix } from "./access/keys.ts";
import { addressOf } from "./peer.ts";
import type { ControlEdges } from "./ports.ts";
import { testIdentityId } from "./set-up/set-up-notes.ts";
import type { Refusals } from "./access/refusals.ts";
import type { ControlStorage, ProjectRecord } from "./storage.ts";

/** What handling them needs. */
export interface ProjectsIntakeParts {
  readonly storage: ControlStorage;
  readonly callers: Callers;
  readonly edges: ControlEdges;
  readonly refusals: Refusals;
  readonly proxyTrust: ProxyTrust;
  readonly clock: Clock;
  readonly background: Background;
  readonly emit: EventSink;
  readonly failed: (error: unknown) => void;
}

/** Handles web hooks, live events and the admin gateway of every project. */
export interface ProjectsIntake {
  /** Answers a request for one of these paths. Undefined for every other path. */
  handle(request: EdgeRequest, target: string): Promise<EdgeAnswer> | undefined;
  /**
   * Handles a web hook as Kratos would send it, for a made-up identity. It takes the path of every other hook, after the check
   * of the key. Returns the error of a hook that was not accepted.
   */
  test(caller: Caller, project: ProjectRecord): Promise<Refusal | undefined>;
  /** Applies invalidations that still wait to be applied a second time. Call it before the edges stop. */
  drain(): void;
}

const intakePath =
  /^\/projects\/([^/?]+)(\/hooks\/kratos|\/hooks\/ory|\/hooks\/caep|\/endings|\/admin\/[^?]*)(\?.*)?$/s;

/** Matches every text that contains an API key of a control plane, so that none of them is passed on. */
const anyKey: KeyRing = {
  find: (text) =>
    text.includes(keyPrefix)
      ? { name: "", digest: new Uint8Array(), scopes: new Set() }
      : undefined,
  replace: () => undefined,
};

/** Creates the handler. */
export function createProjectsIntake(parts: ProjectsIntakeParts): ProjectsIntake {
  const hooks = new Map<string, HookInvalidations>();
  return {
    handle(request, target) {
      const match = intakePath.exec(target);
      if (match === null) return undefined;
      const [, idOrSlug = "", area = "", query = ""] = match;
      return take(parts, hooks, request, { idOrSlug, area, target: area + query });
    },
    async test(caller, project) {
      const answer = await takeHook(parts, hooks, testHook(), testedArea, caller, project);
      return "error" in answer ? answer : undefined;
    },
    drain() {
      for (const waiting of hooks.values()) waiting.drain();
    },
  };
}

const testedArea = "/hooks/kratos";

/** The request of a hook that changes nothing: no session belongs to its identity. */
function testHook(): EdgeRequest {
  const body = { flow: "settings", identity_id: testIdentityId, session_id: null };
  return {
    method: "POST",
    target: testedArea,
    headers: ["Content-Type", "application/json"],
    body: streamOf(new TextEncoder().encode(JSON.stringify(body))),
    peer: undefined,
    signal: new AbortController().signal,
  };
}

interface Addressed {
  readonly idOrSlug: string;
  /** `/hooks/kratos`, `/hooks/ory`, `/hooks/caep`, `/endings`, or a path below `/admin/`. */
  readonly area: string;
  readonly target: string;
}

async function take(
  parts: ProjectsIntakeParts,
  hooks: Map<string, HookInvalidations>,
  request: EdgeRequest,
  { idOrSlug, area, target }: Addressed,
): Promise<EdgeAnswer> {
  const { storage, callers } = parts;
  const kind = areaOf(area);
  // Browsers send a key of basic authentication by themselves, so only paths that demand JSON may take it.
  const basicToo = area === "/hooks/kratos" || area === "/hooks/ory";
  const presented = presentedKey(request.headers, basicToo);
  const caller = presented === undefined ? undefined : await callers.byKey(presented);
  if (caller === undefined) {
    const refusal: Refusal = {
      error: "edge_key_required",
      headers: ["WWW-Authenticate", "Bearer"],
    };
    return refused(parts, request, kind, refusal, undefined, undefined);
  }
  const project = await storage.findProject(idOrSlug);
  if (project === undefined || !isFor(caller, project)) {
    return refused(parts, request, kind, { error: "edge_not_found" }, caller, undefined);
  }
  const { scope, method } = demands[kind];
  if (!may(caller, scope)) {
    return refused(parts, request, kind, { error: "edge_key_insufficient" }, caller, project);
  }
  if (method !== undefined && request.method !== method) {
    const refusal: Refusal = { error: "edge_method_not_allowed", headers: ["Allow", method] };
    return refused(parts, request, kind, refusal, caller, project);
  }
  const answer = await answerArea(parts, hooks, { ...request, target }, area, caller, project);
  if (!("error" in answer)) return answer;
  return refused(parts, request, kind, answer, caller, project);
}

/** What each kind of path demands. The gateway passes on any method. */
const demands = {
  hooks: { scope: "hooks", method: "POST" },
  endings: { scope: "read", method: "GET" },
  gateway: { scope: "admin", method: undefined },
} as const;

type AreaKind = keyof typeof demands;

function areaOf(path: string): AreaKind {
  if (path.startsWith("/hooks/")) return "hooks";
  return path === "/endings" ? "endings" : "gateway";
}

function answerArea(
  parts: ProjectsIntakeParts,
  hooks: Map<string, HookInvalidations>,
  request: EdgeRequest,
  area: string,
  caller: Caller,
  project: ProjectRecord,
): Promise<EdgeAnswer | Refusal> {
  switch (areaOf(area)) {
    case "hooks":
      return takeHook(parts, hooks, request, area, caller, project);
    case "endings": {
      const { edges } = parts;
      if (edges.invalidationTarget(project.id) === undefined) {
        return Promise.resolve({ error: "edge_not_found" });
      }
      const { name } = caller.key;
      const isAllowed = (): Promise<boolean> => mayFollow(parts, request, project);
      return Promise.resolve(streamEndings(edges.endings, project.id, request, name, isAllowed));
    }
    case "gateway":
      return passOn(parts, request, caller, project);
    default:
      throw new Error(`no path of the intake: ${area}`);
  }
}

/** Whether the key of a request may follow a project's endings now. */
async function mayFollow(
  { callers, edges }: ProjectsIntakeParts,
  { headers }: EdgeRequest,
  project: ProjectRecord,
): Promise<boolean> {
  const presented = presentedKey(headers, false);
  const caller = presented === undefined ? undefined : await callers.byKey(presented);
  if (caller === undefined || !isFor(caller, project)) return false;
  return may(caller, demands.endings.scope) && edges.invalidationTarget(project.id) !== undefined;
}

function isFor({ key }: Caller, { id }: ProjectRecord): boolean {
  return (key.projectId ?? id) === id;
}

async function takeHook(
  parts: ProjectsIntakeParts,
  hooks: Map<string, HookInvalidations>,
  request: EdgeRequest,
  area: string,
  caller: Caller,
  project: ProjectRecord,
): Promise<EdgeAnswer | Refusal> {
  const { clock, emit, edges, background } = parts;
  const edge = edges.invalidationTarget(project.id);
  if (edge === undefined) return { error: "edge_not_found" };
  let hookInvalidations = hooks.get(project.id);
  if (hookInvalidations === undefined) {
    hookInvalidations = createProjectHooks({ project: project.id, edge, clock, background, emit });
    hooks.set(project.id, hookInvalidations);
  }
  const intake: Intake = { project: project.id, edge, hookInvalidations, clock, emit };
  const answer = await takeAs(area, intake, edges.verifyToken, request, caller.key.name);
  if (!("error" in answer)) {
    // The invalidation is applied already, and a user may be waiting. A failure to write the log must not fail their flow.
    const about = { status: answer.status };
    await audited(parts, caller, project, "hook", area, about).catch(parts.failed);
  }
  return answer;
}

/** Takes a hook by the form that its path stands for. */
function takeAs(
  area: string,
  intake: Intake,
  verifyToken: VerifyToken | undefined,
  request: EdgeRequest,
  keyName: string,
): Promise<EdgeAnswer | Refusal> {
  if (area === "/hooks/kratos") return takeKratosHook(intake, request, keyName);
  if (area === "/hooks/ory") return takeOryEvent(intake, request, keyName);
  if (verifyToken === undefined) return Promise.resolve({ error: "edge_caep_off" });
  return takeCaepToken(intake, verifyToken, request, keyName);
}

async function passOn(
  parts: ProjectsIntakeParts,
  request: EdgeRequest,
  caller: Caller,
  project: ProjectRecord,
): Promise<EdgeAnswer | Refusal> {
  const { edges, clock, emit } = parts;
  const edge = edges.invalidationTarget(project.id);
  if (edge === undefined) return { error: "edge_not_found" };
  const gateway = { project: project.id, keys: anyKey, edge, clock, emit };
  const adminOrigin = edges.adminOrigin(project.id);
  // Browsers send the Console's cookie only to the Console. If a request has it anyway, the admin API must not get it.
  const headers = withoutConsoleCookies(request.headers);
  const passed = await passToAdmin(
    { ...gateway, adminOrigin },
    { ...request, headers },
    caller.key.name,
  );
  const looks = request.method === "GET" || request.method === "HEAD";
  if ("error" in passed || looks) return passed;
  const path = request.target.replace(/\?.*$/s, "");
  try {
    await audited(parts, caller, project, "admin", `${request.method} ${path}`, {
      status: passed.status,
    });
    return passed;
  } catch (error) {
    await giveUp(passed.body);
    throw error;
  }
}

function audited(
  { storage, clock }: ProjectsIntakeParts,
  caller: Caller,
  project: ProjectRecord,
  action: "hook" | "admin",
  subject: string,
  after: unknown,
): Promise<void> {
  const about = { projectId: project.id, subject, after };
  return storage.appendAudit(auditRecord(clock.wallMs(), actorOf(caller), action, about));
}

async function refused(
  { refusals, emit, proxyTrust }: ProjectsIntakeParts,
  request: EdgeRequest,
  area: AreaKind,
  refusal: Refusal,
  caller: Caller | undefined,
  project: ProjectRecord | undefined,
): Promise<EdgeAnswer> {
  const answer = refusalAnswer(refusal, request.method);
  const peer = addressOf(request, proxyTrust);
  const { status } = answer;
  const keyName = caller?.key.name;
  emit({
    kind: "intake-refused",
    project: project?.id ?? "",
    area,
    id: refusal.error,
    status,
    keyName,
    peer,
  });
  const { error } = refusal;
  await refusals.note({ peer, caller, projectId: project?.id, subject: area, error });
  return answer;
}
