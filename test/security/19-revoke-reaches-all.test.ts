// Case 19: what one cookie of a session revokes is gone for all cookies and tokens it concerns, at every edge.
import { expect, test } from "vitest";
import { createInProcessBus } from "../../src/bus/in-process.ts";
import { startEdge } from "../harness/edge-under-test.ts";
import { castSetUp, gather, type Cast } from "../harness/cast.ts";
import { check, isHit, sdk, startScene, untilSeen } from "../harness/scene.ts";
import { signOut } from "../harness/acts.ts";

const ways: readonly [string, (cast: Cast) => Promise<void>][] = [
  ["signing out", ({ scene, acting }) => signOut(scene.through, acting)],
  [
    "ending all other sessions",
    async ({ scene, acting }) => {
      await scene.through.disableMyOtherSessions({ cookie: acting.cookie });
    },
  ],
  [
    "ending another session",
    async ({ scene, acting, app }) => {
      const { data } = await scene.direct.toSession({ xSessionToken: app });
      await scene.through.disableMySession({ id: data.id, cookie: acting.cookie });
    },
  ],
  [
    "an app's signing out",
    async ({ scene, app }) => {
      await scene.through.performNativeLogout({ performNativeLogoutBody: { session_token: app } });
    },
  ],
];

test.each(ways)(
  "A change by %s reaches every cookie and token at both edges.",
  async (_, revoke) => {
    const failures: unknown[] = [];
    const bus = createInProcessBus({ onError: (error) => failures.push(error) });
    await using scene = await startScene({ ...castSetUp, edge: { ...castSetUp.edge, bus } });
    const other = await startEdge({
      origin: scene.relay.url,
      settings: { ...castSetUp.settings, cookieName: scene.origin.cookieName },
      bus,
    });
    const edges = [scene.through, sdk(other.url)];
    const cast = await gather(scene);
    for (const api of edges) {
      for (const [name, credential] of cast.credentials()) {
        await check(api, credential);
        expect([name, isHit(await check(api, credential))]).toEqual([name, true]);
      }
    }
    const before = cast.credentials();
    const since = other.events.length;
    await revoke(cast);
    await untilSeen(
      other,
      (event) => event.kind === "applied" && event.scope.kind === "identity",
      1,
      since,
    );
    let ended = 0;
    for (const api of edges) {
      for (const [name, credential] of before) {
        const truth = await check(scene.direct, credential);
        const seen = await check(api, credential);
        expect([name, seen.status, seen.body]).toEqual([name, truth.status, truth.body]);
        if (seen.status === 401) ended += 1;
      }
    }
    expect(ended).toBeGreaterThanOrEqual(edges.length);
    expect(failures).toEqual([]);
    await other.stop();
  },
);

test("A change that one edge notices by itself reaches the other edge.", async () => {
  const bus = createInProcessBus({ onError: () => undefined });
  await using scene = await startScene({ settings: { sessionTokens: true }, edge: { bus } });
  const other = await startEdge({
    origin: scene.relay.url,
    settings: { sessionTokens: true, cookieName: scene.origin.cookieName },
    bus,
  });
  const cast = await gather(scene);
  const credential = { cookie: cast.sibling.cookie };
  for (const api of [scene.through, sdk(other.url)]) await check(api, credential);
  await scene.admin.deleteIdentitySessions({ id: cast.person.id });
  const since = other.events.length;
  const forced = await check(scene.through, credential, { "Cache-Control": "max-age=0" });
  expect(forced.status).toBe(401);
  await untilSeen(other, ({ kind }) => kind === "applied", 1, since);
  expect((await check(sdk(other.url), credential)).status).toBe(401);
  await other.stop();
});
