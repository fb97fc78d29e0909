// Preflights answered at the edge: by the origin's own answer, for as long as that says, one call for each key, and
// nothing stored that began before a fence.
import { describe, expect, test } from "vitest";
import { defaultProjectSettings, type ProjectSettings } from "../../src/core/settings.ts";
import { createScriptedEdge, type Say, type ScriptedEdge } from "../harness/scripted-edge.ts";
import type { Asking } from "../harness/scripted-clients.ts";

const settings = { preflights: true };
const whoami = "/sessions/whoami";

function preflight(
  scene: ScriptedEdge,
  { from = "https://app.example", list = "x-session-token", more = [] as readonly string[] } = {},
): Promise<Asking> {
  return scene.request("OPTIONS", whoami, [
    "Origin",
    from,
    "Access-Control-Request-Method",
    "GET",
    "Access-Control-Request-Headers",
    list,
    ...more,
  ]);
}

/** The answer that allows a preflight. */
function allowed({
  seconds = 60,
  from = "https://app.example",
  more = [] as readonly string[],
} = {}): Say {
  return {
    status: 204,
    headers: [
      "Access-Control-Allow-Headers",
      "x-session-token",
      "Access-Control-Allow-Origin",
      from,
      "Access-Control-Max-Age",
      String(seconds),
      ...more,
    ],
    body: "",
  };
}

async function fill(scene: ScriptedEdge, say = allowed()): Promise<void> {
  const asked = await preflight(scene);
  await scene.call(-1).answer(say);
  expect((await asked.replied).cacheStatus).toBe("edge; fwd=miss; stored");
}

function inForce(changed: Partial<ProjectSettings> = {}): ProjectSettings {
  return { ...defaultProjectSettings, cacheableSessions: true, ...settings, ...changed };
}

