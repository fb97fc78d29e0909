// Security event tokens on the admin listener: who may send them, what they may say, and what they do.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type JWTPayload } from "jose";
import { createTokenVerifier } from "../../src/endings/transmitters.ts";
import { tokenAgeSecondsMax, tokenIdCharactersMax } from "../../src/endings/limits.ts";
import { createScriptedClock } from "../harness/scripted-clock.ts";
import {
  errorId,
  eventsOf,
  keyTexts,
  startAdminScene,
  type AdminScene,
} from "../harness/admin-scene.ts";
import { signInBrowser } from "../harness/scene.ts";
import { check, isHit } from "../harness/scene.ts";
import { openStream } from "./reader.ts";

const issuer = "https://idp.example.com";
const audience = "https://edge.example.com";
const caep = "https://schemas.openid.net/secevent/caep/event-type/";
const uuid = (n: number): string => `0f3a8b1c-2d4e-4f60-8a9b-${String(n).padStart(12, "0")}`;

const pair = await generateKeyPair("ES256");
const other = await generateKeyPair("ES256");
const jwks = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: "one", alg: "ES256" }] };

let ids = 0;
const nowSeconds = (): number => Math.floor(Date.now() / 1_000);

/** A token as the transmitter makes it, unless told otherwise. */
function claims(more: JWTPayload = {}): JWTPayload {
  ids += 1;
  return {
    iss: issuer,
    aud: audience,
    jti: `token-${ids}`,
    iat: nowSeconds(),
    sub_id: { format: "opaque", id: uuid(ids) },
    events: { [`${caep}session-revoked`]: { event_timestamp: nowSeconds() } },
    ...more,
  };
}

interface Signing {
  readonly key?: CryptoKey | Uint8Array;
  readonly header?: Readonly<Record<string, unknown>>;
}

/** The claims without one of them. */
function without(payload: JWTPayload, name: string): JWTPayload {
  return Object.fromEntries(Object.entries(payload).filter(([claim]) => claim !== name));
}

function sign(payload: JWTPayload, { key = pair.privateKey, header = {} }: Signing = {}) {
  return new SignJWT(payload)
    .setProtectedHeader({ alg: "ES256", kid: "one", typ: "secevent+jwt", ...header })
    .sign(key);
}

describe("the listener", () => {
  let scene: AdminScene;
  beforeAll(async () => {
    scene = await startAdminScene({
      edge: {
        admin: {
          createVerifier: (clock) =>
            createTokenVerifier([{ issuer, audience, keys: jwks, project: undefined }], clock),
        },
      },
    });
  });
  afterAll(async () => {
    await scene[Symbol.asyncDispose]();
  });

  const send = (body: string, how: { key?: string; type?: string } = {}) =>
    scene.ask("/hooks/caep", {
      method: "POST",
      key: how.key ?? keyTexts.hooks,
      headers: { "Content-Type": how.type ?? "application/secevent+jwt" },
      body,
    });

  test("A session that another system ends is asked about again, and its end is told.", async () => {
    const person = await scene.person();
    const browser = await signInBrowser(scene.through, person);
    const { data } = await scene.through.toSession({ cookie: browser.cookie });
    const sessionId = data.id;
    const isAnsweredHere = async () =>
      isHit(await check(scene.through, { cookie: browser.cookie }));
    expect(await isAnsweredHere()).toBe(true);
    await using stream = await openStream(scene.edge.adminUrl);
    const answer = await send(await sign(claims({ sub_id: { format: "opaque", id: sessionId } })));
    expect([answer.status, await answer.text()]).toEqual([202, ""]);
    expect(await isAnsweredHere()).toBe(false);
    await expect
      .poll(() => stream.events.map(({ event, data }) => [event, data["session_id"]]))
      .toEqual([["session-revoked", sessionId]]);
  });

  test("A token that arrives again is accepted, and does nothing.", async () => {
    const token = await sign(claims());
    expect((await send(token)).status).toBe(202);
    const since = scene.edge.events.length;
    expect((await send(token)).status).toBe(202);
    expect(eventsOf(scene.edge.events, "published", since)).toEqual([]);
    expect(eventsOf(scene.edge.events, "hook", since)).toMatchObject([{ outcome: "repeated" }]);
  });

  test("The key and the signature are both needed, and the content type too.", async () => {
    const token = await sign(claims());
    expect(await errorId(await send(token, { key: keyTexts.read }))).toBe("edge_key_insufficient");
    expect(await errorId(await send(token, { key: "x".repeat(40) }))).toBe("edge_key_required");
    expect(await errorId(await send(token, { type: "application/jwt" }))).toBe(
      "edge_content_type_refused",
    );
    expect((await send(token)).status).toBe(202);
  });

  test("A refusal says why, changes nothing, and repeats nothing of the token.", async () => {
    const since = scene.edge.events.length;
    const answer = await send(await sign(claims({ aud: "https://somewhere-else.example" })));
    expect(answer.status).toBe(400);
    expect(answer.headers.get("content-type")).toContain("application/json");
    expect(await answer.json()).toEqual({
      err: "invalid_audience",
      description: "The audience is not this receiver.",
    });
    expect(eventsOf(scene.edge.events, "caep-refused", since)).toEqual([
      {
        kind: "caep-refused",
        project: "default",
        error: "invalid_audience",
        keyName: "the-hooks-key",
      },
    ]);
    expect(eventsOf(scene.edge.events, "fence", since)).toEqual([]);
  });

  test("A body that is too large is refused.", async () => {
    expect(await errorId(await send("x".repeat(64 * 1_024 + 1)))).toBe("edge_body_too_large");
  });
});

