// An edge without a network, on a clock that only tests move, before an origin that answers call by call what the test says.
// For what depends on which call began when, and who waits for it.
import { defaultLimits, type Limits } from "../../src/core/limits.ts";
import { defaultProjectSettings, type ProjectSettings } from "../../src/core/settings.ts";
import type { Edge } from "../../src/edge/edge.ts";
import type { EdgeEvent } from "../../src/edge/events.ts";
import {
  OriginBodyError,
  type EdgeAnswer,
  type OriginOutcome,
  type Store,
} from "../../src/edge/ports.ts";
import { createClock } from "../../src/runtime/node.ts";
import { assembleEdges } from "../../src/server/edge-assembly.ts";

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

/** One call that reached the origin. */
interface ScriptedCall {
  readonly method: string;
  readonly target: string;
  /** Header lines, name and value. */
  readonly headers: readonly string[];
  /** `max-age` of its `Cache-Control`, in seconds. */
  readonly maxAge: number;
  answer(say: Say): Promise<void>;
  fail(kind: "timeout" | "unreachable" | "broken"): Promise<void>;
}

/** What a client was answered. */
interface Reply {
  readonly status: number;
  readonly body: string;
  readonly cacheStatus: string;
  readonly cookies: readonly string[];
  readonly headers: readonly string[];
}

/** A request on its way. */
interface Asking {
  /** The reply, once there is one. */
  reply(): Reply | undefined;
  readonly replied: Promise<Reply>;
}

/** The whole. */
export interface ScriptedEdge {
  readonly edge: Edge;
  readonly store: Store;
  readonly events: EdgeEvent[];
  /** Every call so far. */
  readonly calls: readonly ScriptedCall[];
  /** The call with this number, from 0; waits for nothing. */
  call(n: number): ScriptedCall;
  /** A check by the cookie of a person, with further header lines. */
  check(person: string, headers?: readonly string[]): Promise<Asking>;
  request(method: string, target: string, headers: readonly string[]): Promise<Asking>;
  /** Lets time pass, and whatever is due. */
  advance(ms: number): Promise<void>;
  /** Timers that wait. */
  timers(): number;
  wallMs(): number;
  /** The wall clock at the edge's instant 0. */
  readonly startWallMs: number;
}

/** How it differs from the defaults. */
export interface ScriptedSetUp {
  readonly settings?: Partial<ProjectSettings>;
  readonly limits?: Partial<Limits>;
  readonly random?: () => number;
}

const startWallMs = Date.UTC(2026, 10, 23, 20, 0, 0);

/** Puts it together. */
export function createScriptedEdge(setUp: ScriptedSetUp = {}): ScriptedEdge {
  let nowMs = 1_000;
  const timers = new Set<{ readonly dueAtMs: number; readonly run: () => void }>();
  const clock = createClock({
    monotonicMs: () => nowMs,
    wallMs: () => startWallMs + nowMs,
    setTimer: (run, delayMs) => {
      const timer = { dueAtMs: nowMs + delayMs, run };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
  });
  const limits = { ...defaultLimits, ...setUp.limits };
  const calls: ScriptedCall[] = [];
  const events: EdgeEvent[] = [];
  const failures: unknown[] = [];
  const edges = assembleEdges({
    limits,
    emit: (event) => events.push(event),
    onUndelivered: (error) => failures.push(error),
    options: { name: "edge" },
    ports: { clock, random: setUp.random ?? (() => 0), background: () => undefined },
  });
  const edge = edges.edge(
    { ...defaultProjectSettings, cacheableSessions: true, ...setUp.settings },
    {
      send: (request) =>
        new Promise((resolve) => {
          const resolveWith = async (outcome: OriginOutcome): Promise<void> => {
            resolve(outcome);
            await quiet();
          };
          calls.push({
            method: request.method,
            target: request.target,
            headers: request.headers,
            maxAge: Number(
              /max-age=(\d+)/.exec(valueOf(request.headers, "cache-control") ?? "")?.[1],
            ),
            answer: (say) => resolveWith({ kind: "answer", answer: answerOf(say) }),
            fail: (kind) => resolveWith({ kind: "failure", failure: { kind, cause: undefined } }),
          });
        }),
    },
  );
  const { store } = edges.ports;

  const request = async (
    method: string,
    target: string,
    headers: readonly string[],
  ): Promise<Asking> => {
    let reply: Reply | undefined;
    const answering = edge.handle({
      method,
      target,
      headers: ["Host", "edge.example", ...headers],
      body: undefined,
      peer: { address: "192.0.2.1", protocol: "http" },
      signal: new AbortController().signal,
    });
    const replied = Promise.resolve(answering).then(async (answer) => {
      reply = await replyOf(answer);
      return reply;
    });
    await quiet();
    return { replied, reply: () => reply };
  };

  return {
    edge,
    store,
    events,
    calls,
    call(n) {
      const found = calls.at(n);
      if (found === undefined)
        throw new Error(`the origin got ${calls.length} calls, not ${n + 1}`);
      return found;
    },
    request,
    check: (person, headers = []) =>
      request("GET", "/sessions/whoami", ["Cookie", `ory_kratos_session=${person}`, ...headers]),
    async advance(ms) {
      const untilMs = nowMs + ms;
      for (;;) {
        const next = [...timers]
          .filter(({ dueAtMs }) => dueAtMs <= untilMs)
          .toSorted((one, other) => one.dueAtMs - other.dueAtMs)[0];
        if (next === undefined) break;
        nowMs = Math.max(nowMs, next.dueAtMs);
        timers.delete(next);
        next.run();
        await quiet();
      }
      nowMs = untilMs;
    },
    timers: () => timers.size,
    wallMs: () => startWallMs + nowMs,
    startWallMs,
  };
}

/** A person's session as the origin states it. */
export function sessionOf(person: string, changes: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    id: `session of ${person}`,
    active: true,
    expires_at: "2027-01-01T00:00:00Z",
    identity: { id: `identity of ${person}` },
    ...changes,
  });
}

/** The origin's refusal. */
export const refusal: Say = {
  status: 401,
  body: '{"error":{"code":401,"status":"Unauthorized","reason":"No valid session credentials found in the request.","message":"The request could not be authorized"}}\n',
};

/** Every turn of the loop that answering may take, and some more. */
async function quiet(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) {
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }
}

function answerOf({
  status = 200,
  type = "application/json; charset=utf-8",
  headers = [],
  ...say
}: Say) {
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

async function replyOf(answer: EdgeAnswer): Promise<Reply> {
  const { status, headers, body } = answer;
  const decoder = new TextDecoder();
  let text = "";
  if (body instanceof Uint8Array) text = decoder.decode(body);
  else if (body !== undefined) for await (const chunk of body) text += decoder.decode(chunk);
  return {
    status,
    body: text,
    headers,
    cacheStatus: valueOf(headers, "cache-status") ?? "",
    cookies: headers.filter((_, i) => headers[i - 1]?.toLowerCase() === "set-cookie"),
  };
}

function valueOf(headers: readonly string[], lowerName: string): string | undefined {
  return headers.find((_, i) => i % 2 === 1 && headers[i - 1]?.toLowerCase() === lowerName);
}
