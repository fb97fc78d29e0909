// The calls behind preflights of one project: one at a time for each key, and their answers stored if they may be.
import { readPreflightAnswer, type SharedAnswer } from "../../core/preflight/preflight-answer.ts";
import { preflightLines, type Preflight } from "../../core/preflight/preflight.ts";
import { whoamiPath } from "../../core/check.ts";
import type { TraceContext } from "../../core/head.ts";
import type { Limits } from "../../core/limits.ts";
import { callOrigin, type WhoamiAnswer } from "../call/whoami-call.ts";
import type { EdgeContext } from "../context.ts";
import { PreflightStore, type StoredPreflight } from "./preflight-store.ts";

/** What a call brought. */
export interface PreflightCalled {
  readonly whoami: WhoamiAnswer;
  /** Undefined if the answer must not be given to other clients. */
  readonly shared: SharedAnswer | undefined;
  readonly stored: boolean;
}

/** A call that is under way. */
interface PreflightFlight {
  readonly called: Promise<PreflightCalled>;
}

/** The stored answers and the calls of one project. */
export class PreflightCalls {
  readonly #store: PreflightStore;
  readonly #flights = new Map<string, PreflightFlight>();
  #fencedAtMs = Number.NEGATIVE_INFINITY;

  constructor(limits: Limits) {
    this.#store = new PreflightStore(limits);
  }

  /** The stored answer, if it is fresh. */
  find(key: string, nowMs: number): StoredPreflight | undefined {
    return this.#store.get(key, nowMs);
  }

  /** The result of the call that is under way for a key, if there is one. */
  join(key: string): Promise<PreflightCalled> | undefined {
    return this.#flights.get(key)?.called;
  }

  /** Asks the origin, and stores the answer if it may be stored. Never rejects. The call goes on without its client. */
  start(context: EdgeContext, preflight: Preflight, trace: TraceContext): Promise<PreflightCalled> {
    const { key } = preflight;
    const flight = { called: this.#call(context, preflight, trace) };
    this.#flights.set(key, flight);
    context.ports.background(this.#forgetAtEnd(key, flight));
    return flight.called;
  }

  /**
   * The project is fenced: removes the answers whose calls began before that instant. A call under way still answers the
   * clients that wait for it, and no others.
   */
  fence(atMs: number): void {
    this.#fencedAtMs = Math.max(this.#fencedAtMs, atMs);
    this.#store.removeBefore(atMs);
    this.#flights.clear();
  }

  size(): { readonly answers: number; readonly bytes: number } {
    return this.#store.size();
  }

  async #forgetAtEnd(key: string, flight: PreflightFlight): Promise<void> {
    await flight.called;
    if (this.#flights.get(key) === flight) this.#flights.delete(key);
  }

  async #call(
    context: EdgeContext,
    preflight: Preflight,
    trace: TraceContext,
  ): Promise<PreflightCalled> {
    const whoami = await callOrigin(context, {
      method: "OPTIONS",
      target: whoamiPath,
      headers: preflightLines(preflight, trace),
      // As fills of unknown credentials. A share for each address would let one client hold up those that join its call.
      lane: "unknown",
      purpose: "preflight",
      waitMs: context.options.originTimeoutMs,
    });
    const { result } = whoami;
    const shared =
      result.kind === "answer" ? readPreflightAnswer(result.answer, preflight) : undefined;
    const stored =
      shared !== undefined && this.#put(context, preflight.key, shared, whoami.startedAtMs);
    // What this answer says is newer than what is stored, also where it may not be stored itself.
    if (!stored && result.kind === "answer") this.#store.remove(preflight.key);
    return { whoami, shared, stored };
  }

  #put(context: EdgeContext, key: string, answer: SharedAnswer, startedAtMs: number): boolean {
    const { ports, settings } = context;
    const { status, lines, lifeMs, agedMs } = answer;
    const begunAtMs = startedAtMs - agedMs;
    // Turning the setting or the feature off is a fence too.
    if (begunAtMs < this.#fencedAtMs) return false;
    const stored = { key, status, lines, begunAtMs, endsAtMs: begunAtMs + lifeMs };
    const limit = this.#store.put(stored, ports.clock.nowMs());
    if (limit === undefined) return true;
    ports.emit({ kind: "limit-reached", project: settings.project, limit });
    return false;
  }
}
