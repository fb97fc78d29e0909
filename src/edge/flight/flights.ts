// Calls in flight, by key: who starts one, who joins one, who has to wait for the next.
// One class over 300 lines, since every step reads and changes the same few slots of a key.
import type { CacheableCheck } from "../../core/check.ts";
import type { OpaqueAuthorization, RawCredential } from "../../core/credential.ts";
import { join } from "../../core/join.ts";
import { isCachedHeader } from "../../core/mutation-sender.ts";
import type { Suspicion } from "../../core/settle.ts";
import type { Scope } from "../../core/invalidation.ts";
import type { EdgeContext } from "../context.ts";
import { deliver, type Fetched, type FetchRequest } from "./delivery.ts";
import {
  beginCall,
  isOver,
  noCalls,
  type Call,
  type CallPlan,
  type KeyCalls,
  type Waiter,
} from "./key-calls.ts";
import type { LaneName } from "../events.ts";
import type { ByteStream } from "../ports.ts";
import { SecondLooks } from "./second-looks.ts";
import { NewsPace, settleCall, type FinishedCall, type SettledCall } from "./settlement.ts";
import { askWho, soleCheck, type Asked, type Asker } from "../call/who.ts";
import { callWhoami, type WhoamiAnswer } from "../call/whoami-call.ts";

/** All calls in flight of one edge. */
export class Flights {
  readonly #context: EdgeContext;
  readonly #calls = new Map<string, KeyCalls>();
  readonly #pace = new NewsPace();
  readonly #looks: SecondLooks;

