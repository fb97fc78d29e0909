// A request as the edge sees it, made from what Node parsed.
import type { ByteStream, EdgeRequest, Peer } from "../../edge/ports.ts";
import type { HeadVerdict } from "./strict-head.ts";

/**
 * One request. The signal is an own property, so that a copy (`{ ...request }`) has it too. All requests share one
 * getter function. In an object literal each would have another getter, no two requests would have the same shape, and
 * reading them would be slow. Hits are frequent.
 */
export class NodeRequest implements EdgeRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly string[];
  readonly body: ByteStream | undefined;
  readonly peer: Peer;
  readonly absoluteForm: boolean;
  declare readonly signal: AbortSignal;
  #abort: AbortController | undefined;
  #aborted = false;

  constructor(
    method: string,
    head: Extract<HeadVerdict, { kind: "taken" }>,
    body: ByteStream | undefined,
    peer: Peer,
  ) {
    this.method = method;
    this.target = head.target;
    this.headers = head.headers;
    this.body = body;
    this.peer = peer;
    this.absoluteForm = head.absoluteForm;
    Object.defineProperty(this, "signal", NodeRequest.#signalProperty);
  }

  #signal(): AbortSignal {
    this.#abort ??= new AbortController();
    if (this.#aborted) this.#abort.abort();
    return this.#abort.signal;
  }

  static readonly #signalProperty = {
    enumerable: true,
    get(this: NodeRequest): AbortSignal {
      return this.#signal();
    },
  };

  /** Fires the signal, even if it is first read later. */
  abort(): void {
    this.#aborted = true;
    this.#abort?.abort();
  }
}
