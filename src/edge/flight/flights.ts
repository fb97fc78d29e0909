// All flights of one edge, by key: which check starts a flight, which joins one, and which waits for the next. If the host
// declines shared flights, each check has a flight of its own. This is one file because all methods work on the flights of
// one key and call each other.
import type { CacheableCheck } from "../../core/check.ts";
import type { OpaqueAuthorization, RawCredential } from "../../core/credential.ts";
import { join } from "../../core/join.ts";
import { lostFlightAfterMs } from "../../core/limits.ts";
import { isCachedHeader } from "../../core/mutation-sender.ts";
import type { Suspicion } from "../../core/settle.ts";
import type { Scope } from "../../core/invalidation.ts";
import type { EdgeContext } from "../context.ts";
import type { Fetched, FetchRequest, Waiter } from "./waiter.ts";
import { beginFlight, deliverToAll, joinableAtMs, type Flight, type FlightPlan } from "./flight.ts";
import {
  enterFlight,
  fenceFlights,
  isOver,
  leaveFlight,
  createKeyFlights,
  flightsInProgress,
  type KeyFlights,
} from "./key-flights.ts";
import { dropLostFlights, forgetLostKeys } from "./lost-flights.ts";
import { Refreshes } from "./refreshes.ts";
import { SecondLooks } from "./second-looks.ts";
import { ChangePace, settleCall, type FinishedCall, type SettledCall } from "./settlement.ts";
import { askOwner, makeCredentialCheck, type Asked, type QuestionContext } from "../call/who.ts";
import { callWhoami } from "../call/whoami-call.ts";
import type { Background } from "../ports.ts";

/** The waiters of a flight for which no client waits. */
const noWaiters = { starter: undefined, others: [], alone: false } as const;

/** All flights of one edge. */
export class Flights {
  readonly #context: EdgeContext;
  readonly #byKey = new Map<string, KeyFlights>();
  readonly #pace = new ChangePace();
  readonly #looks: SecondLooks;
  readonly #refreshes: Refreshes;

