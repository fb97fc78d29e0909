// Edges whose host ends all work with its request: each check makes its own call, and nothing waits for another request.
import { expect, it } from "vitest";
import { defaultLimits, lostFlightAfterMs } from "../../src/core/limits.ts";
import { defaultProjectSettings } from "../../src/core/settings.ts";
import type { EdgeAnswer, OriginOutcome } from "../../src/edge/ports.ts";
import { inProcess } from "../../src/library/credentials.ts";
import { createClock } from "../../src/runtime/node.ts";
import { assembleEdges } from "../../src/server/edge-assembly.ts";
import { cookie, sessionBody } from "../library/edge-for-library.ts";

const originTimeoutMs = 5_000;

/** An edge whose origin answers when the test says so, and never by itself. */
function edgeOfTest() {
  let aheadMs = 0;
  const calls: ((outcome: OriginOutcome) => void)[] = [];
  const edges = assembleEdges({
    limits: { ...defaultLimits, secondLooksMax: 0 },
    emit: () => undefined,
    onUndelivered: (error) => {
      throw error;
    },
    options: { sharesFlights: false, originTimeoutMs },
    ports: {
      clock: createClock({
        monotonicMs: () => performance.now() + aheadMs,
        wallMs: () => Date.now() + aheadMs,
        setTimer: () => () => undefined,
      }),
    },
  });
  const settings = { ...defaultProjectSettings, cacheableSessions: true, refreshAfterMs: 0 };
  const edge = edges.edge(settings, {
    send: () => new Promise((resolve) => void calls.push(resolve)),
  });
  const tasks: Promise<void>[] = [];
  return {
    calls,
    tasks,
    edge,
    advance: (ms: number) => {
      aheadMs += ms;
    },
    check: (how: { readonly background?: true; readonly credential?: string } = {}) =>
      edge.handle(
        inProcess(
          "GET",
          "/sessions/whoami",
          ["Cookie", how.credential ?? cookie],
          how.background && ((task) => void tasks.push(task)),
        ),
      ),
  };
}

async function* oneChunk(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}

function outcomeOf(status: number, text: string): OriginOutcome {
  const headers = ["Content-Type", "application/json"];
  const body = oneChunk(text);
  return { kind: "answer", answer: { status, headers, body, discard: () => undefined } };
}

function sessionOutcome(): OriginOutcome {
  return outcomeOf(200, sessionBody());
}

function refusedOutcome(): OriginOutcome {
  return outcomeOf(401, '{"error":{"code":401,"status":"Unauthorized"}}');
}

function statusOf(answer: EdgeAnswer): number {
  return answer.status;
}

it("Checks of one key at the same time each wait for their own call.", async () => {
  const { edge, calls, check } = edgeOfTest();
  const [first, second] = [check(), check()];
  expect(calls).toHaveLength(2);
  calls[1]?.(sessionOutcome());
  expect(statusOf(await second)).toBe(200);
  expect(edge.stats()).toMatchObject({ entries: 1, flights: 1 });
  calls[0]?.(sessionOutcome());
  expect(statusOf(await first)).toBe(200);
  expect(edge.stats()).toMatchObject({ entries: 1, flights: 0 });
});

it("A hit starts a refresh only if its request keeps it alive, and one at a time.", async () => {
  const { calls, tasks, check } = edgeOfTest();
  const miss = check();
  calls[0]?.(sessionOutcome());
  await miss;
  expect(check()).not.toBeInstanceOf(Promise);
  expect(tasks).toEqual([]);
  void check({ background: true });
  await expect.poll(() => calls.length).toBe(2);
  expect(tasks).toHaveLength(1);
  void check({ background: true });
  void check({ background: true });
  calls[1]?.(sessionOutcome());
  await Promise.all(tasks);
  expect(calls).toHaveLength(2);
});

it("A flight whose host has ended its request is forgotten, and its late answer is not stored (L9).", async () => {
  const { edge, calls, advance, check } = edgeOfTest();
  const lost = check();
  advance(originTimeoutMs + lostFlightAfterMs - 100);
  const early = check({ credential: `${cookie}d` });
  expect(edge.stats().flights).toBe(2);
  calls[1]?.(refusedOutcome());
  await early;
  advance(200);
  const later = check();
  expect(edge.stats().flights).toBe(1);
  calls[2]?.(refusedOutcome());
  expect(statusOf(await later)).toBe(401);
  calls[0]?.(sessionOutcome());
  await lost;
  expect(edge.stats()).toMatchObject({ entries: 0, flights: 0 });
});
