// The control plane: projects and their settings, plans, API keys, the audit log, invalidations from outside, and the
// Console, all behind one listener. It is started once and stopped once.
import type { ProxyTrust } from "../core/forwarding.ts";
import { headerValues } from "../core/header-lines.ts";
import { hostName } from "../core/served-project.ts";
import type { EventSink } from "../edge/events.ts";
import type { Background, Clock, EdgeAnswer, EdgeRequest } from "../edge/ports.ts";
import { actRoutes } from "./api/act-routes.ts";
import { decisionRoutes } from "./api/decision-routes.ts";
import { activityRoutes } from "./api/activity-routes.ts";
import { insightRoutes } from "./api/insight-routes.ts";
import { sessionRoutes } from "./api/session-routes.ts";
import { setUpRoutes } from "./api/set-up-routes.ts";
import { subscriberRoutes } from "./api/subscriber-routes.ts";
import { trafficRoutes } from "./api/traffic-routes.ts";
import { addMetricsRoute } from "./api/metrics-route.ts";
import { mapRoutes } from "./api/map-routes.ts";
import { keyRoutes } from "./api/key-routes.ts";
import { signingKeyRoutes } from "./api/signing-key-routes.ts";
import { projectListRoutes } from "./api/project-list-routes.ts";
import { projectRoutes } from "./api/project-routes.ts";
import type { ApiRoute } from "./api/route.ts";
import { addOpenRoutes } from "./api/open-routes.ts";
import { json, serveRoutes, type ServeBindings } from "./api/serve.ts";
import { addSignInRoutes, signInPath } from "./api/sign-in-routes.ts";
import { Attempts } from "./access/attempts.ts";
import { auditRecord, controlPlane } from "./audit.ts";
import { Callers } from "./access/callers.ts";
import { controlErrors, refusalBody, type ControlErrorId } from "./errors.ts";
import { Door } from "./access/door.ts";
import { projectWarnings } from "./projects/project-warnings.ts";
import { createProjectHealths } from "./health/project-healths.ts";
import { makeFirstKey } from "./access/first-key.ts";
import {
  targetCharactersMax,
  trafficMinutesRetentionMs,
  trafficRetentionMs,
  wrongKeysPerMinuteMax,
} from "./limits.ts";
import { createProjectsIntake } from "./projects-intake.ts";
import { createEdgeMap, type MapSources } from "./map/edge-map.ts";
import { withLocations } from "./map/locations.ts";
import type { PageFiles } from "./api/page.ts";
import { createSetUps } from "./set-up/set-ups.ts";
import type { SetUpMemory } from "./set-up/set-up-notes.ts";
import { ControlProjects } from "./projects/projects.ts";
import type { PlanTable } from "./projects/plans.ts";
import { SigningKeys, type MakeSigningKey } from "./projects/signing-keys.ts";
import type { ControlDelivery, ControlEdges, ControlHealth, ControlTraffic } from "./ports.ts";
import { addressOf } from "./peer.ts";
import type { Addressing } from "./projects/addressing.ts";
import { readOnce } from "./api/read-once.ts";
import { Refusals } from "./access/refusals.ts";
import { repeatedly } from "./repeated.ts";
import { SignIns } from "./access/sign-ins.ts";
import type { ControlStorage } from "./storage.ts";
import { createTrafficRecorder, minuteOf, recordEveryMs } from "./traffic/traffic-recorder.ts";
import { toAnswer, toWebRequest } from "./api/web.ts";

/** The parts of a control plane. */
export interface ControlParts {
  readonly storage: ControlStorage;
  readonly edges: ControlEdges;
  readonly traffic: ControlTraffic;
  /** Gets every event of the edges of this process. */
  readonly setUpMemory: SetUpMemory;
  readonly map: MapSources;
  readonly health: ControlHealth;
  readonly delivery: ControlDelivery;
  readonly plans: PlanTable;
  readonly addressing: Addressing;
  /** The URL of the edges' public listener. Undefined if none is known. */
  readonly edgeUrl: () => string | undefined;
  readonly page: PageFiles;
  /** The path in front of all paths. Empty for none. */
  readonly basePath: string;
  /** How long lines of the audit log are stored, in milliseconds. */
  readonly auditRetentionMs: number;
  /** Makes and seals signing keys. Undefined without a secret to seal them with. */
  readonly makeSigningKey?: MakeSigningKey | undefined;
  /** How long a new signing key is published before it signs, in milliseconds. */
  readonly publishForMs: number;
  /** How long a signing key signs before the next one is made, in milliseconds. Undefined for as long as nobody makes one. */
  readonly rotateAfterMs?: number | undefined;
  readonly version: string;
  /** Which proxies are trusted to name the client, and in which header. */
  readonly proxyTrust: ProxyTrust;
  readonly clock: Clock;
  readonly background: Background;
  readonly emit: EventSink;
  readonly failed: (error: unknown) => void;
  /** Called each time that the bus does not accept a project. */
  readonly unsent: (error: unknown) => void;
}

