// What happens to checks when the identity server fails, limits rates or refuses by mistake.
import { expect, test } from "vitest";
import { createScriptedEdge, refusal, sessionOf } from "../../../test/harness/scripted-edge.ts";

test("A stored answer stands in while the identity server fails, if the operator allows it.", async () => {
  const scene = createScriptedEdge({ settings: { staleIfErrorMs: 600_000 } });
  await scene.fill("ada");
  await scene.advance(90_500);
  await scene.check("ada");
  await scene.check("ada", ["Cache-Control", "max-age=10"]);
  await scene.call(1).fail("unreachable");
  expect(scene.trace()).toMatchInlineSnapshot(`
    "time      90.5 s later
    client 1  asks GET /sessions/whoami by ada
    edge      decides plain/old
    call 1    asks GET /sessions/whoami by ada, max-age=60
    client 2  asks GET /sessions/whoami by ada, max-age=10
    edge      decides max-age/old
    call 1    gets nothing: unreachable
    edge      counts a call: fill in lane known, unreachable
    edge      settles unavailable: keep
    edge      answers an error of its own: 502 edge_origin_unreachable
    edge      counts a check: stale-if-error 200
    edge      counts a check: error 502
    client 1  gets 200 session of ada (hit; ttl=-31; detail=stale-if-error), Age 90
    client 2  gets 502 edge_origin_unreachable (fwd=stale)"
  `);
});

test("Without a stand-in the client is told that the identity server failed.", async () => {
  const scene = createScriptedEdge();
  await scene.check("ada");
  await scene.call(0).fail("timeout");
  expect(scene.trace()).toMatchInlineSnapshot(`
    "client 1  asks GET /sessions/whoami by ada
    edge      decides plain/none
    call 1    asks GET /sessions/whoami by ada, max-age=60
    call 1    gets nothing: timeout
    edge      counts a call: fill in lane unknown, timeout
    edge      settles unavailable: keep
    edge      answers an error of its own: 504 edge_origin_timeout
    edge      counts a check: error 504
    client 1  gets 504 edge_origin_timeout (fwd=miss)"
  `);
});

test("A 429 pauses refreshes for as long as it says, while hits go on.", async () => {
  const scene = createScriptedEdge();
  await scene.fill("ada");
  await scene.advance(1_100);
  await scene.check("ada");
  await scene.call(1).answer({ status: 429, headers: ["Retry-After", "5"], body: "" });
  await scene.advance(4_000);
  await scene.check("ada");
  await scene.advance(1_100);
  await scene.check("ada");
  expect(scene.trace()).toMatchInlineSnapshot(`
    "time      1.1 s later
    client 1  asks GET /sessions/whoami by ada
    edge      decides plain/fresh
    edge      counts a check: hit 200, refreshing
    client 1  gets 200 session of ada (hit; ttl=58; detail=refreshing), Age 1
    call 1    asks GET /sessions/whoami by ada, max-age=1
    call 1    gets 429 without a body, Retry-After 5
    edge      counts a call: refresh in lane known, 429
    edge      settles limited: keep
    edge      pauses refreshes for 5 s
    time      4 s later
    client 2  asks GET /sessions/whoami by ada
    edge      decides plain/fresh
    edge      counts a check: hit 200
    client 2  gets 200 session of ada (hit; ttl=54), Age 5
    time      1.1 s later
    client 3  asks GET /sessions/whoami by ada
    edge      decides plain/fresh
    edge      counts a check: hit 200, refreshing
    client 3  gets 200 session of ada (hit; ttl=53; detail=refreshing), Age 6
    call 2    asks GET /sessions/whoami by ada, max-age=1"
  `);
});

