// Signed sessions at one edge: with a decision, for a client, and refused. Time is that of the test.
// One file, because all tests share the edge and its keys.
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify, type JSONWebKeySet } from "jose";
import { describe, expect, test } from "vitest";
import { headerValues } from "../../src/core/header-lines.ts";
import { makePolicy, type SignedSession } from "../../src/core/policy/policy.ts";
import { Secret } from "../../src/core/secret.ts";
import type { SealedSigningKey } from "../../src/core/tokens/signing-key.ts";
import { createSealing } from "../../src/tokens/sealing.ts";
import { createSigner } from "../../src/tokens/signer.ts";
import { makeSigningKey } from "../../src/tokens/signing-key.ts";
import {
  createScriptedEdge,
  refusal,
  sessionOf,
  type ScriptedSetUp,
} from "../harness/scripted-edge.ts";
import { startWallMs } from "../harness/scripted-clock.ts";

const sealing = await createSealing([new Secret("s".repeat(32))]);
const key = await makeKey(0);
const project = "default";

function makeKey(signsFromMs: number): Promise<SealedSigningKey> {
  const about = { project: "default", algorithm: "ES256", createdAtMs: 0, signsFromMs } as const;
  return makeSigningKey(about, sealing);
}

const signed: SignedSession = {
  header: "X-Session-Jwt",
  issuer: "https://id.example",
  audience: ["api"],
  claims: [{ name: "email", pointer: "/identity/traits/email" }],
  lifetimeMs: 60_000,
};
const policies = [
  makePolicy("app", {
    headers: [{ name: "X-User-Id", pointer: "/identity/id" }],
    signedSession: signed,
    signInUrl: "https://auth.example/login",
  }),
  makePolicy("plain"),
  makePolicy("strict", { signedSession: signed, requiredAal: "aal2" }),
  makePolicy("open", { signedSession: signed, anonymous: true }),
];

function makeScene(keys: readonly SealedSigningKey[] = [key], changes: ScriptedSetUp = {}) {
  const scene = createScriptedEdge({
    settings: { policies },
    signer: (wallMs) => {
      const signer = createSigner({
        wallMs,
        sealing,
        failed: (error) => {
          throw error;
        },
      });
      signer.use(project, keys);
      return signer;
    },
    ...changes,
  });
  const ask = async (
    path: string,
    person: string | undefined = "ada",
    { method = "GET", lines = [] as readonly string[] } = {},
  ) =>
    scene.request(method, `/edge-sessions/${path}`, [
      ...(person === undefined ? [] : ["Cookie", `ory_kratos_session=${person}`]),
      ...lines,
    ]);
  const reply = async (...given: Parameters<typeof ask>) => (await ask(...given)).replied;
  const verify = async (token: string | undefined) => {
    const { body } = await reply("jwks.json");
    const keySet = createLocalJWKSet(JSON.parse(body) as JSONWebKeySet);
    const { payload } = await jwtVerify(token ?? "", keySet, {
      algorithms: ["ES256"],
      issuer: "https://id.example",
      audience: "api",
      currentDate: new Date(scene.wallMs()),
    });
    return payload;
  };
  /** Has ada's session stored. */
  const fill = async (): Promise<void> => {
    await scene.check("ada");
    await scene.call(-1).answer({ body: ada() });
  };
  return { ...scene, ask, reply, verify, fill };
}

const ada = (changes: Readonly<Record<string, unknown>> = {}) =>
  sessionOf("ada", {
    identity: { id: "identity of ada", traits: { email: "ada@example.org" } },
    authenticator_assurance_level: "aal1",
    authenticated_at: "2026-11-23T19:00:00Z",
    ...changes,
  });

function tokenOf({ body }: { readonly body: string }): string {
  return String(Reflect.get(Object(JSON.parse(body)), "token"));
}

function errorOf({ body }: { readonly body: string }): unknown {
  return Reflect.get(Object(Reflect.get(Object(JSON.parse(body)), "error")), "id");
}

