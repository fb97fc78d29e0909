// Signing in to the Console exchanges a key for a cookie that scripts cannot read and other sites cannot use.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startScene, type Answered, type ControlScene } from "./scene.ts";

let scene: ControlScene;
beforeAll(async () => {
  scene = await startScene();
});
afterAll(async () => {
  await scene[Symbol.asyncDispose]();
});

interface SignedIn {
  readonly cookie: string;
  readonly csrf: string;
  readonly answer: Answered;
}

async function signIn(key = scene.key, headers: Record<string, string> = {}): Promise<SignedIn> {
  const answer = await scene.ask("/console/api/session", { key: "", json: { key }, headers });
  const [cookie = ""] = (answer.headers.get("set-cookie") ?? "").split(";");
  return { cookie, csrf: String(Reflect.get(Object(answer.json), "csrf_token")), answer };
}

const asCookie = (cookie: string, more: Record<string, string> = {}) => ({
  key: "",
  headers: { Cookie: cookie, ...more },
});

test("The cookie is sent only to this host, and no script can read it.", async () => {
  const { answer } = await signIn();
  expect(answer.status).toBe(200);
  expect(answer.headers.get("set-cookie")).toMatch(
    /^edge_sessions_console=[\w-]{43}; HttpOnly; SameSite=Strict$/,
  );
  expect(answer.json).toMatchObject({
    key: { name: "first key", project_id: null },
    edge: { url: scene.edgeUrl },
  });
  expect(answer.text).not.toContain("es_key_");
});

test("Behind TLS the cookie is sent only over TLS and only to this host, and no other cookie counts.", async () => {
  const tls = { "X-Forwarded-Proto": "https" };
  const { cookie, answer } = await signIn(scene.key, tls);
  expect(answer.headers.get("set-cookie")).toMatch(
    /^__Host-edge_sessions_console=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/; Secure$/,
  );
  const ask = async (sent: string, headers: Record<string, string>) =>
    (await scene.ask("/console/api/session", asCookie(sent, headers))).status;
  expect(await ask(cookie, tls)).toBe(200);
  expect(await ask(cookie, { "X-Forwarded-Proto": "HTTPS, http" })).toBe(200);
  // Another host of the domain can set a cookie without the prefix.
  expect(await ask(cookie.replace("__Host-", ""), tls)).toBe(401);
  expect(await ask(cookie, {})).toBe(401);
});

test("The cookie is enough to read, and a change also needs the CSRF token.", async () => {
  const { cookie, csrf } = await signIn();
  const other = await signIn();
  expect((await scene.ask("/console/api/projects", asCookie(cookie))).status).toBe(200);
  const make = (headers: Record<string, string>) =>
    scene.ask("/console/api/projects", {
      key: "",
      json: { name: "By cookie", environment: "dev" },
      headers,
    });
  for (const token of [undefined, "", "wrong", other.csrf, csrf.slice(1)]) {
    const refused = await make({
      Cookie: cookie,
      ...(token === undefined ? {} : { "X-Csrf-Token": token }),
    });
    expect([token, refused.status, refused.errorId]).toEqual([token, 403, "control_csrf"]);
  }
  expect((await make({ Cookie: cookie, "X-Csrf-Token": csrf })).status).toBe(201);
});

test("A form on another site changes nothing, even with the token.", async () => {
  const { cookie, csrf } = await signIn();
  for (const type of ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"]) {
    const refused = await scene.ask("/console/api/projects", {
      key: "",
      method: "POST",
      body: '{"name":"Forged","environment":"dev"}',
      headers: { Cookie: cookie, "X-Csrf-Token": csrf, "Content-Type": type },
    });
    expect([type, refused.status]).toEqual([type, 415]);
  }
  expect((await scene.ask("/projects")).text).not.toContain("Forged");
});

test("Signing in gives a new id and ends the previous sign-in, so that no id can be planted.", async () => {
  const planted = `edge_sessions_console=${"x".repeat(43)}`;
  const { cookie, answer } = await signIn(scene.key, { Cookie: planted });
  expect(answer.status).toBe(200);
  expect(cookie).not.toBe(planted);
  expect((await scene.ask("/console/api/projects", asCookie(planted))).status).toBe(401);
  const again = await signIn(scene.key, { Cookie: cookie });
  expect(again.cookie).not.toBe(cookie);
  expect((await scene.ask("/console/api/projects", asCookie(cookie))).status).toBe(401);
  const both = async (one: string, two: string) =>
    (await scene.ask("/console/api/projects", asCookie(`${one}; ${two}`))).status;
  expect(await both(planted, again.cookie)).toBe(200);
  expect(await both(again.cookie, planted)).toBe(200);
  expect(await both(again.cookie, (await signIn()).cookie)).toBe(401);
});

test("Signing out ends the sign-in and removes the cookie.", async () => {
  const { cookie, csrf } = await signIn();
  const without = await scene.ask("/console/api/session", {
    method: "DELETE",
    ...asCookie(cookie),
  });
  expect(without.errorId).toBe("control_csrf");
  const out = await scene.ask("/console/api/session", {
    method: "DELETE",
    ...asCookie(cookie, { "X-Csrf-Token": csrf }),
  });
  expect(out.status).toBe(204);
  expect(out.headers.get("set-cookie")).toContain("Max-Age=0");
  expect((await scene.ask("/console/api/session", asCookie(cookie))).status).toBe(401);
});

