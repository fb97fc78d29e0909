// What the admin listener answers: health and metrics, invalidations from outside, and the gateway to the admin API.
// Everything but health needs a key, if the edge has any; without keys only health and metrics are there.
// It is over 300 lines, because the table of routes stands beside what decides who may take them.
import type { EdgeErrorId } from "../core/errors.ts";
import type { Edge } from "../edge/edge.ts";
import type { AdminArea, EventSink } from "../edge/events.ts";
import type { Background, Clock, EdgeAnswer, EdgeRequest, Origin } from "../edge/ports.ts";
import { refusalAnswer, type Refusal } from "./answers.ts";
import { takeCaepToken, type VerifyToken } from "./caep.ts";
import { streamEndings, type OpenEndings } from "./endings.ts";
import { passToAdmin } from "./gateway.ts";
import { createProjectHooks, type HookInvalidations } from "./hook-invalidations.ts";
import { isLoopbackHost } from "./loopback-host.ts";
import type { FindReach } from "./reach.ts";
import type { AdminKey, KeyRing, KeyScope } from "./key-ring.ts";
import { takeInvalidations, takeKratosHook, takeOryEvent, type Intake } from "./project-intake.ts";
import { presentedKey } from "./presented-key.ts";

/** The paths for operators, answered elsewhere. */
interface OperatorPaths {
  /** Answers a path below `/health/`; undefined where there is none. */
  health(request: EdgeRequest): Promise<EdgeAnswer | undefined>;
  metrics(request: EdgeRequest): Promise<EdgeAnswer>;
}

/** What serves a project. */
interface IntakeProject {
  readonly edge: Pick<Edge, "invalidate" | "passAdmin">;
  /** The admin API behind the gateway. */
  readonly adminOrigin: Origin | undefined;
}

/** What the admin listener works with. */
export interface AdminParts {
  /**
   * The one project of this edge, which no path names. Undefined if the edge follows a control plane. Then the paths are
   * below `/projects/{id}`.
   */
  readonly project: string | undefined;
  /** What serves a project. Undefined if it is not served here. */
  readonly find: (project: string) => IntakeProject | undefined;
  /** Undefined without a key file. */
  readonly keys: KeyRing | undefined;
  /** Whether it listens on a loopback address: then, without keys, it answers under this machine's own names alone. */
  readonly loopback: boolean;
  readonly findReach: FindReach;
  /** Opens streams of endings. */
  readonly endings: OpenEndings;
  /** Verifies security event tokens. Undefined if no transmitter is configured. */
  readonly verifyToken?: VerifyToken | undefined;
  readonly operators: OperatorPaths;
  readonly clock: Clock;
  readonly background: Background;
  readonly emit: EventSink;
}

/** The admin listener's answers. */
export interface AdminHandle {
  /** Answers one request. */
  readonly handle: (request: EdgeRequest) => Promise<EdgeAnswer>;
  /** Puts in force what still waits. Call it when no more requests come, and before the edge stops. */
  drain(): void;
}

/** Where a request goes, and what it needs there. */
interface Route {
  readonly area: AdminArea;
  readonly methods: readonly string[] | "any";
  /** Undefined where any key will do. */
  readonly scope: KeyScope | undefined;
  /** Takes a key as password of basic authentication too. */
  readonly basicToo?: true;
  readonly answer: (
    request: EdgeRequest,
    key: AdminKey | undefined,
    served: Served | undefined,
  ) => EdgeAnswer | Promise<EdgeAnswer | Refusal> | Refusal;
}

/** The project that a request is for. */
interface Served extends IntakeProject {
  readonly project: string;
}

/** A request's route, and the project that its path names or that is the only one. */
interface Asked {
  readonly route: Route;
  /** Undefined for a path that is about no project. */
  readonly project: string | undefined;
  /** The target below the project's path. */
  readonly target: string;
}

