// Every ceiling of an edge, met at its listener: never with silence, never with an older answer, always with an event.
import { expect, test } from "vitest";
import type { Limits } from "../../src/core/limits.ts";
import type { Bus } from "../../src/edge/ports.ts";
import { cached, cacheStatus, send, signedIn, told, type Ask } from "../harness/asking.ts";
import { valuesOf, type RawAnswer } from "../harness/raw-client.ts";
import { embeddedOnly } from "../harness/origin-under-test.ts";
import { isWhoami } from "../harness/relay.ts";
import { startScene, untilSeen, type Scene } from "../harness/scene.ts";

function reached(scene: Scene): readonly (keyof Limits)[] {
  return scene.edge.events.flatMap((event) => (event.kind === "limit-reached" ? event.limit : []));
}

function errorOf(answer: RawAnswer): [number, string, readonly string[]] {
  const { error } = JSON.parse(answer.body.toString()) as { error: { id: string } };
  return [answer.status, error.id, valuesOf(answer.headers, "retry-after")];
}

/** Takes the only place of a lane, has another request turned away or wait, and lets go. */
async function crowd(scene: Scene, first: Ask, second: Ask): Promise<RawAnswer[]> {
  const held = scene.relay.add({ matches: () => true, times: 1, effect: { kind: "hold-call" } });
  const waiting = send(scene.edge.url, first);
  await held.struck(1);
  const since = scene.edge.events.length;
  const other = send(scene.edge.url, second);
  await untilSeen(scene.edge, ({ kind }) => kind === "limit-reached", 1, since);
  const turnedAway = scene.edge.events
    .slice(since)
    .some((event) => event.kind === "limit-reached" && event.limit === "waitingPerLaneMax");
  if (turnedAway) await other;
  held.release();
  return [await waiting, await other];
}

const busy = [503, "edge_busy", ["1"]];
const flow = { target: "/self-service/login/api" };

test("A full lane for known sessions answers 503, and no older response stands in.", async () => {
  const limits = { knownCallsMax: 1, waitingPerLaneMax: 0 };
  await using scene = await startScene({ settings: { staleIfErrorMs: 300_000 }, edge: { limits } });
  const people = [await signedIn(scene), await signedIn(scene)];
  const [first, second] = people.map(({ cookie }) => ({ headers: [`Cookie: ${cookie}`] }));
  for (const ask of [first, second]) await cached(scene, ask?.headers ?? []);
  scene.edge.advance(61_000);
  const [served, refused] = await crowd(scene, first ?? {}, second ?? {});
  expect(served?.status).toBe(200);
  expect(errorOf(refused ?? (await send(scene.edge.url, {})))).toEqual(busy);
  expect(cacheStatus(refused ?? (await send(scene.edge.url, {})))).toBe("edge-sessions; fwd=stale");
});

test("A full lane for everything else answers 503.", async () => {
  const limits = { forwardCallsMax: 1, waitingPerLaneMax: 0 };
  await using scene = await startScene({ edge: { limits } });
  const [served, refused] = await crowd(scene, flow, flow);
  expect(served?.status).toBe(200);
  expect(refused && errorOf(refused)).toEqual(busy);
});

test("A request that waits for a place gets it, and an event says that the limit was reached.", async () => {
  await using scene = await startScene({ edge: { limits: { forwardCallsMax: 1 } } });
  const answers = await crowd(scene, flow, flow);
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  expect(reached(scene)).toEqual(["forwardCallsMax"]);
});

test.each([
  [100, 100, 403],
  [101, 100, 413],
])(
  "A body of %i bytes that must be read, where %i are allowed, gets a %i.",
  async (bytes, most, status) => {
    await using scene = await startScene({ edge: { limits: { readBodyBytesMax: most } } });
    const empty = JSON.stringify({ session_token: "" });
    const body = JSON.stringify({ session_token: "x".repeat(bytes - empty.length) });
    const target = "/self-service/logout/api";
    const headers = ["Content-Type: application/json", `Content-Length: ${body.length}`];
    const answer = await send(scene.edge.url, { method: "DELETE", target, headers, body });
    expect(answer.status).toBe(status);
    expect(reached(scene)).toEqual(status === 413 ? ["readBodyBytesMax"] : []);
    expect(scene.relay.calls.some((call) => call.target === target)).toBe(status !== 413);
  },
);

