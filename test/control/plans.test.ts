// The operator's table says which plans may turn Edge Sessions on. Losing the plan turns it off at the edges.
import { describe, expect, test } from "vitest";
import { builtInPlans } from "../../src/control/projects/plans.ts";
import { flags, startScene, type ControlScene } from "./scene.ts";

function changePlan(scene: ControlScene, slug: string, plan: string) {
  const json = [{ op: "replace", path: "/subscription_plan", value: plan }];
  return scene.ask(`/projects/${slug}`, { method: "PATCH", json });
}

function turnOn(scene: ControlScene, slug: string) {
  const json = [{ op: "replace", path: `${flags}/cacheable_sessions`, value: true }];
  return scene.ask(`/projects/${slug}`, { method: "PATCH", json });
}

describe("the built-in table", () => {
  test("The built-in table has Ory's plans, and new projects get the plan for self-hosting.", async () => {
    await using scene = await startScene();
    const { json } = await scene.ask("/plans");
    expect(json).toEqual(
      builtInPlans.plans.map(({ name, title, cacheableSessions }) => ({
        name,
        title,
        cacheable_sessions: cacheableSessions,
        default: name === "self-hosted",
      })),
    );
    expect(
      builtInPlans.plans.filter((plan) => !plan.cacheableSessions).map(({ name }) => name),
    ).toEqual(["developer"]);
  });

  test.each(builtInPlans.plans)(
    "Whether Edge Sessions can be turned on in the plan $name is $cacheableSessions.",
    async (plan) => {
      await using scene = await startScene({ options: { edge: false } });
      const body = { name: "P", slug: "p", environment: "prod", subscription_plan: plan.name };
      expect((await scene.ask("/projects", { json: body })).status).toBe(201);
      const answer = await turnOn(scene, "p");
      const { json } = await scene.ask("/projects/p");
      expect([answer.status, answer.errorId, Reflect.get(Object(json), "revision")]).toEqual(
        plan.cacheableSessions ? [200, undefined, 2] : [403, "feature_not_available", 1],
      );
      expect(answer.text.includes(`cannot be true on the plan ${plan.name}`)).toBe(
        !plan.cacheableSessions,
      );
    },
  );
});

describe("losing the plan", () => {
  test("A downgrade turns Edge Sessions off at once and drops everything stored, and an upgrade turns it on again.", async () => {
    await using scene = await startScene();
    const acme = await scene.project("acme", { cacheable_sessions: true });
    const { cookie } = acme.user;
    await acme.check(cookie);
    expect((await acme.check(cookie)).cacheStatus).toContain("; hit");
    const downgraded = await changePlan(scene, "acme", "developer");
    expect(downgraded.json).toMatchObject({
      warnings: [
        {
          message:
            "The plan developer does not include Edge Sessions, so it stays off at the edges.",
        },
      ],
    });
    expect(scene.control.edges.ports.store.size().entries).toBe(0);
    expect(await acme.check(cookie)).toMatchObject({ status: 200, cacheStatus: undefined });
    const { json } = await scene.ask("/projects/acme/edge-sessions");
    expect(json).toMatchObject({ cacheable_sessions: true, entitled: false, effective: false });
    // Other settings can be changed with any plan.
    expect((await acme.set("refresh_after", "2s")).status).toBe(200);
    await changePlan(scene, "acme", "production");
    expect((await acme.check(cookie)).cacheStatus).toContain("fwd=miss; stored");
  });

  test("A new table of plans turns Edge Sessions off in projects whose plan lost it.", async () => {
    await using scene = await startScene();
    const acme = await scene.project("acme", { cacheable_sessions: true });
    await acme.check(acme.user.cookie);
    await scene.control.replacePlans({
      defaultPlan: "free",
      plans: [
        { name: "free", title: "Free", cacheableSessions: false },
        { name: "self-hosted", title: "Self-hosted", cacheableSessions: false },
      ],
    });
    expect(await acme.check(acme.user.cookie)).toMatchObject({
      status: 200,
      cacheStatus: undefined,
    });
    await scene.control.replacePlans(builtInPlans);
    expect((await acme.check(acme.user.cookie)).cacheStatus).toContain("fwd=miss; stored");
    const { json } = await scene.ask("/activity?limit=2");
    expect(json).toMatchObject({ lines: [{ action: "plans.read" }, { action: "plans.read" }] });
  });

  test("A project keeps a plan that the table no longer has, and Edge Sessions is off.", async () => {
    await using scene = await startScene({ options: { edge: false } });
    await scene.ask("/projects", {
      json: { name: "P", slug: "p", environment: "prod", subscription_plan: "growth" },
    });
    await scene.control.replacePlans({
      defaultPlan: "other",
      plans: [{ name: "other", title: "Other", cacheableSessions: true }],
    });
    expect((await turnOn(scene, "p")).errorId).toBe("feature_not_available");
    const rename = [{ op: "replace", path: "/name", value: "Still here" }];
    expect((await scene.ask("/projects/p", { method: "PATCH", json: rename })).status).toBe(200);
    expect((await changePlan(scene, "p", "nowhere")).errorId).toBe("control_settings_refused");
  });
});

test("Only an operator key can change the plan.", async () => {
  await using scene = await startScene({ options: { edge: false } });
  await scene.ask("/projects", {
    json: { name: "P", slug: "p", environment: "prod", subscription_plan: "developer" },
  });
  const made = await scene.ask("/projects/p/tokens", {
    json: { name: "own", scopes: ["read", "settings", "keys", "invalidate", "hooks", "admin"] },
  });
  const key = String(Reflect.get(Object(made.json), "value"));
  const json = [{ op: "replace", path: "/subscription_plan", value: "enterprise" }];
  const refused = await scene.ask("/projects/p", { method: "PATCH", json, key });
  expect([refused.status, refused.errorId]).toEqual([403, "control_key_insufficient"]);
  expect((await scene.ask("/projects/p", { key })).json).toMatchObject({
    subscription_plan: "developer",
  });
});
