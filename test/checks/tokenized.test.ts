// Checks that ask for a token made from the session (`tokenize_as`): keyed by template, no older than the token allows,
// and forced and fenced as every check (L1 to L9).
import { describe, expect, test } from "vitest";
import { defaultProjectSettings } from "../../src/core/settings.ts";
import {
  createScriptedEdge,
  refusal,
  sessionOf,
  type Say,
  type ScriptedEdge,
} from "../harness/scripted-edge.ts";
import type { Asking } from "../harness/scripted-clients.ts";

const settings = { tokenizeTemplates: ["jwt", "other"], maxAgeMs: 600_000 };

/** A person's session with a token that lasts so many seconds from now, as the origin answers it. */
function signed(
  scene: ScriptedEdge,
  person: string,
  token: { readonly id: number; readonly seconds?: number },
  changes: Readonly<Record<string, unknown>> = {},
): Say {
  const { id, seconds = 3_600 } = token;
  const claims = { sub: person, jti: id, exp: Math.floor(scene.wallMs() / 1_000) + seconds };
  const encode = (value: unknown): string =>
    Buffer.from(JSON.stringify(value)).toString("base64url");
  const tokenized = `${encode({ alg: "ES256" })}.${encode(claims)}.c2ln${id}`;
  return { body: sessionOf(person, { ...changes, tokenized }) };
}

function ask(
  scene: ScriptedEdge,
  person: string,
  template = "jwt",
  { method = "GET", headers = [] }: { method?: string; headers?: readonly string[] } = {},
): Promise<Asking> {
  const cookie = ["Cookie", `ory_kratos_session=${person}`];
  return scene.request(method, `/sessions/whoami?tokenize_as=${template}`, [...cookie, ...headers]);
}

/** Has the answer to a check stored. */
async function fill(scene: ScriptedEdge, say: Say, template = "jwt"): Promise<void> {
  const asked = await ask(scene, "ada", template);
  await scene.call(-1).answer(say);
  expect((await asked.replied).cacheStatus).toBe("edge; fwd=miss; stored");
}

