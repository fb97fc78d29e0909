// Case 32: a key that ends soon, has few scopes or is revoked makes other keys: never more, and never longer, than it has
// itself; and they end with it.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Callers } from "../../src/control/access/callers.ts";
import { keyRoutes } from "../../src/control/api/key-routes.ts";
import { openControlStorage } from "../../src/control/database/open.ts";
import { makeKey } from "../../src/control/access/keys.ts";
import { controlScopes } from "../../src/control/access/scopes.ts";
import { sampleAudit, sampleProject } from "../control/database/samples.ts";
import { startScene, type Answered, type ControlScene } from "../control/scene.ts";

let scene: ControlScene;
beforeAll(async () => {
  scene = await startScene();
  for (const slug of ["mine", "theirs"]) {
    await scene.ask("/projects", { json: { name: slug, slug, environment: "dev" } });
  }
});
afterAll(async () => {
  await scene[Symbol.asyncDispose]();
});

interface Made {
  readonly id: string;
  readonly value: string;
  readonly parent_id: string | null;
  readonly expires_at?: string;
}

async function make(owner: string, json: object, key = scene.key): Promise<Made> {
  const made = await ask(owner, json, key);
  expect([made.status, made.errorId]).toEqual([201, undefined]);
  return made.json as Made;
}

const ask = (owner: string, json: object, key: string): Promise<Answered> =>
  scene.ask(owner, { key, json: { name: "made", ...json } });
const inADay = () => new Date(Date.now() + 86_400_000).toISOString();
const status = async (key: string) => (await scene.ask("/projects", { key })).status;
const operators = "/operator/tokens";
const mine = "/projects/mine/tokens";

describe("never longer", () => {
  test("A key with an end makes no key that ends later, and a key made without an end ends with its maker.", async () => {
    const maker = await make(operators, { scopes: [...controlScopes], expires_at: inADay() });
    for (const owner of [operators, mine]) {
      const endless = await make(owner, { scopes: ["read"] }, maker.value);
      expect(endless.expires_at).toBe(maker.expires_at);
      const asNull = await make(owner, { scopes: ["read"], expires_at: null }, maker.value);
      expect(asNull.expires_at).toBe(maker.expires_at);
      const same = { scopes: ["read"], expires_at: maker.expires_at };
      expect((await make(owner, same, maker.value)).expires_at).toBe(maker.expires_at);
      const later = new Date(Date.parse(maker.expires_at ?? "") + 1).toISOString();
      const refused = await ask(owner, { scopes: ["read"], expires_at: later }, maker.value);
      expect([refused.status, refused.errorId]).toEqual([403, "control_key_insufficient"]);
      expect(refused.text).toContain(
        `"/expires_at","problem":"must not be later than ${maker.expires_at}`,
      );
    }
  });

  test("When a key ends, so does every key that it made, and every key that those made.", async () => {
    const clock = { nowMs: 1_000_000 };
    const storage = openControlStorage(":memory:");
    await storage.open();
    const callers = new Callers(storage, () => clock.nowMs);
    const routes = keyRoutes({ storage, callers, nowMs: () => clock.nowMs });
    const create = routes.find(({ method, path }) => method === "post" && path === operators);
    const { record, value } = makeKey({
      name: "three seconds",
      projectId: undefined,
      scopes: ["read", "keys"],
      madeBy: "the first key",
      nowMs: clock.nowMs,
      expiresAtMs: clock.nowMs + 3_000,
    });
    await storage.insertKey(record, sampleAudit());
    const values = [value];
    for (let generation = 0; generation < 3; generation += 1) {
      const caller = await callers.byKey(values.at(-1) ?? "");
      if (caller === undefined) throw new Error("the key is not in force");
      const reply = await create?.handle({
        caller,
        project: sampleProject(),
        params: {},
        query: undefined,
        body: { name: "child", scopes: ["read", "keys"] },
        header: () => undefined,
        askedHost: "",
      });
      values.push(String(Reflect.get(Object(Reflect.get(Object(reply), "content")), "value")));
    }
    clock.nowMs += 2_999;
    for (const key of values) expect(await callers.byKey(key)).toBeDefined();
    clock.nowMs += 1;
    for (const key of values) expect(await callers.byKey(key)).toBeUndefined();
    await storage.close();
  });
});