/** A control plane. */
export interface Control {
  /** Answers one request of its listener. Never rejects. */
  readonly handle: (request: EdgeRequest) => Promise<EdgeAnswer>;
  readonly projects: ControlProjects;
  /**
   * Gives every project to the edges of this process. The database must be open. If no valid operator key has the scope
   * `keys`, one is created, and `keepFirstKey` must store it before it becomes valid.
   */
  start(keepFirstKey: (key: string) => Promise<void>): Promise<void>;
  /**
   * Begins to send the edges what the bus has not accepted yet, and what other processes on the same database change. Call
   * it when the edges have started.
   */
  follow(): void;
  /** Warnings about what does not do what its settings say, as sentences. */
  warnings(): Promise<readonly string[]>;
  /** Replaces the table of plans. Edge Sessions is turned off and on at the edges for projects whose plan lost or got it. */
  replacePlans(plans: PlanTable): Promise<void>;
  /** Applies invalidations that are still waiting. Call it when no more requests come, and before the edges stop. */
  drain(): void;
  /** Closes the database. */
  stop(): Promise<void>;
}

/** The Console uses the whole API below this path. Its cookie counts only here. */
const consoleApiPath = "/console/api";
/** Methods that a `Request` of the Fetch standard cannot have. No path accepts them. */
const unreadable: ReadonlySet<string> = new Set(["CONNECT", "TRACE", "TRACK"]);
/** How often a process looks for changes of other processes on the same database. */
const followEveryMs = 1_000;
const rotateEveryMs = 60_000;
const pruneEveryMs = 6 * 60 * 60_000;

