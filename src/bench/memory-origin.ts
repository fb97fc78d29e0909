// An identity server without a network: its answers are fresh strings and bytes, as they would be from a socket.
import type { Origin, OriginOutcome, OriginRequest } from "../edge/ports.ts";
import { ownBytes, ownText } from "./fill.ts";
import { answerLinesOf, bodyOf, indexIn } from "./sample.ts";

/** An origin in memory that counts its calls. */
export interface MemoryOrigin extends Origin {
  /** Calls so far. */
  readonly calls: number;
}

/** Makes one. Rejects a call whose session cookie is not one of the run's. */
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
  if (index === undefined) throw new Error("the call has no session of this run");
  async function* bytes(): AsyncGenerator<Uint8Array> {
    yield body;
  }
  const body = ownBytes(bodyOf(index));
  return {
    kind: "answer",
    answer: {
      status: 200,
      headers: answerLinesOf(index).map(ownText),
      body: bytes(),
      discard: () => undefined,
    },
  };
}