test("A mutation with too many credentials gets a 431 and is not sent.", async () => {
  await using scene = await startScene();
  const cookies = (count: number): string[] =>
    Array.from({ length: count }, (_, i) => `Cookie: ${scene.origin.cookieName}=made-up-${i}`);
  const mutation = { method: "POST", target: "/self-service/settings" };
  const most = await send(scene.edge.url, { ...mutation, headers: cookies(10) });
  expect(reached(scene)).not.toContain("mutationCredentialsMax");
  const calls = scene.relay.calls.length;
  const answer = await send(scene.edge.url, { ...mutation, headers: cookies(11) });
  expect(most.status).not.toBe(431);
  expect(errorOf(answer)).toEqual([431, "edge_head_too_large", []]);
  expect(reached(scene)).toContain("mutationCredentialsMax");
  expect(scene.relay.calls.length).toBe(calls);
});

test("With the feature off, a mutation with any number of credentials passes.", async () => {
  await using scene = await startScene({ settings: { cacheableSessions: false } });
  const headers = Array.from(
    { length: 9 },
    (_, i) => `Cookie: ${scene.origin.cookieName}=made-up-${i}`,
  );
  const mutation = { method: "POST", target: "/self-service/settings", headers };
  const answer = await send(scene.edge.url, mutation);
  expect(told(answer)).toEqual(told(await send(scene.origin.publicUrl, mutation)));
  expect(reached(scene)).toEqual([]);
});

test("A response larger than an entry may be is passed on whole and not stored.", async () => {
  await using scene = await startScene({ edge: { limits: { entryBodyBytesMax: 100 } } });
  const headers = [`Cookie: ${(await signedIn(scene)).cookie}`];
  const answer = await send(scene.edge.url, { headers });
  expect(told(answer)).toEqual(told(await send(scene.origin.publicUrl, { headers })));
  expect(scene.edge.edge.stats().entries).toBe(0);
  expect(reached(scene)).toEqual(["entryBodyBytesMax"]);
});

test("A full store evicts entries, and the origin is asked again.", async () => {
  await using scene = await startScene({ edge: { limits: { cacheBytesMax: 3_500 } } });
  const first = [`Cookie: ${(await signedIn(scene)).cookie}`];
  await cached(scene, first);
  await cached(scene, [`Cookie: ${(await signedIn(scene)).cookie}`]);
  expect(scene.edge.edge.stats().entries).toBe(1);
  expect(reached(scene)).toEqual(["cacheBytesMax"]);
  expect(cacheStatus(await send(scene.edge.url, { headers: first }))).toContain("fwd=miss; stored");
});

test("With too many fences to tell apart, one fence covers all calls in flight, and entries stay.", async () => {
  await using scene = await startScene({ edge: { limits: { fencesMax: 4 } } });
  const bystander = [`Cookie: ${(await signedIn(scene)).cookie}`];
  await cached(scene, bystander);
  // What is sent back to its form may have changed something, so its cookie is fenced.
  scene.relay.add({
    matches: ({ method }) => method === "POST",
    effect: {
      kind: "answer",
      answer: { status: 303, headers: ["Location", "/"], body: Buffer.of() },
    },
  });
  for (let i = 0; i < 5; i += 1) {
    const headers = [`Cookie: ${scene.origin.cookieName}=made-up-${i}`];
    await send(scene.edge.url, { method: "POST", target: "/self-service/settings", headers });
  }
  expect(new Set(reached(scene))).toEqual(new Set(["fencesMax"]));
  expect(scene.edge.edge.stats().fences).toBeLessThanOrEqual(4);
  const next = await send(scene.edge.url, { headers: bystander });
  expect(cacheStatus(next)).toMatch(/^edge-sessions; hit/);
});