  constructor(context: EdgeContext) {
    this.#context = context;
    this.#looks = new SecondLooks(context, (check, suspicion) => {
      this.#takeSecondLook(check, suspicion);
    });
    this.#refreshes = new Refreshes(context, (check) =>
      this.#startAlone(check, "refresh", context.settings.refreshAfterMs, undefined),
    );
  }

  /** Allows second looks and refreshes. */
  start(): void {
    this.#looks.open();
    this.#refreshes.open();
  }

  /** Ends second looks, and drops refreshes that have not started. Calls in flight end by themselves. */
  stop(): void {
    this.#refreshes.close();
    this.#looks.close();
    for (const key of this.#looks.keys()) this.#endSecondLook(key);
  }

  /** The number of keys with a call in flight. */
  get size(): number {
    return this.#byKey.size;
  }

  /** The begin of the latest call for the key that has settled, for as long as another is in flight. */
  settledBegunAtMs(key: string): number {
    return this.#byKey.get(key)?.settledBegunAtMs ?? Number.NEGATIVE_INFINITY;
  }

  /** Fetches a check, by its own call or by one that it may share. */
  fetch(request: FetchRequest): Promise<Fetched> {
    return new Promise((resolve) => {
      this.#enter({ request, resolve });
    });
  }

  /**
   * Notes that a check's entry is due to be refreshed. A later turn of the event loop starts the call. Returns false if
   * it is noted already, if a call is in flight, if there is no room, or if nothing would keep the call alive.
   */
  refresh(check: CacheableCheck, arrivedAtMs: number, background?: Background): boolean {
    if (!this.#context.options.sharesFlights) return this.#refreshOwn(check, background);
    if (this.#byKey.get(check.key)?.unforced !== undefined) return false;
    return this.#refreshes.note(check, arrivedAtMs);
  }

  /** The request begins the refresh itself, because no other may begin it later. */
  #refreshOwn(check: CacheableCheck, background: Background | undefined): boolean {
    const { settings, ports } = this.#context;
    if (background === undefined) return false;
    if (flightsInProgress(this.#flightsOf(check.key)).length > 0) return false;
    ports.turns(() => {
      this.#startAlone(check, "refresh", settings.refreshAfterMs, background);
      return false;
    });
    return true;
  }

  /** Whether a call may outlast the request that begins it. */
  #mayOutlast(background: Background | undefined): boolean {
    return this.#context.options.sharesFlights || background !== undefined;
  }

  /**
   * Starts a background call unless one is in flight that a check could join. `maxAgeMs` is the age that caches on the
   * way may answer with. Returns whether it started one.
   */
  #startAlone(
    check: CacheableCheck,
    purpose: "refresh" | "warm",
    maxAgeMs: number,
    background: Background | undefined,
  ): boolean {
    if (!this.#mayOutlast(background)) return false;
    const flights = this.#flightsOf(check.key);
    if (flights.unforced !== undefined) return false;
    this.#start(flights, "unforced", { ...noWaiters, check, purpose, maxAgeMs, background });
    return true;
  }

  /** Fetches the answer for a credential that the origin has just issued, so that its first check is a hit. */
  warm(
    credential: RawCredential,
    opaque: OpaqueAuthorization | undefined,
    background?: Background,
  ): void {
    this.#startAlone(makeCredentialCheck(this.#context, credential, opaque), "warm", 0, background);
  }

  /** Fences only the flights of these scopes' credentials. */
  fence(scopes: readonly Scope[], atMs: number): void {
    fenceFlights(this.#byKey.values(), scopes, atMs);
  }

  /** Asks which session a newly issued credential belongs to, and stores the answer if it may be stored. */
  async askAndStore(credential: RawCredential, question: QuestionContext): Promise<Asked> {
    const { settings } = this.#context;
    const { key } = makeCredentialCheck(this.#context, credential, question.opaque);
    const flights = this.#flightsOf(key);
    // This call has no slot here. Calls that settle meanwhile must still be remembered (L9).
    flights.held += 1;
    const asked = await askOwner(this.#context, credential, question);
    if (isCachedHeader(credential.header, settings)) this.#settleAsked(flights, asked);
    flights.held -= 1;
    this.#afterFlight(key, flights);
    return asked;
  }

  #settleAsked(flights: KeyFlights, asked: Asked): void {
    this.#settle(flights, {
      check: asked.check,
      result: asked.answer.result,
      startedAtMs: asked.answer.startedAtMs,
      startedWallMs: asked.answer.startedWallMs,
      maxAgeSeconds: 0,
      foreground: false,
      given: false,
      opensRenewal: false,
      alone: false,
      fencedAtMs: Number.NEGATIVE_INFINITY,
      knownBody: undefined,
      knownVersion: 0,
    });
  }

  /**
   * Settles a call. It remembers the call's begin for as long as another call for the key is in flight, and takes a
   * second look if the refusal needs one.
   */
  #settle(flights: KeyFlights, call: FinishedCall): SettledCall {
    const { check } = call;
    const suspicion = this.#looks.of(check.key);
    const settled = settleCall(this.#context, this.#pace, call, {
      settledBegunAtMs: flights.settledBegunAtMs,
      suspicion,
      roomForLook: this.#looks.hasRoom(),
    });
    const { settlement, begunAtMs, entry } = settled;
    if (settlement.counts) flights.settledBegunAtMs = Math.max(flights.settledBegunAtMs, begunAtMs);
    // A second look that a cache answered shows nothing, and there is no third.
    const isSecondLook = suspicion !== undefined && call.startedAtMs >= suspicion.lookFromMs;
    if (settlement.endsSuspicion || isSecondLook) this.#endSecondLook(check.key);
    if (settlement.secondLook && entry?.sessionId !== undefined && entry.identityId !== undefined) {
      const { sessionId, identityId, endsAtMs } = entry;
      this.#looks.await({ check, sessionId, identityId, endsAtMs, begunAtMs });
      flights.held += 1;
    }
    return settled;
  }

  /** Takes the second look at a refusal, unless a later call is already in flight. */
  #takeSecondLook(check: CacheableCheck, { lookFromMs }: Suspicion): void {
    const { settings, refreshPausedUntilMs, ports } = this.#context;
    if (!settings.cacheableSessions || ports.clock.nowMs() < refreshPausedUntilMs) {
      this.#endSecondLook(check.key);
      return;
    }
    const flights = this.#flightsOf(check.key);
    const asking = flightsInProgress(flights).some(({ startedAtMs }) => startedAtMs >= lookFromMs);
    if (asking) return;
    if (flights.forced === undefined) this.#startLook(flights, check);
    else flights.lookDue = check;
  }

  #startLook(flights: KeyFlights, check: CacheableCheck): void {
    this.#start(flights, "forced", { ...noWaiters, check, purpose: "second-look", maxAgeMs: 0 });
  }

  #endSecondLook(key: string): void {
    if (!this.#looks.end(key)) return;
    const flights = this.#byKey.get(key);
    if (flights === undefined) return;
    flights.lookDue = undefined;
    flights.held -= 1;
    if (isOver(flights)) this.#byKey.delete(key);
  }

  #flightsOf(key: string): KeyFlights {
    const { options, ports } = this.#context;
    if (!options.sharesFlights) forgetLostKeys(this.#byKey, this.#lostBefore(ports.clock.nowMs()));
    const existing = this.#byKey.get(key);
    if (existing !== undefined) {
      if (!options.sharesFlights) dropLostFlights(existing, this.#lostBefore(ports.clock.nowMs()));
      return existing;
    }
    const flights = createKeyFlights();
    this.#byKey.set(key, flights);
    return flights;
  }

  /** No call takes longer than its time limit. A flight that began earlier has been ended by the host. */
  #lostBefore(nowMs: number): number {
    return nowMs - this.#context.options.originTimeoutMs - lostFlightAfterMs;
  }

  #enter(waiter: Waiter): void {
    const { request } = waiter;
    const flights = this.#flightsOf(request.check.key);
    if (!this.#context.options.sharesFlights) {
      this.#startFor(flights, "own", { starter: waiter, others: [], alone: false });
      return;
    }
    const joining = join(request.forced, request.notBeforeMs, {
      unforcedStartedAtMs: joinableAtMs(this.#context, flights.unforced, request),
      forcedStartedAtMs: joinableAtMs(this.#context, flights.forced, request),
    });
    switch (joining) {
      case "join-unforced":
        flights.unforced?.waiters.push(waiter);
        break;
      case "join-forced":
        flights.forced?.waiters.push(waiter);
        break;
      case "wait-next":
        flights.next.push(waiter);
        break;
      case "start-unforced":
      case "start-forced":
        this.#startFor(flights, joining === "start-forced" ? "forced" : "unforced", {
          starter: waiter,
          others: [],
          alone: false,
        });
        break;
      default:
        joining satisfies never;
    }
  }

  #startFor(
    flights: KeyFlights,
    slot: Flight["slot"],
    { starter, others, alone }: { starter: Waiter; others: readonly Waiter[]; alone: boolean },
  ): void {
    const { check, arrivedAtMs, notBeforeMs } = starter.request;
    const forced = slot === "forced" || (slot === "own" && starter.request.forced);
    const maxAgeMs = forced ? 0 : arrivedAtMs - notBeforeMs;
    const purpose = forced ? "forced" : "fill";
    this.#start(flights, slot, { check, purpose, maxAgeMs, starter, others, alone });
  }

  #start(flights: KeyFlights, slot: Flight["slot"], how: FlightPlan): void {
    const flight = beginFlight(this.#context, slot, how);
    enterFlight(flights, flight);
    const { background = this.#context.ports.background } = how;
    background(this.#run(flights, flight));
  }

  async #run(flights: KeyFlights, flight: Flight): Promise<void> {
    const { options } = this.#context;
    const whoami = await callWhoami(this.#context, {
      check: flight.check,
      maxAgeSeconds: flight.maxAgeSeconds,
      lane: flight.lane,
      purpose: flight.purpose,
      waitMs: options.originTimeoutMs,
      knownBody: flight.knownBody,
      traceparent: flight.starter?.request.traceparent,
      tracestate: flight.starter?.request.tracestate,
    });
    const settled = this.#settle(flights, {
      check: flight.check,
      result: whoami.result,
      startedAtMs: whoami.startedAtMs,
      startedWallMs: whoami.startedWallMs,
      maxAgeSeconds: flight.maxAgeSeconds,
      foreground: flight.starter !== undefined,
      given: flight.waiters.length > 0,
      opensRenewal: flight.opensRenewal,
      alone: flight.alone,
      fencedAtMs: flight.fencedAtMs,
      knownBody: flight.knownBody,
      knownVersion: flight.knownVersion,
    });
    leaveFlight(flights, flight);
    if (settled.disobeyed) {
      this.#context.ports.emit({ kind: "origin-too-old", project: this.#context.settings.project });
    }
    if (settled.settlement.mismatch && flight.waiters.length > 0) {
      this.#fetchAlone(flights, flight);
    } else {
      const again = deliverToAll(this.#context, flight, whoami, settled);
      for (const waiter of again) this.#askAgain(flights, flight, waiter);
    }
    this.#afterFlight(flight.check.key, flights);
    if (flight.purpose === "refresh" && this.#context.options.sharesFlights) {
      this.#refreshes.ended();
    }
  }

  /** The answer named another session. Asks once more, for the checks that wait and for no others. */
  #fetchAlone(flights: KeyFlights, flight: Flight): void {
    const [first, ...others] = flight.waiters;
    if (first === undefined) return;
    const slot = flight.slot === "own" ? "own" : "forced";
    if (slot === "forced" && flights.forced !== undefined) {
      // A forced call of another check is in flight, so these checks wait for the next one.
      flights.next.push(...flight.waiters);
      flights.nextAlone = true;
      return;
    }
    const starter = flight.starter;
    this.#start(flights, slot, {
      check: flight.check,
      purpose: "forced",
      maxAgeMs: 0,
      starter,
      others: starter === undefined ? [first, ...others] : others,
      alone: true,
    });
  }

  #askAgain(flights: KeyFlights, { slot }: Flight, waiter: Waiter): void {
    if (slot !== "own") this.#waitForNext(flights, waiter);
    else this.#startFor(flights, slot, { starter: waiter, others: [], alone: false });
  }

  /**
   * Has a check wait for a call that begins after it arrived: the forced one in flight, or the next one, which all such
   * checks share.
   */
  #waitForNext(flights: KeyFlights, waiter: Waiter): void {
    const { forced } = flights;
    const beganAtMs = joinableAtMs(this.#context, forced, waiter.request);
    const joins = beganAtMs !== undefined && beganAtMs > waiter.request.arrivedAtMs;
    (joins && forced !== undefined ? forced.waiters : flights.next).push(waiter);
  }

  /** Starts the next forced call if checks wait for it or a second look is due. Forgets a key without flights. */
  #afterFlight(key: string, flights: KeyFlights): void {
    if (flights.forced === undefined) {
      const [starter, ...others] = flights.next;
      const { nextAlone, lookDue } = flights;
      flights.next = [];
      flights.nextAlone = false;
      flights.lookDue = undefined;
      // A call for the waiting checks serves as the second look too.
      if (starter !== undefined) {
        this.#startFor(flights, "forced", { starter, others, alone: nextAlone });
      } else if (lookDue !== undefined) this.#startLook(flights, lookDue);
    }
    // A lost flight that came back may have had its key forgotten, and used again.
    if (isOver(flights) && this.#byKey.get(key) === flights) this.#byKey.delete(key);
  }
}
