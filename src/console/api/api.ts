// Every call that the Console makes, by its name.
import type { ActivityExport, ActivityPage, ActivityQuery } from "./activity.ts";
import type { ProjectHealthAtEdges } from "./health.ts";
import type { EdgeMap, MapCells } from "./map.ts";
import type {
  Edge,
  FoundIdentities,
  Held,
  Invalidation,
  LiveCheckOrder,
  LiveChecks,
  MostAsked,
} from "./edge.ts";
import type { ApiKey, MadeKey, NewKey, SignedIn } from "./key.ts";
import type {
  EdgeSessionsState,
  NewProject,
  Plan,
  Project,
  ProjectChange,
  ProjectList,
  Operation,
} from "./project.ts";
import type { DecisionQuestion, TriedDecision } from "./policy.ts";
import type { CookieNameFound, HookTested, SetUp } from "./set-up.ts";
import type {
  Delivery,
  MadeSubscriber,
  NewSubscriber,
  SentTest,
  Subscriber,
  SubscriberChange,
} from "./subscriber.ts";
import type { Traffic } from "./traffic.ts";
import type { Transport } from "./transport.ts";
import type { Calls } from "./wire.ts";

/** The calls. They all reject with an `ApiProblem`. */
export type Api = ReturnType<typeof createApi>;

