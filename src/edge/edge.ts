// One edge. It takes a request and gives an answer. Everything that it needs from outside comes through its ports.
// It is over 300 lines, because it is the one place where all parts of an edge meet.
import { acceptsCheck, classifyWhoami, isWhoami, lacksSessionCookie } from "../core/check.ts";
import { readDirectives } from "../core/directives.ts";
import { readHead, type RequestHead } from "../core/head.ts";
import { describeAs } from "../core/endings/change.ts";
import type { EndingType } from "../core/endings/ending.ts";
import type { InvalidationSource, Scope } from "../core/invalidation.ts";
import { noEvidence } from "../core/cookie-name.ts";
import type { AskedSession } from "../core/session-question.ts";
import { unlistedRequest } from "../core/mutation.ts";
import { changesSession } from "../core/mutation-answer.ts";
import type { MutationSource } from "../core/mutation-sender.ts";
import { mayBePreflight } from "../core/preflight/preflight.ts";
import { classifyPassed } from "../core/passed-request.ts";
import type { ProjectSettings } from "../core/settings.ts";
import { mintedBytesMax } from "../core/tokens/token-limits.ts";
import { answerCheck, type Bypassed } from "./check.ts";
import type { EdgeContext, EdgeOptions, EdgePorts } from "./context.ts";
import { forgetCookieName, readKnowledge, withdrawCookieName } from "./flight/cookie-name.ts";
import { errorAnswer } from "./errors.ts";
import { DecisionHeads } from "./decision/decision-heads.ts";
import { Decisions } from "./decision/decisions.ts";
import { MintedTokens } from "./tokens/minted.ts";
import { HitHeads } from "./flight/hit-heads.ts";
import { holdAnswer } from "./flight/answers.ts";
import type { LaneName } from "./events.ts";
import { Fences } from "./fences.ts";
import { Flights } from "./flight/flights.ts";
import { forward, answerForwardError, type PassedRequest } from "./call/forward.ts";
import { byLane, Lanes } from "./call/lanes.ts";
import { MostAsked } from "./most-asked.ts";
import { mutate, noticeSignIn } from "./mutation/mutate.ts";
import type { EdgeAnswer, EdgeRequest, Origin, OriginAnswer, Preflights } from "./ports.ts";
import { Publisher } from "./publisher.ts";
import { RefreshInterval } from "./refresh-interval.ts";
import { applyNotice } from "./sibling-notice.ts";

/** Current counts of an edge. */
export interface EdgeStats {
  readonly entries: number;
  readonly bytes: number;
  readonly fences: number;
  readonly flights: number;
  readonly unpublished: number;
  readonly lanes: Readonly<Record<LaneName, { readonly calls: number; readonly waiting: number }>>;
}

/** A running edge. */
export interface Edge {
  /** Answers one request. A hit is answered without a promise. Never throws or rejects. */
  readonly handle: (request: EdgeRequest) => EdgeAnswer | Promise<EdgeAnswer>;
  /**
   * Answers one request if it is a check that is not passed on. Otherwise it does nothing and returns undefined, and the
   * request must be given to `handle`. An answer that is given without a promise must be taken at once, because a hit
   * reads the store. Never throws or rejects.
   */
  readonly tryCheck: (request: EdgeRequest) => EdgeAnswer | Promise<EdgeAnswer> | undefined;
  /** Subscribes to invalidations. Resolves when the subscription is confirmed. */
  start(): Promise<void>;
  /** Stops listening for invalidations, and takes no more second looks. */
  stop(): Promise<void>;
  /** Applies changed settings. Answers that they make doubtful are fenced at once. */
  applySettings(settings: ProjectSettings, change?: SettingsChange): void;
  /**
   * Applies invalidations from outside at once, and publishes them. Resolves with true when they have been published, or
   * with false after `waitMs`, which is `publishWaitMs` if not given. They are then published later. `type` is what
   * subscribers are told; without it, each scope says that it changed.
   */
  invalidate(
    scopes: readonly Scope[],
    source: InvalidationSource,
    waitMs?: number,
    type?: EndingType,
  ): Promise<boolean>;
  /**
   * Passes one request on to the admin API. Its changes are in force here and published before it is answered. The
   * caller has checked the sender, and has removed its API key from the request.
   */
  passAdmin(request: EdgeRequest, adminOrigin: Origin): Promise<EdgeAnswer>;
  stats(): EdgeStats;
  /** The sessions with stored answers that had most hits in the last minutes, most first. The counts are estimates. */
  mostAsked(sessionsMax: number): readonly AskedSession[];
}

