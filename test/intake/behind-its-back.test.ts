// A session revoked at the identity server without an invalidation: the next refresh finds it, everything of that
// identity goes, here and at the other edges, and it is counted.
import { expect, test } from "vitest";
import { startEdge } from "../harness/edge-under-test.ts";
import { castSetUp, expectTruth, gather } from "../harness/cast.ts";
import { check, isHit, sdk } from "../harness/scene.ts";
import { eventsOf, keyTexts, startAdminScene } from "../harness/admin-scene.ts";

const refreshAfterMs = 30_000;

test("One refresh finds a change behind the edge's back, removes the identity's entries at every edge, and is counted.", async () => {
  await using scene = await startAdminScene(castSetUp);
  const other = await startEdge({
    origin: scene.origin.publicUrl,
    bus: scene.edge.bus,
    settings: { cookieName: scene.origin.cookieName, sessionTokens: true, refreshAfterMs },
  });
  const elsewhere = sdk(other.url);
  const cast = await gather(scene);
  for (const credential of cast.credentials().values()) {
    await check(scene.through, credential);
    await check(elsewhere, credential);
  }
  const sibling = { cookie: cast.sibling.cookie };
  const { data: session } = await scene.direct.toSession({ xSessionToken: cast.app });
  await scene.admin.disableSession({ id: session.id });

  const since = scene.edge.events.length;
  scene.edge.advance(refreshAfterMs + 1_000);
  const last = await check(scene.through, { xSessionToken: cast.app });
  expect([last.status, last.cacheStatus]).toEqual([200, expect.stringContaining("refreshing")]);
  await scene.edge.until(({ kind }) => kind === "change-unseen", since);

  expect((await check(scene.through, { xSessionToken: cast.app })).status).toBe(401);
  expect(isHit(await check(scene.through, sibling))).toBe(false);
  await other.until(({ kind }) => kind === "applied");
  expect((await check(elsewhere, { xSessionToken: cast.app })).status).toBe(401);
  expect(isHit(await check(elsewhere, sibling))).toBe(false);
  await expectTruth(cast, "after the refresh");

  expect(eventsOf(scene.edge.events, "change-unseen", since)).toMatchObject([
    { identityId: cast.person.id, published: true },
  ]);
  const metrics = await (await scene.ask("/metrics", { key: keyTexts.read })).text();
  expect(metrics).toContain('edge_sessions_change_unseen_total{published="true"} 1');
  await other.stop();
});