describe("a check for a token", () => {
  test("It is answered from the store with the same token, and the origin is asked for the template.", async () => {
    const scene = createScriptedEdge({ settings });
    const say = signed(scene, "ada", { id: 1 });
    const cookies = ["Set-Cookie", "ory_kratos_session=new; Path=/"];
    const first = await ask(scene, "ada");
    await scene.call(0).answer({ ...say, headers: cookies });
    const filled = await first.replied;
    expect(filled.cookies).toHaveLength(1);
    expect(scene.call(0)).toMatchObject({
      method: "GET",
      target: "/sessions/whoami?tokenize_as=jwt",
    });
    const hit = await (await ask(scene, "ada")).replied;
    expect(hit).toMatchObject({ status: 200, body: say.body, cookies: [] });
    expect(hit.cacheStatus).toMatch(/^edge; hit/);
    const head = await (await ask(scene, "ada", "jwt", { method: "HEAD" })).replied;
    expect(head).toMatchObject({ status: 200, body: "" });
    expect(head.cacheStatus).toMatch(/^edge; hit/);
    expect(scene.calls).toHaveLength(1);
  });

  test("Each template, and the check without one, has an answer of its own (L1).", async () => {
    const scene = createScriptedEdge({ settings });
    const says = {
      jwt: signed(scene, "ada", { id: 1 }),
      other: signed(scene, "ada", { id: 2 }),
    };
    await fill(scene, says.jwt, "jwt");
    await fill(scene, says.other, "other");
    const plain = await scene.check("ada");
    await scene.call(2).answer({ body: sessionOf("ada") });
    expect((await plain.replied).body).toBe(sessionOf("ada"));
    expect((await (await ask(scene, "ada", "jwt")).replied).body).toBe(says.jwt.body);
    expect((await (await ask(scene, "ada", "other")).replied).body).toBe(says.other.body);
    expect((await (await scene.check("ada")).replied).body).toBe(sessionOf("ada"));
    expect(scene.calls).toHaveLength(3);
  });

  test("A forced check gets a new token (L5).", async () => {
    const scene = createScriptedEdge({ settings });
    await fill(scene, signed(scene, "ada", { id: 1 }));
    const forced = await ask(scene, "ada", "jwt", { headers: ["Cache-Control", "max-age=0"] });
    const say = signed(scene, "ada", { id: 2 });
    await scene.call(1).answer(say);
    expect(await forced.replied).toMatchObject({
      body: say.body,
      cacheStatus: "edge; fwd=request; stored",
    });
    expect((await (await ask(scene, "ada")).replied).body).toBe(say.body);
  });

  test("An unknown template's 400, and a refusal, are passed on and not stored.", async () => {
    const scene = createScriptedEdge({ settings });
    const unknown = '{"error":{"code":400,"status":"Bad Request"}}';
    for (const [n, say] of [{ status: 400, body: unknown }, refusal].entries()) {
      const asked = await ask(scene, "ada");
      await scene.call(n).answer(say);
      expect(await asked.replied).toMatchObject({
        status: say.status,
        body: say.body,
        cacheStatus: "edge; fwd=miss",
      });
    }
    expect(scene.edge.stats().entries).toBe(0);
  });

  test("A template that is not listed is passed on each time (threat 9).", async () => {
    const scene = createScriptedEdge({ settings: { tokenizeTemplates: ["other"] } });
    for (let n = 0; n < 2; n += 1) {
      const asked = await ask(scene, "ada");
      const say = signed(scene, "ada", { id: n });
      await scene.call(n).answer(say);
      expect(await asked.replied).toMatchObject({
        body: say.body,
        cacheStatus: "edge; fwd=bypass; detail=tokenize",
      });
    }
    expect(scene.edge.stats().entries).toBe(0);
  });

  test("A template that is taken off the list and put back has lost its answers (L9).", async () => {
    const scene = createScriptedEdge({ settings });
    await fill(scene, signed(scene, "ada", { id: 1 }));
    const inForce = { ...defaultProjectSettings, cacheableSessions: true, ...settings };
    scene.edge.applySettings({ ...inForce, tokenizeTemplates: [] });
    scene.edge.applySettings(inForce);
    expect(scene.edge.stats().entries).toBe(0);
  });
});

describe("the life of a token", () => {
  test("It is given until ten seconds before its end, and not longer.", async () => {
    const scene = createScriptedEdge({ settings: { ...settings, refreshAfterMs: 3_600_000 } });
    await fill(scene, signed(scene, "ada", { id: 1, seconds: 60 }));
    await scene.advance(49_000);
    expect((await (await ask(scene, "ada")).replied).cacheStatus).toBe("edge; hit; ttl=1");
    await scene.advance(1_001);
    const late = await ask(scene, "ada");
    const say = signed(scene, "ada", { id: 2 });
    await scene.call(1).answer(say);
    expect(await late.replied).toMatchObject({
      body: say.body,
      cacheStatus: "edge; fwd=stale; stored",
    });
  });

  test.each([
    ["ends in ten seconds", 10],
    ["has ended", -1],
  ])("A token that %s is passed on and not stored.", async (_, seconds) => {
    const scene = createScriptedEdge({ settings });
    const asked = await ask(scene, "ada");
    const say = signed(scene, "ada", { id: 1, seconds });
    await scene.call(0).answer(say);
    expect(await asked.replied).toMatchObject({ body: say.body, cacheStatus: "edge; fwd=miss" });
    expect(scene.edge.stats().entries).toBe(0);
  });

  test("An answer without a readable token is passed on and not stored.", async () => {
    const scene = createScriptedEdge({ settings });
    for (const [n, tokenized] of [undefined, "opaque", "e30.e30.c2ln", 7].entries()) {
      const asked = await ask(scene, "ada");
      const body = sessionOf("ada", { tokenized });
      await scene.call(n).answer({ body });
      expect(await asked.replied).toMatchObject({ body, cacheStatus: "edge; fwd=miss" });
    }
    expect(scene.edge.stats().entries).toBe(0);
  });

  test("It never outlives the project's maximum age, nor the session.", async () => {
    const limited = createScriptedEdge({
      settings: { ...settings, maxAgeMs: 20_000, refreshAfterMs: 3_600_000 },
    });
    await fill(limited, signed(limited, "ada", { id: 1 }));
    await limited.advance(20_001);
    await ask(limited, "ada");
    expect(limited.calls).toHaveLength(2);

    const ending = createScriptedEdge({ settings: { ...settings, refreshAfterMs: 3_600_000 } });
    const expiresAt = new Date(ending.wallMs() + 30_000).toISOString();
    await fill(ending, signed(ending, "ada", { id: 1 }, { expires_at: expiresAt }));
    await ending.advance(30_001);
    await ask(ending, "ada");
    expect(ending.calls).toHaveLength(2);
  });

  test("An old token never stands in for a failed call.", async () => {
    const scene = createScriptedEdge({
      settings: { ...settings, staleIfErrorMs: 3_600_000, refreshAfterMs: 3_600_000 },
    });
    await fill(scene, signed(scene, "ada", { id: 1, seconds: 60 }));
    const plain = await scene.check("ada");
    await scene.call(1).answer({ body: sessionOf("ada") });
    await plain.replied;
    await scene.advance(601_000);
    const asked = await ask(scene, "ada");
    await scene.call(2).fail("unreachable");
    expect((await asked.replied).status).toBe(502);
    // The session without a token does.
    const other = await scene.check("ada");
    await scene.call(3).fail("unreachable");
    expect(await other.replied).toMatchObject({ status: 200, body: sessionOf("ada") });
  });
});

