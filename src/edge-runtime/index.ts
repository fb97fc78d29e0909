// Edge Sessions in an edge runtime: Workers, Next's middleware, and wherever else code runs in isolates with the APIs of
// the web alone. The engine is that of every edge. It is put together here for isolates, because the usual assembly needs
// Node.js.
import { createInProcessBus } from "../bus/in-process.ts";
import { defaultClientAddressHeader } from "../core/forwarding.ts";
import { createEdge as createEngine, type Edge as Engine, type EdgeStats } from "../edge/edge.ts";
import type { Background, Bus, Clock, EdgeAnswer, EdgeRequest, NewId } from "../edge/ports.ts";
import { checkLines, checkTarget, inProcess, type CheckRequest } from "../library/credentials.ts";
import {
  decisionOf,
  decisionRequest,
  policyNamed,
  type AuthorizeRequest,
  type Decision,
} from "../library/decision.ts";
import type { Checker, GuardOptions } from "../library/frameworks/guard.ts";
import { scopeOf, type InvalidationScope } from "../library/invalidation-scope.ts";
import { resultOf, type CheckResult } from "../library/result.ts";
import { responseOf } from "../library/sdk/response.ts";
import { createFetchOrigin } from "../origin/fetch/fetch-origin.ts";
import { createClockFrom } from "../runtime/clock.ts";
import { digest } from "./digest.ts";
import { createIsolateStore } from "./isolate-store.ts";
import { isolateLimits } from "./limits.ts";
import { readOptions, type CheckedOptions, type EdgeOptions } from "./options.ts";
import { Timers } from "./timers.ts";
import { readRequest } from "./web-request.ts";

export type { Duration, SettingOptions } from "../config/settings/setting-table.ts";
export type { EdgeStats } from "../edge/edge.ts";
export type { EdgeEvent } from "../edge/events.ts";
export { makePolicy, type Policy } from "../core/policy/policy.ts";
export type { CheckRequest } from "../library/credentials.ts";
export type {
  Allowed,
  AuthorizeRequest,
  Decision,
  DecisionRefusal,
  Refused,
} from "../library/decision.ts";
export type { Checker, CredentialSource, GuardOptions } from "../library/frameworks/guard.ts";
export type { InvalidationScope } from "../library/invalidation-scope.ts";
export { EdgeOptionsError } from "../library/options-error.ts";
export type {
  Active,
  CheckDetails,
  CheckResult,
  Inactive,
  Refusal,
  SecondFactorRequired,
  Unavailable,
} from "../library/result.ts";
export type {
  AuthenticationMethod,
  Identity,
  IdentityAddress,
  Session,
  SessionDevice,
} from "../library/session.ts";
export type { FetchFunction } from "../origin/fetch/call.ts";
export type { EdgeOptions } from "./options.ts";

/** What a runtime gives with each request: the `ctx` of a Worker, or the `event` of Next's middleware. */
export interface RequestContext {
  /** Keeps work alive that outlasts the answer. */
  waitUntil(promise: Promise<unknown>): void;
}

/** How a request is decided about. */
export interface AuthorizeOptions extends GuardOptions {
  /** That of the request. Without it, nothing is refreshed in the background. */
  readonly context?: RequestContext | undefined;
}

/** An edge in an isolate. Its functions must be called while a request is handled. */
export interface Edge {
  /**
   * Answers a request to the identity server: session checks from memory, everything else by passing it on. Only path and
   * query of its URL count. Redirects are returned and not followed. Without a context, nothing is refreshed in the
   * background, and a call may be cut off when its client leaves.
   */
  fetch(request: Request, context?: RequestContext): Promise<Response>;
  /**
   * Checks which session these credentials have. Synchronous if the answer is in memory. Never rejects. Throws a
   * `RangeError` if `maxAge` is not a duration.
   */
  check(request: CheckRequest, context?: RequestContext): CheckResult | Promise<CheckResult>;
  /**
   * Decides about a request by a policy, as an edge decides for a gateway. Synchronous if the answer is in memory. Never
   * rejects. Throws a `TypeError` if there is no such policy.
   */
  authorize(
    request: AuthorizeRequest,
    policy: string,
    options?: AuthorizeOptions,
  ): Decision | Promise<Decision>;
  /** The edge during one request, for the guards of frameworks: `requireSession(edge.during(context))`. */
  during(context: RequestContext): Checker;
  /**
   * Makes changes that were made elsewhere visible in this isolate at once. Other isolates do not hear of it. Throws a
   * `TypeError` if an id is not a UUID.
   */
  invalidate(scope: InvalidationScope): void;
  /** Current counts of the edge in this isolate. */
  stats(): EdgeStats;
}

