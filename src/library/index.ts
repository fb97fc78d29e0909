// Edge Sessions in process: an edge without a network hop. It plugs into the Ory SDKs, and answers checks directly.
import type { Ending } from "../core/endings/ending.ts";
import { defaultLimits } from "../core/limits.ts";
import type { EdgeStats } from "../edge/edge.ts";
import { errorAnswer } from "../edge/errors.ts";
import type { Origin } from "../edge/ports.ts";
import type { EdgeEvent } from "../edge/events.ts";
import { createEndingsHub } from "../endings/hub.ts";
import { assembleEdges } from "../server/edge-assembly.ts";
import { createAxiosAdapter, type AxiosAdapter } from "./sdk/axios.ts";
import { checkLines, checkTarget, inProcess, type CheckRequest } from "./credentials.ts";
import {
  decisionOf,
  decisionRequest,
  policyNamed,
  type AuthorizeOptions,
  type AuthorizeRequest,
  type Decision,
} from "./decision.ts";
import { createDefaultOrigin } from "./default-origin.ts";
import { createFetch, type EdgeFetch, type Handle } from "./sdk/fetch.ts";
import { scopeOf, type InvalidationScope } from "./invalidation-scope.ts";
import { checkOptions, type EdgeOptions } from "./options.ts";
import { resultOf, type CheckResult } from "./result.ts";

export type { Ending, EndingType } from "../core/endings/ending.ts";
export type { EdgeStats } from "../edge/edge.ts";
export type { EdgeEvent } from "../edge/events.ts";
export type {
  Origin,
  OriginAnswer,
  OriginFailure,
  OriginOutcome,
  OriginRequest,
} from "../edge/ports.ts";
export type { AxiosAdapter } from "./sdk/axios.ts";
export type { AxiosAnswer } from "./sdk/axios-answer.ts";
export type { AxiosRequest } from "./sdk/axios-request.ts";
export type { WrittenPolicies, WrittenPolicy } from "../config/policies/written-policy.ts";
export type { CheckRequest } from "./credentials.ts";
export type {
  Allowed,
  AuthorizeOptions,
  AuthorizeRequest,
  Decision,
  DecisionRefusal,
  Refused,
} from "./decision.ts";
export type { EdgeFetch } from "./sdk/fetch.ts";
export type { InvalidationScope } from "./invalidation-scope.ts";
export type { Duration, SettingOptions } from "../config/settings/setting-table.ts";
export { EdgeOptionsError, type EdgeOptions } from "./options.ts";
export type {
  Active,
  CheckDetails,
  CheckResult,
  Inactive,
  Refusal,
  SecondFactorRequired,
  Unavailable,
} from "./result.ts";
export type {
  AuthenticationMethod,
  Identity,
  IdentityAddress,
  Session,
  SessionDevice,
} from "./session.ts";

/** An edge in this process. */
export interface Edge {
  /**
   * Answers as the global `fetch` would get it from the identity server: session checks from memory, everything else by
   * passing it on. Only path and query of the URL count. Redirects are returned and not followed.
   */
  readonly fetch: EdgeFetch;
  /** The same for SDKs built on axios: `new Configuration({ basePath, baseOptions: { adapter: edge.axiosAdapter } })`. */
  readonly axiosAdapter: AxiosAdapter;
  /** Checks which session these credentials have. Synchronous if the answer is in memory. Never rejects. */
  check(request: CheckRequest): CheckResult | Promise<CheckResult>;
  /**
   * Decides about a request by a policy, as an edge decides for a gateway. Synchronous if the answer is in memory. Never
   * rejects. Throws a `TypeError` if there is no such policy, and a `RangeError` if `maxAge` is not a duration.
   */
  authorize(
    request: AuthorizeRequest,
    policy: string,
    options?: AuthorizeOptions,
  ): Decision | Promise<Decision>;
  /**
   * Makes changes that were made elsewhere visible at once: later checks ask the identity server. It is done when the
   * call returns. Throws a `TypeError` if an id is not a UUID.
   */
  invalidate(scope: InvalidationScope): void;
  /**
   * Subscribes to endings: a session has ended or changed, or an identity has changed, as this edge noticed it. They hold
   * ids only. The same type for the same session comes at most once per second, and the last one is never left out.
   * `receive` is called synchronously. If it throws or rejects, `onEvent` gets an `error-answered`. Returns a function that ends the subscription.
   */
  onEnding(receive: (ending: Ending) => void): () => void;
  /** Current counts of the edge. */
  stats(): EdgeStats;
  /**
   * Closes the edge. Calls in flight are given up, and later checks are unavailable. Resolves when nothing runs any
   * more.
   */
  close(): Promise<void>;
}