describe("a preflight", () => {
  test("The origin is asked for exactly its parts, and the next one is a hit with the same lines.", async () => {
    const scene = createScriptedEdge({ settings });
    const first = await preflight(scene, { more: ["User-Agent", "browser", "Accept", "*/*"] });
    expect(scene.call(0)).toMatchObject({
      method: "OPTIONS",
      target: whoami,
      headers: [
        "Origin",
        "https://app.example",
        "Access-Control-Request-Method",
        "GET",
        "Access-Control-Request-Headers",
        "x-session-token",
      ],
    });
    await scene.call(0).answer(allowed());
    const filled = await first.replied;
    expect(filled).toMatchObject({ status: 204, body: "" });
    await scene.advance(5_000);
    const hit = await (await preflight(scene)).replied;
    expect(hit).toMatchObject({ status: 204, body: "", cacheStatus: "edge; hit; ttl=55" });
    const own = (headers: readonly string[]): readonly string[] =>
      headers.slice(0, headers.indexOf("Access-Control-Max-Age") + 2);
    expect(own(hit.headers)).toEqual(own(filled.headers));
    expect(hit.headers).toContain("Age");
    expect(scene.calls).toHaveLength(1);
  });

  test("Another origin, method or list of headers is asked for separately.", async () => {
    const scene = createScriptedEdge({ settings });
    await fill(scene);
    await preflight(scene, { from: "https://other.example" });
    await preflight(scene, { list: "x-session-token,cache-control" });
    await preflight(scene, { list: "X-Session-Token" });
    expect(scene.calls).toHaveLength(4);
  });

  test.each([
    ["Cookie", "ory_kratos_session=ada"],
    ["Authorization", "Bearer ory_st_x"],
    ["X-Session-Token", "ory_st_x"],
    ["Access-Control-Request-Private-Network", "true"],
    ["Cache-Control", "no-cache"],
  ])("With %s: %s it is passed on as it came, though an answer is stored.", async (name, value) => {
    const scene = createScriptedEdge({ settings });
    await fill(scene);
    const asked = await preflight(scene, { more: [name, value] });
    expect(scene.call(1).headers).toContain(value);
    await scene.call(1).answer(allowed());
    expect((await asked.replied).cacheStatus).toBe("edge; fwd=bypass; detail=method");
  });

  test("It is answered as long as the origin says, and at most for ten minutes.", async () => {
    const scene = createScriptedEdge({ settings });
    await fill(scene, allowed({ seconds: 60 }));
    await scene.advance(59_990);
    expect((await (await preflight(scene)).replied).cacheStatus).toMatch(/^edge; hit/);
    await scene.advance(20);
    const asked = await preflight(scene);
    await scene.call(1).answer(allowed({ seconds: 86_400 }));
    expect((await asked.replied).cacheStatus).toBe("edge; fwd=miss; stored");
    await scene.advance(599_980);
    expect((await (await preflight(scene)).replied).cacheStatus).toMatch(/^edge; hit/);
    await scene.advance(30);
    await preflight(scene);
    expect(scene.calls).toHaveLength(3);
  });

  test.each<readonly [string, Say]>([
    ["without a maximum age", { ...allowed(), headers: allowed().headers?.slice(0, 4) ?? [] }],
    ["with a maximum age of 0", allowed({ seconds: 0 })],
    ["that sets a cookie", allowed({ more: ["Set-Cookie", "a=b"] })],
    ["for another origin", allowed({ from: "https://other.example" })],
    ["with a body", { ...allowed(), status: 200, body: "{}" }],
    ["of a Kratos without CORS", { status: 401, body: '{"error":{"code":401}}' }],
    ["of a failing origin", { ...allowed(), status: 500 }],
  ])("An answer %s is given to its client alone, and is not stored.", async (_, say) => {
    const scene = createScriptedEdge({ settings });
    const first = await preflight(scene);
    const second = await preflight(scene);
    await scene.call(0).answer(say);
    const reply = await first.replied;
    expect(reply).toMatchObject({
      status: say.status,
      body: say.body,
      cacheStatus: "edge; fwd=miss",
    });
    // The other one waited, and is passed on as it came.
    await scene.call(1).answer({ ...say, headers: [] });
    expect(await second.replied).toMatchObject({
      status: say.status,
      cookies: [],
      cacheStatus: "edge; fwd=bypass; detail=method",
    });
    await preflight(scene);
    expect(scene.calls).toHaveLength(3);
  });

  test("A Set-Cookie reaches the client whose request started the call, and no other (L6).", async () => {
    const scene = createScriptedEdge({ settings });
    const first = await preflight(scene);
    const second = await preflight(scene);
    await scene.call(0).answer(allowed({ more: ["Set-Cookie", "a=b"] }));
    expect((await first.replied).cookies).toEqual(["a=b"]);
    await scene.call(1).answer(allowed());
    expect((await second.replied).cookies).toEqual([]);
  });

  test("A 401 carries the client's own request id, as the origin's does.", async () => {
    const scene = createScriptedEdge({ settings });
    const asked = await preflight(scene, { more: ["X-Request-ID", "mine"] });
    const body = '{"error":{"code":401,"status":"Unauthorized","reason":"No"}}\n';
    await scene.call(0).answer({ status: 401, body });
    expect((await asked.replied).body).toContain('"request":"mine"');
  });

  test("Preflights of one key share one call, and its failure.", async () => {
    const scene = createScriptedEdge({ settings });
    const asked = [await preflight(scene), await preflight(scene), await preflight(scene)];
    expect(scene.calls).toHaveLength(1);
    await scene.call(0).answer(allowed());
    const replies = await Promise.all(asked.map(({ replied }) => replied));
    expect(replies.map(({ cacheStatus }) => cacheStatus)).toEqual([
      "edge; fwd=miss; stored",
      "edge; fwd=miss; stored; collapsed",
      "edge; fwd=miss; stored; collapsed",
    ]);
    await scene.advance(60_010);
    const failing = [await preflight(scene), await preflight(scene)];
    await scene.call(1).fail("unreachable");
    for (const { replied } of failing) expect((await replied).status).toBe(502);
    const late = await preflight(scene);
    await scene.call(2).fail("timeout");
    expect((await late.replied).status).toBe(504);
  });
});