  constructor(context: EdgeContext) {
    this.#context = context;
    this.#looks = new SecondLooks(context, (check, suspicion) => {
      this.#look(check, suspicion);
    });
  }

  /** Asks about refusals a second time. */
  start(): void {
    this.#looks.open();
  }

  /** Asks about no refusal a second time any more. Calls in flight end by themselves. */
  stop(): void {
    this.#looks.close();
    for (const key of this.#looks.keys()) this.#endLook(key);
  }

  /** Keys that have a call in flight. */
  get size(): number {
    return this.#calls.size;
  }

  /** Begin of the key's latest settled call, as long as another is in flight. */
  settledBegunAtMs(key: string): number {
    return this.#calls.get(key)?.settledBegunAtMs ?? Number.NEGATIVE_INFINITY;
  }

  /** Fetches a check: by a call of its own, or by one that it may share. */
  fetch(request: FetchRequest): Promise<Fetched> {
    return new Promise((resolve) => {
      this.#enter({ request, resolve });
    });
  }

  /** Starts a background call unless one is in flight that would do. `maxAgeMs` is what caches on the way may use. */
  refresh(check: CacheableCheck, purpose: "refresh" | "warm", maxAgeMs: number): boolean {
    const calls = this.#callsOf(check.key);
    if (calls.unforced !== undefined) return false;
    this.#start(calls, "unforced", {
      check,
      purpose,
      maxAgeMs,
      starter: undefined,
      others: [],
      alone: false,
    });
    return true;
  }

  /** Asks for a credential that the origin has just handed out, so that its first check is a hit. */
  warm(credential: RawCredential, opaque: OpaqueAuthorization | undefined): void {
    this.refresh(soleCheck(this.#context, credential, opaque), "warm", 0);
  }

  /**
   * Fences the calls in flight of these scopes' credentials, and nothing else: nothing of it outlasts those calls, so it may be done for
   * strangers without end.
   */
  fence(scopes: readonly Scope[], atMs: number): void {
    const digests = new Set(
      scopes.flatMap((scope) => (scope.kind === "credential" ? [scope.value] : [])),
    );
    if (digests.size === 0) return;
    for (const { unforced, forced } of this.#calls.values()) {
      for (const call of [unforced, forced]) {
        if (call === undefined || call.startedAtMs >= atMs) continue;
        if (call.check.credentials.some((digest) => digests.has(digest))) call.fencedAtMs = atMs;
      }
    }
  }

  /** Asks whose a credential is that the origin has just handed out, and stores what may be stored of the answer. */
  async askAndStore(credential: RawCredential, asker: Asker): Promise<Asked> {
    const { settings } = this.#context;
    const { key } = soleCheck(this.#context, credential, asker.opaque);
    const calls = this.#callsOf(key);
    // This call is in no slot; what settles meanwhile has to be remembered all the same (L9).
    calls.held += 1;
    const asked = await askWho(this.#context, credential, asker);
    if (isCachedHeader(credential.header, settings)) this.#settleAsked(calls, asked);
    calls.held -= 1;
    this.#afterCall(key, calls);
    return asked;
  }

  #settleAsked(calls: KeyCalls, asked: Asked): void {
    this.#settle(calls, {
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
    });
  }

  /** Settles a call, remembers that it did as long as another of the key is in flight, and asks about its refusal if need be. */
  #settle(
    calls: KeyCalls,
    call: Omit<FinishedCall, "settledBegunAtMs" | "suspicion" | "roomForLook">,
  ): SettledCall {
    const { check } = call;
    const suspicion = this.#looks.of(check.key);
    const settled = settleCall(this.#context, this.#pace, {
      ...call,
      settledBegunAtMs: calls.settledBegunAtMs,
      suspicion,
      roomForLook: this.#looks.hasRoom(),
    });
    const { settlement, begunAtMs, entry } = settled;
    if (settlement.counts) calls.settledBegunAtMs = Math.max(calls.settledBegunAtMs, begunAtMs);
    // A second look that a cache has answered tells nothing; there is no third.
    const looked = suspicion !== undefined && call.startedAtMs >= suspicion.lookFromMs;
    if (settlement.endsSuspicion || looked) this.#endLook(check.key);
    if (settlement.secondLook && entry?.sessionId !== undefined && entry.identityId !== undefined) {
      const { sessionId, identityId, endsAtMs } = entry;
      this.#looks.await({ check, sessionId, identityId, endsAtMs, begunAtMs });
      calls.held += 1;
    }
    return settled;
  }

  /** It is time to ask once more about a refusal, unless a call that began since is already on its way. */
  #look(check: CacheableCheck, { lookFromMs }: Suspicion): void {
    const { settings, refreshPausedUntilMs, ports } = this.#context;
    if (!settings.cacheableSessions || ports.clock.nowMs() < refreshPausedUntilMs) {
      this.#endLook(check.key);
      return;
    }
    const calls = this.#callsOf(check.key);
    const asking = [calls.unforced, calls.forced].some(
      (call) => call !== undefined && call.startedAtMs >= lookFromMs,
    );
    if (asking) return;
    if (calls.forced === undefined) this.#startLook(calls, check);
    else calls.lookDue = check;
  }

  #startLook(calls: KeyCalls, check: CacheableCheck): void {
    this.#start(calls, "forced", {
      check,
      purpose: "second-look",
      maxAgeMs: 0,
      starter: undefined,
      others: [],
      alone: false,
    });
  }

  #endLook(key: string): void {
    if (!this.#looks.end(key)) return;
    const calls = this.#calls.get(key);
    if (calls === undefined) return;
    calls.lookDue = undefined;
    calls.held -= 1;
    if (isOver(calls)) this.#calls.delete(key);
  }

  #callsOf(key: string): KeyCalls {
    const existing = this.#calls.get(key);
    if (existing !== undefined) return existing;
    const calls = noCalls();
    this.#calls.set(key, calls);
    return calls;
  }

  #enter(waiter: Waiter): void {
    const { request } = waiter;
    const calls = this.#callsOf(request.check.key);
    const joining = join(request.forced, request.notBeforeMs, {
      unforcedStartedAtMs: this.#joinableAtMs(calls.unforced, request),
      forcedStartedAtMs: this.#joinableAtMs(calls.forced, request),
    });
    switch (joining) {
      case "join-unforced":
        calls.unforced?.waiters.push(waiter);
        break;
      case "join-forced":
        calls.forced?.waiters.push(waiter);
        break;
      case "wait-next":
        calls.next.push(waiter);
        break;
      case "start-unforced":
      case "start-forced":
        this.#startFor(calls, joining === "start-forced" ? "forced" : "unforced", waiter, []);
        break;
      default:
        joining satisfies never;
    }
  }

  /**
   * A call that this check may not join counts as begun before all time: it is alone, a fence was raised since, or the check waits for
   * the sake of a cookie, which a call without a client would bring to nobody (L6).
   */
  #joinableAtMs(call: Call | undefined, { why }: FetchRequest): number | undefined {
    if (call === undefined) return undefined;
    if (why === "renew" && call.starter === undefined) return Number.NEGATIVE_INFINITY;
    const fenced =
      call.fencedAtMs > call.startedAtMs ||
      (call.scopes.length > 0 &&
        this.#context.fences.verdict(call.scopes).lastAtMs > call.startedAtMs);
    return call.alone || fenced ? Number.NEGATIVE_INFINITY : call.startedAtMs;
  }

  #startFor(
    calls: KeyCalls,
    slot: Call["slot"],
    starter: Waiter,
    others: Waiter[],
    alone = false,
  ): void {
    const { check, arrivedAtMs, notBeforeMs } = starter.request;
    const maxAgeMs = slot === "forced" ? 0 : arrivedAtMs - notBeforeMs;
    const purpose = slot === "forced" ? "forced" : "fill";
    this.#start(calls, slot, { check, purpose, maxAgeMs, starter, others, alone });
  }

  #start(calls: KeyCalls, slot: Call["slot"], how: CallPlan): void {
    const { call, lane } = beginCall(this.#context, slot, how);
    calls[slot] = call;
    this.#context.ports.background(this.#run(calls, call, lane));
  }

  async #run(calls: KeyCalls, call: Call, lane: LaneName): Promise<void> {
    const { options } = this.#context;
    const whoami = await callWhoami(this.#context, {
      check: call.check,
      maxAgeSeconds: call.maxAgeSeconds,
      lane,
      purpose: call.purpose,
      waitMs: options.originTimeoutMs,
      traceparent: call.starter?.request.traceparent,
      tracestate: call.starter?.request.tracestate,
    });
    const settled = this.#settle(calls, {
      check: call.check,
      result: whoami.result,
      startedAtMs: whoami.startedAtMs,
      startedWallMs: whoami.startedWallMs,
      maxAgeSeconds: call.maxAgeSeconds,
      foreground: call.starter !== undefined,
      given: call.waiters.length > 0,
      opensRenewal: call.opensRenewal,
      alone: call.alone,
      fencedAtMs: call.fencedAtMs,
    });
    calls[call.slot] = undefined;
    if (settled.disobeyed) {
      this.#context.ports.emit({ kind: "origin-too-old", project: this.#context.settings.project });
    }
    if (settled.settlement.mismatch && call.waiters.length > 0) {
      this.#askAlone(calls, call);
    } else {
      this.#deliver(calls, call, whoami, settled);
    }
    this.#afterCall(call.check.key, calls);
  }

  /** The answer named somebody else: ask once more, for those who wait and nobody else. */
  #askAlone(calls: KeyCalls, call: Call): void {
    const [first, ...others] = call.waiters;
    if (first === undefined) return;
    if (calls.forced !== undefined) {
      // A forced call is on its way and was begun by somebody else: theirs is the next.
      calls.next.push(...call.waiters);
      calls.nextAlone = true;
      return;
    }
    const starter = call.starter;
    this.#start(calls, "forced", {
      check: call.check,
      purpose: "forced",
      maxAgeMs: 0,
      starter,
      others: starter === undefined ? [first, ...others] : others,
      alone: true,
    });
  }

  #deliver(calls: KeyCalls, call: Call, whoami: WhoamiAnswer, settled: SettledCall): void {
    let rest: ByteStream | undefined = whoami.rest;
    for (const waiter of call.waiters) {
      const fetched = deliver(this.#context, waiter.request, {
        result: whoami.result,
        settled,
        rest,
        starter: waiter === call.starter,
      });
      if ("again" in fetched) {
        this.#again(calls, { ...waiter, request: fetched.again });
        continue;
      }
      // What is too large to be read whole can be streamed to one client only.
      if (fetched.answer.body !== undefined && !(fetched.answer.body instanceof Uint8Array)) {
        rest = undefined;
      }
      waiter.resolve(fetched);
    }
    if (rest !== undefined) void rest[Symbol.asyncIterator]().return?.();
  }

  /** Only a call that began after this check will do: the forced one in flight, or the next for all of these together. */
  #again(calls: KeyCalls, waiter: Waiter): void {
    const { forced } = calls;
    const joinableAtMs = this.#joinableAtMs(forced, waiter.request);
    const joins = joinableAtMs !== undefined && joinableAtMs > waiter.request.arrivedAtMs;
    (joins && forced !== undefined ? forced.waiters : calls.next).push(waiter);
  }

  /** Starts the forced call that some wait for, or that is due, or forgets a key without calls. */
  #afterCall(key: string, calls: KeyCalls): void {
    if (calls.forced === undefined) {
      const [starter, ...others] = calls.next;
      const { nextAlone, lookDue } = calls;
      calls.next = [];
      calls.nextAlone = false;
      calls.lookDue = undefined;
      // What is begun for others is as good a second look.
      if (starter !== undefined) this.#startFor(calls, "forced", starter, others, nextAlone);
      else if (lookDue !== undefined) this.#startLook(calls, lookDue);
    }
    if (isOver(calls)) this.#calls.delete(key);
  }
}
