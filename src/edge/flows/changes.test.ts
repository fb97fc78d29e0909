// What happens when nobody can say whether a session has changed, or when it changes behind the edge's back.
import { expect, test } from "vitest";
import { createScriptedEdge, refusal, sessionOf } from "../../../test/harness/scripted-edge.ts";

test("A change whose outcome is unknown keeps its answers out of the store for a minute.", async () => {
  const scene = createScriptedEdge();
  await scene.fill("ada");
  await scene.signOut("ada");
  await scene.call(1).fail("timeout");
  await scene.check("ada");
  await scene.call(2).answer({ body: sessionOf("ada") });
  await scene.advance(60_000);
  await scene.check("ada");
  await scene.call(3).answer(refusal);
  expect(scene.trace()).toMatchInlineSnapshot(`
    "client 1  asks GET /self-service/logout?token=t by ada
    call 1    asks GET /self-service/logout?token=t by ada
    call 1    gets nothing: timeout
    edge      counts a call: mutation in lane mutation, timeout
    edge      fences the credential ada as of now, removes 1
    edge      fences the session of ada as of now, removes 0
    edge      fences the identity of ada as of now, removes 0
    edge      doubts the credential ada
    edge      doubts the session of ada
    edge      doubts the identity of ada
    edge      publishes the credential ada, source mutation
    edge      publishes the session of ada, source mutation
    edge      notices session-changed of the session of ada, the identity of ada
    edge      publishes the identity of ada, source mutation
    edge      counts the mutation logout: outcome unknown, concerns the credential ada, the session of ada, the identity of ada, published
    edge      answers an error of its own: 504 edge_origin_timeout
    edge      counts a forwarded GET: 504, other
    client 1  gets 504 edge_origin_timeout
    client 2  asks GET /sessions/whoami by ada
    edge      decides plain/none
    call 2    asks GET /sessions/whoami by ada, max-age=0
    call 2    gets 200 session of ada
    edge      counts a call: fill in lane unknown, 2xx
    edge      settles active/doubt: remove
    edge      counts a check: miss 200
    client 2  gets 200 session of ada (fwd=miss)
    time      60 s later
    edge      fences the credential ada as of now, removes 0
    edge      fences the session of ada as of now, removes 0
    edge      fences the identity of ada as of now, removes 0
    edge      no longer doubts the credential ada
    edge      no longer doubts the session of ada
    edge      no longer doubts the identity of ada
    edge      publishes the credential ada, source doubt
    edge      publishes the session of ada, source doubt
    edge      notices session-changed of the session of ada, the identity of ada
    edge      publishes the identity of ada, source doubt
    client 3  asks GET /sessions/whoami by ada
    edge      decides plain/none
    call 3    asks GET /sessions/whoami by ada, max-age=0
    call 3    gets 401 Unauthorized
    edge      counts a call: fill in lane unknown, 4xx
    edge      settles refused: remove
    edge      counts a check: miss 401
    client 3  gets 401 Unauthorized (fwd=miss)"
  `);
});

test("A refresh that finds a change tells the other edges of it.", async () => {
  const scene = createScriptedEdge();
  await scene.fill("ada");
  await scene.advance(1_100);
  await scene.check("ada");
  await scene.advance(40);
  await scene.call(1).answer({ body: sessionOf("ada", { version: 2 }) });
  await scene.check("ada");
  expect(scene.trace()).toMatchInlineSnapshot(`
    "time      1.1 s later
    client 1  asks GET /sessions/whoami by ada
    edge      decides plain/fresh
    edge      counts a check: hit 200, refreshing
    client 1  gets 200 session of ada (hit; ttl=58; detail=refreshing), Age 1
    call 1    asks GET /sessions/whoami by ada, max-age=1
    time      0.04 s later
    call 1    gets 200 session of ada, version 2
    edge      counts a call: refresh in lane known, 2xx
    edge      settles active/put: put
    edge      fences the identity of ada as of 0.04 s ago, removes 1
    edge      notices an unseen change of the identity of ada
    edge      publishes the identity of ada, source refresh
    edge      notices session-changed of the session of ada, the identity of ada
    edge      notices identity-changed of the identity of ada
    client 2  asks GET /sessions/whoami by ada
    edge      decides plain/fresh
    edge      counts a check: hit 200
    client 2  gets 200 session of ada, version 2 (hit; ttl=59), Age 0"
  `);
});

test("News from outside removes every answer of an identity.", async () => {
  const scene = createScriptedEdge();
  await scene.fill("ada", "bea");
  await scene.edge.invalidate([{ kind: "identity", value: "identity of ada" }], "api");
  await scene.check("ada");
  await scene.check("bea");
  expect(scene.trace()).toMatchInlineSnapshot(`
    "edge      fences the identity of ada as of now, removes 1
    edge      publishes the identity of ada, source api
    edge      notices identity-changed of the identity of ada
    client 1  asks GET /sessions/whoami by ada
    edge      decides plain/none
    call 1    asks GET /sessions/whoami by ada, max-age=60
    client 2  asks GET /sessions/whoami by bea
    edge      decides plain/fresh
    edge      counts a check: hit 200
    client 2  gets 200 session of bea (hit; ttl=59), Age 0"
  `);
});

test("A stranger's request that is refused has no effect on stored answers.", async () => {
  const scene = createScriptedEdge();
  const id = "9f425a8d-7efc-4768-8f23-7647a74fdf13";
  await scene.check("ada");
  await scene.call(0).answer({ body: sessionOf("ada", { identity: { id } }) });
  scene.beginTrace();
  await scene.request("DELETE", `/admin/identities/${id}`, []);
  await scene.call(1).answer(refusal);
  await scene.check("ada");
  expect(scene.trace()).toMatchInlineSnapshot(`
    "client 1  asks DELETE /admin/identities/9f425a8d-7efc-4768-8f23-7647a74fdf13
    call 1    asks DELETE /admin/identities/9f425a8d-7efc-4768-8f23-7647a74fdf13
    call 1    gets 401 Unauthorized
    edge      counts a call: mutation in lane forward, 4xx
    edge      counts the mutation admin-identity: 401, concerns nobody, not published
    edge      counts a forwarded DELETE: 401, other
    client 1  gets 401 Unauthorized
    client 2  asks GET /sessions/whoami by ada
    edge      decides plain/fresh
    edge      counts a check: hit 200
    client 2  gets 200 session of ada (hit; ttl=59), Age 0"
  `);
});
