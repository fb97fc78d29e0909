// Calls in flight, by key: who starts one, who joins one, who has to wait for the next.
import type { CacheableCheck } from "../core/check.ts";
import type { RawCredential } from "../core/credential.ts";
import { join } from "../core/join.ts";
import { checkKey } from "../core/key.ts";
import type { EdgeContext } from "./context.ts";
import { scopesOfEntries } from "./fences.ts";
import { deliver, type Fetched, type FetchRequest } from "./delivery.ts";
import type { CallPurpose } from "./events.ts";
import { isOver, noCalls, type Call, type KeyCalls, type Waiter } from "./key-calls.ts";
import type { ByteStream } from "./ports.ts";
import { NewsPace, settleCall, type SettledCall } from "./settlement.ts";
import { askWho, type Asked } from "./who.ts";
import { callWhoami, type WhoamiAnswer } from "./whoami-call.ts";

/** All calls in flight of one edge. */
export class Flights {
  readonly #context: EdgeContext;
  readonly #calls = new Map<string, KeyCalls>();
  readonly #pace = new NewsPace();

  constructor(context: EdgeContext) {
    this.#context = context;
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
  warm(credential: RawCredential): void {
    const { settings, ports } = this.#context;
    const key = checkKey(settings.project, [credential], undefined, ports.digest);
    this.refresh({ ...key, method: "GET", presented: [credential], origin: undefined }, "warm", 0);
  }

  /** Asks whose a credential is that the origin has just handed out, and stores what may be stored of the answer. */
  async askAndStore(credential: RawCredential): Promise<Asked> {
    const { settings, ports } = this.#context;
    const { key } = checkKey(settings.project, [credential], undefined, ports.digest);
    const calls = this.#callsOf(key);
    // This call is in no slot; what settles meanwhile has to be remembered all the same (L9).
    calls.held += 1;
    const asked = await askWho(this.#context, credential);
    if (credential.header === "cookie" || settings.sessionTokens) this.#settleAsked(calls, asked);
    calls.held -= 1;
    this.#afterCall(key, calls);
    return asked;
  }

  #settleAsked(calls: KeyCalls, asked: Asked): void {
    const settled = settleCall(this.#context, this.#pace, {
      check: asked.check,
      result: asked.answer.result,
      startedAtMs: asked.startedAtMs,
      startedWallMs: asked.startedWallMs,
      maxAgeSeconds: 0,
      foreground: false,
      alone: false,
      settledBegunAtMs: calls.settledBegunAtMs,
    });
    this.#remember(asked.check.key, settled);
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
      unforcedStartedAtMs: this.#joinableAtMs(calls.unforced),
      forcedStartedAtMs: this.#joinableAtMs(calls.forced),
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

  /** A call that nobody may join any more counts as begun before all time: it is alone, or a fence was raised since. */
  #joinableAtMs(call: Call | undefined): number | undefined {
    if (call === undefined) return undefined;
    const fenced =
      call.scopes.length > 0 &&
      this.#context.fences.verdict(call.scopes).lastAtMs > call.startedAtMs;
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

  #start(
    calls: KeyCalls,
    slot: Call["slot"],
    how: {
      readonly check: CacheableCheck;
      readonly purpose: CallPurpose;
      readonly maxAgeMs: number;
      readonly starter: Waiter | undefined;
      readonly others: readonly Waiter[];
      readonly alone: boolean;
    },
  ): void {
    const { clock, store, background } = this.#context.ports;
    const { check, purpose, starter } = how;
    const entry = store.peek(check.key);
    const call: Call = {
      check,
      purpose,
      slot,
      startedAtMs: clock.nowMs(),
      startedWallMs: clock.wallMs(),
      maxAgeSeconds: Math.floor(
        Math.max(0, Math.min(how.maxAgeMs, this.#context.settings.maxAgeMs)) / 1_000,
      ),
      starter,
      waiters: starter === undefined ? [...how.others] : [starter, ...how.others],
      alone: how.alone,
      scopes: entry === undefined ? [] : scopesOfEntries([entry]),
    };
    calls[slot] = call;
    if (entry !== undefined) {
      entry.lastCallAtMs = call.startedAtMs;
      if (starter !== undefined) entry.lastForegroundAtMs = call.startedAtMs;
    }
    const known = entry !== undefined || starter?.request.known === true || purpose === "warm";
    background(this.#run(calls, call, known));
  }

  async #run(calls: KeyCalls, call: Call, known: boolean): Promise<void> {
    const { options } = this.#context;
    const whoami = await callWhoami(this.#context, {
      check: call.check,
      maxAgeSeconds: call.maxAgeSeconds,
      lane: known ? "known" : "unknown",
      purpose: call.purpose,
      waitMs: options.originTimeoutMs,
      traceparent: call.starter?.request.traceparent,
      tracestate: call.starter?.request.tracestate,
    });
    const settled = settleCall(this.#context, this.#pace, {
      check: call.check,
      result: whoami.result,
      startedAtMs: call.startedAtMs,
      startedWallMs: call.startedWallMs,
      maxAgeSeconds: call.maxAgeSeconds,
      foreground: call.starter !== undefined,
      alone: call.alone,
      settledBegunAtMs: calls.settledBegunAtMs,
    });
    calls[call.slot] = undefined;
    this.#remember(call.check.key, settled);
    const disobeyed = settled.ageSeconds > call.maxAgeSeconds;
    if (disobeyed) {
      this.#context.ports.emit({ kind: "origin-too-old", project: this.#context.settings.project });
    }
    if (settled.settlement.mismatch && call.waiters.length > 0) {
      this.#askAlone(calls, call);
    } else {
      this.#deliver(call, whoami, settled, disobeyed);
    }
    this.#afterCall(call.check.key, calls);
  }

  /** Remembers what settled as long as another call of the key is in flight. */
  #remember(key: string, settled: SettledCall): void {
    const calls = this.#calls.get(key);
    if (calls === undefined || !settled.settlement.counts) return;
    calls.settledBegunAtMs = Math.max(calls.settledBegunAtMs, settled.begunAtMs);
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

  #deliver(call: Call, whoami: WhoamiAnswer, settled: SettledCall, disobeyed: boolean): void {
    let rest: ByteStream | undefined = whoami.rest;
    for (const waiter of call.waiters) {
      const fetched = deliver(this.#context, waiter.request, {
        result: whoami.result,
        settled,
        rest,
        starter: waiter === call.starter,
        disobeyed,
      });
      if (fetched === "again") {
        this.#again(waiter);
        continue;
      }
      // A body too large to be stored can be streamed to one client only.
      if (fetched.answer.body !== undefined && !(fetched.answer.body instanceof Uint8Array)) {
        rest = undefined;
      }
      waiter.resolve(fetched);
    }
    if (rest !== undefined) void rest[Symbol.asyncIterator]().return?.();
  }

  /** Only a call begun from now on will do for this one. */
  #again(waiter: Waiter): void {
    const { request } = waiter;
    this.#enter({ ...waiter, request: { ...request, forced: true, fallback: undefined } });
  }

  /** Starts the forced call that some wait for, or forgets a key without calls. */
  #afterCall(key: string, calls: KeyCalls): void {
    if (calls.forced === undefined && calls.next.length > 0) {
      const [starter, ...others] = calls.next;
      const alone = calls.nextAlone;
      calls.next = [];
      calls.nextAlone = false;
      if (starter !== undefined) this.#startFor(calls, "forced", starter, others, alone);
    }
    if (isOver(calls)) this.#calls.delete(key);
  }
}
