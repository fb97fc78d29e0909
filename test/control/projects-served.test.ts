// The edge follows the control plane: Edge Sessions on and off, another identity server, and hosts.
import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { rawCheck } from "../harness/raw-check.ts";
import { startScene, type ControlScene } from "./scene.ts";

let scene: ControlScene;
beforeAll(async () => {
  scene = await startScene();
});
afterAll(async () => {
  await scene[Symbol.asyncDispose]();
});

describe("the switch", () => {
  test("Edge Sessions is off in a new project, and can be turned on and off without a restart.", async () => {
    const acme = await scene.project("acme");
    const { cookie } = acme.user;
    for (const asked of [1, 2]) {
      expect(await acme.check(cookie)).toMatchObject({ status: 200, cacheStatus: undefined });
      expect(acme.relay.whoamis()).toBe(asked);
    }
    await acme.set("cacheable_sessions", true);
    expect((await acme.check(cookie)).cacheStatus).toBe("edge-sessions; fwd=miss; stored");
    expect((await acme.check(cookie)).cacheStatus).toMatch(/^edge-sessions; hit; ttl=\d+$/);
    expect(acme.relay.whoamis()).toBe(3);
    await acme.set("cacheable_sessions", false);
    expect(scene.control.edges.ports.store.size().entries).toBe(0);
    expect(await acme.check(cookie)).toMatchObject({ status: 200, cacheStatus: undefined });
    expect(acme.relay.whoamis()).toBe(4);
  });

  test("A changed setting applies to the next check.", async () => {
    const limits = await scene.project("limits", { cacheable_sessions: true });
    const { cookie } = limits.user;
    await limits.check(cookie);
    await limits.set("cacheable_sessions_max_age", "10s");
    expect((await limits.check(cookie)).cacheStatus).toMatch(/hit; ttl=(?:9|10)$/);
    await limits.set("cookie_name", "another_cookie");
    expect((await limits.check(cookie)).cacheStatus).toContain(
      "fwd=bypass; detail=cookies-unknown",
    );
  });
});