/** Facts about a change of settings. */
export interface SettingsChange {
  /** Whether the identity server is another one. Answers of the old one may no longer be given. */
  readonly originChanged?: boolean;
  /** Time since the operator's change, in milliseconds. */
  readonly lagMs?: number;
}

/** Creates an edge. Nothing runs before `start`. */
export function createEdge(options: EdgeOptions, ports: EdgePorts): Edge {
  const { clock, emit, store } = ports;
  const { instance, limits, settings } = options;
  const lanes = new Lanes(limits, clock, emit);
  const publisher = new Publisher({ ...ports, limits, instance });
  const { publishWaitMs, workerWaitMs } = limits;
  const publishingMs =
    ports.siblings === undefined ? publishWaitMs : Math.max(publishWaitMs, workerWaitMs);
  const fences = new Fences({
    project: settings.project,
    limits,
    // A fence must outlast the questions and the publishing after it, so it lives a second longer than the longest of
    // them.
    fillLifeMs: options.originTimeoutMs + limits.askWaitMs + publishingMs + 1_000,
    store,
    clock,
    publisher,
    emit,
    instance,
    onProjectFenced: (atMs) => preflights?.fence(atMs),
  });
  const context: EdgeContext = {
    options,
    ports,
    lanes,
    fences,
    publisher,
    hitHeads: new HitHeads(options.name),
    decisionHeads: new DecisionHeads(options.name),
    minted: ports.minted ?? new MintedTokens(mintedBytesMax),
    mostAsked: new MostAsked(),
    settings,
    cookieName: noEvidence,
    cookieNameContradicted: false,
    refreshInterval: new RefreshInterval(ports, settings),
    refreshPausedUntilMs: Number.NEGATIVE_INFINITY,
    limitedInARow: 0,
    limitedAtMs: Number.NEGATIVE_INFINITY,
  };
  const preflights = ports.preflights?.(context);
  const flights = new Flights(context);
  const decisions = new Decisions(context, flights, (check, arrivedAtMs, bypass, head) =>
    passCheck(makePublicRequest(context, check, arrivedAtMs, bypass), flights, head),
  );
  const parts = { context, flights, decisions, preflights };
  let unsubscribe: (() => void) | undefined;
  let leaveSiblings: (() => void) | undefined;

  return {
    handle: (request) => answerSafely(parts, request),
    tryCheck: (request) => tryCheckSafely(parts, request),
    async start() {
      flights.start();
      leaveSiblings = ports.siblings?.subscribe((notice) => applyNotice(context, flights, notice));
      unsubscribe = await ports.bus.subscribe((invalidation) => {
        const fencedBeforeMs = fences.apply(invalidation);
        if (fencedBeforeMs === undefined) return;
        context.refreshInterval.noteInvalidation(invalidation, fencedBeforeMs);
      });
    },
    async stop() {
      unsubscribe?.();
      unsubscribe = undefined;
      leaveSiblings?.();
      leaveSiblings = undefined;
      flights.stop();
    },
    applySettings(next, { originChanged = false, lagMs } = {}) {
      const before = context.settings;
      context.settings = next;
      context.refreshInterval.follow(next, originChanged);
      if (originChanged || changesAnswers(before, next)) {
        fences.raise([{ kind: "project" }], clock.nowMs());
      }
      if (!next.preflights) preflights?.fence(clock.nowMs());
      if (originChanged || before.cookieName !== next.cookieName) {
        forgetCookieName(context);
      }
      if (originChanged) {
        context.refreshPausedUntilMs = Number.NEGATIVE_INFINITY;
        context.limitedInARow = 0;
      }
      const { project, cacheableSessions } = next;
      emit({ kind: "settings", project, cacheableSessions, lagMs });
    },
    async invalidate(scopes, source, waitMs = limits.publishWaitMs, type) {
      const describe = type === undefined ? undefined : describeAs(type, scopes);
      const removed = fences.raise(scopes, clock.nowMs());
      const credential = scopes.find((scope) => scope.kind === "credential");
      if (credential !== undefined) fences.widen(removed, describe?.(credential));
      for (const scope of scopes) context.refreshInterval.notePublished(scope);
      return publisher.publish(context.settings.project, scopes, source, waitMs, describe);
    },
    async passAdmin(request, adminOrigin) {
      const arrivedAtMs = clock.nowMs();
      const upstream = { origin: adminOrigin, basePath: "", lane: "admin" } as const;
      try {
        const passed = { context, upstream, request, arrivedAtMs, bypass: undefined };
        return await passOn(passed, flights, "admin");
      } catch (error) {
        return answerFailure(context, request, error);
      }
    },
    stats() {
      return {
        ...store.size(),
        fences: fences.size,
        flights: flights.size,
        unpublished: publisher.waiting,
        lanes: byLane((name) => lanes.load(name)),
      };
    },
    mostAsked(sessionsMax) {
      const { project } = context.settings;
      const isHeld = (value: string): boolean =>
        store.entriesOf(project, { kind: "session", value }, 1).length > 0;
      return context.mostAsked.list(clock.nowMs(), sessionsMax, isHeld);
    },
  };
}

