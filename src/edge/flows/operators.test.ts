// What happens when an operator changes a project's settings, and how projects are kept apart.
import { expect, test } from "vitest";
import { deletedProject } from "../../core/deleted-project.ts";
import { defaultProjectSettings } from "../../core/settings.ts";
import type { ServedProject } from "../../core/served-project.ts";
import {
  createScriptedEdge,
  createScriptedProjects,
  sessionOf,
} from "../../../test/harness/scripted-edge.ts";

test("With the feature off checks pass through, and after it is on again nothing old is served.", async () => {
  const scene = createScriptedEdge();
  const on = { ...defaultProjectSettings, cacheableSessions: true };
  await scene.fill("ada");
  scene.edge.applySettings({ ...on, cacheableSessions: false });
  await scene.check("ada");
  await scene.call(1).answer({ body: sessionOf("ada") });
  scene.edge.applySettings(on);
  await scene.check("ada");
  await scene.call(2).answer({ body: sessionOf("ada") });
  await scene.check("ada");
  expect(scene.trace()).toMatchInlineSnapshot(`
    "edge      refreshes 1 s apart
    edge      fences the project as of now, removes 1
    edge      applies settings: feature off
    client 1  asks GET /sessions/whoami by ada
    call 1    asks GET /sessions/whoami by ada
    call 1    gets 200 session of ada
    edge      counts a call: forward in lane forward, 2xx
    edge      counts a forwarded GET: 200, other
    client 1  gets 200 session of ada
    edge      refreshes 1 s apart
    edge      fences the project as of now, removes 0
    edge      applies settings: feature on
    client 2  asks GET /sessions/whoami by ada
    edge      decides plain/none
    call 2    asks GET /sessions/whoami by ada, max-age=0
    call 2    gets 200 session of ada
    edge      counts a call: fill in lane unknown, 2xx
    edge      settles active/put: put
    edge      counts a check: miss 200
    client 2  gets 200 session of ada (fwd=miss; stored)
    client 3  asks GET /sessions/whoami by ada
    edge      decides plain/fresh
    edge      counts a check: hit 200
    client 3  gets 200 session of ada (hit; ttl=59), Age 0"
  `);
});

test("A deleted project's hosts are unknown, its answers are removed, and a call in flight stores nothing.", async () => {
  const scene = await createScriptedProjects();
  await scene.apply(served("one"));
  await scene.check("one.example", "ada");
  await scene.call(0).answer({ body: sessionOf("ada") });
  await scene.check("one.example", "bob");
  await scene.apply(deletedProject("one", 0));
  await scene.check("one.example", "ada");
  await scene.call(1).answer({ body: sessionOf("bob") });
  // The deletion came, and now comes a change that was made before it.
  await scene.apply({ ...served("one"), revision: 7 });
  await scene.check("one.example", "bob");
  expect(scene.trace()).toMatchInlineSnapshot(`
    "one       refreshes 1 s apart
    one       applies settings: feature on
    client 1  asks GET /sessions/whoami at one.example by ada
    one       decides plain/none
    call 1    asks GET /sessions/whoami at http://kratos-one.example by ada, max-age=60
    call 1    gets 200 session of ada
    one       counts a call: fill in lane unknown, 2xx
    one       settles active/put: put
    one       counts a check: miss 200
    client 1  gets 200 session of ada (fwd=miss; stored)
    client 2  asks GET /sessions/whoami at one.example by bob
    one       decides plain/none
    call 2    asks GET /sessions/whoami at http://kratos-one.example by bob, max-age=60
    one       refreshes 1 s apart
    one       fences the project as of now, removes 1
    one       applies settings: feature off
    client 3  asks GET /sessions/whoami at one.example by ada
    edge      answers an error of its own: 404 edge_host_unknown
    client 3  gets 404 edge_host_unknown
    call 2    gets 200 session of bob
    one       counts a call: fill in lane unknown, 2xx
    one       settles active/fenced: remove
    one       counts a check: miss 200
    client 2  gets 200 session of bob (fwd=miss)
    client 4  asks GET /sessions/whoami at one.example by bob
    edge      answers an error of its own: 404 edge_host_unknown
    client 4  gets 404 edge_host_unknown"
  `);
});

test("The same cookie at two projects' hosts means two sessions.", async () => {
  const scene = await createScriptedProjects();
  await scene.apply(served("one"));
  await scene.apply(served("two"));
  await scene.check("one.example", "ada");
  await scene.call(0).answer({ body: sessionOf("ada at one") });
  await scene.check("two.example", "ada");
  await scene.call(1).answer({ body: sessionOf("ada at two") });
  await scene.check("one.example", "ada");
  await scene.check("three.example", "ada");
  expect(scene.trace()).toMatchInlineSnapshot(`
    "one       refreshes 1 s apart
    one       applies settings: feature on
    two       refreshes 1 s apart
    two       applies settings: feature on
    client 1  asks GET /sessions/whoami at one.example by ada
    one       decides plain/none
    call 1    asks GET /sessions/whoami at http://kratos-one.example by ada, max-age=60
    call 1    gets 200 session of ada at one
    one       counts a call: fill in lane unknown, 2xx
    one       settles active/put: put
    one       counts a check: miss 200
    client 1  gets 200 session of ada at one (fwd=miss; stored)
    client 2  asks GET /sessions/whoami at two.example by ada
    two       decides plain/none
    call 2    asks GET /sessions/whoami at http://kratos-two.example by ada, max-age=60
    call 2    gets 200 session of ada at two
    two       counts a call: fill in lane unknown, 2xx
    two       settles active/put: put
    two       counts a check: miss 200
    client 2  gets 200 session of ada at two (fwd=miss; stored)
    client 3  asks GET /sessions/whoami at one.example by ada
    one       decides plain/fresh
    one       counts a check: hit 200
    client 3  gets 200 session of ada at one (hit; ttl=59), Age 0
    client 4  asks GET /sessions/whoami at three.example by ada
    edge      answers an error of its own: 404 edge_host_unknown
    client 4  gets 404 edge_host_unknown"
  `);
});

function served(project: string): ServedProject {
  return {
    version: 1,
    revision: 1,
    settings: { ...defaultProjectSettings, project, cacheableSessions: true },
    originUrl: `http://kratos-${project}.example`,
    adminOriginUrl: undefined,
    hosts: [`${project}.example`],
    at: 0,
  };
}
