// What an edge answers while its identity server is gone: what it knows as long as it may, then an honest error.
import { describe, expect, test } from "vitest";
import { embeddedOnly } from "../harness/origin-under-test.ts";
import { isWhoami } from "../harness/relay.ts";
import {
  check,
  isHit,
  signInBrowser,
  startScene,
  type Scene,
  type Seen,
} from "../harness/scene.ts";

const unreachable = { error: { code: 502, status: "Bad Gateway", id: "edge_origin_unreachable" } };
const late = { error: { code: 504, status: "Gateway Timeout", id: "edge_origin_timeout" } };

async function cachedCookie(scene: Scene): Promise<{ cookie: string }> {
  const { cookie } = await signInBrowser(scene.direct, await scene.person());
  expect((await check(scene.through, { cookie })).status).toBe(200);
  return { cookie };
}

function marked(seen: Seen): boolean {
  return /^edge-sessions; hit; ttl=-?\d+; detail=stale-if-error$/.test(seen.cacheStatus ?? "");
}

describe("a refused connection", () => {
  test("While connections are refused, checks are hits within their limit and then get a 502, until the origin is back.", async () => {
    await using scene = await startScene();
    const credential = await cachedCookie(scene);
    await scene.relay.leave();
    scene.edge.advance(50_000);
    const within = await check(scene.through, credential);
    expect([within.status, isHit(within)]).toEqual([200, true]);
    scene.edge.advance(11_000);
    const beyond = await check(scene.through, credential);
    expect(beyond).toMatchObject({ status: 502, body: unreachable });
    expect(beyond.cacheStatus).toBe("edge-sessions; fwd=stale");
    const unknown = await check(scene.through, { cookie: `${scene.origin.cookieName}=dW5rbm93bg` });
    expect(unknown).toMatchObject({ status: 502, body: unreachable });
    expect(unknown.cacheStatus).toBe("edge-sessions; fwd=miss");
    await scene.relay.comeBack();
    const back = await check(scene.through, credential);
    expect([back.status, back.cacheStatus]).toEqual([200, "edge-sessions; fwd=stale; stored"]);
    expect(isHit(await check(scene.through, credential))).toBe(true);
  });

  test("A request's own limit holds: max-age=10 gets a 502 where a plain check is a hit.", async () => {
    await using scene = await startScene();
    const credential = await cachedCookie(scene);
    await scene.relay.leave();
    scene.edge.advance(11_000);
    const bounded = await check(scene.through, credential, { "Cache-Control": "max-age=10" });
    expect(bounded.status).toBe(502);
    expect(isHit(await check(scene.through, credential))).toBe(true);
  });

  test("Every other request gets a 502 in Ory's error format.", async () => {
    await using scene = await startScene();
    await scene.relay.leave();
    const flow = await scene.through.createNativeLoginFlow({}, { validateStatus: () => true });
    expect([flow.status, flow.data]).toMatchObject([502, unreachable]);
  });

  test("A broken connection gives a 502 too, and the next check is right.", async () => {
    await using scene = await startScene();
    const { cookie } = await signInBrowser(scene.direct, await scene.person());
    const rule = scene.relay.add({ matches: isWhoami, effect: { kind: "break" } });
    expect(await check(scene.through, { cookie })).toMatchObject({
      status: 502,
      body: unreachable,
    });
    rule.remove();
    expect((await check(scene.through, { cookie })).status).toBe(200);
  });
});

describe("an origin that does not answer", () => {
  test("While the origin does not answer, checks are hits within their limit and then get a 504, until it answers.", async () => {
    await using scene = await startScene({ edge: { originTimeoutMs: 150 } });
    const credential = await cachedCookie(scene);
    const silence = scene.relay.add({ matches: isWhoami, effect: { kind: "hold-call" } });
    scene.edge.advance(50_000);
    expect(isHit(await check(scene.through, credential))).toBe(true);
    scene.edge.advance(11_000);
    const beyond = await check(scene.through, credential);
    expect(beyond).toMatchObject({ status: 504, body: late });
    expect(beyond.cacheStatus).toBe("edge-sessions; fwd=stale");
    const forced = await check(scene.through, credential, { "Cache-Control": "max-age=0" });
    expect(forced).toMatchObject({ status: 504, body: late });
    expect(forced.cacheStatus).toBe("edge-sessions; fwd=request");
    silence.remove();
    expect((await check(scene.through, credential)).status).toBe(200);
  });

  test("A submitted form without a response gets a 504 in Ory's error format.", async () => {
    await using scene = await startScene({ edge: { forwardTimeoutMs: 150 } });
    const { data: flow } = await scene.through.createNativeLoginFlow();
    const silence = scene.relay.add({ matches: () => true, effect: { kind: "hold-call" } });
    const submitted = await scene.through.updateLoginFlow(
      {
        flow: flow.id,
        updateLoginFlowBody: { method: "password", identifier: "a@example.org", password: "b" },
      },
      { validateStatus: () => true },
    );
    expect([submitted.status, submitted.data]).toMatchObject([504, late]);
    silence.remove();
  });
});

