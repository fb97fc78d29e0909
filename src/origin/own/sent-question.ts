// An own call that is made by `send`: its answer is handed over at its head, and its body streams.
import type {
  AskedAnswer,
  OriginFailure,
  OriginOutcome,
  OriginQuestion,
  OriginRequest,
} from "../../edge/ports.ts";

/** Resolves a call's outcome as soon as the head is there. */
export class SentQuestion implements OriginQuestion {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly string[];
  readonly waitMs: number;
  /** No body is read ahead. */
  readonly bodyBytesMax = -1;
  readonly knownBody = undefined;
  readonly #onLeaving: (() => void) | undefined;
  readonly #resolve: (outcome: OriginOutcome) => void;

  /** Gives the outcome of `request` to `resolve`. */
  constructor(request: OriginRequest, resolve: (outcome: OriginOutcome) => void) {
    this.method = request.method;
    this.target = request.target;
    this.headers = request.headers;
    this.waitMs = request.headWaitMs;
    this.#onLeaving = request.onLeaving;
    this.#resolve = resolve;
  }

  onLeaving(): void {
    this.#onLeaving?.();
  }

  onAnswer({ status, headers, rest }: AskedAnswer): void {
    if (rest === undefined) throw new TypeError("an answer is handed over before its body is read");
    const discard = (): void => void rest[Symbol.asyncIterator]().return?.();
    this.#resolve({ kind: "answer", answer: { status, headers, body: rest, discard } });
  }

  onFailure(failure: OriginFailure): void {
    this.#resolve({ kind: "failure", failure });
  }
}
