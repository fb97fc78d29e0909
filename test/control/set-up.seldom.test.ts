// The steps of setting up a project, against a real edge and a real identity server.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pastedCookiesCharactersMax } from "../../src/control/limits.ts";
import { isWhoami } from "../harness/relay.ts";
import type { RelayedAnswer } from "../harness/relay-rules.ts";
import { startScene, type ControlScene, type ProjectUnderTest } from "./scene.ts";

let scene: ControlScene;
let shop: ProjectUnderTest;
beforeAll(async () => {
  scene = await startScene();
  shop = await scene.project("shop");
});
afterAll(async () => {
  await scene[Symbol.asyncDispose]();
});

interface Step {
  readonly id: string;
  readonly state: string;
  readonly sentence: string;
}

/** The steps of a project by their ids, each as its state and its sentence. */
async function stepsOf(slug: string): Promise<Record<string, string>> {
  const { status, text } = await scene.ask(`/projects/${slug}/set-up`);
  expect(status).toBe(200);
  const set: { steps: readonly Step[]; done: number; total: number } = JSON.parse(text);
  expect(set.total).toBe(7);
  expect(set.done).toBe(set.steps.filter(({ state }) => state === "done").length);
  return Object.fromEntries(
    set.steps.map(({ id, state, sentence }) => [id, `${state}: ${sentence}`]),
  );
}

const findName = (slug: string, cookies: string, key?: string) =>
  scene.ask(`/projects/${slug}/set-up/cookie-name`, {
    json: { cookies },
    ...(key === undefined ? {} : { key }),
  });

const withoutHint = (answer: RelayedAnswer): RelayedAnswer => ({
  ...answer,
  headers: answer.headers.flatMap((name, i, all) =>
    i % 2 === 1 || /^ory-session-cache-for$/iu.test(name) ? [] : [name, all[i + 1] ?? ""],
  ),
});

async function create(slug: string, originUrl: string): Promise<void> {
  await scene.ask("/projects", { json: { name: slug, slug, environment: "dev" } });
  const path = "/services/identity/config/feature_flags/origin_url";
  const json = [{ op: "replace", path, value: originUrl }];
  expect((await scene.ask(`/projects/${slug}`, { method: "PATCH", json })).status).toBe(200);
}

describe("the identity server", () => {
  test("A Kratos is recognised with its version, and a sign-in flow shows where it leads.", async () => {
    const steps = await stepsOf("shop");
    expect(steps["identity-server-url"]).toBe(`done: The identity server is ${shop.relay.url}.`);
    expect(steps["identity-server"]).toMatch(/^done: .*version edge-sessions-development/u);
    expect(steps["cookie-name"]).toMatch(/^todo: /u);
    expect(steps["own-changes"]).toMatch(
      new RegExp(`^todo: .*${shop.identity.publicUrl}, not`, "u"),
    );
    expect(steps["own-changes"]).toContain("http://shop.projects.localhost:");
    expect(steps["switch"]).toMatch(/^todo: .*off/u);
  });

  test("However many pages poll, it is asked once in a few seconds.", async () => {
    await create("polled", shop.relay.url);
    const before = shop.relay.calls.length;
    await Promise.all(Array.from({ length: 20 }, () => stepsOf("polled")));
    await stepsOf("polled");
    const asked = shop.relay.calls.slice(before).map(({ target }) => target);
    const times = (target: string) => asked.filter((one) => one === target).length;
    // Were the answers not kept, it would be 21 of each. More than one needs a machine that is slow for seconds.
    expect(times("/sessions/whoami")).toBeLessThan(5);
    expect(times("/self-service/login/api")).toBeLessThan(5);
  });

  test("The admin API is recognised, and so is a port where nothing listens.", async () => {
    await create("admin-api", shop.identity.adminUrl);
    expect((await stepsOf("admin-api"))["identity-server"]).toMatch(/^problem: .*admin API/u);
    await create("nowhere", "http://127.0.0.1:1");
    expect((await stepsOf("nowhere"))["identity-server"]).toMatch(
      /^problem: http:\/\/127\.0\.0\.1:1 does not answer: nothing listens there\./u,
    );
  });

  test("A flow that leads to a host of the project leads to its edge, whatever the port.", async () => {
    shop.identity.setPublicBaseUrl("https://based.projects.localhost:8443/");
    try {
      await create("based", shop.identity.publicUrl);
      await create("not-based", shop.identity.publicUrl);
      expect((await stepsOf("based"))["own-changes"]).toMatch(/^done: /u);
      expect((await stepsOf("not-based"))["own-changes"]).toMatch(/^todo: /u);
    } finally {
      shop.identity.setPublicBaseUrl(shop.identity.publicUrl);
    }
  });

  test("An identity server without the hint is a problem that names the setting.", async () => {
    const rule = shop.relay.add({
      matches: isWhoami,
      effect: { kind: "change", change: withoutHint },
    });
    try {
      await create("hintless", shop.relay.url);
      expect((await stepsOf("hintless"))["identity-server"]).toMatch(
        /^problem: .*feature_flags\.cacheable_sessions/u,
      );
    } finally {
      rule.remove();
    }
  });
});