/** Whether a change of settings may make any entry wrong. */
function changesAnswers(before: ProjectSettings, next: ProjectSettings): boolean {
  return (
    before.cacheableSessions !== next.cacheableSessions ||
    before.sessionTokens !== next.sessionTokens ||
    before.requireOriginHint !== next.requireOriginHint ||
    // What policies say about a session is stored with its entry.
    JSON.stringify(before.policies) !== JSON.stringify(next.policies) ||
    before.cookieName !== next.cookieName ||
    before.tokenizeTemplates.join() !== next.tokenizeTemplates.join()
  );
}

/** What answers the requests of an edge. */
interface EdgeParts {
  readonly context: EdgeContext;
  readonly flights: Flights;
  readonly decisions: Decisions;
  readonly preflights: Preflights | undefined;
}

/** Answers a request. A defect becomes an error for that request and does not end the process. */
function answerSafely(parts: EdgeParts, request: EdgeRequest): EdgeAnswer | Promise<EdgeAnswer> {
  const { context } = parts;
  try {
    const answer = route(parts, request);
    if (answer instanceof Promise) return withFailure(context, request, answer);
    return holdAnswer(answer);
  } catch (error) {
    return answerFailure(context, request, error);
  }
}

/** Answers a check, or returns undefined. A defect becomes an error for that request. */
function tryCheckSafely(
  { context, flights, decisions }: EdgeParts,
  request: EdgeRequest,
): EdgeAnswer | Promise<EdgeAnswer> | undefined {
  try {
    if (mayBePreflight(request.method, context.settings)) return undefined;
    const arrivedAtMs = context.ports.clock.nowMs();
    if (!answersChecks(context.settings, request)) {
      const decision = decisions.answer(request, arrivedAtMs);
      return decision instanceof Promise ? withFailure(context, request, decision) : decision;
    }
    const tried = tryCheck(context, flights, request, arrivedAtMs);
    if (tried instanceof Promise) return withFailure(context, request, tried);
    return "bypass" in tried ? undefined : tried;
  } catch (error) {
    return answerFailure(context, request, error);
  }
}

function withFailure(
  context: EdgeContext,
  request: EdgeRequest,
  answer: Promise<EdgeAnswer>,
): Promise<EdgeAnswer> {
  return answer.catch((error: unknown) => answerFailure(context, request, error));
}

function answerFailure(context: EdgeContext, request: EdgeRequest, cause: unknown): EdgeAnswer {
  const answer = errorAnswer("edge_failed", request.method);
  const { project } = context.settings;
  context.ports.emit({ kind: "error-answered", project, id: "edge_failed", status: 500, cause });
  return answer;
}

/** Answers a check, fences a mutation, and passes everything else through. */
function route(parts: EdgeParts, request: EdgeRequest): EdgeAnswer | Promise<EdgeAnswer> {
  const arrivedAtMs = parts.context.ports.clock.nowMs();
  const routeOn = () => routeRequest(parts, request, arrivedAtMs);
  return parts.preflights?.answer(request, arrivedAtMs, routeOn) ?? routeOn();
}

