// Keys are replaced while services that remember the published keys go on verifying: on a clock that only the test moves,
// with the control plane's rotation, a real edge, and the strictest verifier that the published cache time allows.
import { createLocalJWKSet, errors, jwtVerify, type JSONWebKeySet } from "jose";
import { expect, test } from "vitest";
import { openControlStorage } from "../../src/control/database/open.ts";
import { SigningKeys } from "../../src/control/projects/signing-keys.ts";
import { controlPlane } from "../../src/control/audit.ts";
import { headerValues } from "../../src/core/header-lines.ts";
import { makePolicy } from "../../src/core/policy/policy.ts";
import { Secret } from "../../src/core/secret.ts";
import { createSealing } from "../../src/tokens/sealing.ts";
import { createSigner, type ProjectSigner } from "../../src/tokens/signer.ts";
import { makeSigningKey } from "../../src/tokens/signing-key.ts";
import { createScriptedEdge, sessionOf } from "../harness/scripted-edge.ts";
import { sampleAudit, sampleProject } from "../control/database/samples.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const people = ["ada", "ben", "cleo", "dan"];

/** A control plane, an edge and a project with signed sessions, all on one clock. */
async function startScene(publishForMs: number) {
  const storage = openControlStorage(":memory:");
  await storage.open();
  const project = sampleProject({ id: "default" });
  await storage.insertProject(project, sampleAudit());
  const sealing = await createSealing([new Secret("s".repeat(32))]);
  let signer: ProjectSigner | undefined;
  const signedSession = { header: undefined, audience: ["api"], claims: [], lifetimeMs: minuteMs };
  const scene = createScriptedEdge({
    settings: { maxAgeMs: 24 * hourMs, policies: [makePolicy("app", { signedSession })] },
    signer: (wallMs) => {
      signer = createSigner({
        wallMs,
        sealing,
        failed: (error) => {
          throw error;
        },
      });
      return signer;
    },
  });
  const keys = new SigningKeys({
    storage,
    projects: {
      publish: ({ signingKeys }) => {
        signer?.use("default", signingKeys);
        return Promise.resolve(true);
      },
    },
    nowMs: () => scene.wallMs(),
    makeSigningKey: (about) => makeSigningKey(about, sealing),
    publishForMs,
    rotateAfterMs: hourMs / 2,
  });
  await keys.make("default", "ES256", undefined, controlPlane);
  const expires_at = new Date(scene.wallMs() + 240 * hourMs).toISOString();
  for (const person of people) {
    await scene.check(person);
    await scene.call(-1).answer({ body: sessionOf(person, { expires_at }) });
  }
  let answered = scene.calls.length;
  const get = async (path: string, person: string) => {
    const cookie = ["Cookie", `ory_kratos_session=${person}`];
    const asked = await scene.request("GET", `/edge-sessions/${path}`, cookie);
    // Every call finds the session as it was.
    for (; answered < scene.calls.length; answered += 1) {
      const call = scene.call(answered);
      const [, whose = ""] = (headerValues(call.headers, "cookie")[0] ?? "").split("=");
      await call.answer({ body: sessionOf(whose, { expires_at }) });
    }
    return asked.replied;
  };
  return { ...scene, keys, get };
}

type Scene = Awaited<ReturnType<typeof startScene>>;

/** A service that asks for the keys when it may no longer keep them, and never before: not for an unknown key either. */
function makeService(scene: Scene) {
  let keySet: JSONWebKeySet = { keys: [] };
  let keptUntilMs = Number.NEGATIVE_INFINITY;
  const seen = new Set<string>();
  return {
    seen,
    async verify(token: string): Promise<"accepted" | "unknown key"> {
      if (scene.wallMs() >= keptUntilMs) {
        const { body, headers } = await scene.get("jwks.json", "nobody");
        const [seconds = "0"] =
          /max-age=(\d+)/u.exec(headerValues(headers, "cache-control")[0] ?? "")?.slice(1) ?? [];
        keySet = JSON.parse(body) as JSONWebKeySet;
        keptUntilMs = scene.wallMs() + Number(seconds) * 1_000;
      }
      try {
        const { protectedHeader } = await jwtVerify(token, createLocalJWKSet(keySet), {
          algorithms: ["ES256"],
          issuer: "default",
          audience: "api",
          currentDate: new Date(scene.wallMs()),
        });
        seen.add(protectedHeader.kid ?? "");
        return "accepted";
      } catch (error) {
        if (error instanceof errors.JWKSNoMatchingKey) return "unknown key";
        throw error;
      }
    },
  };
}

/** Plays hours: each step everybody gets a token, and services verify it at once and in the last second of its life. */
async function play(publishForMs: number, hours: number) {
  const scene = await startScene(publishForMs);
  // They began at different moments, so their memories end at different moments.
  const services = [makeService(scene)];
  const outcomes = { accepted: 0, "unknown key": 0 };
  let late: { readonly token: string; readonly expiresAtMs: number }[] = [];
  const stepMs = 20_000;
  for (let atMs = 0; atMs < hours * hourMs; atMs += stepMs) {
    if (services.length < 4 && atMs % (70 * 1_000) < stepMs) services.push(makeService(scene));
    await scene.keys.rotateDue();
    const fresh = await Promise.all(people.map((person) => scene.get("token/app", person)));
    const tokens = fresh.map(
      ({ body }) => JSON.parse(body) as { token: string; expires_at: string },
    );
    const alive = late.filter(({ expiresAtMs }) => expiresAtMs > scene.wallMs());
    for (const token of [...tokens, ...alive].map((one) => one.token)) {
      for (const service of services) outcomes[await service.verify(token)] += 1;
    }
    late = tokens.map(({ token, expires_at }) => ({ token, expiresAtMs: Date.parse(expires_at) }));
    await scene.advance(stepMs);
  }
  return { outcomes, keys: services[0]?.seen.size ?? 0 };
}

test("Keys that rotate every half hour fail no verification by services that keep the keys for their whole time.", async () => {
  const { outcomes, keys } = await play(10 * minuteMs, 2);
  expect(outcomes["unknown key"]).toBe(0);
  expect(outcomes.accepted).toBeGreaterThan(5_000);
  expect(keys).toBeGreaterThanOrEqual(4);
});

test("If a key signed as soon as it is published, those services would refuse its tokens.", async () => {
  const { outcomes } = await play(0, 1);
  expect(outcomes["unknown key"]).toBeGreaterThan(0);
});
