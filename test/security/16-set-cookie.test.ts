// Case 16: a cookie that comes with an answer is for the one whose request asked for it, once, and is never stored.
import { expect, test } from "vitest";
import { isWhoami } from "../harness/relay.ts";
import type { RelayedAnswer } from "../harness/relay-rules.ts";
import { startScene, untilSeen } from "../harness/scene.ts";
import { exchange, rawRequest, valuesOf, type RawAnswer } from "../harness/raw-client.ts";
import { cacheStatus, send, signedIn } from "../harness/asking.ts";

const secret = "renewed-cookie-of-the-starter";

function withCookie(status?: number): (answer: RelayedAnswer) => RelayedAnswer {
  return (answer) => ({
    ...answer,
    status: status ?? answer.status,
    headers: [...answer.headers, "Set-Cookie", `ory_kratos_session=${secret}; Path=/; HttpOnly`],
  });
}

function cookiesOf(answer: RawAnswer): string[] {
  return valuesOf(answer.headers, "set-cookie");
}

test("Of all clients that waited for a fetch, only the one that started it gets its cookie, and no hit ever does.", async () => {
  await using scene = await startScene({ settings: { refreshAfterMs: 3_600_000 } });
  const headers = [`Cookie: ${(await signedIn(scene)).cookie}`];
  const changing = scene.relay.add({
    matches: isWhoami,
    effect: { kind: "change", change: withCookie() },
  });
  const since = scene.edge.events.length;
  const waiting = Array.from({ length: 8 }, () => send(scene.edge.url, { headers }));
  await untilSeen(scene.edge, ({ kind }) => kind === "decided", 8, since);
  const answers = await Promise.all(waiting);
  expect(answers.every(({ status }) => status === 200)).toBe(true);
  const given = answers.filter((answer) => cookiesOf(answer).length > 0);
  const fills = answers.filter((answer) => cacheStatus(answer).includes("fwd=miss; stored"));
  expect(given).toEqual(fills.filter((answer) => !cacheStatus(answer).includes("collapsed")));
  expect(given).toHaveLength(scene.relay.whoamis());
  changing.remove();
  for (let i = 0; i < 3; i += 1) {
    const hit = await send(scene.edge.url, { headers });
    expect(cacheStatus(hit)).toMatch(/^edge-sessions; hit/);
    expect(JSON.stringify(hit.headers) + hit.body.toString()).not.toContain(secret);
  }
});

test("Nobody gets the cookie of a background refresh, and the next check that waits gets a cookie of its own.", async () => {
  await using scene = await startScene();
  const headers = [`Cookie: ${(await signedIn(scene)).cookie}`];
  await send(scene.edge.url, { headers });
  scene.relay.add({ matches: isWhoami, effect: { kind: "change", change: withCookie() } });
  scene.edge.advance(2_000);
  const since = scene.edge.events.length;
  const hit = await send(scene.edge.url, { headers });
  expect(cacheStatus(hit)).toContain("detail=refreshing");
  await untilSeen(scene.edge, ({ kind }) => kind === "settled", 1, since);
  const after = await send(scene.edge.url, { headers });
  expect(cacheStatus(after)).toMatch(/^edge-sessions; hit/);
  expect([hit, after].flatMap(cookiesOf)).toEqual([]);
  // The browser still has its old cookie, so once in a while a check waits for the origin and brings the new one.
  scene.edge.advance(11_000);
  const renewed = await send(scene.edge.url, { headers });
  expect([cookiesOf(renewed).length, cacheStatus(renewed)]).toEqual([
    1,
    "edge-sessions; fwd=stale; stored",
  ]);
  // That may have been a gateway, which drops the cookie: who asks right after it is given one too, by a call of its own.
  const behind = await send(scene.edge.url, { headers });
  expect([cookiesOf(behind).length, cacheStatus(behind)]).toEqual([
    1,
    "edge-sessions; fwd=stale; stored",
  ]);
  scene.edge.advance(1_000);
  const later = await send(scene.edge.url, { headers });
  expect(cacheStatus(later)).toMatch(/^edge-sessions; hit/);
  expect(cookiesOf(later)).toEqual([]);
});

test.each([401, 403, 404, 429, 500])(
  "The cookie of a %i goes to the client that asked and to no other, and nothing is stored.",
  async (status) => {
    await using scene = await startScene();
    const headers = [`Cookie: ${(await signedIn(scene)).cookie}`];
    const changing = scene.relay.add({
      matches: isWhoami,
      times: 1,
      effect: { kind: "change", change: withCookie(status) },
    });
    const failed = await send(scene.edge.url, { headers });
    expect([failed.status, cookiesOf(failed).length]).toEqual([status, 1]);
    changing.remove();
    const next = await send(scene.edge.url, { headers });
    expect([next.status, cookiesOf(next)]).toEqual([200, []]);
    expect(cacheStatus(next)).toBe("edge-sessions; fwd=miss; stored");
  },
);

test("An anonymous 401 brings its cookie to the client that asked, and the cookie is not stored.", async () => {
  await using scene = await startScene();
  scene.relay.add({ matches: isWhoami, effect: { kind: "change", change: withCookie() } });
  const first = await send(scene.edge.url, {});
  const second = await send(scene.edge.url, {});
  expect([first.status, second.status]).toEqual([401, 401]);
  expect(cacheStatus(second)).toMatch(/^edge-sessions; hit/);
  expect(cookiesOf(second)).toEqual([]);
});

test("The second check on a connection does not inherit the first one's cookie.", async () => {
  await using scene = await startScene();
  const { cookie } = await signedIn(scene);
  const host = `Host: ${new URL(scene.edge.url).host}`;
  scene.relay.add({ matches: isWhoami, effect: { kind: "change", change: withCookie() } });
  const one = rawRequest("GET /sessions/whoami HTTP/1.1", [host, `Cookie: ${cookie}`]);
  const { answers } = await exchange(scene.edge.url, one + one, ["GET", "GET"]);
  expect(answers.map((answer) => cookiesOf(answer).length)).toEqual([1, 0]);
});
