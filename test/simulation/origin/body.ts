// Bodies on the way from the origin: late, broken off, hung, given up.
import { type ByteStream, OriginBodyError } from "../../../src/edge/ports.ts";
import type { CallRecord } from "../history.ts";
import type { World } from "../world.ts";

/** How a body arrives. */
export interface Delivery {
  readonly chunks: readonly Uint8Array[];
  /** Instant from which the first chunk is there. */
  readonly fromMs: number;
  /** Fails after the last chunk instead of ending. */
  readonly breaks: boolean;
  /** Instant at which the reader's patience ends. */
  readonly deadlineMs: number;
}

/** A body that is read once and notes in the call's record when and how it ended. */
export class Body implements AsyncIterable<Uint8Array> {
  readonly #world: World;
  readonly #record: CallRecord;
  readonly #delivery: Delivery;
  #given = false;

  constructor(world: World, record: CallRecord, delivery: Delivery) {
    this.#world = world;
    this.#record = record;
    this.#delivery = delivery;
  }

  /** The bytes in order. Throws `OriginBodyError`. Giving up counts from the first moment on, read or not. */
  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    if (this.#given) throw new Error("a body is read once");
    this.#given = true;
    const chunks = this.#chunks();
    return {
      next: () => chunks.next(),
      return: async () => {
        this.end("discarded");
        await chunks.return();
        return { done: true, value: undefined };
      },
    };
  }

  async *#chunks(): AsyncGenerator<Uint8Array, void, undefined> {
    const { chunks, fromMs, breaks, deadlineMs } = this.#delivery;
    if (fromMs > this.#world.lastMs()) await this.#world.reached(Math.min(fromMs, deadlineMs));
    if (fromMs >= deadlineMs) throw this.#fails("timeout");
    for (const chunk of chunks) {
      if (this.#record.ending !== "open") return;
      yield chunk;
    }
    if (breaks) throw this.#fails("broken");
    this.end("whole");
  }

  /** Notes the end of the call, unless it has ended already. */
  end(ending: CallRecord["ending"]): void {
    if (this.#record.ending !== "open") return;
    this.#record.ending = ending;
    this.#record.endedAtMs = this.#world.nowMs();
  }

  #fails(kind: "timeout" | "broken"): OriginBodyError {
    this.end(kind);
    return new OriginBodyError({ kind, cause: new Error(`simulated: ${kind}`) });
  }
}

/** A client's body broke off: it left, or its connection did. */
export class BrokenOff extends Error {}

/** Reads a stream of bytes to its end as text of one byte a character. */
export async function textOf(stream: ByteStream): Promise<string> {
  let text = "";
  for await (const chunk of stream) text += latin1(chunk);
  return text;
}

/** Bytes as text of one byte a character. */
export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}

/** Text of one byte a character in so many chunks; none for no text. */
export function inPieces(text: string, pieces: number): readonly Uint8Array[] {
  if (text === "") return [];
  const bytes = Buffer.from(text, "latin1");
  if (pieces === 1) return [bytes];
  const size = Math.ceil(bytes.length / pieces);
  const chunks: Uint8Array[] = [];
  for (let from = 0; from < bytes.length; from += size)
    chunks.push(bytes.subarray(from, from + size));
  return chunks;
}