/** Makes the admin listener's answers. */
export function createAdminHandle(parts: AdminParts): AdminHandle {
  const hooks = new Map<string, HookInvalidations>();
  const intakeOf = ({ project, edge }: Served): Intake => {
    let hookInvalidations = hooks.get(project);
    if (hookInvalidations === undefined) {
      hookInvalidations = createProjectHooks({ ...parts, project, edge });
      hooks.set(project, hookInvalidations);
    }
    return { ...parts, project, edge, hookInvalidations };
  };
  const operatorRoutes = operatorRoutesOf(parts);
  const projectRoutes = projectRoutesOf(parts, intakeOf);
  return {
    handle: async (request) => {
      const asked = findRoute(parts, operatorRoutes, projectRoutes, request.target);
      const { route, project } = asked;
      const key = keyOf(parts.keys, request, route);
      const found = project === undefined ? undefined : parts.find(project);
      const served: Served | undefined =
        project === undefined || found === undefined ? undefined : { project, ...found };
      const answer =
        refusalOf(parts, request, asked, key, served) ??
        (await route.answer({ ...request, target: asked.target }, key, served));
      if (!("error" in answer)) return answer;
      return refused(parts, request, served?.project ?? "", route.area, answer, key);
    },
    drain: () => {
      for (const waiting of hooks.values()) waiting.drain();
    },
  };
}

/** An answer about the project of a request. Throws while the only project of the edge is still starting. */
function about(
  answer: (
    request: EdgeRequest,
    key: AdminKey | undefined,
    served: Served,
  ) => Promise<EdgeAnswer | Refusal>,
): Route["answer"] {
  return (request, key, served) => {
    if (served === undefined) throw new Error("the project is not served yet");
    return answer(request, key, served);
  };
}

function operatorRoutesOf({ operators }: AdminParts): ReadonlyMap<string, Route> {
  const get = ["GET", "HEAD"];
  return new Map<string, Route>([
    [
      "/health/",
      {
        area: "health",
        methods: get,
        scope: undefined,
        answer: async (request) => (await operators.health(request)) ?? { error: "edge_not_found" },
      },
    ],
    [
      "/metrics",
      {
        area: "metrics",
        methods: get,
        scope: "read",
        answer: (request) => operators.metrics(request),
      },
    ],
  ]);
}

function projectRoutesOf(
  parts: AdminParts,
  intakeOf: (served: Served) => Intake,
): ReadonlyMap<string, Route> {
  const post = ["POST"];
  return new Map<string, Route>([
    [
      "/invalidations",
      {
        area: "invalidations",
        methods: post,
        scope: "invalidate",
        answer: about((request, key, served) =>
          takeInvalidations(
            { ...intakeOf(served), findReach: parts.findReach },
            request,
            key?.name,
          ),
        ),
      },
    ],
    [
      "/hooks/kratos",
      {
        area: "hooks",
        methods: post,
        scope: "hooks",
        basicToo: true,
        answer: about((request, key, served) =>
          takeKratosHook(intakeOf(served), request, key?.name),
        ),
      },
    ],
    [
      "/hooks/ory",
      {
        area: "hooks",
        methods: post,
        scope: "hooks",
        basicToo: true,
        answer: about((request, key, served) => takeOryEvent(intakeOf(served), request, key?.name)),
      },
    ],
    [
      "/hooks/caep",
      {
        area: "hooks",
        methods: post,
        scope: "hooks",
        answer: about((request, key, served) => {
          const { verifyToken } = parts;
          if (verifyToken === undefined) return Promise.resolve({ error: "edge_caep_off" });
          return takeCaepToken(intakeOf(served), verifyToken, request, key?.name);
        }),
      },
    ],
    [
      "/endings",
      {
        area: "endings",
        methods: ["GET"],
        scope: "endings",
        answer: about((request, key, { project }) => {
          const isAllowed = (): boolean => mayFollow(parts, request, project);
          return Promise.resolve(
            streamEndings(parts.endings, project, request, key?.name, isAllowed),
          );
        }),
      },
    ],
    [
      "/admin/",
      {
        area: "gateway",
        methods: "any",
        scope: "admin",
        answer: about((request, key, served) =>
          passToAdmin({ ...parts, ...served }, request, key?.name),
        ),
      },
    ],
  ]);
}

