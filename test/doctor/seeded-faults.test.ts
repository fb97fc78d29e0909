// Doctor before running set-ups with one fault each, and before the same without it.
import { expect, test } from "vitest";
import { createKeyRing } from "../../src/intake/key-ring.ts";
import { createHash } from "node:crypto";
import { examine, startFake, startScene, type SceneSetUp } from "./scene.ts";

const app = "https://app.example";
const corsDefault = { cors: { allowedOrigins: [app] } };
const corsWhole = { cors: { allowedOrigins: [app], allowedHeaders: ["Cache-Control"] } };

async function whole(setUp: SceneSetUp, ...more: readonly string[]): Promise<readonly string[]> {
  await using scene = await startScene(setUp);
  return (await examine([...scene.whole, ...more])).findings;
}

test("If nothing is wrong, everything is examined without a finding and the exit code is 0.", async () => {
  await using scene = await startScene({ identity: corsWhole });
  const cookie = await scene.file("cookie", await scene.signIn());
  const result = await examine([...scene.whole, "--cookie-file", cookie, "--app-origin", app]);
  expect(result).toMatchObject({ code: 0, findings: [] });
  expect(result.examined).toEqual([
    "the identity server",
    "the edge",
    "where sign-ins lead",
    "CORS",
    "the edge's traffic",
    "a live session",
  ]);
  expect(JSON.parse(result.stdout)).toMatchObject({ leftOut: [] });
});

test("An identity server that does not answer is found.", async () => {
  const result = await examine(["--origin", "http://127.0.0.1:9"]);
  expect(result).toMatchObject({ code: 1, findings: ["problem origin-unreachable"] });
  expect(result.stdout).toContain("nothing listens there");
});

test("A page that is not Kratos, Kratos' admin listener and a Kratos that fails are found.", async () => {
  await using page = await startFake((_request, response) => {
    response.writeHead(200, { "Content-Type": "text/html" }).end("<h1>Welcome</h1>");
  });
  expect((await examine(["--origin", page.url])).findings).toEqual(["problem not-kratos"]);
  await using scene = await startScene();
  const admin = await examine(["--origin", scene.identity.adminUrl]);
  expect(admin.findings).toEqual(["problem not-kratos"]);
  scene.identity.faults.add({ path: "/sessions/whoami", effect: { kind: "status", status: 503 } });
  const failing = await examine(["--origin", scene.identity.publicUrl]);
  expect(failing.findings).toEqual(["problem origin-failing"]);
  expect((await examine(["--origin", scene.identity.publicUrl])).findings).toEqual([]);
});

test("A missing hint is found.", async () => {
  expect(await whole({ identity: { cacheableSessions: false } })).toEqual(["problem hint-missing"]);
});

test.each([
  [10_000, ["problem clock-skew"]],
  [-10_000, ["problem clock-skew"]],
  [3_500, ["warning clock-skew"]],
  [0, []],
])(
  "An identity server whose clock is %i ms ahead is found if that is too much.",
  async (clockAheadMs, findings) => {
    expect(await whole({ clockAheadMs })).toEqual(findings);
  },
);

test("An edge that does not answer or cannot reach its origin is found.", async () => {
  await using scene = await startScene({ edge: { origin: "http://127.0.0.1:9" } });
  const origin = ["--origin", scene.identity.publicUrl];
  const silent = await examine([...origin, "--edge", "http://127.0.0.1:9"]);
  expect(silent.findings).toEqual(["problem edge-unreachable"]);
  const failing = await examine([...origin, "--edge", scene.edge.url]);
  expect(failing.findings).toEqual(["problem edge-failing"]);
  expect(failing.stdout).toContain("edge_origin_unreachable");
});

test("A feature that is off is found, and so is a URL that leads around the edge.", async () => {
  expect(await whole({ edge: { settings: { cacheableSessions: false } } })).toEqual([
    "problem feature-off",
  ]);
  await using scene = await startScene();
  scene.edge.applySettings({ cacheableSessions: true });
  const { identity, edge } = scene;
  const round = ["--origin", identity.publicUrl, "--edge", identity.publicUrl];
  scene.identity.setPublicBaseUrl(identity.publicUrl);
  const result = await examine([...round, "--edge-admin", edge.adminUrl]);
  expect(result.findings).toEqual(["problem feature-off"]);
  expect(result.stdout).toContain("bypasses the edge");
});

test("A public base URL that is not the edge's is found, but not another name of the edge.", async () => {
  expect(await whole({ baseUrl: "http://127.0.0.1:9" })).toEqual(["problem base-url"]);
  await using scene = await startScene();
  scene.identity.setPublicBaseUrl(scene.edge.url.replace("127.0.0.1", "localhost"));
  // Only where localhost leads to the edge too can a browser come that way.
  expect((await examine(scene.whole)).findings).toEqual([]);
  scene.identity.setPublicBaseUrl(scene.identity.publicUrl);
  const result = await examine(scene.whole);
  expect(result.findings).toEqual(["problem base-url"]);
  expect(result.stdout).toContain("(itself)");
});