describe("changes of the session", () => {
  test.each([
    ["session", { kind: "session", value: "session of ada" }],
    ["identity", { kind: "identity", value: "identity of ada" }],
    ["project", { kind: "project" }],
  ] as const)(
    "An invalidation of the %s removes the answers of all templates.",
    async (_, scope) => {
      const scene = createScriptedEdge({ settings });
      await fill(scene, signed(scene, "ada", { id: 1 }), "jwt");
      await fill(scene, signed(scene, "ada", { id: 2 }), "other");
      await scene.edge.invalidate([scope], "api");
      expect(scene.edge.stats().entries).toBe(0);
    },
  );

  test("After a sign-out by the same cookie, the token is not given again (L3).", async () => {
    const scene = createScriptedEdge({ settings });
    await fill(scene, signed(scene, "ada", { id: 1 }));
    const out = await scene.signOut("ada");
    await scene.call(-1).answer({ status: 204, body: "" });
    await out.replied;
    const asked = await ask(scene, "ada");
    await scene.call(-1).answer(refusal);
    expect((await asked.replied).status).toBe(401);
  });

  test("A call that began before a fence is not stored (L4).", async () => {
    const scene = createScriptedEdge({ settings });
    const asked = await ask(scene, "ada");
    await scene.edge.invalidate([{ kind: "identity", value: "identity of ada" }], "api");
    await scene.call(0).answer(signed(scene, "ada", { id: 1 }));
    expect((await asked.replied).cacheStatus).toBe("edge; fwd=miss");
    expect(scene.edge.stats().entries).toBe(0);
  });

  test("A refresh that brings the same session with a new token is no change.", async () => {
    const scene = createScriptedEdge({ settings });
    await fill(scene, signed(scene, "ada", { id: 1 }));
    await scene.advance(1_500);
    const hit = await ask(scene, "ada");
    expect((await hit.replied).cacheStatus).toMatch(/detail=refreshing$/);
    const say = signed(scene, "ada", { id: 22 });
    await scene.call(1).answer(say);
    expect(scene.events.filter(({ kind }) => kind === "change-unseen")).toEqual([]);
    expect((await (await ask(scene, "ada")).replied).body).toBe(say.body);
  });

  test("A refresh that brings another session's facts is a change, and is published.", async () => {
    const scene = createScriptedEdge({ settings });
    await fill(scene, signed(scene, "ada", { id: 1 }));
    await scene.advance(1_500);
    await ask(scene, "ada");
    await scene.call(1).answer(signed(scene, "ada", { id: 2 }, { version: 2 }));
    expect(scene.events.filter(({ kind }) => kind === "change-unseen")).toMatchObject([
      { identityId: "identity of ada", published: true },
    ]);
  });
});