/** Makes the calls over a transport. */
export function createApi({ send, urlOf }: Transport) {
  const one = (project: string, rest = "") => `projects/${encodeURIComponent(project)}${rest}`;
  // The keys of a project, or the operator keys.
  const tokens = (project: string | undefined, id?: string) =>
    `${project === undefined ? "operator" : one(project)}/tokens${id === undefined ? "" : `/${encodeURIComponent(id)}`}`;

  const activityPath = (project: string | undefined) =>
    project === undefined ? "activity" : one(project, "/activity");

  return {
    alive: (signal: AbortSignal) => send<unknown>("health/alive", { signal, asksWho: true }),
    whoAmI: () => send<SignedIn>("session", { asksWho: true }),
    signIn: (key: string) =>
      send<SignedIn>("session", { method: "POST", body: { key }, asksWho: true }),
    signOut: () => send<undefined>("session", { method: "DELETE" }),

    projectList: (parameters: string, signal: AbortSignal) =>
      send<ProjectList>(`project-list${parameters === "" ? "" : `?${parameters}`}`, { signal }),
    createProject: (body: NewProject) => send<Project>("projects", { method: "POST", body }),
    project: (idOrSlug: string, signal: AbortSignal) => send<Project>(one(idOrSlug), { signal }),
    /** The project, or undefined while it still has this revision. */
    projectAfter: (id: string, revision: number, signal: AbortSignal) =>
      send<Project | undefined>(one(id), { signal, unlessRevision: revision }),
    patchProject: (id: string, revision: number, body: readonly Operation[]) =>
      send<ProjectChange>(one(id), { method: "PATCH", body, ifRevision: revision }),
    deleteProject: (id: string) => send<undefined>(one(id), { method: "DELETE" }),
    plans: (signal: AbortSignal) => send<readonly Plan[]>("plans", { signal }),

    edges: (signal: AbortSignal) => send<readonly Edge[]>("edges", { signal }),
    map: (signal: AbortSignal) => send<EdgeMap>("map", { signal }),
    mapCells: (signal: AbortSignal) => send<MapCells>("map/cells", { signal }),
    edgeSessions: (id: string, signal: AbortSignal) =>
      send<EdgeSessionsState>(one(id, "/edge-sessions"), { signal }),
    health: (id: string, signal: AbortSignal) =>
      send<ProjectHealthAtEdges>(one(id, "/health"), { signal }),
    setUp: (id: string, signal: AbortSignal) => send<SetUp>(one(id, "/set-up"), { signal }),
    findCookieName: (id: string, cookies: string) =>
      send<CookieNameFound>(one(id, "/set-up/cookie-name"), { method: "POST", body: { cookies } }),
    testHook: (id: string) => send<HookTested>(one(id, "/set-up/test-hook"), { method: "POST" }),
    traffic: (id: string, minutes: number, signal: AbortSignal) =>
      send<Traffic>(one(id, `/traffic?minutes=${minutes}`), { signal }),
    held: (
      id: string,
      by: "identity" | "session" | "credential",
      value: string,
      signal: AbortSignal,
    ) => send<Held>(one(id, `/sessions?${by}=${encodeURIComponent(value)}`), { signal }),
    mostAsked: (id: string, signal: AbortSignal) =>
      send<MostAsked>(one(id, "/sessions/most-asked"), { signal }),
    findByEmail: (id: string, email: string) =>
      send<FoundIdentities>(one(id, "/sessions/look-up"), { method: "POST", body: { email } }),
    invalidate: (id: string, body: Invalidation) =>
      send<Calls["POST /projects/{project}/invalidations"]["answer"]>(one(id, "/invalidations"), {
        method: "POST",
        body,
      }),
    tryPolicy: (id: string, policy: string, body: DecisionQuestion) =>
      send<TriedDecision>(one(id, `/policies/${encodeURIComponent(policy)}/decision`), {
        method: "POST",
        body,
      }),
    liveCheck: (id: string, body: LiveCheckOrder) =>
      send<LiveChecks>(one(id, "/live-check"), {
        method: "POST",
        body,
      }),

    keys: (project: string | undefined, signal: AbortSignal) =>
      send<readonly ApiKey[]>(tokens(project), { signal }),
    createKey: (project: string | undefined, body: NewKey) =>
      send<MadeKey>(tokens(project), { method: "POST", body }),
    revokeKey: (project: string | undefined, id: string) =>
      send<undefined>(tokens(project, id), { method: "DELETE" }),

    makeSigningKey: (id: string) =>
      send<Calls["POST /projects/{project}/signing-keys"]["answer"]>(one(id, "/signing-keys"), {
        method: "POST",
        body: {},
      }),
    subscribers: (id: string, signal: AbortSignal) =>
      send<readonly Subscriber[]>(one(id, "/subscribers"), { signal }),
    createSubscriber: (id: string, body: NewSubscriber) =>
      send<MadeSubscriber>(one(id, "/subscribers"), { method: "POST", body }),
    changeSubscriber: (id: string, subscriber: string, body: SubscriberChange) =>
      send<MadeSubscriber>(one(id, `/subscribers/${subscriber}`), { method: "PATCH", body }),
    deleteSubscriber: (id: string, subscriber: string) =>
      send<undefined>(one(id, `/subscribers/${subscriber}`), { method: "DELETE" }),
    testSubscriber: (id: string, subscriber: string) =>
      send<SentTest>(one(id, `/subscribers/${subscriber}/test`), { method: "POST" }),
    deliveries: (id: string, subscriber: string, signal: AbortSignal) =>
      send<readonly Delivery[]>(one(id, `/subscribers/${subscriber}/deliveries`), { signal }),

    /** The activity of a project, or of everything. */
    activity: (project: string | undefined, query: ActivityQuery, signal?: AbortSignal) =>
      send<ActivityPage>(
        `${activityPath(project)}${queryText(query)}`,
        signal === undefined ? {} : { signal },
      ),
    /** The URL from which the browser stores the activity as a file. It sends the sign-in cookie itself. */
    activityExport: (project: string | undefined, query: ActivityExport) =>
      urlOf(`${activityPath(project)}/export${queryText(query)}`),
  };
}

/** `?name=value&…` of the members that are set. Empty if none is. */
function queryText(query: object): string {
  const set = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  const text = new URLSearchParams(set.map(([name, value]) => [name, String(value)])).toString();
  return text === "" ? "" : `?${text}`;
}
