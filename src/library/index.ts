// Edge Sessions in process: an edge without a network hop. It plugs into the Ory SDKs, and answers checks directly.
import { defaultLimits } from "../core/limits.ts";
import type { EdgeStats } from "../edge/edge.ts";
import { errorAnswer } from "../edge/errors.ts";
import type { Origin } from "../edge/ports.ts";
import { assembleEdges } from "../server/edge-assembly.ts";
import { createAxiosAdapter, type AxiosAdapter } from "./sdk/axios.ts";
import { checkLines, checkTarget, inProcess, type CheckRequest } from "./credentials.ts";
import { createDefaultOrigin } from "./default-origin.ts";
import { createFetch, type EdgeFetch, type Handle } from "./sdk/fetch.ts";
import { scopeOf, type InvalidationScope } from "./invalidation-scope.ts";
import { checkOptions, type EdgeOptions } from "./options.ts";
import { resultOf, type CheckResult } from "./result.ts";

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
export type { CheckRequest } from "./credentials.ts";
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
   * Makes changes that were made elsewhere visible at once: later checks ask the identity server. It is done when the
   * call returns. Throws a `TypeError` if an id is not a UUID.
   */
  invalidate(scope: InvalidationScope): void;
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
  const { settings, onEvent: emit } = checked;
  const { origin, close } = openOrigin(checked.origin);
  const edges = assembleEdges({
    limits: { ...defaultLimits, cacheBytesMax: checked.cacheBytesMax },
    emit,
    onUndelivered: (cause) => {
      emit({
        kind: "error-answered",
        project: settings.project,
        id: "edge_failed",
        status: 500,
        cause,
      });
    },
    options: {
      name: checked.name,
      originTimeoutMs: checked.originTimeoutMs,
      forwardTimeoutMs: checked.forwardTimeoutMs,
      // The caller is the application itself, so what it says about its clients is trusted.
      trustedProxies: () => true,
    },
  });
  const { background, bus, clock, newId } = edges.ports;
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
    stats: () => engine.stats(),
    async close() {
      closed = true;
      await close();
      await edges.drain();
      await engine.stop();
    },
  };
}

/** Opens the origin at a URL. An origin that the caller gave is also closed by the caller. */
function openOrigin(given: string | Origin): { origin: Origin; close: () => Promise<void> } {
  if (typeof given !== "string") return { origin: given, close: () => Promise.resolve() };
  const origin = createDefaultOrigin(given);
  return { origin, close: () => origin.close() };
}
