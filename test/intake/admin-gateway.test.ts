// A change by the admin API, made through the gateway, is in force at the edge before it is answered: the next check by
// every credential is right, however many refreshes that began before were still on their way.
import { Configuration, IdentityApi } from "ory-client-v1";
import { get } from "node:http";
import { describe, expect, test } from "vitest";
import { addTotp } from "../harness/acts.ts";
import {
  cacheAndHoldRefreshes,
  castSetUp,
  expectTruth,
  gather,
  sendChecks,
} from "../harness/cast.ts";
import { check, type Person } from "../harness/scene.ts";
import { live } from "../harness/origin-under-test.ts";
import {
  errorId,
  eventsOf,
  keyTexts,
  startAdminScene,
  type AdminScene,
} from "../harness/admin-scene.ts";
import type { Cast } from "../harness/cast.ts";

interface Change {
  readonly name: string;
  readonly needs?: string;
  readonly prepare?: (cast: Cast) => Promise<unknown>;
  /** The change, by the SDK that is pointed at the gateway. */
  readonly act: (admin: IdentityApi, person: Person, scene: AdminScene) => Promise<unknown>;
  readonly changes: "all" | "some";
  /** Scopes that are published. */
  readonly tells: readonly string[];
}

async function sessionIds(scene: AdminScene, person: Person): Promise<string[]> {
  const { data } = await scene.admin.listIdentitySessions({ id: person.id, active: true });
  return data.map(({ id }) => id);
}

const changes: readonly Change[] = [
  {
    name: "PATCH of an identity",
    act: (admin, { id }) =>
      admin.patchIdentity({
        id,
        jsonPatch: [{ op: "replace", path: "/traits/name", value: "Grace" }],
      }),
    changes: "all",
    tells: ["identity"],
  },
  {
    name: "PATCH of an identity to state inactive",
    act: (admin, { id }) =>
      admin.patchIdentity({
        id,
        jsonPatch: [{ op: "replace", path: "/state", value: "inactive" }],
      }),
    changes: "all",
    tells: ["identity"],
  },
  {
    name: "PUT of an identity",
    act: (admin, { id, email }, { origin }) =>
      admin.updateIdentity({
        id,
        updateIdentityBody: {
          schema_id: origin.schemaId,
          state: "active",
          traits: origin.traitsOf(email, "Grace"),
        },
      }),
    changes: "all",
    tells: ["identity"],
  },
  {
    name: "DELETE of an identity",
    act: (admin, { id }) => admin.deleteIdentity({ id }),
    changes: "all",
    tells: ["identity"],
  },
  {
    name: "DELETE of an identity's sessions",
    act: (admin, { id }) => admin.deleteIdentitySessions({ id }),
    changes: "all",
    tells: ["identity"],
  },
  {
    name: "DELETE of a second factor",
    needs: "totp",
    prepare: (cast) => addTotp(cast.scene.direct, cast.acting),
    act: (admin, { id }) => admin.deleteIdentityCredentials({ id, type: "totp" }),
    changes: "some",
    tells: ["identity"],
  },
  {
    name: "DELETE of one session",
    act: async (admin, person, scene) => {
      const [id = ""] = await sessionIds(scene, person);
      await admin.disableSession({ id });
    },
    changes: "some",
    // What was stored names the identity too.
    tells: ["session", "identity"],
  },
  {
    name: "a longer life for one session",
    act: async (admin, person, scene) => {
      const [id = ""] = await sessionIds(scene, person);
      await admin.extendSession({ id });
    },
    changes: "some",
    // What was stored names the identity too.
    tells: ["session", "identity"],
  },
];

function gatewaySdk(scene: AdminScene): IdentityApi {
  const basePath = scene.edge.adminUrl;
  return new IdentityApi(new Configuration({ basePath, accessToken: keyTexts.admin }));
}

async function truths(cast: Cast): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const [name, credential] of cast.credentials()) {
    const { status, body } = await check(cast.scene.direct, credential);
    found.set(name, JSON.stringify([status, body]));
  }
  return found;
}

async function expectRightAfter(
  scene: AdminScene,
  cast: Cast,
  changed: "all" | "some",
  act: () => Promise<unknown>,
): Promise<number> {
  const before = await truths(cast);
  const held = await cacheAndHoldRefreshes(cast);
  const since = scene.edge.events.length;
  await act();
  const answered = await sendChecks(cast, "at once");
  await held.arrive();
  await answered();
  await expectTruth(cast, "after the held refreshes");
  const after = await truths(cast);
  const different = [...before].filter(([name, truth]) => after.get(name) !== truth).length;
  expect(different).toBeGreaterThanOrEqual(changed === "all" ? before.size : 1);
  expect(eventsOf(scene.edge.events, "change-unseen", since)).toEqual([]);
  return since;
}