test("Without transmitters there is no such path.", async () => {
  await using scene = await startAdminScene();
  const answer = await scene.ask("/hooks/caep", { method: "POST", key: keyTexts.hooks, body: "x" });
  expect(await errorId(answer)).toBe("edge_caep_off");
});

describe("a token", () => {
  const time = createScriptedClock();
  /** The wall clock of the verification. */
  const seconds = (): number => Math.floor(time.wallMs() / 1_000);
  const verifier = (project?: string) =>
    createTokenVerifier([{ issuer, audience, keys: jwks, project }], time.clock);
  const at = (more: JWTPayload = {}): JWTPayload => claims({ iat: seconds(), ...more });
  const verify = async (token: string | Promise<string>) => verifier()(await token, "acme");
  const refusal = async (token: string | Promise<string>) => {
    const read = await verify(token);
    return read.kind === "refused" ? read.error : read.kind;
  };

  test("must be signed by a key of its issuer, with an algorithm of public keys.", async () => {
    expect(await refusal(sign(at()))).toBe("changes");
    expect(await refusal(sign(at(), { key: other.privateKey }))).toBe("authentication_failed");
    expect(await refusal(sign(at(), { header: { kid: "two" } }))).toBe("invalid_key");
    const shared = new TextEncoder().encode(JSON.stringify(jwks.keys[0]));
    expect(await refusal(sign(at(), { key: shared, header: { alg: "HS256" } }))).toBe(
      "authentication_failed",
    );
    const token = await sign(at());
    expect(await refusal(`${token.slice(0, -8)}AAAAAAAA`)).toBe("authentication_failed");
  });

  test("without a signature is refused, also if it says so itself.", async () => {
    expect(["authentication_failed", "invalid_request"]).toContain(
      await refusal(new UnsecuredJWT(at()).encode()),
    );
    const [, body = ""] = (await sign(at())).split(".");
    const header = Buffer.from('{"alg":"none","typ":"secevent+jwt"}').toString("base64url");
    expect(await refusal(`${header}.${body}.`)).toBe("authentication_failed");
    for (const broken of ["", "a.b.c", "no token", "..", "e30.e30.e30"]) {
      expect(["invalid_request", "invalid_issuer"]).toContain(await refusal(broken));
    }
  });

  test("must be from a transmitter, for this receiver, of the right type, and of now.", async () => {
    expect(await refusal(sign(at({ iss: "https://evil.example" })))).toBe("invalid_issuer");
    expect(await refusal(sign(at({ aud: "https://other.example" })))).toBe("invalid_audience");
    expect(await refusal(sign(at({ aud: [audience, "https://other.example"] })))).toBe("changes");
    expect(await refusal(sign(at(), { header: { typ: "JWT" } }))).toBe("invalid_request");
    expect(await refusal(sign(at({ iat: seconds() - tokenAgeSecondsMax - 120 })))).toBe(
      "invalid_request",
    );
    expect(await refusal(sign(at({ iat: seconds() + 120 })))).toBe("invalid_request");
    expect(await refusal(sign(without(at(), "iat")))).toBe("invalid_request");
  });

  test("must have an id, which may be as long as the limit.", async () => {
    expect(await refusal(sign(without(at(), "jti")))).toBe("invalid_request");
    expect(await refusal(sign(at({ jti: "x".repeat(tokenIdCharactersMax) })))).toBe("changes");
    expect(await refusal(sign(at({ jti: "x".repeat(tokenIdCharactersMax + 1) })))).toBe(
      "invalid_request",
    );
  });

  test("is accepted while as many are remembered as the limit allows, and again after their time.", async () => {
    const verifyFew = createTokenVerifier(
      [{ issuer, audience, keys: jwks, project: undefined }],
      time.clock,
      2,
    );
    const kinds = async (count: number): Promise<readonly string[]> => {
      const seen: string[] = [];
      for (let n = 0; n < count; n += 1) {
        seen.push((await verifyFew(await sign(at()), "acme")).kind);
      }
      return seen;
    };
    expect(await kinds(3)).toEqual(["changes", "changes", "refused"]);
    await time.advance((tokenAgeSecondsMax + 121) * 1_000);
    expect(await kinds(3)).toEqual(["changes", "changes", "refused"]);
  });

  test("of a transmitter of one project changes no other.", async () => {
    const token = await sign(at());
    expect(await verifier("acme")(token, "beta")).toMatchObject({ error: "invalid_issuer" });
    expect(await verifier("acme")(token, "acme")).toMatchObject({ kind: "changes" });
  });

  test("that names no project is accepted once in each of several projects.", async () => {
    const token = await sign(at());
    const verifyIn = verifier();
    expect(await verifyIn(token, "acme")).toMatchObject({ kind: "changes" });
    expect(await verifyIn(token, "acme")).toMatchObject({ kind: "repeated" });
    expect(await verifyIn(token, "beta")).toMatchObject({ kind: "changes" });
  });

  const user = { format: "iss_sub", iss: issuer, sub: uuid(2) };
  const session = { format: "opaque", id: uuid(1) };
  test.each([
    ["session-revoked", session, ["session-revoked", `session ${uuid(1)}`]],
    ["session-revoked", user, ["session-revoked", `identity ${uuid(2)}`]],
    [
      "session-revoked",
      { format: "complex", session, user },
      ["session-revoked", `session ${uuid(1)}`, `identity ${uuid(2)}`],
    ],
    ["credential-change", session, ["credential-changed", `identity ${uuid(1)}`]],
    ["assurance-level-change", session, ["assurance-changed", `session ${uuid(1)}`]],
    ["token-claims-change", user, ["identity-changed", `identity ${uuid(2)}`]],
    ["device-compliance-change", user, ["session-changed"]],
  ])("with %s of %j is understood.", async (event, subject, expected) => {
    const token = await sign(at({ sub_id: subject, events: { [caep + event]: {} } }));
    const read = await verify(token);
    const told = read.kind === "changes" ? read.changes : [];
    expect(
      told.flatMap(({ type, scopes }) => [
        type,
        ...scopes.map((scope) => (scope.kind === "project" ? "" : `${scope.kind} ${scope.value}`)),
      ]),
    ).toEqual(expected);
  });

  test("may name its subject in the event, as drafts did.", async () => {
    const events = { [`${caep}session-revoked`]: { subject: session } };
    expect(await refusal(sign({ ...at({ events }), sub_id: undefined }))).toBe("changes");
  });

  test.each([
    { format: "email", email: "ada@example.org" },
    { format: "opaque", id: "ada" },
    { format: "iss_sub", sub: uuid(1) },
    { format: "complex" },
    { format: "complex", user: { format: "email", email: "ada@example.org" } },
    { format: "complex", user: { format: "complex", user } },
    "ada",
    undefined,
  ])("with a subject that names nobody here is refused: %j", async (subject) => {
    expect(await refusal(sign({ ...at(), sub_id: subject }))).toBe("invalid_request");
  });

  test("must have events, up to the limit.", async () => {
    const many = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, n) => [`https://x.example/${n}`, {}]));
    expect(await refusal(sign({ ...at(), events: undefined }))).toBe("invalid_request");
    expect(await refusal(sign(at({ events: {} })))).toBe("invalid_request");
    expect(await refusal(sign(at({ events: many(16) })))).toBe("changes");
    expect(await refusal(sign(at({ events: many(17) })))).toBe("invalid_request");
  });
});