test("A refusal in the background is asked about once more, and a false one costs nothing.", async () => {
  const scene = createScriptedEdge();
  await scene.fill("ada");
  await scene.advance(1_100);
  await scene.check("ada");
  await scene.call(1).answer(refusal);
  await scene.check("ada");
  await scene.advance(150);
  await scene.call(2).answer({ body: sessionOf("ada") });
  await scene.check("ada");
  expect(scene.trace()).toMatchInlineSnapshot(`
    "time      1.1 s later
    client 1  asks GET /sessions/whoami by ada
    edge      decides plain/fresh
    edge      counts a check: hit 200, refreshing
    client 1  gets 200 session of ada (hit; ttl=58; detail=refreshing), Age 1
    call 1    asks GET /sessions/whoami by ada, max-age=1
    call 1    gets 401 Unauthorized
    edge      counts a call: refresh in lane known, 4xx
    edge      settles refused/first: keep
    client 2  asks GET /sessions/whoami by ada
    edge      decides plain/fresh
    edge      counts a check: hit 200
    client 2  gets 200 session of ada (hit; ttl=58), Age 1
    time      0.1 s later
    call 2    asks GET /sessions/whoami by ada, max-age=0
    time      0.05 s later
    call 2    gets 200 session of ada
    edge      counts a call: second-look in lane known, 2xx
    edge      settles active/put: put
    client 3  asks GET /sessions/whoami by ada
    edge      decides plain/fresh
    edge      counts a check: hit 200
    client 3  gets 200 session of ada (hit; ttl=59), Age 0"
  `);
});

test("A refusal that the second look confirms removes the answer and is published.", async () => {
  const scene = createScriptedEdge();
  await scene.fill("ada");
  await scene.advance(1_100);
  await scene.check("ada");
  await scene.call(1).answer(refusal);
  await scene.advance(150);
  await scene.call(2).answer(refusal);
  await scene.check("ada");
  expect(scene.trace()).toMatchInlineSnapshot(`
    "time      1.1 s later
    client 1  asks GET /sessions/whoami by ada
    edge      decides plain/fresh
    edge      counts a check: hit 200, refreshing
    client 1  gets 200 session of ada (hit; ttl=58; detail=refreshing), Age 1
    call 1    asks GET /sessions/whoami by ada, max-age=1
    call 1    gets 401 Unauthorized
    edge      counts a call: refresh in lane known, 4xx
    edge      settles refused/first: keep
    time      0.1 s later
    call 2    asks GET /sessions/whoami by ada, max-age=0
    time      0.05 s later
    call 2    gets 401 Unauthorized
    edge      counts a call: second-look in lane known, 4xx
    edge      settles refused/again: remove
    edge      fences the identity of ada as of 0.05 s ago, removes 1
    edge      notices an unseen change of the identity of ada
    edge      publishes the identity of ada, source refresh
    edge      notices session-revoked of the session of ada, the identity of ada
    edge      notices identity-changed of the identity of ada
    client 2  asks GET /sessions/whoami by ada
    edge      decides plain/none
    call 3    asks GET /sessions/whoami by ada, max-age=60"
  `);
});

test("Each session that ended behind the edge is noticed, although its identity was published lately.", async () => {
  const scene = createScriptedEdge();
  const signIn = async (cookie: string, id: string): Promise<void> => {
    await scene.check(cookie);
    const body = { id, active: true, expires_at: "2099-01-01T00:00:00Z", identity: { id: "ada" } };
    await scene.call(-1).answer({ body: JSON.stringify(body) });
  };
  /** A refresh and its second look both find that the session has ended. */
  const findEnded = async (cookie: string): Promise<void> => {
    await scene.advance(1_100);
    await scene.check(cookie);
    await scene.call(-1).answer(refusal);
    await scene.advance(150);
    await scene.call(-1).answer(refusal);
  };
  await signIn("one", "session one");
  await findEnded("one");
  await signIn("two", "session two");
  await findEnded("two");
  // The same session again within the same ten seconds: an origin that cannot make up its mind.
  await signIn("two", "session two");
  await findEnded("two");
  const noticed = scene.events.flatMap((event) =>
    event.kind === "ending" ? [`${event.ending.type} ${event.ending.sessionId ?? "-"}`] : [],
  );
  expect(noticed).toEqual([
    "session-revoked session one",
    "identity-changed -",
    "session-revoked session two",
  ]);
});
