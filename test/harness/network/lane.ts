// One direction of one connection: what one end sent and the other has not received yet, in order. It is a pipeline:
// each piece has the instant at which it is due, so a delay holds back no throughput.
import type { Clock } from "../../../src/edge/ports.ts";
import type { Effect } from "./faults.ts";

/** What an end does: it connects, accepts, sends, ends its direction, or resets the connection. */
export type Piece = Buffer | "open" | "opened" | "end" | "reset";

/** Bytes of one direction of a link so far, over all of its connections. */
export interface LaneTraffic {
  /** Received from the sender. */
  taken: number;
  /** Passed on. */
  given: number;
  /** Lost: by a fault, or because the receiver was gone. */
  discarded: number;
}

/** What all lanes of one direction of a link share. */
export interface LaneScene {
  readonly clock: Pick<Clock, "nowMs" | "after">;
  readonly random: () => number;
  /** How much earlier than due a piece may arrive, in milliseconds. */
  readonly slackMs: number;
  readonly effect: () => Effect;
  readonly traffic: LaneTraffic;
  /** The instant from which a throttle lets more pass. */
  readonly pace: { freeAtMs: number };
  /** Called after each change of the traffic. */
  readonly changed: () => void;
}

/** The two ends of a lane. */
export interface LaneEnds {
  /**
   * Gives a piece to the receiver. "full" means that it took the piece, and the next has to wait for `drained`; "gone",
   * that there is no receiver.
   */
  readonly deliver: (piece: Piece) => "taken" | "full" | "gone";
  /** Stops or resumes reading from the sender. */
  readonly read: (on: boolean) => void;
}

/** Bytes that a lane holds before it stops reading: what 80 ms hold at 50 MB/s. */
export const laneLimitBytes = 4 * 1024 * 1024;

/** A throttle passes bytes in parts of this length of time, and makes up for timers that are late by as much. */
const throttlePartMs = 10;

interface Waiting {
  piece: Piece;
  readonly dueAtMs: number;
}

/** One direction of one connection. */
export class Lane {
  readonly #scene: LaneScene;
  readonly #ends: LaneEnds;
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #full = false;
  #reading = true;
  #cancelTimer: () => void = () => undefined;

  constructor(scene: LaneScene, ends: LaneEnds) {
    this.#scene = scene;
    this.#ends = ends;
  }

  /** Takes what the sender did. */
  push(piece: Piece): void {
    const { clock, random, effect, traffic } = this.#scene;
    const { delayMs, jitterMs, losses } = effect();
    let dueAtMs = clock.nowMs() + delayMs + jitterMs * random();
    for (const { share, laterMs } of losses) if (random() < share) dueAtMs += laterMs;
    this.#waiting.push({ piece, dueAtMs });
    this.#waitingBytes += piece.length * Number(typeof piece !== "string");
    if (typeof piece !== "string") traffic.taken += piece.length;
    this.pump();
    this.#scene.changed();
  }

  /** The receiver can take more. */
  drained(): void {
    this.#full = false;
    this.pump();
    this.#scene.changed();
  }

  /** Passes on everything that is due and that no fault holds. Called whenever the faults have changed. */
  pump(): void {
    this.#cancelTimer();
    for (;;) {
      const [first] = this.#waiting;
      const { frozen, drops, bytesPerSecond } = this.#scene.effect();
      if (first === undefined || frozen || this.#full) break;
      const isBytes = typeof first.piece !== "string";
      if (drops && (first.piece === "end" || first.piece === "reset")) break;
      const paced = isBytes && !drops && bytesPerSecond < Number.POSITIVE_INFINITY;
      const nowMs = this.#scene.clock.nowMs();
      const freeAtMs = paced ? this.#scene.pace.freeAtMs : 0;
      const waitMs = Math.max(first.dueAtMs, freeAtMs) - nowMs;
      if (waitMs > this.#scene.slackMs) {
        this.#cancelTimer = this.#scene.clock.after(waitMs, () => {
          this.pump();
          this.#scene.changed();
        });
        break;
      }
      const piece = paced ? this.#takePart(first, bytesPerSecond, nowMs) : this.#takeWhole(first);
      if (drops && typeof piece !== "string") this.#scene.traffic.discarded += piece.length;
      else this.#give(piece);
    }
    this.#readUpToLimit();
  }

  /** Forgets everything that it holds. */
  clear(): void {
    for (const { piece } of this.#waiting) {
      if (typeof piece !== "string") this.#scene.traffic.discarded += piece.length;
    }
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#cancelTimer();
  }

  #give(piece: Piece): void {
    const outcome = this.#ends.deliver(piece);
    this.#full = outcome === "full";
    if (typeof piece === "string") return;
    this.#scene.traffic[outcome === "gone" ? "discarded" : "given"] += piece.length;
  }

  #takeWhole(first: Waiting): Piece {
    this.#waiting.shift();
    if (typeof first.piece !== "string") this.#waitingBytes -= first.piece.length;
    return first.piece;
  }

  /** Takes as many bytes as the throttle lets pass at once, and notes when it lets more pass. */
  #takePart(first: Waiting, bytesPerSecond: number, nowMs: number): Piece {
    const { pace } = this.#scene;
    const most = Math.max(1, Math.floor((bytesPerSecond * throttlePartMs) / 1_000));
    const bytes = typeof first.piece === "string" ? Buffer.alloc(0) : first.piece;
    const part = bytes.subarray(0, most);
    pace.freeAtMs =
      Math.max(pace.freeAtMs, nowMs - throttlePartMs) + (part.length * 1_000) / bytesPerSecond;
    if (part.length === bytes.length) return this.#takeWhole(first);
    first.piece = bytes.subarray(most);
    this.#waitingBytes -= part.length;
    return part;
  }

  #readUpToLimit(): void {
    const on = this.#waitingBytes < (this.#reading ? laneLimitBytes : laneLimitBytes / 2);
    if (on === this.#reading) return;
    this.#reading = on;
    this.#ends.read(on);
  }
}
