// Decisions for gateways at one edge: from the store, from a call, and refused. Each answer is what a gateway acts on.
import { describe, expect, test } from "vitest";
import { headerValues } from "../../src/core/header-lines.ts";
import { makePolicy, type Policy } from "../../src/core/policy/policy.ts";
import { defaultProjectSettings } from "../../src/core/settings.ts";
import { createScriptedEdge, refusal, sessionOf } from "../harness/scripted-edge.ts";

const headers = [
  { name: "X-User-Id", pointer: "/identity/id" },
  { name: "X-User-Email", pointer: "/identity/traits/email" },
];
const signInUrl = "https://auth.example/self-service/login/browser";
const browser = ["Accept", "text/html,*/*;q=0.8"];

function sceneWith(...policies: readonly Policy[]) {
  const scene = createScriptedEdge({ settings: { policies } });
  const ask = (policy: string, person: string | undefined, lines: readonly string[] = []) =>
    scene.request("GET", `/edge-sessions/authorize${policy}`, [
      ...(person === undefined ? [] : ["Cookie", `ory_kratos_session=${person}`]),
      ...lines,
    ]);
  return { ...scene, ask };
}

const ada = (changes: Readonly<Record<string, unknown>> = {}) =>
  sessionOf("ada", {
    identity: { id: "identity of ada", schema_id: "person", traits: { email: "ada@example.org" } },
    authenticator_assurance_level: "aal1",
    ...changes,
  });

describe("A decision", () => {
  test("is a miss first, then a hit with the same headers.", async () => {
    const scene = sceneWith(makePolicy("app", { headers }));
    const first = await scene.ask("/app", "ada");
    await scene.call(0).answer({ body: ada(), headers: ["Set-Cookie", "ory_kratos_session=new"] });
    const missed = await first.replied;
    expect(missed.status).toBe(200);
    expect(missed.cookies).toEqual(["ory_kratos_session=new"]);
    expect(missed.cacheStatus).toBe("edge; fwd=miss; stored");
    const hit = await (await scene.ask("/app", "ada")).replied;
    expect(hit.status).toBe(200);
    expect(hit.cookies).toEqual([]);
    expect(hit.cacheStatus).toMatch(/^edge; hit; ttl=\d+$/);
    for (const reply of [missed, hit]) {
      expect(headerValues(reply.headers, "x-user-id")).toEqual(["identity of ada"]);
      expect(headerValues(reply.headers, "x-user-email")).toEqual(["ada@example.org"]);
      expect(headerValues(reply.headers, "content-length")).toEqual(["0"]);
      expect(reply.body).toBe("");
    }
    expect(scene.calls).toHaveLength(1);
  });

  test("and a check share an entry.", async () => {
    const scene = sceneWith(makePolicy("app", { headers }));
    await scene.check("ada");
    await scene.call(0).answer({ body: ada() });
    const reply = await (await scene.ask("/app", "ada")).replied;
    expect(reply.cacheStatus).toContain("hit");
  });

  test("of the policy `default` needs no name in the path.", async () => {
    const scene = sceneWith(makePolicy("default"));
    await scene.fill("ada");
    expect((await (await scene.ask("", "ada")).replied).status).toBe(200);
    expect((await (await scene.ask("?x=1", "ada")).replied).status).toBe(200);
    expect((await (await scene.ask("/default/app/page?x=1", "ada")).replied).status).toBe(200);
  });

  test("without a session is refused, and without a policy of that name is not made.", async () => {
    const scene = sceneWith(makePolicy("app"));
    const asked = await scene.ask("/app", "eve");
    await scene.call(0).answer(refusal);
    const refused = await asked.replied;
    expect([refused.status, JSON.parse(refused.body)]).toMatchObject([
      401,
      { error: { id: "edge_session_required" } },
    ]);
    const unknown = await (await scene.ask("/App", "eve")).replied;
    expect([unknown.status, JSON.parse(unknown.body)]).toMatchObject([
      404,
      { error: { id: "edge_policy_unknown" } },
    ]);
  });

  test("is the identity server's own business without any policy.", async () => {
    const scene = sceneWith();
    await scene.ask("/app", "ada");
    expect(scene.call(0).target).toBe("/edge-sessions/authorize/app");
  });

  test("by a policy that is not understood is refused.", async () => {
    const scene = sceneWith(makePolicy("app", { unreadable: true }));
    await scene.fill("ada");
    expect((await (await scene.ask("/app", "ada")).replied).status).toBe(503);
  });

  test("asks the identity server each time while the feature is off.", async () => {
    const scene = createScriptedEdge({
      settings: { policies: [makePolicy("app", { headers })], cacheableSessions: false },
    });
    for (const n of [0, 1]) {
      const asked = await scene.request("GET", "/edge-sessions/authorize/app", [
        "Cookie",
        "ory_kratos_session=ada",
        "Origin",
        "https://elsewhere.example",
      ]);
      expect(scene.call(n).target).toBe("/sessions/whoami");
      await scene.call(n).answer({ body: ada() });
      const reply = await asked.replied;
      expect(reply.status).toBe(200);
      expect(headerValues(reply.headers, "x-user-id")).toEqual(["identity of ada"]);
    }
  });

  test("follows a change of policies at once.", async () => {
    const scene = sceneWith(makePolicy("app"));
    await scene.fill("ada");
    scene.edge.applySettings({
      ...defaultProjectSettings,
      cacheableSessions: true,
      policies: [makePolicy("app", { requiredAal: "aal2" })],
    });
    const asked = await scene.ask("/app", "ada");
    await scene.call(-1).answer({ body: ada() });
    expect((await asked.replied).status).toBe(403);
  });

  test("ends with the session's sign-out.", async () => {
    const scene = sceneWith(makePolicy("app"));
    await scene.fill("ada");
    const out = await scene.signOut("ada");
    await scene.call(-1).answer({ status: 204, body: "" });
    await out.replied;
    const asked = await scene.ask("/app", "ada");
    await scene.call(-1).answer(refusal);
    expect((await asked.replied).status).toBe(401);
  });
});