/** Whether the key of a request may follow a project's endings now. */
function mayFollow(
  { keys, find }: Pick<AdminParts, "keys" | "find">,
  { headers }: EdgeRequest,
  project: string,
): boolean {
  const presented = presentedKey(headers, false);
  const key = presented === undefined ? undefined : keys?.find(presented);
  const counts = key?.scopes.has("endings") === true && (key.project ?? project) === project;
  return counts && find(project) !== undefined;
}

const nowhere: Route = {
  area: "unknown",
  methods: "any",
  scope: undefined,
  answer: () => ({ error: "edge_not_found" }),
};

/** A path below a project, with the project's id. */
const projectPath = /^\/projects\/([^/?]+)(\/.*)$/s;

function findRoute(
  { project }: AdminParts,
  operatorRoutes: ReadonlyMap<string, Route>,
  projectRoutes: ReadonlyMap<string, Route>,
  target: string,
): Asked {
  const ofOperators = routeAt(operatorRoutes, target);
  if (ofOperators !== undefined) return { route: ofOperators, project: undefined, target };
  const ofProject = routeAt(projectRoutes, target);
  if (project !== undefined) return { route: ofProject ?? nowhere, project, target };
  // The edge serves several projects. The path must name one.
  if (ofProject !== undefined) {
    const answer = (): Refusal => ({ error: "edge_project_required" });
    return { route: { ...ofProject, methods: "any", answer }, project: undefined, target };
  }
  const [, id, rest = ""] = projectPath.exec(target) ?? [];
  return { route: routeAt(projectRoutes, rest) ?? nowhere, project: id, target: rest };
}

/** The route of a target, compared byte by byte. A name that ends in a slash stands for all below it. */
function routeAt(routes: ReadonlyMap<string, Route>, target: string): Route | undefined {
  const path = target.replace(/\?.*$/s, "");
  for (const [name, route] of routes) {
    if (name.endsWith("/") ? path.startsWith(name) : path === name) return route;
  }
  return undefined;
}

function keyOf(
  keys: KeyRing | undefined,
  request: EdgeRequest,
  route: Route,
): AdminKey | undefined {
  const presented = presentedKey(request.headers, route.basicToo === true);
  return presented === undefined ? undefined : keys?.find(presented);
}

/** Why a request is not even looked at, if so. */
function refusalOf(
  { keys, loopback, project: own }: Pick<AdminParts, "keys" | "loopback" | "project">,
  request: EdgeRequest,
  { route, project }: Asked,
  key: AdminKey | undefined,
  served: Served | undefined,
): Refusal | undefined {
  const open =
    route.area === "health" ||
    (keys === undefined && (route.area === "metrics" || route.area === "unknown"));
  // A page of another site can give its own host this machine's address, and then read what it finds there.
  const anyHost = route.area === "health" || keys !== undefined || !loopback;
  if (!anyHost && !isLoopbackHost(request.headers)) return { error: "edge_admin_host_refused" };
  if (!open) {
    if (keys === undefined) return { error: "edge_intake_off" };
    // Basic authentication is never asked for: a browser would then offer to keep a key.
    if (key === undefined) {
      return { error: "edge_key_required", headers: ["WWW-Authenticate", "Bearer"] };
    }
    if (route.area !== "unknown" && project !== undefined) {
      const isForIt = (key.project ?? project) === project;
      // A key of one project learns nothing about which others there are.
      if (own === undefined && (served === undefined || !isForIt))
        return { error: "edge_not_found" };
      if (!isForIt) return { error: "edge_key_insufficient" };
    }
    if (route.scope !== undefined && !key.scopes.has(route.scope)) {
      return { error: "edge_key_insufficient" };
    }
  }
  if (route.methods !== "any" && !route.methods.includes(request.method)) {
    return { error: "edge_method_not_allowed", headers: ["Allow", route.methods.join(", ")] };
  }
  return undefined;
}

function refused(
  { emit }: AdminParts,
  request: EdgeRequest,
  project: string,
  area: AdminArea,
  refusal: Refusal,
  key: AdminKey | undefined,
): EdgeAnswer {
  const id: EdgeErrorId = refusal.error;
  const answer = refusalAnswer(refusal, request.method);
  const { status } = answer;
  const peer = request.peer?.address ?? "this process";
  emit({ kind: "intake-refused", project, area, id, status, keyName: key?.name, peer });
  return answer;
}