/**
 * Makes an edge for an isolate. It may be called outside of requests, and begins nothing. Throws an `EdgeOptionsError`
 * that lists everything wrong with the options.
 */
export function createEdge(options: EdgeOptions): Edge {
  const checked = readOptions(options);
  const { settings } = checked;
  const target = checkTarget(settings.basePath);
  // Runtimes refuse random numbers and the clock outside of requests.
  let running: Isolate | undefined;
  const isolate = (): Isolate => (running ??= startIsolate(checked));

  function handle(
    request: EdgeRequest,
    context: RequestContext | undefined,
  ): EdgeAnswer | Promise<EdgeAnswer> {
    const { engine, timers } = isolate();
    timers.runDue();
    const answer = engine.handle(request);
    // A call that its client no longer waits for still ends, so that it leaves nothing behind.
    if (answer instanceof Promise) context?.waitUntil(answer);
    return answer;
  }

  const check: Edge["check"] = (request, context) => {
    const lines = checkLines(request);
    if (lines === undefined) {
      return { kind: "inactive", status: 401, cacheStatus: "", setCookie: [] };
    }
    const answer = handle(inProcess("GET", target, lines, backgroundOf(context)), context);
    return answer instanceof Promise ? answer.then(resultOf) : resultOf(answer);
  };

  const authorize: Edge["authorize"] = (request, name, options = {}) => {
    const { context } = options;
    const policy = policyNamed(settings.policies, name);
    const background = backgroundOf(context);
    const asked = decisionRequest(request, policy, settings.basePath, options, background);
    const answer = handle(asked, context);
    return answer instanceof Promise
      ? answer.then((one) => decisionOf(one, policy))
      : decisionOf(answer, policy);
  };

  return {
    async fetch(request, context) {
      const answer = await handle(readRequest(request, backgroundOf(context)), context);
      return responseOf(answer, request.method);
    },
    check,
    authorize,
    during: (context) => ({
      check: (request) => check(request, context),
      authorize: (request, policy, options) => authorize(request, policy, { ...options, context }),
    }),
    invalidate(scope) {
      const { bus, clock } = isolate();
      void bus.publish([
        {
          version: 1,
          id: newId(),
          project: settings.project,
          scope: scopeOf(scope),
          source: "api",
          by: "api",
          at: clock.wallMs(),
        },
      ]);
    },
    stats: () => isolate().engine.stats(),
  };
}

/** The running parts of an edge in one isolate. */
interface Isolate {
  readonly engine: Engine;
  readonly timers: Timers;
  readonly bus: Bus;
  readonly clock: Clock;
}

const newId: NewId = () => crypto.randomUUID();

function startIsolate(checked: CheckedOptions): Isolate {
  const { settings, onEvent: emit } = checked;
  const timers = new Timers(() => clock.nowMs());
  const clock = createClockFrom({
    monotonicMs: () => performance.now(),
    wallMs: () => Date.now(),
    setTimer: (run, delayMs) => timers.set(run, delayMs),
  });
  const bus = createInProcessBus({
    onError: (cause) => {
      const { project } = settings;
      emit({ kind: "error-answered", project, id: "edge_failed", status: 500, cause });
    },
  });
  const limits = { ...isolateLimits, cacheBytesMax: checked.cacheBytesMax };
  const engine = createEngine(
    {
      name: checked.name,
      instance: newId(),
      settings,
      originTimeoutMs: checked.originTimeoutMs,
      forwardTimeoutMs: checked.forwardTimeoutMs,
      // The caller is the application itself, so what it says about its clients is trusted.
      trustedProxies: () => true,
      clientAddressHeader: defaultClientAddressHeader,
      limits,
      sharesFlights: false,
    },
    {
      origin: createFetchOrigin({
        url: checked.origin,
        ...(checked.fetch === undefined ? {} : { fetch: checked.fetch }),
      }),
      store: createIsolateStore(limits),
      bus,
      clock,
      digest,
      newId,
      random: () => Math.random(),
      // Each request keeps its own work alive. What is left ends by itself before the request does.
      background: (task) => void task,
      turns: (step) => {
        queueMicrotask(() => {
          while (step());
        });
      },
      emit,
    },
  );
  // The in-process bus subscribes within the call, so there is nothing to wait for.
  void engine.start();
  return { engine, timers, bus, clock };
}

function backgroundOf(context: RequestContext | undefined): Background | undefined {
  return context === undefined ? undefined : (task) => context.waitUntil(task);
}
