// The canonical call behind every fill.
import {
  canonicalLines,
  canonicalTarget,
  type CanonicalRequest,
} from "../../core/canonical-request.ts";
import type { FillResult } from "../../core/outcome.ts";
import { statusClass } from "../../core/status-class.ts";
import { ask } from "./ask.ts";
import { CallAnswer } from "./call-answer.ts";
import type { EdgeContext } from "../context.ts";
import type { CallOutcome, CallPurpose, LaneName } from "../events.ts";
import type { LaneClient, Release } from "./lanes.ts";
import type { AskedAnswer, ByteStream, OriginFailure, OriginQuestion } from "../ports.ts";

/** How one of the edge's own calls is made. */
interface CallManner {
  readonly lane: LaneName;
  readonly purpose: CallPurpose;
  /** The longest time that it may take in all, in milliseconds. */
  readonly waitMs: number;
  /** The client that a place is for, in lanes where each client has a share. */
  readonly client?: LaneClient | undefined;
  /** The body that the answer will probably repeat. If it does, the answer's body is this very array. */
  readonly knownBody?: Uint8Array | undefined;
}

/** One canonical call. */
export interface WhoamiCall extends CanonicalRequest, CallManner {}

/** One of the edge's own calls, with its request. */
export interface OwnCall extends CallManner {
  readonly method: "GET" | "OPTIONS";
  /** The target below the origin's own path. */
  readonly target: string;
  readonly headers: readonly string[];
}

/** The result of one of the edge's own calls. */
export interface WhoamiAnswer {
  readonly result: FillResult;
  /** The rest of a body that is too large to be read whole. */
  readonly rest: ByteStream | undefined;
  /**
   * When the request was sent, by the edge's clock and by the wall clock. If it was never sent, when it would have
   * been. A call that waited for its place counts from the end of the wait, because its answer may be newer than that
   * of a call that was started meanwhile.
   */
  readonly startedAtMs: number;
  readonly startedWallMs: number;
}

type CallFailure = Extract<FillResult, { kind: "failure" }>["failure"];

/** Makes a canonical call. Never rejects: a failure is part of the result. */
export function callWhoami(context: EdgeContext, call: WhoamiCall): Promise<WhoamiAnswer> {
  const target = canonicalTarget(call.check);
  const headers = canonicalLines(call, context.settings.cookieName);
  return callOrigin(context, { ...call, method: "GET", target, headers });
}

/** Calls the origin. Never rejects: a failure is part of the result. */
export function callOrigin(context: EdgeContext, call: OwnCall): Promise<WhoamiAnswer> {
  return new Promise((resolve) => {
    new Exchange(context, call, resolve).start();
  });
}

/** One call, from the wait for its place to the result. */
class Exchange implements OriginQuestion {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly string[];
  readonly bodyBytesMax: number;
  readonly knownBody: Uint8Array | undefined;
  waitMs: number;
  readonly #context: EdgeContext;
  readonly #call: OwnCall;
  readonly #resolve: (answer: WhoamiAnswer) => void;
  readonly #enteredAtMs: number;
  #startedAtMs: number;
  #startedWallMs: number;
  #release: Release | undefined;

  constructor(context: EdgeContext, call: OwnCall, resolve: (answer: WhoamiAnswer) => void) {
    const { entryBodyBytesMax, sharedBodyBytesMax } = context.options.limits;
    const { clock } = context.ports;
    this.method = call.method;
    this.target = call.target;
    this.headers = call.headers;
    this.bodyBytesMax = Math.max(entryBodyBytesMax, sharedBodyBytesMax);
    this.knownBody = call.knownBody;
    this.waitMs = call.waitMs;
    this.#context = context;
    this.#call = call;
    this.#resolve = resolve;
    this.#enteredAtMs = clock.nowMs();
    this.#startedAtMs = this.#enteredAtMs;
    this.#startedWallMs = clock.wallMs();
  }

  /** Asks, at once or when there is a place. */
  start(): void {
    const { lanes, settings, ports } = this.#context;
    const { lane, waitMs, client } = this.#call;
    const place = lanes.acquire(lane, settings.project, waitMs, client);
    if (place instanceof Promise) void this.#startWhen(place);
    else if (place === undefined) this.#fail("busy");
    else {
      this.#release = place;
      ask(ports.origin, this);
    }
  }

  onLeaving(): void {
    const { clock } = this.#context.ports;
    this.#startedAtMs = clock.nowMs();
    this.#startedWallMs = clock.wallMs();
  }

  onAnswer({ status, headers, body, ending, rest, failure }: AskedAnswer): void {
    if (failure?.kind === "timeout") {
      this.#tell("timeout", status, failure.cause);
      this.#fail("timeout");
      return;
    }
    this.#tell(ending === "broken" ? "broken" : statusClass(status), status, failure?.cause);
    if (body.byteLength > this.#context.options.limits.entryBodyBytesMax) {
      this.#reach("entryBodyBytesMax");
    }
    if (ending === "large") this.#reach("sharedBodyBytesMax");
    this.#end({ kind: "answer", answer: new CallAnswer(status, headers, body, ending) }, rest);
  }

  onFailure({ kind, cause }: OriginFailure): void {
    this.#tell(kind, undefined, cause);
    this.#fail(kind === "aborted" ? "broken" : kind);
  }

  async #startWhen(place: Promise<Release | undefined>): Promise<void> {
    this.#release = await place;
    const { clock, origin } = this.#context.ports;
    this.waitMs = this.#call.waitMs - (clock.nowMs() - this.#enteredAtMs);
    if (this.#release === undefined || this.waitMs <= 0) {
      this.#fail("busy");
      return;
    }
    this.onLeaving();
    ask(origin, this);
  }

  /** Emits the event of a call that was made. */
  #tell(outcome: CallOutcome, status: number | undefined, cause: unknown): void {
    const { ports, settings } = this.#context;
    const { project } = settings;
    const { lane, purpose } = this.#call;
    const durationMs = ports.clock.nowMs() - this.#enteredAtMs;
    ports.emit({ kind: "call", project, lane, purpose, outcome, status, durationMs, cause });
  }

  #reach(limit: "entryBodyBytesMax" | "sharedBodyBytesMax"): void {
    const { ports, settings } = this.#context;
    ports.emit({ kind: "limit-reached", project: settings.project, limit });
  }

  #fail(failure: CallFailure): void {
    this.#end({ kind: "failure", failure }, undefined);
  }

  #end(result: FillResult, rest: ByteStream | undefined): void {
    this.#release?.();
    const startedAtMs = this.#startedAtMs;
    this.#resolve({ result, rest, startedAtMs, startedWallMs: this.#startedWallMs });
  }
}