describe("A signed session", () => {
  test("comes with a decision as its header, from a call and from the store.", async () => {
    const scene = makeScene();
    const first = await scene.ask("authorize/app");
    await scene.call(0).answer({ body: ada(), headers: ["Set-Cookie", "ory_kratos_session=new"] });
    const missed = await first.replied;
    expect(missed.cookies).toEqual(["ory_kratos_session=new"]);
    const hit = await scene.reply("authorize/app");
    expect(hit.cacheStatus).toContain("hit");
    expect(hit.cookies).toEqual([]);
    for (const { status, headers } of [missed, hit]) {
      expect(status).toBe(200);
      expect(headerValues(headers, "x-user-id")).toEqual(["identity of ada"]);
      expect(await scene.verify(headerValues(headers, "x-session-jwt")[0])).toEqual({
        iss: "https://id.example",
        sub: "identity of ada",
        sid: "session of ada",
        aal: "aal1",
        aud: ["api"],
        auth_time: Date.UTC(2026, 10, 23, 19) / 1_000,
        email: "ada@example.org",
        iat: scene.wallMs() / 1_000 - 1,
        exp: scene.wallMs() / 1_000 + 59,
      });
    }
    expect(scene.calls).toHaveLength(1);
  });

  test("is given to its client as JSON, with the same token as the decision has.", async () => {
    const scene = makeScene();
    await scene.fill();
    const decided = await scene.reply("authorize/app");
    const { status, body, headers, cacheStatus } = await scene.reply("token/app");
    expect(status).toBe(200);
    expect(cacheStatus).toContain("hit");
    expect(JSON.parse(body)).toEqual({
      token: headerValues(decided.headers, "x-session-jwt")[0],
      expires_at: new Date(scene.wallMs() + 59_000).toISOString().replace(".000", ""),
    });
    expect(headerValues(headers, "cache-control")[0]).toContain("no-store");
    expect(headerValues(headers, "content-type")).toEqual(["application/json; charset=utf-8"]);
    expect(headerValues(headers, "x-user-id")).toEqual([]);
    const head = await scene.reply("token/app", "ada", { method: "HEAD" });
    expect([head.status, head.body]).toEqual([200, ""]);
    expect(headerValues(head.headers, "content-length")).toEqual([String(Buffer.byteLength(body))]);
  });

  test("is refused to a client as programs are refused, also in a browser.", async () => {
    const scene = makeScene();
    const browser = { lines: ["Accept", "text/html"] };
    const anonymous = await scene.ask("token/app", "eve", browser);
    await scene.call(0).answer(refusal);
    const refused = await anonymous.replied;
    expect([refused.status, errorOf(refused)]).toEqual([401, "edge_session_required"]);
    expect(headerValues(refused.headers, "location")).toEqual([]);
    await scene.fill();
    const weak = await scene.reply("token/strict");
    expect([weak.status, errorOf(weak)]).toEqual([403, "edge_aal_required"]);
  });

  test("needs a session, even if the policy lets requests without one go on.", async () => {
    const scene = makeScene();
    const asked = await scene.ask("token/open", "eve");
    await scene.call(0).answer(refusal);
    expect(errorOf(await asked.replied)).toBe("edge_session_required");
    const decided = await scene.ask("authorize/open", "eve");
    await scene.call(1).answer(refusal);
    const { status, headers } = await decided.replied;
    expect(status).toBe(200);
    expect(headerValues(headers, "x-session-jwt")).toEqual([]);
  });

  test("is given by GET and HEAD only, of a policy that signs, at exactly its path.", async () => {
    const scene = makeScene();
    await scene.fill();
    for (const method of ["POST", "DELETE", "OPTIONS"]) {
      const { status, headers } = await scene.reply("token/app", "ada", { method });
      expect([method, status, headerValues(headers, "allow")]).toEqual([
        method,
        405,
        ["GET, HEAD"],
      ]);
    }
    for (const path of ["token/plain", "token/none", "token", "token/app/more"]) {
      const { status } = await scene.reply(path);
      expect([path, status]).toEqual([path, 404]);
    }
    expect(scene.calls).toHaveLength(1);
  });

  test("is never minted from a session that was signed out, and the next decision asks again.", async () => {
    const scene = makeScene();
    await scene.fill();
    const token = tokenOf(await scene.reply("token/app"));
    await scene.signOut("ada");
    await scene.call(-1).answer({ status: 303, body: "" });
    const calls = scene.calls.length;
    const asked = await scene.ask("token/app");
    expect(scene.calls).toHaveLength(calls + 1);
    await scene.call(-1).answer(refusal);
    expect(errorOf(await asked.replied)).toBe("edge_session_required");
    // What was minted before lives on, and at most for its lifetime.
    expect(await scene.verify(token)).toBeDefined();
    await scene.advance(60_000);
    await expect(scene.verify(token)).rejects.toThrow("exp");
  });

  test("is asked for again when the claims have changed.", async () => {
    const scene = makeScene();
    await scene.fill();
    const before = tokenOf(await scene.reply("token/app"));
    const forced = await scene.ask("token/app", "ada", { lines: ["Cache-Control", "max-age=0"] });
    const identity = { id: "identity of ada", traits: { email: "new@example.org" } };
    await scene.call(-1).answer({ body: ada({ identity }) });
    const after = tokenOf(await forced.replied);
    expect(after).not.toBe(before);
    expect((await scene.verify(after))["email"]).toBe("new@example.org");
  });

  test("is not given in the last second of its session.", async () => {
    const scene = makeScene();
    const soon = new Date(scene.wallMs() + 900).toISOString();
    const asked = await scene.ask("token/app");
    await scene.call(0).answer({ body: ada({ expires_at: soon }) });
    expect(errorOf(await asked.replied)).toBe("edge_session_required");
  });

  test("is not given without a key, and then its decision lets nothing through either.", async () => {
    const scene = makeScene([]);
    await scene.fill();
    for (const path of ["token/app", "authorize/app"]) {
      const reply = await scene.reply(path);
      expect([path, reply.status, errorOf(reply)]).toEqual([path, 503, "edge_signing_key_missing"]);
      expect(headerValues(reply.headers, "x-user-id")).toEqual([]);
    }
    expect((await scene.reply("authorize/plain")).status).toBe(200);
  });

  test("with too large claims is refused, because leaving one out could mean something.", async () => {
    const scene = makeScene();
    const identity = { id: "identity of ada", traits: { email: "x".repeat(2_048) } };
    const asked = await scene.ask("token/app");
    await scene.call(0).answer({ body: ada({ identity }) });
    expect(errorOf(await asked.replied)).toBe("edge_policy_refused");
  });

  test("whose answer may not be stored is minted for this request, and not remembered.", async () => {
    const scene = makeScene([key], { settings: { policies, cacheableSessions: false } });
    for (const call of [0, 1]) {
      const asked = await scene.ask("token/app");
      await scene.call(call).answer({ body: ada() });
      expect(await scene.verify(tokenOf(await asked.replied))).toMatchObject({
        sub: "identity of ada",
      });
    }
  });
});