describe("the session cookie", () => {
  test("Its name is found among pasted cookies, and their values are kept nowhere.", async () => {
    const [, value = ""] = /=(.*)$/u.exec(shop.user.cookie) ?? [];
    const pasted = `lang=d3adbeefd3adbeef; ${shop.user.cookie}`;
    const { status, json } = await findName("shop", pasted);
    expect([status, json]).toEqual([200, { result: "session", name: "ory_kratos_session" }]);
    expect((await stepsOf("shop"))["cookie-name"]).toMatch(/^done: .*ory_kratos_session/u);
    const kept = scene.log() + (await scene.ask("/activity?limit=200")).text;
    expect(kept).not.toContain("d3adbeef");
    expect(kept).not.toContain(value.slice(0, 20));
  });

  test("Another name than the project's is a problem that says which is right.", async () => {
    await shop.set("cookie_name", "ory_session_shop");
    await findName("shop", shop.user.cookie);
    expect((await stepsOf("shop"))["cookie-name"]).toMatch(
      /^problem: .*named ory_kratos_session, and the edge looks for another/u,
    );
    await shop.set("cookie_name", "ory_kratos_session");
    expect((await stepsOf("shop"))["cookie-name"]).toMatch(/^done: /u);
  });

  test("Cookies that the identity server refuses are no session's, and each is tried alone.", async () => {
    const before = shop.relay.whoamis();
    const { json } = await findName("shop", "a=1; b=2; ory_kratos_session=MTcw");
    expect(json).toEqual({ result: "refused", name: null });
    const sent = shop.relay.calls
      .filter(({ target }) => target === "/sessions/whoami")
      .slice(before);
    expect(sent.map(({ headers }) => headers[headers.indexOf("Cookie") + 1])).toEqual([
      "ory_kratos_session=MTcw",
      "a=1",
      "b=2",
    ]);
  });

  test("More cookies, longer ones and a longer text are refused before anything is asked.", async () => {
    const before = shop.relay.whoamis();
    const many = (count: number) => Array.from({ length: count }, (_, i) => `c${i}=1`).join("; ");
    for (const text of [
      many(51),
      `a=${"x".repeat(4_097)}`,
      `a=1; ${"x".repeat(pastedCookiesCharactersMax)}`,
      "a=1\r\nHost: evil",
    ]) {
      const { status, errorId } = await findName("shop", text);
      expect([status, errorId]).toEqual([400, "control_body_malformed"]);
    }
    expect(shop.relay.whoamis()).toBe(before);
    const widest = await findName("shop", `a=${"x".repeat(4_096)}; ${many(49)}`);
    expect(widest.json).toEqual({ result: "refused", name: null });
    expect(shop.relay.whoamis()).toBe(before + 50);
  });

  test("A key needs the scope settings, and a project without an identity server has nothing to ask.", async () => {
    const made = await scene.ask("/projects/shop/tokens", {
      json: { name: "reader", scopes: ["read"] },
    });
    const key = String(Reflect.get(Object(made.json), "value"));
    expect((await findName("shop", "a=1", key)).errorId).toBe("control_key_insufficient");
    await scene.ask("/projects", { json: { name: "Bare", slug: "bare", environment: "dev" } });
    const refused = await findName("bare", "a=1");
    expect([refused.status, refused.errorId]).toEqual([409, "control_conflict"]);
    expect(refused.text).toContain("no identity server URL");
  });
});

describe("hooks, the first hit and a change", () => {
  test("A test hook reaches the edges and is audited, and is not taken for one of Kratos.", async () => {
    const { status, json } = await scene.ask("/projects/shop/set-up/test-hook", { method: "POST" });
    expect(status).toBe(200);
    expect(json).toMatchObject({ published: true, edges: { applied: [{}], missing: [] } });
    const { text } = await scene.ask("/projects/shop/activity?limit=1");
    expect(text).toContain('"action":"hook"');
    expect((await stepsOf("shop"))["own-changes"]).toMatch(/^todo: /u);
  });

  test("A hook of Kratos completes the step.", async () => {
    const json = { flow: "settings", identity_id: "2d1bd0f0-1b0e-4d8f-8d3c-0a6a6c3d9f10" };
    const made = await scene.ask("/projects/shop/tokens", {
      json: { name: "kratos", scopes: ["hooks"] },
    });
    const key = String(Reflect.get(Object(made.json), "value"));
    expect((await scene.ask("/projects/shop/hooks/kratos", { key, json })).status).toBe(204);
    expect((await stepsOf("shop"))["own-changes"]).toBe(
      "done: Web hooks of the identity server arrive.",
    );
  });

  test("After the switch, a hit of a session counts, and an anonymous one does not; then a change counts.", async () => {
    await shop.set("cacheable_sessions", true);
    await expect.poll(async () => (await stepsOf("shop"))["switch"]).toMatch(/^done/u);
    await shop.check();
    expect((await shop.check()).cacheStatus).toContain("; hit");
    expect((await stepsOf("shop"))["hit"]).toMatch(/^todo: /u);
    await shop.check(shop.user.cookie);
    expect((await shop.check(shop.user.cookie)).cacheStatus).toContain("; hit");
    const hit = await stepsOf("shop");
    expect(hit["hit"]).toMatch(/^done: /u);
    expect(hit["change"]).toMatch(/^todo: /u);
    await scene.ask("/projects/shop/invalidations", { json: { scope: "project" } });
    expect((await stepsOf("shop"))["change"]).toMatch(/^done: /u);
  });

  test("When Edge Sessions is turned off, a first hit must be seen again.", async () => {
    await shop.set("cacheable_sessions", false);
    const steps = await stepsOf("shop");
    expect([steps["hit"], steps["change"]]).toEqual([
      "waiting: This needs Edge Sessions to be on.",
      "waiting: This needs a first hit.",
    ]);
  });
});
