// Case 21: a flood of made-up credentials: nothing of it is stored, what is hot stays, and the origin is not drowned.
import { expect, test } from "vitest";
import { isWhoami, linesOf } from "../harness/relay.ts";
import type { RelayedCall } from "../harness/relay-rules.ts";
import { startScene, type Scene } from "../harness/scene.ts";
import { valuesOf, type RawAnswer } from "../harness/raw-client.ts";
import { cached, cacheStatus, send, signedIn } from "../harness/asking.ts";

function madeUp(scene: Scene, i: number): string[] {
  const value = `made-up-${i}-${"x".repeat(100)}`;
  return (
    [
      [`Cookie: ${scene.origin.cookieName}=${value}`],
      [`X-Session-Token: ory_st_${value}`],
      [`Authorization: Bearer ory_st_${value}`],
    ][i % 3] ?? []
  );
}

function isMadeUp(call: RelayedCall): boolean {
  return isWhoami(call) && JSON.stringify(call.headers).includes("made-up");
}

test("A flood of made-up credentials stores nothing, and entries in use stay.", async () => {
  await using scene = await startScene({ settings: { sessionTokens: true } });
  const hot = [`Cookie: ${(await signedIn(scene)).cookie}`];
  await cached(scene, hot);
  const before = scene.edge.edge.stats();
  for (let i = 0; i < 500; i += 50) {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, j) => send(scene.edge.url, { headers: madeUp(scene, i + j) })),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
    expect(cacheStatus(await send(scene.edge.url, { headers: hot }))).toMatch(
      /^edge-sessions; hit/,
    );
  }
  const { entries, bytes, fences, flights } = scene.edge.edge.stats();
  expect({ entries, fences, flights }).toMatchObject({
    entries: before.entries,
    fences: before.fences,
  });
  // Fewer, if a made-up credential got the same header lines: entries that share them do not count them.
  expect(bytes).toBeLessThanOrEqual(before.bytes);
});

test("A flood makes a bounded number of calls to the origin, the rest gets an error, and known sessions have their own lane.", async () => {
  const limits = { unknownCallsMax: 8, waitingPerLaneMax: 16, renewAfterMs: 3_600_000 };
  await using scene = await startScene({ settings: { sessionTokens: true }, edge: { limits } });
  const hot = [`Cookie: ${(await signedIn(scene)).cookie}`];
  await cached(scene, hot);
  const held = scene.relay.add({ matches: isMadeUp, effect: { kind: "hold-call" } });
  const flood = Array.from({ length: 100 }, (_, i) =>
    send(scene.edge.url, { headers: madeUp(scene, i) }),
  );
  await held.struck(8);
  const turnedAway = 100 - 8 - 16;
  const refused: number[] = [];
  let full = (): void => undefined;
  const allRefused = new Promise<void>((resolve) => {
    full = resolve;
  });
  const listen = async (answering: Promise<RawAnswer>): Promise<void> => {
    const answer = await answering;
    if (answer.status !== 503) return;
    refused.push(Number(valuesOf(answer.headers, "retry-after")[0]));
    if (refused.length === turnedAway) full();
  };
  const heard = flood.map(listen);
  await allRefused;
  expect(refused.every((seconds) => seconds >= 1)).toBe(true);
  expect(scene.relay.calls.filter(isMadeUp)).toHaveLength(8);
  expect(scene.edge.edge.stats().lanes.unknown).toEqual({ calls: 8, waiting: 16 });
  expect(cacheStatus(await send(scene.edge.url, { headers: hot }))).toMatch(/^edge-sessions; hit/);
  const forced = await send(scene.edge.url, { headers: [...hot, "Cache-Control: max-age=0"] });
  expect([forced.status, cacheStatus(forced)]).toEqual([200, "edge-sessions; fwd=request; stored"]);
  held.release();
  await Promise.all(heard);
  const statuses = (await Promise.all(flood)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 401)).toHaveLength(24);
  expect(scene.relay.calls.filter((call) => linesOf(call, "cookie").length > 1)).toEqual([]);
  expect(scene.edge.edge.stats()).toMatchObject({ entries: 1, flights: 0 });
  const told = scene.edge.events.some(
    (event) => event.kind === "limit-reached" && event.limit === "waitingPerLaneMax",
  );
  expect(told).toBe(true);
});

test("A flood of mutations by strangers publishes nothing.", async () => {
  await using scene = await startScene({ settings: { sessionTokens: true } });
  const hot = [`Cookie: ${(await signedIn(scene)).cookie}`];
  await cached(scene, hot);
  await Promise.all(
    Array.from({ length: 60 }, (_, i) =>
      send(scene.edge.url, {
        method: "DELETE",
        target: "/sessions",
        headers: [...madeUp(scene, i), "Content-Length: 0"],
      }),
    ),
  );
  expect(scene.edge.events.filter(({ kind }) => kind === "published")).toEqual([]);
  expect(cacheStatus(await send(scene.edge.url, { headers: hot }))).toMatch(/^edge-sessions; hit/);
});

test("Invented values beside one valid cookie do not take the places of known sessions.", async () => {
  const limits = { knownCallsMax: 2, unknownCallsMax: 4, renewAfterMs: 3_600_000 };
  await using scene = await startScene({ settings: { sessionTokens: true }, edge: { limits } });
  const one = [`Cookie: ${(await signedIn(scene)).cookie}`];
  const other = [`Cookie: ${(await signedIn(scene)).cookie}`];
  for (const cookies of [one, other]) await cached(scene, cookies);
  const held = scene.relay.add({ matches: isMadeUp, effect: { kind: "hold-call" } });
  const made = (n: number): string =>
    n % 2 === 0 ? `Authorization: Bearer made-up-${n}` : `Authorization: Basic made-up-${n}`;
  const flood = Array.from({ length: 20 }, (_, n) =>
    send(scene.edge.url, { headers: [...one, made(n)] }),
  );
  await held.struck(4);
  expect(scene.edge.edge.stats().lanes).toMatchObject({
    known: { calls: 0, waiting: 0 },
    unknown: { calls: 4 },
  });
  const forced = await send(scene.edge.url, { headers: [...other, "Cache-Control: max-age=0"] });
  expect([forced.status, cacheStatus(forced)]).toEqual([200, "edge-sessions; fwd=request; stored"]);
  held.release();
  await Promise.all(flood);
});