describe("The published keys", () => {
  test("are public, and may be cached for five minutes.", async () => {
    const scene = makeScene();
    const { status, headers, body } = await scene.reply("jwks.json", undefined);
    expect(status).toBe(200);
    expect(headerValues(headers, "cache-control")).toEqual(["public, max-age=300"]);
    expect(JSON.parse(body)).toEqual({
      keys: [{ ...key.publicJwk, kid: key.keyId, alg: "ES256", use: "sig" }],
    });
    const head = await scene.reply("jwks.json?v=1", undefined, { method: "HEAD" });
    expect([head.status, head.body]).toEqual([200, ""]);
    const post = await scene.reply("jwks.json", undefined, { method: "POST" });
    expect([post.status, headerValues(post.headers, "allow")]).toEqual([405, ["GET, HEAD"]]);
    expect(scene.calls).toHaveLength(0);
  });

  test("may not be cached while there are none, so that the first is found at once.", async () => {
    const scene = makeScene([]);
    const { headers, body } = await scene.reply("jwks.json", undefined);
    expect(body).toBe('{"keys":[]}\n');
    expect(headerValues(headers, "cache-control")[0]).toContain("no-store");
  });

  test("include the next key before it signs.", async () => {
    const next = await makeKey(startWallMs + 600_000);
    const scene = makeScene([key, next]);
    await scene.fill();
    const keyIdNow = async () => decodeProtectedHeader(tokenOf(await scene.reply("token/app"))).kid;
    expect(JSON.parse((await scene.reply("jwks.json")).body)).toMatchObject({
      keys: [{ kid: key.keyId }, { kid: next.keyId }],
    });
    expect(await keyIdNow()).toBe(key.keyId);
  });
});

const signedPaths = ["token", "token/app", "jwks.json"];

test("Without a policy, the paths belong to the identity server.", async () => {
  const scene = makeScene([key], { settings: { policies: [] } });
  for (const path of signedPaths) {
    const calls = scene.calls.length;
    const asked = await scene.ask(path);
    expect(scene.calls).toHaveLength(calls + 1);
    await scene.call(-1).answer({ status: 404, body: "theirs" });
    expect((await asked.replied).body).toBe("theirs");
  }
});

test("With a policy that does not sign, nobody answers at the paths.", async () => {
  const scene = makeScene([key], { settings: { policies: [makePolicy("app")] } });
  for (const path of signedPaths) {
    const { status, body } = await scene.reply(path);
    expect([path, status, JSON.parse(body)]).toMatchObject([
      path,
      404,
      { error: { id: "edge_policy_unknown" } },
    ]);
  }
  expect(scene.calls).toEqual([]);
});
