// An identity server without a network: answers come as fresh strings and bytes, as they would from a socket, so that
// what a session takes in memory is what it takes behind a real one.
import type { Origin, OriginOutcome, OriginRequest } from "../edge/ports.ts";
import { answerLinesOf, bodyOf, indexIn } from "./sample.ts";

/** An origin in memory that counts its calls. */
export interface MemoryOrigin extends Origin {
  /** Calls so far. */
  readonly calls: number;
}

/** Makes one. Rejects a call whose session cookie is none of the run's, since nobody else can ask it. */
export function createMemoryOrigin(): MemoryOrigin {
  let calls = 0;
  return {
    get calls() {
      return calls;
    },
    send(request) {
      calls += 1;
      return answer(request);
    },
  };
}

async function answer({ headers }: OriginRequest): Promise<OriginOutcome> {
  const index = indexIn(headers.join("\n"));
  if (index === undefined) throw new Error("a call without a session of this run");
  async function* bytes(): AsyncGenerator<Uint8Array> {
    // Zeroed memory of its own; a slice of Buffer's pool would be counted with its neighbours.
    const own = new Uint8Array(body.length);
    new TextEncoder().encodeInto(body, own);
    yield own;
  }
  const body = bodyOf(index);
  return {
    kind: "answer",
    answer: {
      status: 200,
      headers: answerLinesOf(index).map(freshly),
      body: bytes(),
      discard: () => undefined,
    },
  };
}

/** The same characters in a string of their own: a constant would be held once for all sessions. */
function freshly(text: string): string {
  return Buffer.from(text, "latin1").toString("latin1");
}