describe("What is no session", () => {
  test.each([
    [
      "a page with 200",
      { status: 200, body: "<p>Log in</p>", headers: ["Content-Type", "text/html"] },
      502,
    ],
    ["another 2xx", { status: 204, body: "" }, 502],
    ["a redirect", { status: 302, body: "", headers: ["Location", "https://front.example/"] }, 502],
    [
      "a front's 403",
      { status: 403, body: "<p>No</p>", headers: ["Content-Type", "text/html"] },
      502,
    ],
    ["an inactive session", { status: 200, body: ada({ active: false }) }, 401],
    [
      "a session that has ended",
      { status: 200, body: ada({ expires_at: "2020-01-01T00:00:00Z" }) },
      401,
    ],
    ["a failure", { status: 500, body: "oops" }, 500],
    ["a failure that gateways do not know", { status: 521, body: "<h1>Down</h1>" }, 502],
    ["a status that nobody knows", { status: 999, body: "" }, 502],
    ["too many requests", { status: 429, body: "{}", headers: ["Retry-After", "3"] }, 429],
  ] as const)("lets no request through: %s.", async (_, say, status) => {
    const scene = sceneWith(makePolicy("app", { anonymous: false, headers }));
    const asked = await scene.ask("/app", "ada");
    for (let n = 0; n < scene.calls.length; n += 1) await scene.call(n).answer(say);
    const reply = await asked.replied;
    expect(reply.status).toBe(status);
    expect(headerValues(reply.headers, "x-user-id")).toEqual([]);
  });
});

describe("A path that names no policy", () => {
  const near = ["authorise/app", "authorizeapp", "Authorize/app", "../x/..//edge-sessions", ""];
  test.each(near)(
    "never gets the identity server's answer, which a gateway would take for a decision: %s.",
    async (path) => {
      const scene = sceneWith(makePolicy("app"));
      const asked = await scene.request("GET", `/edge-sessions/${path}`, [
        "Cookie",
        "ory_kratos_session=ada",
      ]);
      const { status, body } = await asked.replied;
      expect([status, JSON.parse(body)]).toMatchObject([
        404,
        { error: { id: "edge_policy_unknown" } },
      ]);
      expect(scene.calls).toEqual([]);
    },
  );

  test("is the identity server's in a project without policies.", async () => {
    const scene = sceneWith();
    const asked = await scene.ask("/app", "ada");
    await scene.call(0).answer({ status: 404, body: "theirs" });
    expect((await asked.replied).body).toBe("theirs");
  });
});

