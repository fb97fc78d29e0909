// What the admin listener answers: health and metrics, invalidations from outside, and the gateway to the admin API.
// Everything but health needs a key, if the edge has any; without keys only health and metrics are there.
import type { EdgeErrorId } from "../core/errors.ts";
import type { Edge } from "../edge/edge.ts";
import type { AdminArea, EventSink } from "../edge/events.ts";
import type { Background, Clock, EdgeAnswer, EdgeRequest, Origin } from "../edge/ports.ts";
import { refusalAnswer, type Refusal } from "./answers.ts";
import { passToAdmin } from "./gateway.ts";
import { createProjectHooks } from "./hook-invalidations.ts";
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

/** What the admin listener works with. */
export interface AdminParts {
  readonly project: string;
  /** Undefined without a key file. */
  readonly keys: KeyRing | undefined;
  /** Whether it listens on a loopback address: then, without keys, it answers under this machine's own names alone. */
  readonly loopback: boolean;
  readonly edge: Pick<Edge, "invalidate" | "passAdmin">;
  readonly findReach: FindReach;
  /** The admin API behind the gateway. */
  readonly adminOrigin: Origin | undefined;
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
  ) => EdgeAnswer | Promise<EdgeAnswer | Refusal> | Refusal;
}

/** Makes the admin listener's answers. */
export function createAdminHandle(parts: AdminParts): AdminHandle {
  const hookInvalidations = createProjectHooks(parts);
  const intake: Intake = { ...parts, hookInvalidations };
  const routes = routesOf(parts, intake);
  return {
    handle: async (request) => {
      const route = findRoute(routes, request.target);
      const key = keyOf(parts.keys, request, route);
      const refusal = refusalOf(parts, request, route, key);
      const answer = refusal ?? (await route.answer(request, key));
      if (!("error" in answer)) return answer;
      return refused(parts, request, route.area, answer, key);
    },
    drain: () => hookInvalidations.drain(),
  };
}

function routesOf(parts: AdminParts, intake: Intake): ReadonlyMap<string, Route> {
  const { operators } = parts;
  const get = ["GET", "HEAD"];
  const post = ["POST"];
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
    [
      "/invalidations",
      {
        area: "invalidations",
        methods: post,
        scope: "invalidate",
        answer: (request, key) =>
          takeInvalidations({ ...intake, findReach: parts.findReach }, request, key?.name),
      },
    ],
    [
      "/hooks/kratos",
      {
        area: "hooks",
        methods: post,
        scope: "hooks",
        basicToo: true,
        answer: (request, key) => takeKratosHook(intake, request, key?.name),
      },
    ],
    [
      "/hooks/ory",
      {
        area: "hooks",
        methods: post,
        scope: "hooks",
        basicToo: true,
        answer: (request, key) => takeOryEvent(intake, request, key?.name),
      },
    ],
    [
      "/admin/",
      {
        area: "gateway",
        methods: "any",
        scope: "admin",
        answer: (request, key) => passToAdmin(parts, request, key?.name),
      },
    ],
  ]);
}

const nowhere: Route = {
  area: "unknown",
  methods: "any",
  scope: undefined,
  answer: () => ({ error: "edge_not_found" }),
};

/** The route of a target, compared byte by byte; a name that ends in a slash stands for all below it. */
function findRoute(routes: ReadonlyMap<string, Route>, target: string): Route {
  const path = target.replace(/\?.*$/s, "");
  for (const [name, route] of routes) {
    if (name.endsWith("/") ? path.startsWith(name) : path === name) return route;
  }
  return nowhere;
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
  { keys, loopback }: Pick<AdminParts, "keys" | "loopback">,
  request: EdgeRequest,
  route: Route,
  key: AdminKey | undefined,
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
  { project, emit }: AdminParts,
  request: EdgeRequest,
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
