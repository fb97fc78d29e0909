// While a change by the admin API is on its way, checks are answered with what still holds, and may be stored. None of
// that outlives the gateway's answer.
import { expect, test } from "vitest";
import { castSetUp, expectTruth, gather } from "../harness/cast.ts";
import { check, type Person } from "../harness/scene.ts";
import { eventsOf, keyTexts, startAdminScene, type Asking } from "../harness/admin-scene.ts";

interface Change {
  readonly name: string;
  readonly path: (person: Person) => string;
  readonly how: (person: Person) => Asking;
}

const inactive = [{ op: "replace", path: "/state", value: "inactive" }];

const changes: readonly Change[] = [
  {
    name: "PATCH of an identity to state inactive",
    path: ({ id }) => `/admin/identities/${id}`,
    how: () => ({ method: "PATCH", json: inactive }),
  },
  {
    name: "DELETE of an identity's sessions",
    path: ({ id }) => `/admin/identities/${id}/sessions`,
    how: () => ({ method: "DELETE" }),
  },
  {
    name: "a bulk change",
    path: () => "/admin/sessions",
    how: ({ id }) => ({ json: { action: "disable", identities: [id] } }),
  },
];

test.for(changes)(
  "With $name, checks that arrive before the origin makes the change are right afterwards.",
  async ({ path, how }) => {
    await using scene = await startAdminScene(castSetUp);
    const cast = await gather(scene);
    const held = scene.adminRelay.add({
      matches: () => true,
      times: 1,
      effect: { kind: "hold-call" },
    });
    const since = scene.edge.events.length;
    const changed = scene.ask(path(cast.person), { ...how(cast.person), key: keyTexts.admin });
    await held.struck(1);
    await expectTruth(cast, "on its way");
    held.release();
    expect((await changed).ok).toBe(true);
    await expectTruth(cast, "once it is answered");
    expect((await check(scene.through, { xSessionToken: cast.app })).status).toBe(401);
    expect(eventsOf(scene.edge.events, "change-unseen", since)).toEqual([]);
  },
);

test("A call that only reads ends if its client leaves.", async () => {
  await using scene = await startAdminScene();
  const held = scene.adminRelay.add({ matches: () => true, effect: { kind: "hold-call" } });
  const leaving = new AbortController();
  const headers = { Authorization: `Bearer ${keyTexts.admin}` };
  const url = `${scene.edge.adminUrl}/admin/identities`;
  const left = fetch(url, { headers, signal: leaving.signal }).catch(() => "left");
  await held.struck(1);
  leaving.abort();
  expect(await left).toBe("left");
  const ended = await scene.edge.until(({ kind }) => kind === "call");
  expect(ended).toMatchObject({ purpose: "forward", outcome: "aborted" });
});