describe("with stale-if-error", () => {
  const settings = { staleIfErrorMs: 300_000 };

  test("With stale-if-error, a stored response is served and marked for the configured time, then checks get a 502.", async () => {
    await using scene = await startScene({ settings });
    const credential = await cachedCookie(scene);
    const truth = await check(scene.direct, credential);
    await scene.relay.leave();
    scene.edge.advance(61_000);
    const stale = await check(scene.through, credential);
    expect([stale.status, marked(stale)]).toEqual([200, true]);
    expect(stale.body).toEqual(truth.body);
    scene.edge.advance(290_000);
    expect(marked(await check(scene.through, credential))).toBe(true);
    scene.edge.advance(15_000);
    expect((await check(scene.through, credential)).status).toBe(502);
    await scene.relay.comeBack();
    const back = await check(scene.through, credential);
    expect([back.status, back.cacheStatus]).toEqual([200, "edge-sessions; fwd=stale; stored"]);
  });

  test.each([
    ["max-age=600", 502],
    ["max-age=0", 502],
    ["no-cache", 502],
    ["min-fresh=1", 502],
    ["only-if-cached", 504],
  ])(
    "With stale-if-error, a request with %s gets no stale response.",
    async (directive, status) => {
      await using scene = await startScene({ settings });
      const credential = await cachedCookie(scene);
      await scene.relay.leave();
      scene.edge.advance(61_000);
      const seen = await check(scene.through, credential, { "Cache-Control": directive });
      expect(seen.status).toBe(status);
      expect(marked(await check(scene.through, credential))).toBe(true);
    },
  );

  test("A stale response stands in on a 5xx and on a timeout, but not where the origin refuses the session.", async () => {
    await using scene = await startScene({ settings, edge: { originTimeoutMs: 150 } });
    const credential = await cachedCookie(scene);
    scene.edge.advance(61_000);
    const failing = scene.relay.add({
      matches: isWhoami,
      effect: {
        kind: "answer",
        answer: { status: 503, headers: ["Content-Type", "text/plain"], body: Buffer.from("no") },
      },
    });
    expect(marked(await check(scene.through, credential))).toBe(true);
    failing.remove();
    const silent = scene.relay.add({ matches: isWhoami, effect: { kind: "hold-call" } });
    expect(marked(await check(scene.through, credential))).toBe(true);
    silent.remove();
    await scene.direct.performNativeLogout(
      { performNativeLogoutBody: { session_token: "ory_st_none" } },
      { validateStatus: () => true },
    );
    const { data } = await scene.direct.createBrowserLogoutFlow(credential);
    await scene.direct.updateLogoutFlow({ token: data.logout_token, ...credential });
    const refused = await check(scene.through, credential);
    expect(refused.status).toBe(401);
    await scene.relay.leave();
    expect((await check(scene.through, credential)).status).toBe(502);
  });

  // A live server's sessions live too long for a test, and their clock can not be set.
  test(
    "A stale response is never served past the session's own end (needs a short lifespan).",
    embeddedOnly,
    async () => {
      const identity = { sessionLifespanMs: 100_000, cacheableSessionsMaxAgeMs: undefined };
      await using scene = await startScene({ settings, identity });
      const credential = await cachedCookie(scene);
      await scene.relay.leave();
      scene.edge.advance(90_000);
      expect(marked(await check(scene.through, credential))).toBe(true);
      scene.edge.advance(10_000);
      const ended = await check(scene.through, credential);
      expect(ended).toMatchObject({ status: 502, body: unreachable });
      await scene.relay.comeBack();
      scene.origin.advance(100_000);
      expect((await check(scene.through, credential)).status).toBe(401);
    },
  );
});

test(
  "No hit outlives its session, even where the origin gives no hint (needs a short lifespan).",
  embeddedOnly,
  async () => {
    await using scene = await startScene({ identity: { sessionLifespanMs: 30_000 } });
    scene.relay.add({
      matches: isWhoami,
      effect: {
        kind: "change",
        change: (answer) => ({
          ...answer,
          headers: answer.headers.map((line) =>
            line === "Ory-Session-Cache-For" ? "X-Nothing" : line,
          ),
        }),
      },
    });
    const credential = await cachedCookie(scene);
    await scene.relay.leave();
    scene.edge.advance(25_000);
    expect(isHit(await check(scene.through, credential))).toBe(true);
    scene.edge.advance(5_000);
    expect((await check(scene.through, credential)).status).toBe(502);
  },
);