describe("A policy", () => {
  describe("that limits the age of an answer, of a session that is not stored", () => {
    const token = ["X-Session-Token", "ory_st_ada"];
    const limits: readonly (readonly [number, readonly string[], string])[] = [
      [0, [], "max-age=0"],
      [5_900, [], "max-age=5"],
      [5_000, ["Cache-Control", "max-age=9, min-fresh=2", "Pragma", "x"], "max-age=5, min-fresh=2"],
      [5_000, ["Cache-Control", "max-age=3"], "max-age=3"],
      [5_000, ["Cache-Control", "no-cache"], "max-age=0"],
      [5_000, ["Pragma", "no-cache"], "max-age=0"],
      [5_000, ["Cache-Control", "no-store"], "max-age=5, no-store"],
      [5_000, ["Cache-Control", "only-if-cached"], "max-age=5, only-if-cached"],
    ];
    test.each(limits)(
      "tells it to the caches on the way: %j ms, asked with %j.",
      async (maxAgeMs, asking, told) => {
        const scene = sceneWith(makePolicy("app", { maxAgeMs, headers }));
        const asked = await scene.ask("/app", undefined, [...token, ...asking]);
        const call = scene.call(0);
        expect(headerValues(call.headers, "cache-control")).toEqual([told]);
        expect(headerValues(call.headers, "pragma")).toEqual([]);
        await call.answer({ body: ada() });
        expect((await asked.replied).status).toBe(200);
      },
    );

    const disobeyed = /"edge_origin_disobeyed"/u;
    test.each([
      ["0", 0, 200, /^$/u],
      ["1", 0, 502, disobeyed],
      ["5", 5_900, 200, /^$/u],
      ["6", 5_900, 502, disobeyed],
      ["soon", 5_900, 502, disobeyed],
    ])("refuses an answer with the Age %s if it is %i ms.", async (age, maxAgeMs, status, body) => {
      const scene = sceneWith(makePolicy("app", { maxAgeMs, headers }));
      const asked = await scene.ask("/app", undefined, token);
      await scene.call(0).answer({ body: ada(), headers: ["Age", age] });
      const reply = await asked.replied;
      expect(reply.status).toBe(status);
      expect(headerValues(reply.headers, "x-user-id")).toHaveLength(status === 200 ? 1 : 0);
      expect(reply.body).toMatch(body);
    });

    test("leaves the request as it is if the policy has no limit.", async () => {
      const scene = sceneWith(makePolicy("app"));
      const asked = await scene.ask("/app", undefined, [...token, "Cache-Control", "max-age=9, x"]);
      expect(headerValues(scene.call(0).headers, "cache-control")).toEqual(["max-age=9, x"]);
      await scene.call(0).answer({ body: ada(), headers: ["Age", "7"] });
      expect((await asked.replied).status).toBe(200);
    });
  });

  test("sends browsers to step-up, and programs an error.", async () => {
    const scene = sceneWith(makePolicy("app", { requiredAal: "aal2", signInUrl }));
    await scene.check("ada");
    await scene.call(0).answer({ body: ada() });
    const person = await (await scene.ask("/app", "ada", browser)).replied;
    expect([person.status, ...headerValues(person.headers, "location")]).toEqual([
      302,
      `${signInUrl}?aal=aal2`,
    ]);
    expect(person.cacheStatus).toContain("hit");
    const program = await (await scene.ask("/app", "ada")).replied;
    expect([program.status, JSON.parse(program.body)]).toMatchObject([
      403,
      { error: { id: "edge_aal_required" } },
    ]);
  });

  test("gives gateways that pass on no redirect its place beside the status.", async () => {
    const scene = sceneWith(makePolicy("app", { browsers: "location", signInUrl }));
    const asked = await scene.ask("/app", "eve", browser);
    await scene.call(0).answer(refusal);
    const reply = await asked.replied;
    expect([reply.status, ...headerValues(reply.headers, "location")]).toEqual([401, signInUrl]);
  });

  test("lets anonymous requests through, without headers.", async () => {
    const scene = sceneWith(makePolicy("app", { anonymous: true, headers }));
    const asked = await scene.ask("/app", "eve");
    await scene.call(0).answer(refusal);
    const reply = await asked.replied;
    expect([reply.status, headerValues(reply.headers, "x-user-id")]).toEqual([200, []]);
  });

  test("bounds the age of an answer.", async () => {
    const scene = sceneWith(makePolicy("app", { maxAgeMs: 5_000 }));
    await scene.fill("ada");
    await scene.advance(5_000);
    expect((await (await scene.ask("/app", "ada")).replied).cacheStatus).toContain("hit");
    await scene.advance(1);
    await scene.ask("/app", "ada");
    expect(scene.trace()).toContain("max-age/old");
  });

  test("bounds the age of the authentication, also between two hits.", async () => {
    const authenticated = { authenticated_at: "2026-07-01T12:00:00Z" };
    const scene = sceneWith(makePolicy("app", { authenticatedWithinMs: 60_000, signInUrl }));
    const startedAt = new Date(scene.startWallMs).toISOString();
    await scene.check("ada");
    await scene.call(0).answer({ body: ada({ ...authenticated, authenticated_at: startedAt }) });
    await scene.advance(59_000 - (scene.wallMs() - scene.startWallMs));
    expect((await (await scene.ask("/app", "ada")).replied).status).toBe(200);
    await scene.advance(1_001 - (scene.wallMs() - scene.startWallMs - 59_000));
    const reply = await (await scene.ask("/app", "ada", browser)).replied;
    expect(reply.cacheStatus).toContain("hit");
    expect(headerValues(reply.headers, "location")).toEqual([`${signInUrl}?refresh=true`]);
  });
});
