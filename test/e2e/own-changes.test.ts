// What a user changes through the edge is visible at once, in every session and by every cookie and token of theirs,
// however many refreshes that began before were still on their way.
import { describe, expect, test } from "vitest";
import type { EdgeEvent } from "../../src/edge/events.ts";
import { Browser } from "../harness/browser.ts";
import { changeProfile, register } from "../harness/acts.ts";
import {
  cacheAndHoldRefreshes,
  expectTruth,
  expectTruthOf,
  gather,
  castSetUp,
  sendChecks,
  type Cast,
} from "../harness/cast.ts";
import { changes } from "./change-table.ts";
import {
  check,
  isHit,
  signInApp,
  signInBrowser,
  startScene,
  untilSeen,
  type Credential,
  type Scene,
  type Seen,
} from "../harness/scene.ts";

describe("every credential's next check is right, and stays right when held refreshes arrive, after", () => {
  test.for(changes)("$name", async ({ needs, prepare, actor, act, changes }, { skip }) => {
    await using scene = await startScene(castSetUp);
    const missing = needs.filter((method) => !scene.origin.methods.has(method));
    skip(missing.length > 0, `not enabled: ${missing.join(", ")}`);
    const cast = await gather(scene);
    const codes = (await prepare?.(cast)) ?? (() => "");
    const before = await truths(cast);
    const held = await cacheAndHoldRefreshes(cast);

    const acting = actor?.(cast);
    await act(cast, codes);

    // Who acted does not even wait for what is held; the others' answers may, but they asked before it came.
    if (acting !== undefined) await expectTruthOf(cast, acting);
    const answered = await sendChecks(cast, "at once");
    await held.arrive();
    await answered();
    await expectTruth(cast, "after the held refreshes");
    const after = await truths(cast);
    const changed = [...before].filter(([name, truth]) => after.get(name) !== truth).length;
    expect(changed).toBeGreaterThanOrEqual(changes === "all" ? before.size : 1);
    // What a user does through the edge explains every difference, so nothing counts as gone round it.
    const alarms = scene.edge.events.filter(
      ({ kind }) => kind === "change-unseen" || kind === "session-mismatch",
    );
    expect(alarms).toEqual([]);
  });
});

test("While a change is in flight nothing is fenced or published; once it is answered, every check sees the new state.", async () => {
  await using scene = await startScene(castSetUp);
  const cast = await gather(scene);
  for (const [, credential] of cast.credentials()) await check(scene.through, credential);
  const traits = scene.origin.traitsOf(cast.person.email, "Grace");
  const held = scene.relay.add({
    matches: ({ method }) => method === "POST",
    times: 1,
    effect: { kind: "hold-answer" },
  });
  const since = scene.edge.events.length;
  const changing = changeProfile(scene.through, cast.acting, traits);
  await held.struck(1);
  // The origin has made the change; its answer has not come back.
  const early = scene.edge.events.slice(since);
  expect(early.filter(({ kind }) => kind === "fence" || kind === "published")).toEqual([]);
  held.release();
  await changing;
  await expectTruth(cast, "after the answer");
});

test("The next check of another session does not wait for a refresh that began before the change.", async () => {
  const originTimeoutMs = 500;
  await using scene = await startScene({
    ...castSetUp,
    edge: { ...castSetUp.edge, originTimeoutMs },
  });
  const cast = await gather(scene);
  const held = await cacheAndHoldRefreshes(cast);
  const traits = scene.origin.traitsOf(cast.person.email, "Grace");
  await changeProfile(scene.through, cast.acting, traits);
  const sibling = { cookie: cast.sibling.cookie };
  expect(outline(await check(scene.through, sibling))).toEqual(
    outline(await check(scene.direct, sibling)),
  );
  await held.arrive();
});

function outline({ status, body }: Seen): Pick<Seen, "status" | "body"> {
  return { status, body };
}

async function truths(cast: Cast): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const [name, credential] of cast.credentials()) {
    const { status, body } = await check(cast.scene.direct, credential);
    found.set(name, JSON.stringify([status, body]));
  }
  return found;
}

describe("a new session's first check is a hit, after", () => {
  /** Acts, waits until something is stored, and checks: a hit without asking that is what the origin says? */
  const isWarm = async (scene: Scene, act: () => Promise<Credential>): Promise<boolean> => {
    const since = scene.edge.events.length;
    const credential = await act();
    const stored = (event: EdgeEvent): boolean => event.kind === "settled" && event.store === "put";
    await untilSeen(scene.edge, stored, 1, since);
    const asked = scene.relay.whoamis();
    const seen = await check(scene.through, credential);
    const truth = await check(scene.direct, credential);
    expect(outline(seen)).toEqual(outline(truth));
    return truth.status === 200 && isHit(seen) && scene.relay.whoamis() === asked;
  };

  test("registration in a browser", async () => {
    await using scene = await startScene();
    const email = `${crypto.randomUUID()}@example.org`;
    const warm = await isWarm(scene, async () => {
      const browser = new Browser();
      const traits = scene.origin.traitsOf(email, "Ada");
      await register(scene.through, browser, traits, crypto.randomUUID());
      return { cookie: browser.cookie };
    });
    expect(warm).toBe(true);
  });

  test("a browser's sign-in", async () => {
    await using scene = await startScene();
    const person = await scene.person();
    const warm = await isWarm(scene, async () => {
      const { cookie } = await signInBrowser(scene.through, person);
      return { cookie };
    });
    expect(warm).toBe(true);
  });

  test("an app's sign-in, where tokens are cached", async () => {
    await using scene = await startScene({ settings: { sessionTokens: true } });
    const person = await scene.person();
    const warm = await isWarm(scene, async () => ({
      xSessionToken: await signInApp(scene.through, person),
    }));
    expect(warm).toBe(true);
  });
});
