// Case 18: a fill is in flight while its session is revoked. Its answer may reach who asked before, and nobody after.
import { expect, test } from "vitest";
import type { Invalidation } from "../../src/core/invalidation.ts";
import { isWhoami } from "../harness/relay.ts";
import { startScene, untilSeen, type Scene } from "../harness/scene.ts";
import { cacheStatus, send, signedIn, type SignedIn } from "../harness/asking.ts";

const settings = { sessionTokens: true };

interface Way {
  readonly name: string;
  readonly revoke: (scene: Scene, who: SignedIn) => Promise<void>;
}

/** News as another edge or the admin gateway would publish it. */
function news(identityId: string): Invalidation {
  return {
    version: 1,
    id: crypto.randomUUID(),
    project: "default",
    scope: { kind: "identity", value: identityId },
    source: "admin",
    at: Date.now(),
    by: crypto.randomUUID(),
  };
}

const ways: readonly Way[] = [
  {
    name: "by the user, through the edge, with another session",
    revoke: async (scene, { token }) => {
      await scene.through.disableMyOtherSessions({ xSessionToken: token });
    },
  },
  {
    name: "by the same cookie, through the edge",
    revoke: async (scene, { cookie }) => {
      const { data } = await scene.direct.createBrowserLogoutFlow({ cookie });
      await scene.through.updateLogoutFlow({ token: data.logout_token, cookie });
    },
  },
  {
    name: "by an administrator, with news from outside",
    revoke: async (scene, { identityId }) => {
      await scene.admin.deleteIdentitySessions({ id: identityId });
      const since = scene.edge.events.length;
      await scene.edge.bus.publish([news(identityId)]);
      await untilSeen(scene.edge, ({ kind }) => kind === "applied", 1, since);
    },
  },
];

test.each(ways)(
  "A first fetch whose session is revoked $name is not stored and answers no later check.",
  async ({ revoke }) => {
    await using scene = await startScene({ settings });
    const who = await signedIn(scene);
    const headers = [`Cookie: ${who.cookie}`];
    const held = scene.relay.add({ matches: isWhoami, times: 1, effect: { kind: "hold-answer" } });
    const before = send(scene.edge.url, { headers });
    await held.struck(1);
    await revoke(scene, who);
    const since = scene.edge.events.length;
    const after = send(scene.edge.url, { headers });
    await untilSeen(scene.edge, ({ kind }) => kind === "decided", 1, since);
    held.release();
    expect((await before).status).toBe(200);
    expect((await after).status).toBe(401);
    expect(scene.edge.edge.stats().entries).toBe(0);
    expect((await send(scene.edge.url, { headers })).status).toBe(401);
  },
);

test.each(ways)(
  "A refresh whose session is revoked $name is not stored and answers no later check.",
  async ({ revoke }) => {
    await using scene = await startScene({ settings });
    const who = await signedIn(scene);
    const headers = [`Cookie: ${who.cookie}`];
    await send(scene.edge.url, { headers });
    scene.edge.advance(2_000);
    const held = scene.relay.add({ matches: isWhoami, times: 1, effect: { kind: "hold-answer" } });
    expect(cacheStatus(await send(scene.edge.url, { headers }))).toContain("detail=refreshing");
    await held.struck(1);
    await revoke(scene, who);
    const since = scene.edge.events.length;
    const after = send(scene.edge.url, { headers });
    await untilSeen(scene.edge, ({ kind }) => kind === "decided", 1, since);
    held.release();
    expect((await after).status).toBe(401);
    expect(scene.edge.edge.stats().entries).toBe(0);
    expect((await send(scene.edge.url, { headers })).status).toBe(401);
  },
);

test("A forced check that waits for the next call is not answered by the call before it.", async () => {
  await using scene = await startScene({ settings });
  const who = await signedIn(scene);
  const headers = [`Cookie: ${who.cookie}`, "Cache-Control: max-age=0"];
  const held = scene.relay.add({ matches: isWhoami, times: 1, effect: { kind: "hold-answer" } });
  const before = send(scene.edge.url, { headers });
  await held.struck(1);
  await scene.admin.deleteIdentitySessions({ id: who.identityId });
  const since = scene.edge.events.length;
  const after = send(scene.edge.url, { headers });
  await untilSeen(scene.edge, ({ kind }) => kind === "decided", 1, since);
  held.release();
  expect([(await before).status, (await after).status]).toEqual([200, 401]);
});