test("CORS that is off or lacks Cache-Control is found.", async () => {
  expect(await whole({}, "--app-origin", app)).toEqual(["problem cors-origin"]);
  const without = await whole({ identity: corsDefault }, "--app-origin", app);
  expect(without).toEqual(["problem cors-cache-control"]);
  expect(await whole({ identity: corsWhole }, "--app-origin", app)).toEqual([]);
});

test("Without an edge, CORS is examined at the identity server.", async () => {
  await using scene = await startScene({ identity: corsDefault });
  const result = await examine(["--origin", scene.identity.publicUrl, "--app-origin", app]);
  expect(result.findings).toEqual(["problem cors-cache-control"]);
});

test("A missing admin listener and a key that is missing, wrong or may not read are found.", async () => {
  const texts = ["good-key-0123456789abcdef0123456789", "poor-key-0123456789abcdef0123456789"];
  const [good = "", poor = ""] = texts;
  const keyOf = (text: string, scope: "read" | "hooks") => ({
    name: scope,
    digest: createHash("sha256").update(text).digest(),
    scopes: new Set([scope]),
  });
  const keys = createKeyRing([keyOf(good, "read"), keyOf(poor, "hooks")]);
  await using scene = await startScene({ edge: { admin: { keys } } });
  const withKey = async (text: string) => {
    const path = await scene.file("key", text);
    return (await examine([...scene.whole, "--key-file", path])).findings;
  };
  expect((await examine(scene.whole)).findings).toEqual(["problem admin-refused"]);
  expect(await withKey("evil-key-0123456789abcdef0123456789")).toEqual(["problem admin-refused"]);
  expect(await withKey(poor)).toEqual(["problem admin-refused"]);
  expect(await withKey(good)).toEqual([]);
  const origin = ["--origin", scene.identity.publicUrl];
  const nowhere = await examine([...origin, "--edge-admin", "http://127.0.0.1:9"]);
  expect(nowhere.findings).toEqual(["problem admin-unreachable"]);
  const wrong = await examine([...origin, "--edge-admin", scene.identity.publicUrl]);
  expect(wrong.findings).toEqual(["problem admin-unreachable"]);
});

test("A session revoked behind the edge's back is reported once a refresh has found it.", async () => {
  await using scene = await startScene();
  const headers = { Cookie: await scene.signIn() };
  const check = async () => (await fetch(`${scene.edge.url}/sessions/whoami`, { headers })).text();
  const session: { id: string } = JSON.parse(await check());
  expect((await examine(scene.whole)).findings).toEqual([]);
  await fetch(`${scene.identity.adminUrl}/admin/sessions/${session.id}`, { method: "DELETE" });
  scene.edge.advance(2_000);
  await check();
  await scene.edge.until(({ kind }) => kind === "change-unseen");
  const result = await examine(scene.whole);
  expect(result).toMatchObject({ code: 0, findings: ["warning changes-unseen"] });
});

test.each([
  ["no-cache", ["warning forced-share"]],
  ["max-age=30", []],
])(
  "The directive that a gateway relays is found if it forces checks: %s.",
  async (directive, findings) => {
    await using scene = await startScene();
    for (let round = 0; round < 60; round += 1) {
      const headers = { "Cache-Control": directive };
      await (await fetch(`${scene.edge.url}/sessions/whoami`, { headers })).text();
    }
    expect((await examine(scene.whole)).findings).toEqual(findings);
  },
);

test.each([
  [false, ["warning client-address"]],
  [true, []],
])(
  "A proxy in front of the edge is found if it is not trusted (trusted: %s).",
  async (trusted, findings) => {
    await using scene = await startScene({ edge: { trustedProxies: () => trusted } });
    for (let round = 0; round < 20; round += 1) {
      const headers = { "X-Forwarded-For": "203.0.113.7" };
      const url = `${scene.edge.url}/self-service/login?flow=none`;
      await (await fetch(url, { method: "POST", headers, redirect: "manual" })).text();
    }
    expect((await examine(scene.whole)).findings).toEqual(findings);
  },
);

test("An edge that looks for another cookie name is found.", async () => {
  const identity = { cookieName: "ory_session_example" };
  await using scene = await startScene({ identity });
  const path = await scene.file("cookie", await scene.signIn());
  const wrong = await examine([...scene.whole, "--cookie-file", path]);
  expect(wrong.findings).toEqual(["problem cookie-name"]);
  expect(wrong.stdout).toContain("--cookie-name ory_session_example");
  scene.edge.applySettings({ cookieName: "ory_session_example" });
  // The edge knows it now, so that --cookie-name is only missing here.
  expect((await examine([...scene.whole, "--cookie-file", path])).findings).toEqual([]);
});