describe("a change through the admin gateway", () => {
  test.for(changes)(
    "After $name through the gateway, every credential's next check is right.",
    async ({ needs, prepare, act, changes, tells }, { skip }) => {
      await using scene = await startAdminScene(castSetUp);
      skip(needs !== undefined && !scene.origin.methods.has(needs), `not enabled: ${needs}`);
      const cast = await gather(scene);
      await prepare?.(cast);
      const since = await expectRightAfter(scene, cast, changes, () =>
        act(gatewaySdk(scene), cast.person, scene),
      );
      const told = eventsOf(scene.edge.events, "published", since);
      expect(new Set(told.map(({ source, scope }) => `${source} ${scope.kind}`))).toEqual(
        new Set(tells.map((kind) => `admin ${kind}`)),
      );
      expect(eventsOf(scene.edge.events, "gateway", since)).toEqual([
        expect.objectContaining({ keyName: "the-admin-key", status: expect.any(Number) }),
      ]);
    },
  );
});

describe("a bulk change of sessions through the admin gateway", () => {
  // "*" ends all sessions, which would disturb a live server's other users.
  const named = (person: Person): object => ({ identities: [person.id] });
  test.for([
    { name: "disabled by identity", action: "disable", whom: named },
    { name: "deleted by identity", action: "delete", whom: named },
    ...(live
      ? []
      : [{ name: "of everybody", action: "delete", whom: () => ({ identities: ["*"] }) }]),
  ])(
    "After a bulk change of sessions $name, every credential's next check is right.",
    async ({ action, whom }) => {
      await using scene = await startAdminScene(castSetUp);
      const cast = await gather(scene);
      await expectRightAfter(scene, cast, "all", async () => {
        const response = await scene.ask("/admin/sessions", {
          key: keyTexts.admin,
          json: { action, ...whom(cast.person) },
        });
        expect(response.status).toBe(200);
      });
    },
  );

  test("Every credential's next check is right after a bulk change of sessions by session.", async () => {
    await using scene = await startAdminScene(castSetUp);
    const cast = await gather(scene);
    const sessions = (await sessionIds(scene, cast.person)).slice(0, 2);
    await expectRightAfter(scene, cast, "some", async () => {
      const response = await scene.ask("/admin/sessions", {
        key: keyTexts.admin,
        json: { action: "disable", sessions },
      });
      expect(response.status).toBe(200);
    });
  });
});

/** Asks with the very bytes of a target, which `fetch` would resolve. */
function statusOfRaw(port: number, path: string): Promise<number | undefined> {
  const headers = { Authorization: `Bearer ${keyTexts.admin}` };
  return new Promise((resolve, reject) => {
    get({ port, path, headers, agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    }).on("error", reject);
  });
}

describe("passing through", () => {
  test("A request that changes nothing is passed on, and nothing is published.", async () => {
    await using scene = await startAdminScene();
    const person = await scene.person();
    const since = scene.edge.events.length;
    const path = `/admin/identities/${person.id}?include_credential=password`;
    const direct = await fetch(`${scene.origin.adminUrl}${path}`);
    const through = await scene.ask(path, { key: keyTexts.admin });
    expect([through.status, await through.text()]).toEqual([direct.status, await direct.text()]);
    expect(eventsOf(scene.edge.events, "published", since)).toEqual([]);
    expect(eventsOf(scene.edge.events, "gateway", since)).toMatchObject([
      { method: "GET", path: `/admin/identities/${person.id}`, status: 200 },
    ]);
  });

  test("A refusal of the admin API is passed on unchanged, and a change of an identity that does not exist is not published.", async () => {
    await using scene = await startAdminScene();
    const since = scene.edge.events.length;
    const path = "/admin/identities/9f425a8d-7efc-4768-8f23-7647a74fdf13";
    const response = await scene.ask(path, { method: "DELETE", key: keyTexts.admin });
    expect(response.status).toBe(404);
    expect(eventsOf(scene.edge.events, "published", since)).toEqual([]);
  });

  test("Without an admin API behind it, the gateway answers with an error that says so.", async () => {
    await using scene = await startAdminScene({}, false);
    const response = await scene.ask("/admin/identities", { key: keyTexts.admin });
    expect([response.status, await errorId(response)]).toEqual([404, "edge_gateway_off"]);
  });

  test.each(["..", "%2e%2E", ".", "a%2Fb", "a%5cb", "%zz"])(
    "A path with %s is refused, since a server on the way might resolve it.",
    async (segment) => {
      await using scene = await startAdminScene();
      const { port } = new URL(scene.edge.adminUrl);
      const status = await statusOfRaw(Number(port), `/admin/identities/${segment}/x`);
      expect(status).toBe(404);
      expect(eventsOf(scene.edge.events, "gateway")).toEqual([]);
    },
  );

  test("The public listener is not a gateway, with or without a key.", async () => {
    await using scene = await startAdminScene();
    const headers = { Authorization: `Bearer ${keyTexts.all}` };
    const [through, direct] = await Promise.all(
      [scene.edge.url, scene.origin.publicUrl].map((url) =>
        fetch(`${url}/admin/identities`, { headers, redirect: "manual" }),
      ),
    );
    expect(through?.status).toBe(direct?.status);
    expect(through?.status).not.toBe(200);
    expect(eventsOf(scene.edge.events, "gateway")).toEqual([]);
  });
});
