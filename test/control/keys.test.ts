// API keys of the control plane: what each may do, for which project, and when it expires. Threat 22: without a valid key,
// nothing is done.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { controlScopes, type ControlScope } from "../../src/control/access/scopes.ts";
import { startScene, type Answered, type ControlScene } from "./scene.ts";

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

async function keyOf(
  owner: string,
  scopes: readonly ControlScope[],
  rest: object = {},
): Promise<string> {
  const made = await scene.ask(owner, { json: { name: scopes.join("-"), scopes, ...rest } });
  expect(made.status).toBe(201);
  return String(Reflect.get(Object(made.json), "value"));
}

/** A request to every path, with the scope that it needs. */
const requests: readonly [ControlScope, string, string, unknown][] = [
  ["read", "GET", "/projects", undefined],
  ["read", "GET", "/projects/mine", undefined],
  ["settings", "PATCH", "/projects/mine", [{ op: "test", path: "/name", value: "mine" }]],
  ["settings", "PUT", "/projects/mine", { name: "mine", services: {} }],
  ["read", "GET", "/projects/mine/tokens", undefined],
  ["keys", "POST", "/projects/mine/tokens", { name: "x", scopes: ["keys"] }],
  ["keys", "DELETE", "/projects/mine/tokens/6f1d8a52-0c3b-4a57-9d4e-2b7c61f0a9e3", undefined],
  ["read", "GET", "/projects/mine/subscribers", undefined],
  [
    "settings",
    "POST",
    "/projects/mine/subscribers",
    { kind: "web-hook", url: "https://app.example/hooks" },
  ],
  ["read", "GET", "/projects/mine/subscribers/6f1d8a52-0c3b-4a57-9d4e-2b7c61f0a9e3", undefined],
  ["settings", "PATCH", "/projects/mine/subscribers/6f1d8a52-0c3b-4a57-9d4e-2b7c61f0a9e3", {}],
  [
    "settings",
    "DELETE",
    "/projects/mine/subscribers/6f1d8a52-0c3b-4a57-9d4e-2b7c61f0a9e3",
    undefined,
  ],
  [
    "read",
    "GET",
    "/projects/mine/subscribers/6f1d8a52-0c3b-4a57-9d4e-2b7c61f0a9e3/deliveries",
    undefined,
  ],
  [
    "settings",
    "POST",
    "/projects/mine/subscribers/6f1d8a52-0c3b-4a57-9d4e-2b7c61f0a9e3/test",
    undefined,
  ],
  ["read", "GET", "/projects/mine/signing-keys", undefined],
  ["keys", "POST", "/projects/mine/signing-keys", {}],
  ["keys", "DELETE", "/projects/mine/signing-keys/kid", undefined],
  ["read", "GET", "/plans", undefined],
  ["read", "GET", "/edges", undefined],
  ["read", "GET", "/projects/mine/edge-sessions", undefined],
  ["read", "GET", "/projects/mine/traffic", undefined],
  [
    "read",
    "GET",
    "/projects/mine/sessions?identity=6f1d8a52-0c3b-4a57-9d4e-2b7c61f0a9e3",
    undefined,
  ],
  ["read", "GET", "/projects/mine/activity", undefined],
  ["invalidate", "POST", "/projects/mine/invalidations", { scope: "project" }],
  ["invalidate", "POST", "/projects/mine/live-check", {}],
  ["invalidate", "POST", "/projects/mine/policies/app/decision", { browser: false }],
  [
    "hooks",
    "POST",
    "/projects/mine/hooks/kratos",
    { flow: "settings", identity_id: "6f1d8a52-0c3b-4a57-9d4e-2b7c61f0a9e3" },
  ],
  ["hooks", "POST", "/projects/mine/hooks/ory", { name: "SessionRevoked", version: 1 }],
  ["admin", "GET", "/projects/mine/admin/identities", undefined],
];

function send([, method, path, json]: (typeof requests)[number], key: string): Promise<Answered> {
  return scene.ask(path, { method, key, ...(json === undefined ? {} : { json }) });
}

