// Off unless switched on: the edge is then a plain relay. Switching at run time takes effect at once.
import { expect, test } from "vitest";
import { changeProfile } from "../harness/acts.ts";
import { generations } from "./sdk-generations.ts";
import { check, isHit, signInApp, signInBrowser, startScene } from "../harness/scene.ts";

const off = { cacheableSessions: false };

test.for(generations)(
  "With the feature off, each check of $name reaches the origin and is answered by it alone.",
  async (generation) => {
    await using scene = await startScene({ settings: off });
    const person = await scene.person();
    const { cookie } = await signInBrowser(scene.through, person);
    const xSessionToken = await signInApp(scene.through, person);
    const client = generation.at(scene.edge.url);
    for (const credential of [{ cookie }, { xSessionToken }]) {
      const truth = await generation.at(scene.origin.publicUrl).toSession(credential);
      for (const cacheControl of [undefined, undefined, "max-age=10", "max-age=0"]) {
        const asked = scene.relay.whoamis();
        const seen = await client.toSession(credential, cacheControl);
        expect([seen.status, seen.session]).toEqual([200, truth.session]);
        expect(seen.header("cache-status")).toBeUndefined();
        expect(seen.header("age")).toBeUndefined();
        expect(scene.relay.whoamis()).toBe(asked + 1);
      }
    }
    expect(scene.edge.edge.stats().entries).toBe(0);
  },
);

test("With the feature off, the next check sees a change made behind the edge.", async () => {
  await using scene = await startScene({ settings: off });
  const person = await scene.person();
  const browser = await signInBrowser(scene.through, person);
  const { cookie } = browser;
  await check(scene.through, { cookie });
  await changeProfile(scene.direct, browser, scene.origin.traitsOf(person.email, "Grace"));
  const seen = await check(scene.through, { cookie });
  expect(JSON.stringify(seen.body)).toContain("Grace");
});

test("Switched on and off at run time, the feature gives hits in between, and nothing stored before comes back.", async () => {
  await using scene = await startScene({ settings: off });
  const { cookie } = await signInBrowser(scene.through, await scene.person());
  await check(scene.through, { cookie });
  scene.edge.applySettings({ cacheableSessions: true });
  const first = await check(scene.through, { cookie });
  expect(first.cacheStatus).toBe("edge-sessions; fwd=miss; stored");
  expect(isHit(await check(scene.through, { cookie }))).toBe(true);
  scene.edge.applySettings({ cacheableSessions: false });
  expect(scene.edge.edge.stats().entries).toBe(0);
  expect((await check(scene.through, { cookie })).cacheStatus).toBeUndefined();
  scene.edge.applySettings({ cacheableSessions: true });
  const again = await check(scene.through, { cookie });
  expect(again.cacheStatus).toBe("edge-sessions; fwd=miss; stored");
});
