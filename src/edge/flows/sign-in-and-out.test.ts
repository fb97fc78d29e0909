// What happens when somebody signs in or out through the edge.
import { expect, test } from "vitest";
import { createScriptedEdge, refusal, sessionOf } from "../../../test/harness/scripted-edge.ts";

test("A sign-in asks whose the new cookie is, so that the next check is a hit.", async () => {
  const scene = createScriptedEdge();
  await scene.request("POST", "/self-service/login?flow=f", []);
  await scene.call(0).answer({
    status: 303,
    headers: ["Set-Cookie", "ory_kratos_session=ada; Path=/"],
    body: "",
  });
  await scene.call(1).answer({ body: sessionOf("ada") });
  await scene.check("ada");
  expect(scene.trace()).toMatchInlineSnapshot(`
    "client 1  asks POST /self-service/login?flow=f
    call 1    asks POST /self-service/login?flow=f
    call 1    gets 303 without a body, sets ory_kratos_session=ada
    edge      counts a call: mutation in lane forward, 3xx
    call 2    asks GET /sessions/whoami by ada, max-age=0
    call 2    gets 200 session of ada
    edge      counts a call: ask in lane ask, 2xx
    edge      settles active/put: put
    edge      fences the credential ada as of now, removes 0
    edge      fences the session of ada as of now, removes 0
    edge      fences the identity of ada as of now, removes 0
    edge      publishes the credential ada, source mutation
    edge      publishes the session of ada, source mutation
    edge      publishes the identity of ada, source mutation
    edge      counts the mutation login: 303, concerns the credential ada, the session of ada, the identity of ada, published
    edge      counts a forwarded POST: 303, other
    client 1  gets 303 without a body, sets ory_kratos_session=ada
    client 2  asks GET /sessions/whoami by ada
    edge      decides plain/fresh
    edge      counts a check: hit 200
    client 2  gets 200 session of ada (hit; ttl=59), Age 0"
  `);
});

test("A sign-out removes the stored answer before its client hears of it.", async () => {
  const scene = createScriptedEdge();
  await scene.fill("ada");
  await scene.signOut("ada");
  await scene.advance(30);
  await scene.call(1).answer({
    status: 303,
    headers: ["Location", "/", "Set-Cookie", "ory_kratos_session=; Max-Age=0"],
    body: "",
  });
  await scene.check("ada");
  await scene.call(2).answer(refusal);
  expect(scene.trace()).toMatchInlineSnapshot(`
    "client 1  asks GET /self-service/logout?token=t by ada
    call 1    asks GET /self-service/logout?token=t by ada
    time      0.03 s later
    call 1    gets 303 without a body, clears ory_kratos_session
    edge      counts a call: mutation in lane mutation, 3xx
    edge      fences the credential ada as of now, removes 1
    edge      fences the session of ada as of now, removes 0
    edge      fences the identity of ada as of now, removes 0
    edge      publishes the credential ada, source mutation
    edge      publishes the session of ada, source mutation
    edge      notices session-revoked of the session of ada, the identity of ada
    edge      publishes the identity of ada, source mutation
    edge      counts the mutation logout: 303, concerns the credential ada, the session of ada, the identity of ada, published
    edge      counts a forwarded GET: 303, other
    client 1  gets 303 without a body, clears ory_kratos_session
    client 2  asks GET /sessions/whoami by ada
    edge      decides plain/none
    call 2    asks GET /sessions/whoami by ada, max-age=0
    call 2    gets 401 Unauthorized
    edge      counts a call: fill in lane unknown, 4xx
    edge      settles refused: remove
    edge      counts a check: miss 401
    client 2  gets 401 Unauthorized (fwd=miss)"
  `);
});

test("A fetch that began before a sign-out is not stored, and answers only who asked before it.", async () => {
  const scene = createScriptedEdge();
  await scene.fill("ada");
  await scene.advance(61_000);
  await scene.check("ada");
  await scene.signOut("ada");
  await scene.call(2).answer({ status: 303, body: "" });
  await scene.check("ada");
  await scene.call(1).answer({ body: sessionOf("ada") });
  await scene.call(3).answer(refusal);
  expect(scene.trace()).toMatchInlineSnapshot(`
    "time      61 s later
    client 1  asks GET /sessions/whoami by ada
    edge      decides plain/old
    call 1    asks GET /sessions/whoami by ada, max-age=60
    client 2  asks GET /self-service/logout?token=t by ada
    call 2    asks GET /self-service/logout?token=t by ada
    call 2    gets 303 without a body
    edge      counts a call: mutation in lane mutation, 3xx
    edge      fences the credential ada as of now, removes 1
    edge      fences the session of ada as of now, removes 0
    edge      fences the identity of ada as of now, removes 0
    edge      publishes the credential ada, source mutation
    edge      publishes the session of ada, source mutation
    edge      notices session-changed of the session of ada, the identity of ada
    edge      publishes the identity of ada, source mutation
    edge      counts the mutation logout: 303, concerns the credential ada, the session of ada, the identity of ada, published
    edge      counts a forwarded GET: 303, other
    client 2  gets 303 without a body
    client 3  asks GET /sessions/whoami by ada
    edge      decides plain/none
    call 3    asks GET /sessions/whoami by ada, max-age=0
    call 1    gets 200 session of ada
    edge      counts a call: fill in lane known, 2xx
    edge      settles active/fenced: remove
    edge      counts a check: stale 200
    client 1  gets 200 session of ada (fwd=stale)
    call 3    gets 401 Unauthorized
    edge      counts a call: forced in lane unknown, 4xx
    edge      settles refused: remove
    edge      counts a check: miss 401
    client 3  gets 401 Unauthorized (fwd=miss)"
  `);
});

test("A sign-out by an unknown cookie asks whose it is first.", async () => {
  const scene = createScriptedEdge();
  await scene.signOut("ada");
  await scene.call(0).answer({ body: sessionOf("ada") });
  await scene.call(1).answer({ status: 303, body: "" });
  expect(scene.trace()).toMatchInlineSnapshot(`
    "client 1  asks GET /self-service/logout?token=t by ada
    call 1    asks GET /sessions/whoami by ada, max-age=0
    call 1    gets 200 session of ada
    edge      counts a call: ask in lane ask, 2xx
    call 2    asks GET /self-service/logout?token=t by ada
    call 2    gets 303 without a body
    edge      counts a call: mutation in lane mutation, 3xx
    edge      fences the credential ada as of now, removes 0
    edge      fences the session of ada as of now, removes 0
    edge      fences the identity of ada as of now, removes 0
    edge      publishes the credential ada, source mutation
    edge      publishes the session of ada, source mutation
    edge      notices session-changed of the session of ada, the identity of ada
    edge      publishes the identity of ada, source mutation
    edge      counts the mutation logout: 303, concerns the credential ada, the session of ada, the identity of ada, published
    edge      counts a forwarded GET: 303, other
    client 1  gets 303 without a body"
  `);
});