describe("what ends a stored answer", () => {
  test.each<readonly [string, (scene: ScriptedEdge) => unknown]>([
    [
      "an invalidation of the project",
      (scene) => scene.edge.invalidate([{ kind: "project" }], "api"),
    ],
    [
      "another identity server",
      (scene) => scene.edge.applySettings(inForce(), { originChanged: true }),
    ],
    [
      "switching preflights off and on",
      (scene) => {
        scene.edge.applySettings(inForce({ preflights: false }));
        scene.edge.applySettings(inForce());
      },
    ],
    [
      "switching the feature off and on",
      (scene) => {
        scene.edge.applySettings(inForce({ cacheableSessions: false }));
        scene.edge.applySettings(inForce());
      },
    ],
  ])("%s removes it, and no later preflight joins the call under way.", async (_, change) => {
    const scene = createScriptedEdge({ settings });
    await fill(scene);
    const early = await preflight(scene, { from: "https://other.example" });
    await change(scene);
    await preflight(scene);
    expect(scene.calls).toHaveLength(3);
    const late = await preflight(scene, { from: "https://other.example" });
    expect(scene.calls).toHaveLength(4);
    // The call that began before is for the client that waited for it, and is not stored.
    await scene.call(1).answer(allowed({ from: "https://other.example" }));
    expect((await early.replied).cacheStatus).toBe("edge; fwd=miss");
    expect(late.reply()).toBeUndefined();
    await preflight(scene, { from: "https://other.example" });
    expect(scene.calls).toHaveLength(4);
    await scene.call(3).answer(allowed({ from: "https://other.example" }));
    expect((await late.replied).cacheStatus).toBe("edge; fwd=miss; stored");
  });

  test("An invalidation of a session or an identity does not.", async () => {
    const scene = createScriptedEdge({ settings });
    await fill(scene);
    await scene.edge.invalidate([{ kind: "session", value: "s" }], "api");
    await scene.edge.invalidate([{ kind: "identity", value: "i" }], "api");
    expect((await (await preflight(scene)).replied).cacheStatus).toMatch(/^edge; hit/);
  });

  test.each<readonly [string, Partial<ProjectSettings>]>([
    ["preflights", { preflights: false }],
    ["the feature", { preflights: true, cacheableSessions: false }],
  ])("With %s off, every preflight is passed on.", async (_, off) => {
    const scene = createScriptedEdge({ settings: off });
    for (let n = 0; n < 2; n += 1) {
      await preflight(scene);
      await scene.call(n).answer(allowed());
    }
    expect(scene.calls).toHaveLength(2);
    expect(scene.events.filter(({ kind }) => kind === "preflight")).toEqual([]);
  });
});

describe("strangers", () => {
  test("At the limit an answer takes the place of an unused one, and a used one stays.", async () => {
    const scene = createScriptedEdge({ settings, limits: { preflightsMax: 2 } });
    await fill(scene);
    await preflight(scene);
    for (let n = 0; n < 50; n += 1) {
      const from = `https://stranger-${n}.example`;
      await preflight(scene, { from });
      await scene.call(-1).answer(allowed({ from }));
    }
    expect((await (await preflight(scene)).replied).cacheStatus).toMatch(/^edge; hit/);
    expect(scene.edge.stats().entries).toBe(0);
  });

  test("Without room the answer is given and not stored, and the limit is reported.", async () => {
    const scene = createScriptedEdge({ settings, limits: { preflightsMax: 1 } });
    await fill(scene);
    await preflight(scene);
    const from = "https://other.example";
    const asked = await preflight(scene, { from });
    await scene.call(1).answer(allowed({ from }));
    expect((await asked.replied).cacheStatus).toBe("edge; fwd=miss");
    expect(scene.events.filter(({ kind }) => kind === "limit-reached")).toMatchObject([
      { limit: "preflightsMax" },
    ]);
  });
});