describe.each(requests)("%s: %s %s", (scope, method, path, json) => {
  const request: (typeof requests)[number] = [scope, method, path, json];

  test.each(["", "es_key_wrong", "not-even-a-key", `es_key_${"A".repeat(43)}`])(
    "The key %j is refused.",
    async (key) => {
      const { status, headers } = await send(request, key);
      expect([status, headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
    },
  );

  test("A key with every scope except this one is refused.", async () => {
    const others = controlScopes.filter((other) => other !== scope);
    expect((await send(request, await keyOf("/projects/mine/tokens", others))).status).toBe(403);
  });

  test("A key with only this scope is accepted.", async () => {
    const { status } = await send(request, await keyOf("/projects/mine/tokens", [scope]));
    expect([401, 403]).not.toContain(status);
  });

  test("The key of another project is refused, even with every scope.", async () => {
    const answer = await send(request, await keyOf("/projects/theirs/tokens", controlScopes));
    const named = path.startsWith("/projects/mine");
    expect({ status: named ? answer.status : 404, tells: answer.text.includes("mine") }).toEqual({
      status: 404,
      tells: false,
    });
  });
});

test.each([
  ["POST", "/projects", { name: "x", environment: "dev" }],
  ["GET", "/operator/tokens", undefined],
  ["POST", "/operator/tokens", { name: "x" }],
  ["GET", "/activity", undefined],
])("%s %s needs an operator key.", async (method, path, json) => {
  const key = await keyOf("/projects/mine/tokens", controlScopes);
  const refused = await scene.ask(path, { method, key, ...(json === undefined ? {} : { json }) });
  expect([refused.status, refused.errorId]).toEqual([403, "control_key_insufficient"]);
});

test("A key cannot create a key with more scopes than its own.", async () => {
  const key = await keyOf("/projects/mine/tokens", ["keys", "read"]);
  const more = await scene.ask("/projects/mine/tokens", {
    key,
    json: { name: "x", scopes: ["read", "admin"] },
  });
  expect([more.status, more.errorId]).toEqual([403, "control_key_insufficient"]);
  expect(more.text).toContain("must not include admin");
  const usual = await scene.ask("/projects/mine/tokens", { key, json: { name: "x" } });
  expect(usual.status).toBe(403);
});

test("A key stops working when it expires.", async () => {
  const expiry = new Date(Date.now() + 3_600_000).toISOString();
  const key = await keyOf("/projects/mine/tokens", ["read"], { expires_at: expiry });
  expect((await scene.ask("/projects", { key })).status).toBe(200);
  const past = { name: "x", expires_at: new Date(Date.now() - 1_000).toISOString() };
  expect((await scene.ask("/projects/mine/tokens", { json: past })).errorId).toBe(
    "control_body_malformed",
  );
});

test("The last operator key with the scope keys cannot be revoked.", async () => {
  const { json } = await scene.ask("/operator/tokens");
  const first = Array.isArray(json) ? String(Reflect.get(Object(json[0]), "id")) : "";
  const refused = await scene.ask(`/operator/tokens/${first}`, { method: "DELETE" });
  expect([refused.status, refused.errorId]).toEqual([409, "control_conflict"]);
  const made = await scene.ask("/operator/tokens", {
    json: { name: "second", scopes: ["keys", "read"] },
  });
  expect(made.status).toBe(201);
  const second = String(Reflect.get(Object(made.json), "id"));
  expect((await scene.ask(`/operator/tokens/${second}`, { method: "DELETE" })).status).toBe(204);
});

test("A key's last use is shown, and a revoked key is refused.", async () => {
  const made = await scene.ask("/projects/mine/tokens", {
    json: { name: "used", scopes: ["read"] },
  });
  const id = String(Reflect.get(Object(made.json), "id"));
  const find = async () => {
    const { json } = await scene.ask("/projects/mine/tokens");
    return Array.isArray(json)
      ? json.find((one) => Reflect.get(Object(one), "id") === id)
      : undefined;
  };
  expect(await find()).toMatchObject({ last_used_at: null });
  await scene.ask("/projects", { key: String(Reflect.get(Object(made.json), "value")) });
  expect(await find()).toMatchObject({ last_used_at: expect.stringMatching(/^\d{4}-/) });
  const elsewhere = await scene.ask(`/projects/theirs/tokens/${id}`, { method: "DELETE" });
  expect(elsewhere.status).toBe(404);
  expect(await find()).toBeDefined();
});

test("Refusals are audited, but nobody can fill the log with them.", async () => {
  const before = await lines();
  for (let i = 0; i < 60; i += 1) await scene.ask("/projects", { key: `es_key_${"B".repeat(43)}` });
  expect((await lines()) - before).toBeLessThanOrEqual(20);
});

async function lines(): Promise<number> {
  let count = 0;
  let before: number | undefined;
  do {
    const { json } = await scene.ask(
      `/activity?limit=200${before === undefined ? "" : `&before=${before}`}`,
    );
    const page: unknown = Reflect.get(Object(json), "lines");
    count += Array.isArray(page) ? page.length : 0;
    const next: unknown = Reflect.get(Object(json), "next");
    before = typeof next === "number" ? next : undefined;
  } while (before !== undefined);
  return count;
}

test("A key appears only in the answer that created it.", async () => {
  const made = await scene.ask("/projects/mine/tokens", { json: { name: "canary" } });
  const value = String(Reflect.get(Object(made.json), "value"));
  await scene.ask("/projects", { key: value });
  await scene.ask(`/projects/mine?key=${encodeURIComponent("not-a-key")}`, { key: value });
  const secret = value.slice("es_key_".length);
  const places = [
    scene.log(),
    (await scene.ask("/projects/mine/tokens")).text,
    (await scene.ask("/activity?limit=200")).text,
    (await scene.ask("/openapi.json")).text,
    await (await fetch(`${scene.control.edges.adminUrl ?? ""}/metrics`)).text(),
  ];
  for (const place of places) {
    expect(place).not.toContain(secret);
    expect(place).not.toContain(scene.key.slice("es_key_".length));
  }
});