test("Without a live session, many checks with other cookies reveal a wrong cookie name.", async () => {
  await using scene = await startScene({ identity: { cookieName: "ory_session_example" } });
  for (let round = 0; round < 60; round += 1) {
    const headers = { Cookie: "ory_session_example=anything" };
    await (await fetch(`${scene.edge.url}/sessions/whoami`, { headers })).text();
  }
  expect((await examine(scene.whole)).findings).toEqual(["problem cookie-name"]);
});

test("Without an edge, a wrong cookie name is found.", async () => {
  await using scene = await startScene({ identity: { cookieName: "ory_session_example" } });
  const path = await scene.file("cookie", `lang=de; ${await scene.signIn()}`);
  const origin = ["--origin", scene.identity.publicUrl, "--cookie-file", path];
  expect((await examine(origin)).findings).toEqual(["problem cookie-name"]);
  const named = [...origin, "--cookie-name", "ory_session_example"];
  expect((await examine(named)).findings).toEqual([]);
});

test("A session that has ended is found, whether its cookie is given by name, by value or by another name.", async () => {
  await using scene = await startScene();
  const cookie = await scene.signIn();
  const [, value = ""] = /^[^=]+=(.*)$/u.exec(cookie) ?? [];
  const withCookie = async (text: string) => {
    const path = await scene.file("cookie", text);
    return (await examine([...scene.whole, "--cookie-file", path])).findings;
  };
  expect(await withCookie(value)).toEqual([]);
  const session: { id: string } = await (
    await fetch(`${scene.identity.publicUrl}/sessions/whoami`, { headers: { Cookie: cookie } })
  ).json();
  const url = `${scene.identity.adminUrl}/admin/sessions/${session.id}`;
  expect((await fetch(url, { method: "DELETE" })).status).toBe(204);
  expect(await withCookie(cookie)).toEqual(["warning session-ended"]);
  expect(await withCookie(value)).toEqual(["warning session-ended"]);
  expect(await withCookie(`another=${value}`)).toEqual(["warning session-ended"]);
});

test("A session that still needs its second factor is reported.", async () => {
  await using scene = await startScene();
  const path = await scene.file("cookie", await scene.signIn());
  scene.identity.faults.add({
    path: "/sessions/whoami",
    when: (headers) => headers.some((line) => line.toLowerCase() === "cookie"),
    effect: {
      kind: "status",
      status: 403,
      body: JSON.stringify({ error: { id: "session_aal2_required", code: 403 } }),
    },
  });
  const argv = [...scene.whole, "--cookie-file", path];
  expect(await examine(argv)).toMatchObject({ code: 0, findings: ["info session-aal2"] });
  expect((await examine(argv)).findings).toEqual([]);
});

test("A second check of a live session that is not a hit is found.", async () => {
  await using scene = await startScene({
    identity: { cacheableSessions: false },
    edge: { settings: { requireOriginHint: true } },
  });
  const path = await scene.file("cookie", await scene.signIn());
  const result = await examine([...scene.whole, "--cookie-file", path]);
  expect(result.findings).toEqual(["problem hint-missing", "problem no-hit"]);
});

test("An edge in front of another identity server is found.", async () => {
  await using other = await startScene();
  await using scene = await startScene({ edge: { origin: other.identity.publicUrl } });
  other.identity.setPublicBaseUrl(scene.edge.url);
  const path = await scene.file("cookie", await scene.signIn());
  const result = await examine([...scene.whole, "--cookie-file", path]);
  expect(result.findings).toEqual(["problem answers-differ"]);
});

test("An entry older than the session's last change is found.", async () => {
  await using scene = await startScene({ edge: { settings: { refreshAfterMs: 3_600_000 } } });
  const cookie = await scene.signIn();
  const headers = { Cookie: cookie };
  const session: { identity: { id: string } } = await (
    await fetch(`${scene.edge.url}/sessions/whoami`, { headers })
  ).json();
  const url = `${scene.identity.adminUrl}/admin/identities/${session.identity.id}`;
  const patch = [{ op: "replace", path: "/traits/name", value: "Grace" }];
  const changed = await fetch(url, {
    method: "PATCH",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(patch),
  });
  expect(changed.status).toBe(200);
  const path = await scene.file("cookie", cookie);
  const argv = [...scene.whole, "--cookie-file", path];
  expect((await examine(argv)).findings).toEqual(["warning edge-behind"]);
  // Its forced check has brought the change to the edge.
  expect((await examine(argv)).findings).not.toContain("warning edge-behind");
});
