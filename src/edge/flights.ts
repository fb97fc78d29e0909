// Calls in flight, by key: who starts one, who joins one, who has to wait for the next.
import type { CacheableCheck } from "../core/check.ts";
import type { RawCredential } from "../core/credential.ts";
import { join } from "../core/join.ts";
import { checkKey } from "../core/key.ts";
import type { EdgeContext } from "./context.ts";
import { deliver, type Fetched, type FetchRequest } from "./delivery.ts";
import type { CallPurpose } from "./events.ts";
import type { ByteStream } from "./ports.ts";
import { NewsPace, settleCall, type SettledCall } from "./settlement.ts";
import { callWhoami, type WhoamiAnswer } from "./whoami-call.ts";

interface Waiter {
  readonly request: FetchRequest;
  readonly resolve: (fetched: Fetched) => void;
}

interface Call {
  readonly check: CacheableCheck;
  readonly purpose: CallPurpose;
  readonly slot: "unforced" | "forced";
  readonly startedAtMs: number;
  readonly startedWallMs: number;
  readonly maxAgeSeconds: number;
  /** The client whose request started it; nobody for a background refresh. */
  readonly starter: Waiter | undefined;
  readonly waiters: Waiter[];
  readonly alone: boolean;
}

interface KeyCalls {
  unforced: Call | undefined;
  forced: Call | undefined;
  /** Those whom only the next forced call can answer. */
  next: Waiter[];
  /** Begin of the latest call that has settled while others were in flight (L9). */
  settledBegunAtMs: number;
}

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
    this.#start(calls, "unforced", { check, purpose, maxAgeMs, starter: undefined, others: [] });
    return true;
  }

  /** Asks for a credential that the origin has just handed out, so that its first check is a hit. */
  warm(credential: RawCredential): void {
    const { settings, ports } = this.#context;
    const key = checkKey(settings.project, [credential], undefined, ports.digest);
    this.refresh({ ...key, method: "GET", presented: [credential], origin: undefined }, "warm", 0);
  }

  /** Settles an answer that was fetched outside of a flight, for a mutation's new credential. */
  settleAsked(
    check: CacheableCheck,
    answer: WhoamiAnswer,
    startedAtMs: number,
    startedWallMs: number,
  ): SettledCall {
    const settledBegunAtMs = this.settledBegunAtMs(check.key);
    const settled = settleCall(this.#context, this.#pace, {
      check,
      result: answer.result,
      startedAtMs,
      startedWallMs,
      foreground: false,
      alone: false,
      settledBegunAtMs,
    });
    this.#remember(check.key, settled);
    return settled;
  }

  #callsOf(key: string): KeyCalls {
    const existing = this.#calls.get(key);
    if (existing !== undefined) return existing;
    const calls: KeyCalls = {
      unforced: undefined,
      forced: undefined,
      next: [],
      settledBegunAtMs: Number.NEGATIVE_INFINITY,
    };
    this.#calls.set(key, calls);
    return calls;
  }

  #enter(waiter: Waiter): void {
    const { request } = waiter;
    const calls = this.#callsOf(request.check.key);
    const joining = join(request.forced, request.notBeforeMs, {
      unforcedStartedAtMs: joinableAtMs(calls.unforced),
      forcedStartedAtMs: joinableAtMs(calls.forced),
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

  #startFor(calls: KeyCalls, slot: Call["slot"], starter: Waiter, others: Waiter[]): void {
    const { check, arrivedAtMs, notBeforeMs } = starter.request;
    const maxAgeMs = slot === "forced" ? 0 : arrivedAtMs - notBeforeMs;
    const purpose = slot === "forced" ? "forced" : "fill";
    this.#start(calls, slot, { check, purpose, maxAgeMs, starter, others });
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
      readonly alone?: boolean;
    },
  ): void {
    const { clock, store, background } = this.#context.ports;
    const { check, purpose, starter } = how;
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
      alone: how.alone ?? false,
    };
    calls[slot] = call;
    const entry = store.peek(check.key);
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
      foreground: call.starter !== undefined,
      alone: call.alone,
      settledBegunAtMs: calls.settledBegunAtMs,
    });
    calls[call.slot] = undefined;
    this.#remember(call.check.key, settled);
    const disobeyed =
      settled.ageSeconds > call.maxAgeSeconds ||
      (call.maxAgeSeconds === 0 && settled.begunAtMs < call.startedAtMs);
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
      calls.next = [];
      if (starter !== undefined) this.#startFor(calls, "forced", starter, others);
    }
    if (calls.unforced === undefined && calls.forced === undefined) this.#calls.delete(key);
  }
}

/** A call that nobody may join counts as begun before all time. */
function joinableAtMs(call: Call | undefined): number | undefined {
  if (call === undefined) return undefined;
  return call.alone ? Number.NEGATIVE_INFINITY : call.startedAtMs;
}