/** Makes an edge in this process. Throws an `EdgeOptionsError` that lists everything wrong with the options. */
export function createEdge(options: EdgeOptions): Edge {
  const checked = checkOptions(options);
  const { settings } = checked;
  const { origin, close } = openOrigin(checked.origin);
  const emit = (event: EdgeEvent): void => {
    checked.onEvent(event);
    hub.sink(event);
  };
  const failed = (cause: unknown): void => {
    const { project } = settings;
    emit({ kind: "error-answered", project, id: "edge_failed", status: 500, cause });
  };
  const edges = assembleEdges({
    limits: { ...defaultLimits, cacheBytesMax: checked.cacheBytesMax },
    emit,
    onUndelivered: failed,
    options: {
      name: checked.name,
      originTimeoutMs: checked.originTimeoutMs,
      forwardTimeoutMs: checked.forwardTimeoutMs,
      // The caller is the application itself, so what it says about its clients is trusted.
      trustedProxies: () => true,
    },
  });
  const { background, bus, clock, newId } = edges.ports;
  const hub = createEndingsHub({ clock, emit: checked.onEvent, onError: failed });
  const engine = edges.edge(settings, origin);
  // The in-process bus subscribes within the call, so there is nothing to wait for.
  background(engine.start());
  let closed = false;
  const handle: Handle = (request) =>
    closed ? errorAnswer("edge_origin_unreachable", request.method) : engine.handle(request);
  const target = checkTarget(settings.basePath);

  const edgeFetch = createFetch(handle, target);
  return {
    fetch: edgeFetch,
    axiosAdapter: createAxiosAdapter(handle, edgeFetch),
    check(request) {
      const lines = checkLines(request);
      if (lines === undefined)
        return { kind: "inactive", status: 401, cacheStatus: "", setCookie: [] };
      const answer = handle(inProcess("GET", target, lines));
      return answer instanceof Promise ? answer.then(resultOf) : resultOf(answer);
    },
    authorize(request, name, decided = {}) {
      const policy = policyNamed(settings.policies, name);
      const answer = handle(decisionRequest(request, policy, settings.basePath, decided));
      return answer instanceof Promise
        ? answer.then((one) => decisionOf(one, policy))
        : decisionOf(answer, policy);
    },
    invalidate(scope) {
      background(
        bus.publish([
          {
            version: 1,
            id: newId(),
            project: settings.project,
            scope: scopeOf(scope),
            source: "api",
            by: "api",
            at: clock.wallMs(),
          },
        ]),
      );
    },
    onEnding: (receive) =>
      hub.subscribe({ project: settings.project, noticed: "everywhere" }, receive),
    stats: () => engine.stats(),
    async close() {
      closed = true;
      await close();
      await edges.drain();
      await engine.stop();
      hub.flush();
    },
  };
}

/** Opens the origin at a URL. An origin that the caller gave is also closed by the caller. */
function openOrigin(given: string | Origin): { origin: Origin; close: () => Promise<void> } {
  if (typeof given !== "string") return { origin: given, close: () => Promise.resolve() };
  const origin = createDefaultOrigin(given);
  return { origin, close: () => origin.close() };
}