/** Answers any request but a preflight. */
function routeRequest(
  { context, flights, decisions }: EdgeParts,
  request: EdgeRequest,
  arrivedAtMs: number,
): EdgeAnswer | Promise<EdgeAnswer> {
  if (!answersChecks(context.settings, request)) {
    const decision = decisions.answer(request, arrivedAtMs);
    if (decision !== undefined) return decision;
    const passed = makePublicRequest(context, request, arrivedAtMs, undefined);
    return passOn(passed, flights, "mutation");
  }
  const tried = tryCheck(context, flights, request, arrivedAtMs);
  if (!("bypass" in tried)) return tried;
  const { bypass, head, row } = tried;
  const { project } = context.settings;
  if (row !== undefined) context.ports.emit({ kind: "decided", project, row });
  return passCheck(makePublicRequest(context, request, arrivedAtMs, bypass), flights, head);
}

/** Whether a request is for whoami of a project with the feature on. */
function answersChecks(settings: ProjectSettings, request: EdgeRequest): boolean {
  return settings.cacheableSessions && isWhoami(request.target, settings.basePath);
}

/** Answers a request for whoami, or says why it is passed on. In that case nothing has been done yet. */
function tryCheck(
  context: EdgeContext,
  flights: Flights,
  request: EdgeRequest,
  arrivedAtMs: number,
): EdgeAnswer | Promise<EdgeAnswer> | Bypassed {
  const { settings } = context;
  const head = request.head ?? readHead(request.headers);
  const directives = readDirectives(head.cacheControl, head.pragma, settings.ignoreNoCache);
  const classified = classifyWhoami(
    {
      method: request.method,
      target: request.target,
      hasBody: request.body !== undefined,
      absoluteForm: request.absoluteForm ?? false,
      head,
    },
    directives,
    settings,
    readKnowledge(context, arrivedAtMs),
    context.options.limits,
    context.ports.digest,
  );
  if (classified.kind === "bypass") return { bypass: classified.why, head, row: undefined };
  const { check } = classified;
  return answerCheck(context, flights, { check, head, request, directives, arrivedAtMs });
}

/** Passes on a request for whoami, and learns from the answer whether the session cookie's name is still right. */
async function passCheck(
  passed: PassedRequest,
  flights: Flights,
  head: RequestHead,
): Promise<EdgeAnswer> {
  const { context, request } = passed;
  const answer = await passOn(passed, flights, "mutation");
  const { cookieName } = context.settings;
  const accepted = acceptsCheck(request.method, answer.status);
  if (accepted && lacksSessionCookie(head, cookieName, context.options.limits)) {
    withdrawCookieName(context, "check", answer.headers);
  }
  return answer;
}

/** Describes a request that goes to the public API. */
function makePublicRequest(
  context: EdgeContext,
  request: EdgeRequest,
  arrivedAtMs: number,
  bypass: string | undefined,
): PassedRequest {
  const { origin } = context.ports;
  const { basePath } = context.settings;
  return { context, upstream: { origin, basePath, lane: "forward" }, request, arrivedAtMs, bypass };
}

/** Passes a request on. A mutation is fenced. */
function passOn(
  passed: PassedRequest,
  flights: Flights,
  source: MutationSource,
): Promise<EdgeAnswer> {
  const { context, upstream, request } = passed;
  const { origin, basePath } = upstream;
  const to = { basePath, hasPath: origin.hasPath === true };
  const found = classifyPassed(request.method, request.target, to);
  if (found.kind === "refused") {
    return Promise.resolve(answerForwardError(passed, "edge_target_refused"));
  }
  const mutation = found.kind === "mutation" ? found.mutation : unlistedRequest;
  const passage = { ...passed, flights, mutation, source };
  if (found.kind === "mutation") return mutate(passage);
  const notice = async (answer: OriginAnswer): Promise<void> => {
    if (changesSession(answer.headers, context.settings)) await noticeSignIn(passage, answer);
  };
  return forward(passed, found.kind === "check" ? undefined : notice);
}