describe("never more", () => {
  test("A key makes no key with a scope or a project that it does not have itself.", async () => {
    for (const owner of [operators, mine]) {
      const maker = await make(owner, { scopes: ["keys", "read"] });
      for (const scope of ["settings", "invalidate", "hooks", "admin"]) {
        const refused = await ask(owner, { scopes: ["read", scope] }, maker.value);
        expect([refused.status, refused.errorId]).toEqual([403, "control_key_insufficient"]);
      }
      const usual = await ask(owner, {}, maker.value);
      expect(usual.errorId).toBe("control_key_insufficient");
      const none = await ask(owner, { scopes: [] }, maker.value);
      expect(none.errorId).toBe("control_body_malformed");
    }
    const ofProject = await make(mine, { scopes: ["keys", "read"] });
    for (const owner of [operators, "/projects/theirs/tokens"]) {
      expect((await ask(owner, { scopes: ["read"] }, ofProject.value)).status).not.toBe(201);
    }
  });
});

describe("they end with it", () => {
  test("Revoking a key revokes the keys that it made, of operators and of projects, and their sign-ins.", async () => {
    const maker = await make(operators, { scopes: ["keys", "read", "settings"] });
    const child = await make(operators, { scopes: ["keys", "read"] }, maker.value);
    const ofProject = await make(mine, { scopes: ["read"] }, maker.value);
    const grandchild = await make(mine, { scopes: ["read"] }, child.value);
    const beside = await make(operators, { scopes: ["read"] });
    expect([child.parent_id, grandchild.parent_id]).toEqual([maker.id, child.id]);
    const signedIn = await scene.ask("/console/api/session", {
      key: "",
      json: { key: child.value },
    });
    const [cookie = ""] = (signedIn.headers.get("set-cookie") ?? "").split(";");
    const session = async () =>
      (await scene.ask("/console/api/session", { key: "", headers: { Cookie: cookie } })).status;
    for (const { value } of [maker, child, ofProject, grandchild]) {
      expect(await status(value)).toBe(200);
    }
    expect(await session()).toBe(200);
    const revoked = await scene.ask(`${operators}/${maker.id}`, { method: "DELETE" });
    expect(revoked.status).toBe(204);
    for (const { value } of [maker, child, ofProject, grandchild]) {
      expect(await status(value)).toBe(401);
    }
    expect(await session()).toBe(401);
    expect(await status(beside.value)).toBe(200);
    const { text } = await scene.ask("/activity?limit=20");
    expect(text.split('"action":"key.revoke"')).toHaveLength(5);
    expect(text).toContain(`"after":{"ended_with":"${maker.id}"}`);
  });

  test("The keys that the first key made outlive it, because it is there to be replaced.", async () => {
    await using own = await startScene();
    const made = await own.ask(operators, { json: { name: "mine", scopes: [...controlScopes] } });
    expect(made.json).toMatchObject({ parent_id: null });
    const mineNow = String(Reflect.get(Object(made.json), "value"));
    const keys = await own.ask(operators);
    const first = (keys.json as { id: string; name: string }[]).find(
      ({ name }) => name === "first key",
    );
    const revoked = await own.ask(`${operators}/${first?.id}`, { method: "DELETE", key: mineNow });
    expect(revoked.status).toBe(204);
    expect((await own.ask("/projects", { key: mineNow })).status).toBe(200);
  });

  test("The last key that may make others stays, even where it would end with another.", async () => {
    await using own = await startScene();
    const made = await own.ask(operators, { json: { name: "a", scopes: ["keys", "read"] } });
    const { id, value } = made.json as Made;
    const keys = await own.ask(operators);
    const first = (keys.json as Made[]).find((key) => key.id !== id);
    await own.ask(operators, { key: value, json: { name: "b", scopes: ["keys"] } });
    await own.ask(`${operators}/${first?.id}`, { method: "DELETE" });
    const refused = await own.ask(`${operators}/${id}`, { method: "DELETE", key: value });
    expect([refused.status, refused.errorId]).toEqual([409, "control_conflict"]);
    expect((await own.ask("/projects", { key: value })).status).toBe(200);
  });
});
