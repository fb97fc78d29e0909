// An identity server without a network: every call waits until the test says what it brings.
import {
  OriginBodyError,
  type Origin,
  type OriginAnswer,
  type OriginOutcome,
  type OriginRequest,
} from "../../src/edge/ports.ts";
import { headerValues } from "../../src/core/header-lines.ts";
import { quiet } from "./scripted-clock.ts";

/** What the origin says: status, header lines beside the usual ones, and the body. */
export interface Say {
  readonly status?: number;
  /** In place of `application/json`. */
  readonly type?: string;
  readonly headers?: readonly string[];
  readonly body: string;
  /** The body ends too early. */
  readonly breaksOff?: boolean;
}

/** How a call fails. */
export type Failing = "timeout" | "unreachable" | "broken";

/** One call that reached the origin. */
export interface ScriptedCall {
  readonly method: string;
  readonly target: string;
  /** Header lines, name and value. */
  readonly headers: readonly string[];
  /** `max-age` of its `Cache-Control`, in seconds. */
  readonly maxAge: number;
  /** Which of several origins got it. */
  readonly url: string | undefined;
  answer(say: Say): Promise<void>;
  fail(kind: Failing): Promise<void>;
}

/** What is told of the calls; numbers count from 0. */
export interface CallsWatch {
  called(n: number, call: ScriptedCall): void;
  said(n: number, say: Say): void;
  failed(n: number, kind: Failing): void;
}

/** Origins that answer call by call. */
export interface ScriptedCalls {
  /** Every call so far, of all the origins. */
  readonly calls: readonly ScriptedCall[];
  /** An origin, which several edges may have at different URLs. */
  originAt(url?: string): Origin & { close(): Promise<void> };
}

/** Creates the origins. */
export function createScriptedCalls(watch: CallsWatch): ScriptedCalls {
  const calls: ScriptedCall[] = [];
  return {
    calls,
    originAt: (url) => ({
      send: (request) =>
        new Promise((resolve) => {
          const n = calls.length;
          const end = async (outcome: OriginOutcome): Promise<void> => {
            resolve(outcome);
            await quiet();
          };
          const call = {
            ...readCall(request),
            url,
            answer(say: Say) {
              watch.said(n, say);
              return end({ kind: "answer", answer: answerOf(say) });
            },
            fail(kind: Failing) {
              watch.failed(n, kind);
              return end({ kind: "failure", failure: { kind, cause: undefined } });
            },
          };
          calls.push(call);
          watch.called(n, call);
        }),
      close: () => Promise.resolve(),
    }),
  };
}

function readCall({ method, target, headers }: OriginRequest) {
  const [cacheControl = ""] = headerValues(headers, "cache-control");
  return { method, target, headers, maxAge: Number(/max-age=(\d+)/.exec(cacheControl)?.[1]) };
}

function answerOf({
  status = 200,
  type = "application/json; charset=utf-8",
  headers = [],
  ...say
}: Say): OriginAnswer {
  return {
    status,
    headers: ["Content-Type", type, ...headers],
    body: chunksOf(new TextEncoder().encode(say.body), say.breaksOff ?? false),
    discard: () => undefined,
  };
}

async function* chunksOf(bytes: Uint8Array, breaksOff: boolean): AsyncGenerator<Uint8Array> {
  const chunkBytes = 16 * 1_024;
  for (let at = 0; at < bytes.byteLength; at += chunkBytes) {
    yield bytes.subarray(at, at + chunkBytes);
  }
  if (breaksOff) throw new OriginBodyError({ kind: "broken", cause: undefined });
}
