// What happens to a check, step by step, while everybody behaves. Each trace reads from top to bottom: clients ask the edge,
// the edge decides and makes calls to the identity server, and what it counts is what metrics and logs get.
import { expect, test } from "vitest";
import { createScriptedEdge, sessionOf } from "../../../test/harness/scripted-edge.ts";

test("A check without a stored answer is fetched, and the answer is stored.", async () => {
  const scene = createScriptedEdge();
  await scene.check("ada");
  await scene.advance(40);
  await scene.call(0).answer({ body: sessionOf("ada") });
  expect(scene.trace()).toMatchInlineSnapshot(`
    "client 1  asks GET /sessions/whoami by ada
    edge      decides plain/none
    call 1    asks GET /sessions/whoami by ada, max-age=60
    time      0.04 s later
    call 1    gets 200 session of ada
    edge      counts a call: fill in lane unknown, 2xx
    edge      settles active/put: put
    edge      counts a check: miss 200
    client 1  gets 200 session of ada (fwd=miss; stored)"
  `);
});

test("A check with a fresh stored answer is a hit and makes no call.", async () => {
  const scene = createScriptedEdge();
  await scene.fill("ada");
  await scene.advance(500);
  await scene.check("ada");
  expect(scene.trace()).toMatchInlineSnapshot(`
    "time      0.5 s later
    client 1  asks GET /sessions/whoami by ada
    edge      decides plain/fresh
    edge      counts a check: hit 200
    client 1  gets 200 session of ada (hit; ttl=59), Age 0"
  `);
});

test("Checks that come while their answer is being fetched share one call.", async () => {
  const scene = createScriptedEdge();
  await scene.check("ada");
  await scene.advance(10);
  await scene.check("ada");
  await scene.check("bea");
  await scene.call(0).answer({ body: sessionOf("ada"), headers: ["Set-Cookie", "csrf=1"] });
  await scene.call(1).answer({ body: sessionOf("bea") });
  expect(scene.trace()).toMatchInlineSnapshot(`
    "client 1  asks GET /sessions/whoami by ada
    edge      decides plain/none
    call 1    asks GET /sessions/whoami by ada, max-age=60
    time      0.01 s later
    client 2  asks GET /sessions/whoami by ada
    edge      decides plain/none
    client 3  asks GET /sessions/whoami by bea
    edge      decides plain/none
    call 2    asks GET /sessions/whoami by bea, max-age=60
    call 1    gets 200 session of ada, sets csrf=1
    edge      counts a call: fill in lane unknown, 2xx
    edge      settles active/put: put
    edge      counts a check: miss 200
    edge      counts a check: collapsed 200
    client 1  gets 200 session of ada (fwd=miss; stored), sets csrf=1
    client 2  gets 200 session of ada (fwd=miss; stored; collapsed)
    call 2    gets 200 session of bea
    edge      counts a call: fill in lane unknown, 2xx
    edge      settles active/put: put
    edge      counts a check: miss 200
    client 3  gets 200 session of bea (fwd=miss; stored)"
  `);
});

test("A forced check gets a call that begins after it, though another is in flight.", async () => {
  const scene = createScriptedEdge();
  await scene.check("ada");
  await scene.advance(10);
  await scene.check("ada", ["Cache-Control", "max-age=0"]);
  await scene.advance(10);
  await scene.call(1).answer({ body: sessionOf("ada", { version: 2 }) });
  await scene.call(0).answer({ body: sessionOf("ada", { version: 1 }) });
  await scene.check("ada");
  expect(scene.trace()).toMatchInlineSnapshot(`
    "client 1  asks GET /sessions/whoami by ada
    edge      decides plain/none
    call 1    asks GET /sessions/whoami by ada, max-age=60
    time      0.01 s later
    client 2  asks GET /sessions/whoami by ada, max-age=0
    edge      decides forced/none
    call 2    asks GET /sessions/whoami by ada, max-age=0
    time      0.01 s later
    call 2    gets 200 session of ada, version 2
    edge      counts a call: forced in lane unknown, 2xx
    edge      settles active/put: put
    edge      counts a check: forced 200
    client 2  gets 200 session of ada, version 2 (fwd=request; stored)
    call 1    gets 200 session of ada, version 1
    edge      counts a call: fill in lane unknown, 2xx
    edge      settles active/overtaken: keep
    edge      counts a check: miss 200
    client 1  gets 200 session of ada, version 1 (fwd=miss)
    client 3  asks GET /sessions/whoami by ada
    edge      decides plain/fresh
    edge      counts a check: hit 200
    client 3  gets 200 session of ada, version 2 (hit; ttl=59), Age 0"
  `);
});