/** Creates a control plane. Nothing runs before `start`. */
export function createControl(parts: ControlParts): Control {
  const { storage, clock, basePath, failed } = parts;
  let { plans } = parts;
  const nowMs = (): number => clock.wallMs();
  const callers = new Callers(storage, nowMs);
  const signIns = new SignIns(storage, nowMs);
  const door = new Door(callers, signIns);
  const refusals = new Refusals(storage, nowMs);
  // Every list of edges says where they are.
  const edges: ControlEdges = {
    ...parts.edges,
    list: () => withLocations(parts.edges.list(), parts.map.regionLocations),
  };
  const map = createEdgeMap({
    edges: () => edges.list(),
    plan: parts.map.edgePlan,
    nowMs,
    failed,
  });
  const shared = { ...parts, edges, map, plans: () => plans, nowMs, callers };
  const healths = createProjectHealths(shared);
  const projects = new ControlProjects(shared);
  const signingKeys = new SigningKeys({
    ...shared,
    projects,
    makeSigningKey: parts.makeSigningKey,
    rotateAfterMs: parts.rotateAfterMs,
  });
  const intake = createProjectsIntake({ ...shared, refusals });
  const setUps = createSetUps({ ...shared, healths });
  const routes = controlRoutes({ ...shared, projects, signingKeys, healths, setUps, intake });
  const app = serveRoutes(routes, {
    storage,
    door,
    refusals,
    failed,
  });
  const attempts = new Attempts(nowMs, wrongKeysPerMinuteMax);
  addSignInRoutes(app, {
    ...shared,
    signIns,
    door,
    attempts,
    refusals,
  });
  addMetricsRoute(app, { storage, healths, door, refusals });
  addOpenRoutes(app, { ...shared, routes });
  const pruning = repeatedly(pruneEveryMs, clock, async () => {
    await storage.pruneAudit(nowMs() - parts.auditRetentionMs).catch(failed);
    await storage.pruneSignIns(nowMs()).catch(failed);
    const ages = {
      minute: minuteOf(nowMs() - trafficMinutesRetentionMs),
      hour: minuteOf(nowMs() - trafficRetentionMs),
    };
    await storage.pruneTraffic(ages).catch(failed);
  });
  const recorder = createTrafficRecorder({ ...shared, failed });
  const recording = repeatedly(recordEveryMs, clock, recorder.record);
  const rotating = repeatedly(rotateEveryMs, clock, () => signingKeys.rotateDue().catch(failed));
  const following = repeatedly(followEveryMs, clock, () => projects.follow().catch(failed));

  async function answer(request: EdgeRequest): Promise<EdgeAnswer> {
    const asked = below(basePath, request.target);
    if (asked === undefined) return refusalAnswer("control_not_found", request.method);
    const taken = intake.handle(request, asked);
    if (taken !== undefined) return taken;
    if (asked.length > targetCharactersMax)
      return refusalAnswer("control_not_found", request.method);
    const byConsole = asked.startsWith(`${consoleApiPath}/`) && asked !== signInPath;
    const target = byConsole ? asked.slice(consoleApiPath.length) : asked;
    if (unreadable.has(request.method))
      return refusalAnswer("control_method_not_allowed", request.method);
    const bindings: ServeBindings = {
      peer: addressOf(request, parts.proxyTrust),
      byConsole,
      // It is read only after the caller is known. The host discards a body that is not read.
      readBody: readOnce(request.body),
      askedHost: hostName(headerValues(request.headers, "host")[0]),
    };
    const response = await app.fetch(toWebRequest(request, target), bindings);
    return toAnswer(response, request.method);
  }

  return {
    projects,
    handle: async (request) => {
      try {
        return await answer(request);
      } catch (error) {
        failed(error);
        return refusalAnswer("control_failed", request.method);
      }
    },
    async start(keepFirstKey) {
      await makeFirstKey(storage, nowMs(), keepFirstKey);
      await projects.publishAll();
    },
    follow() {
      pruning.begin();
      following.begin();
      recording.begin();
      rotating.begin();
    },
    warnings: async () => projectWarnings(await storage.listProjects(), plans, parts.addressing),
    async replacePlans(next) {
      plans = next;
      const after = next.plans.map(({ name, cacheableSessions }) => ({ name, cacheableSessions }));
      const about = { subject: "plans", after };
      await Promise.all([
        projects.publishAll(),
        storage.appendAudit(auditRecord(nowMs(), controlPlane, "plans.read", about)),
      ]);
    },
    drain: () => intake.drain(),
    async stop() {
      const repeated = [pruning, following, recording, rotating];
      await Promise.all([...repeated.map((one) => one.end()), map.stop()]);
      await recorder.finish();
      await storage.close();
    },
  };
}

/** Every route of the API, in the order of the OpenAPI document. */
function controlRoutes(
  parts: Parameters<typeof projectRoutes>[0] &
    Parameters<typeof projectListRoutes>[0] &
    Parameters<typeof keyRoutes>[0] &
    Parameters<typeof signingKeyRoutes>[0] &
    Parameters<typeof insightRoutes>[0] &
    Parameters<typeof setUpRoutes>[0] &
    Parameters<typeof trafficRoutes>[0] &
    Parameters<typeof sessionRoutes>[0] &
    Parameters<typeof activityRoutes>[0] &
    Parameters<typeof subscriberRoutes>[0] &
    Parameters<typeof mapRoutes>[0] &
    Parameters<typeof actRoutes>[0] &
    Parameters<typeof decisionRoutes>[0],
): readonly ApiRoute[] {
  return [
    ...projectRoutes(parts),
    ...projectListRoutes(parts),
    ...keyRoutes(parts),
    ...signingKeyRoutes(parts),
    ...insightRoutes(parts),
    ...setUpRoutes(parts),
    ...trafficRoutes(parts),
    ...sessionRoutes(parts),
    ...activityRoutes(parts),
    ...subscriberRoutes(parts),
    ...mapRoutes(parts),
    ...actRoutes(parts),
    ...decisionRoutes(parts),
  ];
}

/** The target below the base path. Undefined if it is outside of it. */
function below(basePath: string, target: string): string | undefined {
  if (basePath === "") return target;
  if (!target.startsWith(basePath)) return undefined;
  const rest = target.slice(basePath.length);
  if (rest === "" || rest.startsWith("?")) return `/${rest}`;
  return rest.startsWith("/") ? rest : undefined;
}

function refusalAnswer(error: ControlErrorId, method: string): Promise<EdgeAnswer> {
  return toAnswer(json(controlErrors[error].status, refusalBody({ error })), method);
}
