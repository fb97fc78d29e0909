// One suite over every generation of the SDK: nothing in an application changes but the base URL.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Browser } from "../harness/browser.ts";
import { addTotp, changeProfile } from "../harness/acts.ts";
import { generations, type Generation, type Outcome } from "./sdk-generations.ts";
import { signInApp, signInBrowser, startScene, type Person, type Scene } from "../harness/scene.ts";

let scene: Scene;
let person: Person;
let browser: Browser;

beforeAll(async () => {
  scene = await startScene({ settings: { sessionTokens: true } });
});

afterAll(async () => {
  await scene[Symbol.asyncDispose]();
});

describe.each(generations)("$name", (generation) => {
  beforeAll(async () => {
    person = await scene.person();
    browser = await signInBrowser(scene.direct, person);
  });

  const isHit = (seen: Outcome): boolean =>
    seen.header("cache-status")?.startsWith("edge-sessions; hit") === true;
  const nameOf = (seen: Outcome): string => JSON.stringify(seen.session?.traits);

  test("The second toSession() by cookie is a hit that does not reach the origin.", async () => {
    const client = generation.at(scene.edge.url);
    const { cookie } = browser;
    const first = await client.toSession({ cookie });
    expect(first.status).toBe(200);
    expect(isHit(first)).toBe(false);
    expect(first.header("cache-status")).toBe("edge-sessions; fwd=miss; stored");
    const asked = scene.relay.whoamis();
    const second = await client.toSession({ cookie });
    expect(isHit(second)).toBe(true);
    expect(second.session).toEqual(first.session);
    expect(second.session).toEqual(
      (await generation.at(scene.origin.publicUrl).toSession({ cookie })).session,
    );
    expect(second.header("x-kratos-authenticated-identity-id")).toBe(person.id);
    expect(scene.relay.whoamis()).toBe(asked);
  });

  test("The second toSession() by session token is a hit that does not reach the origin.", async () => {
    const client = generation.at(scene.edge.url);
    const xSessionToken = await signInApp(scene.direct, person);
    const first = await client.toSession({ xSessionToken });
    const asked = scene.relay.whoamis();
    const second = await client.toSession({ xSessionToken });
    expect([first.status, isHit(first), second.status, isHit(second)]).toEqual([
      200,
      false,
      200,
      true,
    ]);
    expect(second.session).toEqual(first.session);
    expect(scene.relay.whoamis()).toBe(asked);
  });

  test("A call with max-age=0 is fresh: it sees a change made behind the edge.", async () => {
    const client = generation.at(scene.edge.url);
    const { cookie } = browser;
    await client.toSession({ cookie });
    await changeProfile(scene.direct, browser, scene.origin.traitsOf(person.email, "Grace"));
    const plain = await client.toSession({ cookie });
    expect(isHit(plain)).toBe(true);
    expect(nameOf(plain)).not.toContain("Grace");
    const forced = await client.toSession({ cookie }, "max-age=0");
    expect(forced.header("cache-status")).toContain("fwd=request");
    expect(nameOf(forced)).toContain("Grace");
    expect(nameOf(await client.toSession({ cookie }))).toContain("Grace");
  });

  test("A call with no-cache is fresh too.", async () => {
    const client = generation.at(scene.edge.url);
    const { cookie } = await signInBrowser(scene.direct, person);
    await client.toSession({ cookie });
    const asked = scene.relay.whoamis();
    const forced = await client.toSession({ cookie }, "no-cache");
    expect([forced.status, forced.header("cache-status")]).toEqual([
      200,
      "edge-sessions; fwd=request; stored",
    ]);
    expect(scene.relay.whoamis()).toBe(asked + 1);
  });

  test("A call with max-age=10 is a hit at 9 s and fetched at 11 s.", async () => {
    const client = generation.at(scene.edge.url);
    const { cookie } = await signInBrowser(scene.direct, person);
    // Background refreshes would renew the entry and hide its age.
    scene.edge.applySettings({ refreshAfterMs: 3_600_000 });
    await client.toSession({ cookie });
    scene.edge.advance(9_000);
    const asked = scene.relay.whoamis();
    const young = await client.toSession({ cookie }, "max-age=10");
    expect(isHit(young)).toBe(true);
    expect(Number(young.header("age"))).toBeGreaterThanOrEqual(9);
    expect(scene.relay.whoamis()).toBe(asked);
    scene.edge.advance(2_000);
    const old = await client.toSession({ cookie }, "max-age=10");
    expect(old.header("cache-status")).toBe("edge-sessions; fwd=stale; stored");
    expect(scene.relay.whoamis()).toBe(asked + 1);
    scene.edge.applySettings({ refreshAfterMs: 1_000 });
  });

  test("A refused credential is an error in Ory's format and reaches the origin each time.", async () => {
    const client = generation.at(scene.edge.url);
    const cookie = `${scene.origin.cookieName}=c2Vzc2lvbg`;
    const first = await client.toSession({ cookie });
    const asked = scene.relay.whoamis();
    const second = await client.toSession({ cookie });
    expect(scene.relay.whoamis()).toBe(asked + 1);
    for (const seen of [first, second]) {
      expect(seen).toMatchObject({
        status: 401,
        session: undefined,
        error: { error: { code: 401, status: "Unauthorized" } },
      });
    }
  });

  test("A session without its second factor is an error that says so.", async ({ skip }) => {
    skip(!scene.origin.methods.has("totp"), "totp is not enabled");
    const other = await scene.person();
    const { cookie } = await signInBrowser(scene.direct, other);
    await addTotp(scene.direct, await signInBrowser(scene.direct, other));
    const direct = await generation.at(scene.origin.publicUrl).toSession({ cookie });
    skip(direct.status === 200, "required_aal of whoami is aal1");
    const seen = await generation.at(scene.edge.url).toSession({ cookie });
    expect(seen).toMatchObject({
      status: 403,
      session: undefined,
      error: { error: { code: 403, id: "session_aal2_required" } },
    });
    expect(seen.error).toEqual(direct.error);
  });
});

const published =
  'the call as published, toSession(undefined, undefined, { headers: { "Cache-Control": "max-age=0" } }),';

async function publishedCall(generation: Generation): Promise<Outcome | undefined> {
  const { cookie } = await signInBrowser(scene.direct, await scene.person());
  const client = generation.at(scene.edge.url);
  await client.toSession({ cookie });
  return client.published?.(cookie, "max-age=0");
}

test.each(generations.filter(({ positional }) => positional === "yes"))(
  `${published} forces a fresh answer with $name`,
  async (generation) => {
    const seen = await publishedCall(generation);
    expect(seen?.status).toBe(200);
    expect(seen?.header("cache-status")).toBe("edge-sessions; fwd=request; stored");
  },
);

test.each(generations.filter(({ positional }) => positional === "drops"))(
  `${published} silently loses its headers with $name: the answer is a hit`,
  async (generation) => {
    const seen = await publishedCall(generation);
    expect(seen?.status).toBe(200);
    expect(seen?.header("cache-status")).toMatch(/^edge-sessions; hit/);
  },
);