test(
  "Anonymous responses for more Origins than are kept are passed on.",
  embeddedOnly,
  async () => {
    const allowedOrigins = ["http://a.example", "http://b.example", "http://c.example"];
    await using scene = await startScene({
      identity: { cors: { allowedOrigins } },
      edge: { limits: { anonymousOriginsMax: 2 } },
    });
    const ask = async (origin: string): Promise<string> =>
      cacheStatus(await send(scene.edge.url, { headers: [`Origin: ${origin}`] }));
    for (const origin of allowedOrigins) await ask(origin);
    const seen = await Promise.all(allowedOrigins.map(ask));
    expect(seen.map((status) => status.replace(/; ttl.*/, ""))).toEqual([
      "edge-sessions; hit",
      "edge-sessions; hit",
      "edge-sessions; fwd=bypass; detail=origins-many",
    ]);
  },
);

test.each([
  ["3", 3_000],
  ["600", 60_000],
  ["tomorrow", 1_000],
])("A 429 with Retry-After: %s pauses refreshes for %i ms, and hits go on.", async (after, ms) => {
  await using scene = await startScene({ settings: { maxAgeMs: 200_000 } });
  const silent = scene.relay.add({
    matches: isWhoami,
    effect: {
      kind: "change",
      change: (answer) => ({ ...answer, headers: withoutHint(answer.headers) }),
    },
  });
  const headers = [`Cookie: ${(await signedIn(scene)).cookie}`];
  await cached(scene, headers);
  const answer = { status: 429, headers: ["Retry-After", after], body: Buffer.from("slow down") };
  silent.remove();
  scene.relay.add({ matches: isWhoami, times: 1, effect: { kind: "answer", answer } });
  const forced = await send(scene.edge.url, { headers: [...headers, "Cache-Control: no-cache"] });
  expect([forced.status, valuesOf(forced.headers, "retry-after")]).toEqual([429, [after]]);
  const [pause] = scene.edge.events.filter(({ kind }) => kind === "refresh-paused");
  expect(pause).toBeDefined();
  scene.edge.advance(ms - 200);
  expect(cacheStatus(await send(scene.edge.url, { headers }))).toMatch(/hit; ttl=\d+$/);
  scene.edge.advance(1_000);
  expect(cacheStatus(await send(scene.edge.url, { headers }))).toContain("detail=refreshing");
});

function withoutHint(headers: readonly string[]): string[] {
  return headers.map((line) => (line === "Ory-Session-Cache-For" ? "X-Nothing" : line));
}

test("An unseen change of one identity is published once per interval and applied each time.", async () => {
  await using scene = await startScene();
  const { cookie, identityId } = await signedIn(scene);
  const headers = [`Cookie: ${cookie}`];
  const change = async (name: string): Promise<void> => {
    await cached(scene, headers);
    await scene.admin.patchIdentity({
      id: identityId,
      jsonPatch: [{ op: "replace", path: "/metadata_public", value: { name } }],
    });
    await send(scene.edge.url, { headers: [...headers, "Cache-Control: max-age=0"] });
  };
  await change("one");
  await change("two");
  scene.edge.advance(10_001);
  await change("three");
  const news = scene.edge.events.flatMap((event) =>
    event.kind === "change-unseen" ? event.published : [],
  );
  expect(news).toEqual([true, false, true]);
});

test("A bus that accepts nothing does not hold a mutation's response longer than the limit.", async () => {
  const taken = Promise.withResolvers<void>();
  const bus: Bus = {
    healthyUntilMs: Number.POSITIVE_INFINITY,
    publish: () => taken.promise,
    subscribe: async () => () => undefined,
  };
  await using scene = await startScene({ edge: { bus, limits: { publishWaitMs: 20 } } });
  const { cookie } = await signedIn(scene);
  const headers = [`Cookie: ${cookie}`];
  await cached(scene, headers);
  const ask = { method: "DELETE", target: "/sessions", headers: [...headers, "Content-Length: 0"] };
  expect((await send(scene.edge.url, ask)).status).toBe(200);
  expect(cacheStatus(await send(scene.edge.url, { headers }))).toBe(
    "edge-sessions; fwd=miss; stored",
  );
  expect(scene.edge.edge.stats().unpublished).toBeGreaterThan(0);
  taken.resolve();
});
