// Case 17: a 200 that is cut off, inactive, ended, or somebody else's: passed on for what it is, never kept. One that is no session at all
// is not the origin's word: passed on too, and what was stored stays.
import { expect, test } from "vitest";
import { isWhoami } from "../harness/relay.ts";
import type { RelayEffect } from "../harness/relay-rules.ts";
import { startScene, untilSeen, type Scene } from "../harness/scene.ts";
import { exchange, rawRequest } from "../harness/raw-client.ts";
import { cached, cacheStatus, send, signedIn, told } from "../harness/asking.ts";

type Session = Record<string, unknown> & { identity: Record<string, unknown> };

function changed(change: (session: Session) => unknown): RelayEffect {
  return {
    kind: "change",
    change: (answer) => {
      const body = JSON.stringify(change(JSON.parse(answer.body.toString()) as Session));
      return { ...answer, body: Buffer.from(body) };
    },
  };
}

function without(member: string): (session: Session) => unknown {
  return (session) =>
    Object.fromEntries(Object.entries(session).filter(([name]) => name !== member));
}

function replaced(body: string | Uint8Array): RelayEffect {
  return { kind: "change", change: (answer) => ({ ...answer, body: Buffer.from(body) }) };
}

const somebody = "7f3c1c5e-0000-4000-8000-000000000000";
const past = "2001-01-01T00:00:00Z";
const foreign: readonly [string, RelayEffect][] = [
  [
    "half a JSON text",
    { kind: "change", change: (answer) => ({ ...answer, body: answer.body.subarray(0, 400) }) },
  ],
  ["text that is not JSON", replaced("<html>maintenance</html>")],
  ["nothing", replaced("")],
  ["an array", replaced("[]")],
  ["bytes that are not UTF-8", replaced(Uint8Array.from([0x7b, 0xff, 0xfe, 0x7d]))],
  ["active: missing", changed(without("active"))],
  ["active as a text", changed((session) => ({ ...session, active: "true" }))],
  ["no expiry", changed(without("expires_at"))],
  ["an expiry that is not a date", changed((session) => ({ ...session, expires_at: "soon" }))],
  ["no session id", changed(without("id"))],
  ["no identity", changed(without("identity"))],
];
const own: readonly [string, RelayEffect][] = [
  ["active: false", changed((session) => ({ ...session, active: false }))],
  ["an expiry in the past", changed((session) => ({ ...session, expires_at: past }))],
  [
    "another identity than its header names",
    changed((session) => ({ ...session, identity: { ...session.identity, id: somebody } })),
  ],
  [
    "more than an entry may hold",
    changed((session) => ({ ...session, padding: "x".repeat(70_000) })),
  ],
];

async function setUp(): Promise<{ scene: Scene; headers: string[] }> {
  const scene = await startScene({ settings: { refreshAfterMs: 1_000 } });
  const { cookie } = await signedIn(scene);
  return { scene, headers: [`Cookie: ${cookie}`] };
}

test.each([...foreign, ...own])(
  "%s: this response to a fetch is passed on and not stored.",
  async (_, effect) => {
    const { scene, headers } = await setUp();
    await using _scene = scene;
    const rule = scene.relay.add({ matches: isWhoami, times: 2, effect });
    const first = await send(scene.edge.url, { headers });
    expect(first.status).toBe(200);
    expect(cacheStatus(first)).toBe("edge-sessions; fwd=miss");
    expect(told(first)).toEqual(told(await send(scene.relay.url, { headers })));
    expect(scene.edge.edge.stats().entries).toBe(0);
    rule.remove();
    const next = await send(scene.edge.url, { headers });
    expect(cacheStatus(next)).toBe("edge-sessions; fwd=miss; stored");
  },
);

test.each(foreign)(
  "%s: this response to a refresh leaves the stored response in place.",
  async (_, effect) => {
    const { scene, headers } = await setUp();
    await using _scene = scene;
    await cached(scene, headers);
    const rule = scene.relay.add({ matches: isWhoami, times: 1, effect });
    scene.edge.advance(2_000);
    const since = scene.edge.events.length;
    expect(cacheStatus(await send(scene.edge.url, { headers }))).toContain("detail=refreshing");
    await untilSeen(scene.edge, ({ kind }) => kind === "settled", 1, since);
    rule.remove();
    const next = await send(scene.edge.url, { headers });
    expect(cacheStatus(next)).toMatch(/^edge-sessions; hit/);
    expect(told(next)).toEqual(told(await send(scene.origin.publicUrl, { headers })));
  },
);