test("A hit on an answer that is due for a refresh starts one and does not wait for it.", async () => {
  const scene = createScriptedEdge();
  await scene.fill("ada");
  await scene.advance(1_100);
  await scene.check("ada");
  await scene.check("ada");
  await scene.advance(40);
  await scene.call(1).answer({ body: sessionOf("ada") });
  await scene.check("ada");
  expect(scene.trace()).toMatchInlineSnapshot(`
    "time      1.1 s later
    client 1  asks GET /sessions/whoami by ada
    edge      decides plain/fresh
    edge      counts a check: hit 200, refreshing
    client 1  gets 200 session of ada (hit; ttl=58; detail=refreshing), Age 1
    call 1    asks GET /sessions/whoami by ada, max-age=1
    client 2  asks GET /sessions/whoami by ada
    edge      decides plain/fresh
    edge      counts a check: hit 200
    client 2  gets 200 session of ada (hit; ttl=58), Age 1
    time      0.04 s later
    call 1    gets 200 session of ada
    edge      counts a call: refresh in lane known, 2xx
    edge      settles active/put: put
    client 3  asks GET /sessions/whoami by ada
    edge      decides plain/fresh
    edge      counts a check: hit 200
    client 3  gets 200 session of ada (hit; ttl=59), Age 0"
  `);
});

test("An answer that has reached its limit is fetched again.", async () => {
  const scene = createScriptedEdge();
  await scene.fill("ada");
  await scene.advance(61_000);
  await scene.check("ada");
  await scene.call(1).answer({ body: sessionOf("ada") });
  expect(scene.trace()).toMatchInlineSnapshot(`
    "time      61 s later
    client 1  asks GET /sessions/whoami by ada
    edge      decides plain/old
    call 1    asks GET /sessions/whoami by ada, max-age=60
    call 1    gets 200 session of ada
    edge      counts a call: fill in lane known, 2xx
    edge      settles active/put: put
    edge      counts a check: stale 200
    client 1  gets 200 session of ada (fwd=stale; stored)"
  `);
});

test("A check waits for the identity server when its client may be due a new cookie.", async () => {
  const scene = createScriptedEdge();
  const renewed = ["Set-Cookie", "ory_kratos_session=ada-again; Path=/"];
  await scene.check("ada");
  await scene.call(0).answer({ body: sessionOf("ada"), headers: renewed });
  await scene.advance(10_100);
  scene.beginTrace();
  await scene.check("ada");
  await scene.call(1).answer({ body: sessionOf("ada"), headers: renewed });
  expect(scene.trace()).toMatchInlineSnapshot(`
    "client 1  asks GET /sessions/whoami by ada
    edge      decides renew
    call 1    asks GET /sessions/whoami by ada, max-age=10
    call 1    gets 200 session of ada, sets ory_kratos_session=ada-again
    edge      counts a call: fill in lane known, 2xx
    edge      settles active/renew: put
    edge      counts a check: renew 200
    client 1  gets 200 session of ada (fwd=stale; stored), sets ory_kratos_session=ada-again"
  `);
});

test("A check that cannot be stored passes through, and the response says why.", async () => {
  const scene = createScriptedEdge();
  await scene.fill("ada");
  await scene.check("ada", ["Cache-Control", "no-store"]);
  await scene.call(1).answer({ body: sessionOf("ada") });
  expect(scene.trace()).toMatchInlineSnapshot(`
    "client 1  asks GET /sessions/whoami by ada, no-store
    edge      decides no-store/fresh
    call 1    asks GET /sessions/whoami by ada, no-store
    call 1    gets 200 session of ada
    edge      counts a call: forward in lane forward, 2xx
    edge      counts a forwarded GET: 200, no-store
    edge      counts a check: bypass 200
    client 1  gets 200 session of ada (fwd=bypass; detail=no-store)"
  `);
});