describe("hosts", () => {
  test("The same cookie at two projects belongs to two identities, or to none.", async () => {
    const one = await scene.project("one", { cacheable_sessions: true });
    const two = await scene.project("two", { cacheable_sessions: true });
    for (let round = 0; round < 2; round += 1) {
      const atOne = await one.check(one.user.cookie);
      const atTwo = await two.check(one.user.cookie);
      expect(atOne.status).toBe(200);
      expect(atTwo.status).toBe(401);
      expect(await two.check(two.user.cookie)).toMatchObject({ status: 200 });
    }
    const [own, others] = [await one.check(one.user.cookie), await two.check(two.user.cookie)];
    expect(own.cacheStatus).toContain("; hit");
    expect(others.cacheStatus).toContain("; hit");
    expect(own.body).not.toBe(others.body);
  });

  test.each([
    "nobody.projects.localhost",
    "projects.localhost",
    "127.0.0.1",
    "one.projects.localhost.evil.example",
  ])("The unknown host %s gets a 404 in Ory's shape.", async (host) => {
    const seen = await rawCheck(scene.edgeUrl, ["Host", host]);
    expect(seen.status).toBe(404);
    expect(JSON.parse(seen.body)).toMatchObject({ error: { code: 404, id: "edge_host_unknown" } });
  });

  test.each(["ACME-Host.Example", "acme-host.example:4000", "acme-host.example."])(
    "The host of a project is found when it is written as %s.",
    async (host) => {
      const slug = `hosts-${host.toLowerCase().replaceAll(/[^a-z]/g, "")}`.slice(0, 30);
      await scene.ask("/projects", { json: { name: slug, slug, environment: "dev" } });
      await scene.ask(`/projects/${slug}`, {
        method: "PATCH",
        json: [
          {
            op: "replace",
            path: "/services/identity/config/feature_flags/hosts",
            value: ["acme-host.example"],
          },
        ],
      });
      // It has no identity server yet, and only its own host answers that.
      const seen = await rawCheck(scene.edgeUrl, ["Host", host]);
      expect(seen.status).toBe(503);
      expect(JSON.parse(seen.body)).toMatchObject({ error: { id: "edge_project_incomplete" } });
      await scene.ask(`/projects/${slug}`, {
        method: "PATCH",
        json: [{ op: "replace", path: "/services/identity/config/feature_flags/hosts", value: [] }],
      });
      expect((await rawCheck(scene.edgeUrl, ["Host", host])).status).toBe(404);
    },
  );

  test("No project can take the own host of another project, existing or future.", async () => {
    const thief = await scene.project("aa-thief");
    await scene.ask("/projects", { json: { name: "victim", slug: "victim", environment: "dev" } });
    const hosts = ["fine.example", "victim.projects.localhost", "tomorrow.projects.localhost"];
    const refused = await thief.set("hosts", hosts);
    expect([refused.status, refused.errorId]).toEqual([400, "control_settings_refused"]);
    for (const index of [1, 2]) {
      expect(refused.text).toContain(`"/services/identity/config/feature_flags/hosts/${index}"`);
    }
    const seen = await rawCheck(scene.edgeUrl, ["Host", "victim.projects.localhost"]);
    expect(JSON.parse(seen.body)).toMatchObject({ error: { id: "edge_project_incomplete" } });
    expect((await thief.set("hosts", ["a.b.projects.localhost"])).status).toBe(400);
  });

  test("After the projects' domain has changed, each project is still served under its own host.", async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), "edge-sessions-"));
    const database = join(folder.path, "control.db");
    {
      await using before = await startScene({ options: { database } });
      await before.project("aa-early", { hosts: ["late.projects.example"] });
      await before.ask("/projects", { json: { name: "late", slug: "late", environment: "dev" } });
    }
    await using after = await startScene({
      options: { database, "projects-domain": "projects.example" },
    });
    const seen = await rawCheck(after.edgeUrl, ["Host", "late.projects.example"]);
    expect(JSON.parse(seen.body)).toMatchObject({ error: { id: "edge_project_incomplete" } });
  });

  test("A host can belong to only one project.", async () => {
    const make = (slug: string) =>
      scene.ask("/projects", { json: { name: slug, slug, environment: "dev" } });
    await make("first-owner");
    await make("second-owner");
    const claim = (slug: string) =>
      scene.ask(`/projects/${slug}`, {
        method: "PATCH",
        json: [
          {
            op: "replace",
            path: "/services/identity/config/feature_flags/hosts",
            value: ["shared.example"],
          },
        ],
      });
    expect((await claim("first-owner")).status).toBe(200);
    const refused = await claim("second-owner");
    expect([refused.status, refused.errorId]).toEqual([409, "control_conflict"]);
    expect(refused.text).toContain("shared.example belongs to another project");
  });

  test("The URLs of a project use the outside address if the operator has set one.", async () => {
    const options = { "edge-url": "https://projects.example:8443/sessions", edge: false };
    await using other = await startScene({ options });
    await other.ask("/projects", { json: { name: "P", slug: "p", environment: "dev" } });
    const { json } = await other.ask("/projects/p/edge-sessions");
    expect(json).toMatchObject({ urls: ["https://p.projects.localhost:8443/sessions"] });
  });

  test("The default project answers for every other host.", async () => {
    await using other = await startScene({ options: { "default-project": "main" } });
    const main = await other.project("main", { cacheable_sessions: true });
    const side = await other.project("side");
    const seen = await rawCheck(other.edgeUrl, [
      "Host",
      "whatever.example",
      "Cookie",
      main.user.cookie,
    ]);
    expect([seen.status, seen.cacheStatus]).toEqual([200, "edge-sessions; fwd=miss; stored"]);
    expect((await side.check(side.user.cookie)).cacheStatus).toBeUndefined();
  });
});

test("After a project gets another identity server, no answer of the old one is given.", async () => {
  const moved = await scene.project("moved", { cacheable_sessions: true });
  const next = await scene.project("next-home");
  await moved.check(moved.user.cookie);
  expect((await moved.check(moved.user.cookie)).cacheStatus).toContain("; hit");
  await moved.set("origin_url", next.relay.url);
  expect(await moved.check(moved.user.cookie)).toMatchObject({ status: 401 });
  expect(await moved.check(next.user.cookie)).toMatchObject({ status: 200 });
});

test("A fill that was under way at the old identity server is neither stored nor given to later checks.", async () => {
  const moved = await scene.project("moved-in-flight", { cacheable_sessions: true });
  const next = await scene.project("next-in-flight");
  const held = moved.relay.add({ matches: () => true, effect: { kind: "hold-answer" } });
  const early = moved.check(moved.user.cookie);
  await held.struck(1);
  await moved.set("origin_url", next.relay.url);
  const late = await moved.check(moved.user.cookie);
  expect(late.status).toBe(401);
  held.release();
  expect((await early).status).toBe(200);
  expect(await moved.check(moved.user.cookie)).toMatchObject({ status: 401 });
});

test("Each project has its own pause, fences and lanes.", async () => {
  const busy = await scene.project("busy", { cacheable_sessions: true });
  const calm = await scene.project("calm", { cacheable_sessions: true });
  await calm.check(calm.user.cookie);
  await busy.check(busy.user.cookie);
  await scene.ask("/projects/busy/invalidations", { json: { scope: "project" } });
  expect((await busy.check(busy.user.cookie)).cacheStatus).toContain("fwd=miss");
  expect((await calm.check(calm.user.cookie)).cacheStatus).toContain("; hit");
});