test.each(own)("%s: this response to a refresh removes the stored response.", async (_, effect) => {
  const { scene, headers } = await setUp();
  await using _scene = scene;
  await cached(scene, headers);
  const rule = scene.relay.add({ matches: isWhoami, times: 1, effect });
  scene.edge.advance(2_000);
  const since = scene.edge.events.length;
  expect(cacheStatus(await send(scene.edge.url, { headers }))).toContain("detail=refreshing");
  await untilSeen(scene.edge, ({ kind }) => kind === "settled", 1, since);
  rule.remove();
  expect(scene.edge.edge.stats().entries).toBe(0);
  const next = await send(scene.edge.url, { headers });
  expect(told(next)).toEqual(told(await send(scene.origin.publicUrl, { headers })));
});

test("A body that breaks off breaks off at the client too and is not stored.", async () => {
  const { scene, headers } = await setUp();
  await using _scene = scene;
  const rule = scene.relay.add({ matches: isWhoami, times: 1, effect: { kind: "truncate" } });
  const host = `Host: ${new URL(scene.edge.url).host}`;
  const request = rawRequest("GET /sessions/whoami HTTP/1.1", [host, ...headers]);
  const { answers, end } = await exchange(scene.edge.url, request);
  expect(answers).toEqual([]);
  expect(end).toBeDefined();
  expect(scene.edge.edge.stats().entries).toBe(0);
  rule.remove();
  const next = await send(scene.edge.url, { headers });
  expect([next.status, cacheStatus(next)]).toEqual([200, "edge-sessions; fwd=miss; stored"]);
});

test("A body that breaks off on a refresh removes the stored response.", async () => {
  const { scene, headers } = await setUp();
  await using _scene = scene;
  await cached(scene, headers);
  scene.relay.add({ matches: isWhoami, times: 1, effect: { kind: "truncate" } });
  scene.edge.advance(2_000);
  const since = scene.edge.events.length;
  await send(scene.edge.url, { headers });
  await untilSeen(scene.edge, ({ kind }) => kind === "settled", 1, since);
  expect(scene.edge.edge.stats().entries).toBe(0);
});

test("A refresh that names another user raises an alarm and is asked once more, alone.", async () => {
  const { scene, headers } = await setUp();
  await using _scene = scene;
  const stranger = await signedIn(scene);
  await cached(scene, headers);
  const theirs = await send(scene.origin.publicUrl, { headers: [`Cookie: ${stranger.cookie}`] });
  const mixedUp: RelayEffect = {
    kind: "change",
    change: (answer) => ({
      ...answer,
      headers: answer.headers.map((value, i) =>
        answer.headers[i - 1] === "X-Kratos-Authenticated-Identity-Id"
          ? stranger.identityId
          : value,
      ),
      body: theirs.body,
    }),
  };
  const rule = scene.relay.add({ matches: isWhoami, times: 1, effect: mixedUp });
  const truth = told(await send(scene.origin.publicUrl, { headers }));
  const forced = await send(scene.edge.url, { headers: [...headers, "Cache-Control: max-age=0"] });
  expect(told(forced)).toEqual(truth);
  expect(scene.edge.events.some(({ kind }) => kind === "session-mismatch")).toBe(true);
  rule.remove();
  expect(told(await send(scene.edge.url, { headers }))).toEqual(truth);

  await cached(scene, headers);
  scene.relay.add({ matches: isWhoami, times: 1, effect: mixedUp });
  scene.edge.advance(2_000);
  const since = scene.edge.events.length;
  expect(told(await send(scene.edge.url, { headers }))).toEqual(truth);
  await untilSeen(scene.edge, ({ kind }) => kind === "session-mismatch", 1, since);
  expect(scene.edge.edge.stats().entries).toBe(0);
  expect(told(await send(scene.edge.url, { headers }))).toEqual(truth);
});