test("An operator whose key is revoked is signed out.", async () => {
  const made = await scene.ask("/operator/tokens", { json: { name: "short", scopes: ["read"] } });
  const [id, value] = ["id", "value"].map((name) => String(Reflect.get(Object(made.json), name)));
  const { cookie } = await signIn(value);
  expect((await scene.ask("/console/api/session", asCookie(cookie))).json).toMatchObject({
    key: { scopes: ["read"] },
  });
  await scene.ask(`/operator/tokens/${id ?? ""}`, { method: "DELETE" });
  expect((await scene.ask("/console/api/session", asCookie(cookie))).status).toBe(401);
});

test("The cookie does not count outside of the Console's own paths.", async () => {
  const { cookie, csrf } = await signIn();
  for (const path of ["/projects", "/plans", "/activity", "/console/apis/projects"]) {
    const answer = await scene.ask(path, asCookie(cookie, { "X-Csrf-Token": csrf }));
    expect([path, [401, 404].includes(answer.status)]).toEqual([path, true]);
  }
});

test("A key on the request counts before the cookie.", async () => {
  const { cookie } = await signIn();
  const answer = await scene.ask("/console/api/projects", {
    key: "es_key_wrong",
    headers: { Cookie: cookie },
  });
  expect(answer.status).toBe(401);
});

test("The cookie is not accepted by the hooks or the admin gateway.", async () => {
  await scene.ask("/projects", { json: { name: "news", slug: "news", environment: "dev" } });
  const { cookie, csrf } = await signIn();
  const headers = { Cookie: cookie, "X-Csrf-Token": csrf };
  for (const path of ["/projects/news/hooks/kratos", "/projects/news/admin/identities"]) {
    expect((await scene.ask(path, { key: "", json: {}, headers })).status).toBe(401);
  }
});

describe("the page", () => {
  test("The Console runs nothing of another site and cannot be framed by one.", async () => {
    const page = await fetch(`${scene.url}/console/`);
    expect(page.status).toBe(200);
    const policy = page.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("unsafe");
    expect(page.headers.get("x-frame-options")).toBe("DENY");
    expect(page.headers.get("x-content-type-options")).toBe("nosniff");
    expect(page.headers.get("referrer-policy")).toBe("no-referrer");
  });

  test("The Console is found below a base path, with and without a final slash, and from the root.", async () => {
    await using prefixed = await startScene({ options: { "control-base-path": "/ops/edge" } });
    const { origin } = new URL(prefixed.url);
    for (const path of ["/ops/edge", "/ops/edge/", "/ops/edge/console", "/ops/edge/console/"]) {
      const page = await fetch(origin + path);
      expect([path, page.status, page.url]).toEqual([path, 200, `${origin}/ops/edge/console/`]);
    }
    for (const path of ["/", "/console/", "/ops/edges", "/ops/edge2/projects"]) {
      expect([path, (await fetch(origin + path)).status]).toEqual([path, 404]);
    }
    const signed = await prefixed.ask("/console/api/session", {
      key: "",
      json: { key: prefixed.key },
    });
    expect(signed.headers.get("set-cookie")).not.toContain("Path");
  });

  test.each([
    "/console/../package.json",
    "/console/%2e%2e/package.json",
    "/console/assets/../../x",
  ])("The path %s leads to no file outside of the Console.", async (path) => {
    expect((await scene.ask(path, { key: "" })).text).not.toContain("dependencies");
  });
});

test("Behind a trusted proxy each address has its own limit, and other senders cannot name an address.", async () => {
  const wrong = `es_key_${"D".repeat(43)}`;
  const from = (address: string) => ({ "X-Forwarded-For": `203.0.113.7, ${address}` });
  {
    await using proxied = await startScene({ options: { "trusted-proxies": "127.0.0.1" } });
    const tryAt = (key: string, address: string) =>
      proxied.ask("/console/api/session", { key: "", json: { key }, headers: from(address) });
    for (let i = 0; i < 10; i += 1) await tryAt(wrong, "198.51.100.1");
    expect((await tryAt(wrong, "198.51.100.1")).status).toBe(429);
    expect((await tryAt(wrong, "198.51.100.2")).status).toBe(401);
    // A text that is not an address counts as the address of the proxy.
    for (let i = 0; i < 11; i += 1) await tryAt(wrong, `nonsense-${i}`);
    expect((await tryAt(wrong, "more nonsense")).status).toBe(429);
    expect((await proxied.ask("/activity")).text).toContain('"peer":"198.51.100.1"');
  }
  await using direct = await startScene();
  for (let i = 0; i < 10; i += 1) {
    const headers = from(`198.51.100.${i}`);
    await direct.ask("/console/api/session", { key: "", json: { key: wrong }, headers });
  }
  const held = await direct.ask("/console/api/session", { key: "", json: { key: wrong } });
  expect(held.status).toBe(429);
});

// This test is the last one, because it uses up the wrong keys that this address may send in a minute.
test("An address that guesses keys must wait, and a valid key is still accepted.", async () => {
  const statuses: number[] = [];
  for (let i = 0; i < 12; i += 1)
    statuses.push((await signIn(`es_key_${"C".repeat(43)}`)).answer.status);
  expect(statuses.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 401));
  expect(statuses.slice(10)).toEqual([429, 429]);
  const held = await signIn(`es_key_${"C".repeat(43)}`);
  expect([held.answer.status, held.answer.errorId]).toEqual([429, "control_sign_in_limited"]);
  expect(Number(held.answer.headers.get("retry-after"))).toBeGreaterThan(0);
  expect((await signIn()).answer.status).toBe(200);
});
