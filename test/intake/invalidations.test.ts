// POST /invalidations: what it accepts, what it refuses, and that it applies and publishes before it answers.
import { describe, expect, test } from "vitest";
import type { Invalidation } from "../../src/core/invalidation.ts";
import { createInProcessBus } from "../../src/bus/in-process.ts";
import { startEdge } from "../harness/edge-under-test.ts";
import { castSetUp, expectTruth, gather } from "../harness/cast.ts";
import { check, isHit } from "../harness/scene.ts";
import {
  ask,
  errorId,
  eventsOf,
  keyTexts,
  ringOfAll,
  startAdminScene,
  type Asking,
} from "../harness/admin-scene.ts";

const id = "9f425a8d-7efc-4768-8f23-7647a74fdf13";
const key = keyTexts.invalidate;

/** An edge with nothing behind it, and all that it publishes. */
async function startBare() {
  const bus = createInProcessBus({
    onError: (error) => {
      throw error;
    },
  });
  const published: Invalidation[] = [];
  await bus.subscribe((invalidation) => published.push(invalidation));
  const edge = await startEdge({
    origin: "http://127.0.0.1:9",
    bus,
    admin: { keys: ringOfAll() },
  });
  return {
    edge,
    send: (how: Asking) => ask(edge.adminUrl, "/invalidations", { key, ...how }),
    told: () => published.map(({ source, scope }) => ({ source, scope })),
    [Symbol.asyncDispose]: () => edge.stop(),
  };
}

describe("a change made at the identity server itself", () => {
  test.each(["identity", "project"] as const)(
    "Every credential sees a change made at the identity server once the %s is invalidated.",
    async (scope) => {
      await using scene = await startAdminScene(castSetUp);
      const cast = await gather(scene);
      for (const credential of cast.credentials().values()) await check(scene.through, credential);
      await scene.admin.patchIdentity({
        id: cast.person.id,
        jsonPatch: [{ op: "replace", path: "/state", value: "inactive" }],
      });
      const stale = await check(scene.through, { cookie: cast.acting.cookie });
      expect([stale.status, isHit(stale)]).toEqual([200, true]);
      const json = scope === "project" ? { scope } : { scope, id: cast.person.id };
      const response = await scene.ask("/invalidations", { key, json });
      expect(response.status).toBe(200);
      expect(await response.json()).toMatchObject({ applied: 1, published: true });
      await expectTruth(cast, "after the invalidation");
    },
  );

  test("An invalidated session refreshes only its own credentials.", async () => {
    await using scene = await startAdminScene(castSetUp);
    const cast = await gather(scene);
    for (const credential of cast.credentials().values()) await check(scene.through, credential);
    const { data: session } = await scene.direct.toSession({ xSessionToken: cast.app });
    await scene.admin.disableSession({ id: session.id });
    await scene.ask("/invalidations", { key, json: { scope: "session", id: session.id } });
    expect((await check(scene.through, { xSessionToken: cast.app })).status).toBe(401);
    expect(isHit(await check(scene.through, { cookie: cast.sibling.cookie }))).toBe(true);
  });
});

describe("what other edges receive", () => {
  test("Each scope is published once, whatever the spelling of its id.", async () => {
    await using bare = await startBare();
    const response = await bare.send({
      json: {
        invalidations: [
          { scope: "identity", id },
          { scope: "identity", id: id.toUpperCase() },
          { scope: "identity", id: `{${id}}` },
          { scope: "session", id: id.replaceAll("-", "") },
          { scope: "project" },
        ],
      },
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ applied: 3 });
    expect(bare.told()).toEqual([
      { source: "api", scope: { kind: "identity", value: id } },
      { source: "api", scope: { kind: "session", value: id } },
      { source: "api", scope: { kind: "project" } },
    ]);
    expect(eventsOf(bare.edge.events, "intake-applied")).toMatchObject([
      { source: "api", keyName: "the-invalidate-key", again: false },
    ]);
  });

  test("An invalidation that is sent again is published again.", async () => {
    await using bare = await startBare();
    await bare.send({ json: { scope: "identity", id } });
    await bare.send({ json: { scope: "identity", id } });
    expect(bare.told()).toHaveLength(2);
  });
});

describe("refusals", () => {
  const many = Array.from({ length: 501 }, () => ({ scope: "project" }));
  const cases: readonly (readonly [string, Asking, number, RegExp])[] = [
    ["no body", { method: "POST", headers: { "Content-Type": "application/json" } }, 400, /empty/],
    ["no JSON", { body: "{", headers: { "Content-Type": "application/json" } }, 400, /valid JSON/],
    ["a list", { json: [] }, 400, /^the body must be an object$/],
    ["nothing", { json: null }, 400, /^the body must be an object$/],
    ["no scope", { json: { id } }, 400, /^scope must be one of identity, session, project$/],
    ["another scope", { json: { scope: "credential", id } }, 400, /^scope must be one of/],
    ["no id", { json: { scope: "identity" } }, 400, /^id must be a UUID$/],
    ["no UUID", { json: { scope: "session", id: "canary-id" } }, 400, /^id must be a UUID$/],
    ["the nil UUID", { json: { scope: "session", id: id.replace(/\w/g, "0") } }, 400, /nil UUID/],
    ["something else", { json: { scope: "identity", id, canary: 1 } }, 400, /members other than/],
    ["an id for a project", { json: { scope: "project", id } }, 400, /members other than/],
    ["no member", { json: { invalidations: [] } }, 400, /^invalidations must not be empty$/],
    ["too many", { json: { invalidations: many } }, 400, /more than 500/],
    [
      "one bad among good",
      { json: { invalidations: [{ scope: "project" }, { scope: "identity", id: 7 }] } },
      400,
      /^invalidations\[1\]\.id must be a UUID$/,
    ],
  ];
  test.each(cases)(
    "An invalidation is refused and changes nothing: %s.",
    async (_name, how, status, problem) => {
      await using bare = await startBare();
      const response = await bare.send(how);
      const text = await response.text();
      expect(response.status).toBe(status);
      const { error } = JSON.parse(text) as {
        error: { id: string; details: { problems: string[] } };
      };
      expect(error.id).toBe("edge_body_malformed");
      expect(error.details.problems).toEqual([expect.stringMatching(problem)]);
      expect(text).not.toContain("canary");
      expect(bare.told()).toEqual([]);
      expect(eventsOf(bare.edge.events, "fence")).toEqual([]);
    },
  );

  test("A body that is too long is refused with 413.", async () => {
    await using bare = await startBare();
    const json = { invalidations: [{ scope: "identity", id: "x".repeat(65_536) }] };
    const response = await bare.send({ json });
    expect([response.status, await errorId(response)]).toEqual([413, "edge_body_too_large"]);
    expect(bare.told()).toEqual([]);
  });

  test("Another method is refused with 405 and the right one.", async () => {
    await using bare = await startBare();
    const response = await bare.send({ method: "PUT", json: { scope: "project" } });
    expect([response.status, response.headers.get("allow")]).toEqual([405, "POST"]);
    expect(bare.told()).toEqual([]);
  });

  test("Another content type is refused with 415.", async () => {
    await using bare = await startBare();
    const response = await bare.send({
      body: "{}",
      headers: { "Content-Type": "application/jsonp" },
    });
    expect(response.status).toBe(415);
  });
});
