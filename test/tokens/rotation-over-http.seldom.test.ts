// Keys are replaced over real HTTP and under load: a control plane with its edge, clients that ask for tokens and decisions
// all the time, and services that verify each of them by the published keys. rotation.seldom.test.ts has the long times.
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, errors, jwtVerify } from "jose";
import { expect, test } from "vitest";
import { createAccount } from "../../src/cli/dev/user.ts";
import { signIn } from "../../src/cli/dev/self-service.ts";
import { signingWith, startScene, type Answered } from "../control/scene.ts";

const header = "x-session-jwt";
const issuer = "https://id.example";
const audience = "api";
const lifetimeSeconds = 8;
/** Services remember the published keys for a quarter of this. */
const publishForMs = 4_000;
const rotations = 3;

/** A project with signed sessions and these people, each signed in. */
async function startProject(names: readonly string[]) {
  const slug = "rotated";
  const scene = await startScene({
    signing: await signingWith("s".repeat(32)),
    options: { "default-project": slug },
  });
  const made = await scene.project(slug, { cacheable_sessions: true });
  const { identity } = made;
  const signed = { header, issuer, audience: [audience], lifetime: `${lifetimeSeconds}s` };
  expect((await made.set("policies", { app: { signed_session: signed } })).status).toBe(200);
  const site = { url: identity.publicUrl, host: new URL(identity.publicUrl).host };
  const cookies = await Promise.all(
    names.map(async (name) => {
      const account = await createAccount(identity.adminUrl, `${name}@example.com`, name);
      const timeout = AbortSignal.timeout(60_000);
      const signedIn = await signIn(site, account, "ory_kratos_session", timeout);
      if (signedIn.kind === "failed") throw new Error(`${name} was not signed in`);
      return signedIn.session;
    }),
  );
  const keysPath = `/projects/${slug}/signing-keys`;
  return {
    cookies,
    /** Sends a request to the edge, and resolves with what it answered. It must be allowed. */
    async get(path: string, cookie: string): Promise<Response> {
      const headers = { Cookie: cookie };
      const answer = await fetch(`${scene.edgeUrl}/edge-sessions/${path}`, { headers });
      if (answer.status !== 200)
        throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
      return answer;
    },
    async makeKey(waitMs: number): Promise<string> {
      return keyId(await scene.ask(keysPath, { json: { publish_for: `${waitMs}ms` } }));
    },
    /** The key that came with the policy. */
    async firstKey(): Promise<string> {
      const { json } = await scene.ask(keysPath);
      return String(Reflect.get(Object(Array.isArray(json) ? json[0] : json), "key_id"));
    },
    async withdrawKey(key: string): Promise<void> {
      expect((await scene.ask(`${keysPath}/${key}`, { method: "DELETE" })).status).toBe(204);
    },
    async stateOf(key: string): Promise<unknown> {
      const { json } = await scene.ask(keysPath);
      if (!Array.isArray(json)) throw new Error("the keys must be a list");
      return Reflect.get(Object(json.find((one) => Reflect.get(one, "key_id") === key)), "state");
    },
    /**
     * A service that reads the keys again when they are so old, and for a key that it does not know only if it has not read
     * them for so long: never, unless said otherwise.
     */
    startService(cacheMaxAge: number, cooldownDuration = Number.POSITIVE_INFINITY) {
      const keys = createRemoteJWKSet(new URL(`${scene.edgeUrl}/edge-sessions/jwks.json`), {
        cacheMaxAge,
        cooldownDuration,
      });
      const seen = new Set<string>();
      return {
        seen,
        async verify(token: string): Promise<void> {
          const checks = { algorithms: ["ES256"], issuer, audience };
          const { protectedHeader } = await jwtVerify(token, keys, checks);
          seen.add(protectedHeader.kid ?? "");
        },
      };
    },
    [Symbol.asyncDispose]: () => scene[Symbol.asyncDispose](),
  };
}

function keyId({ status, json, text }: Answered): string {
  if (status !== 201) throw new Error(`no key was made: ${text}`);
  return String(Reflect.get(Object(json), "key_id"));
}

async function tokenIn(answer: Response): Promise<string> {
  return String(Reflect.get(Object(await answer.json()), "token"));
}

function expiresAtMs(token: string): number {
  return (decodeJwt(token).exp ?? 0) * 1_000;
}

test("Keys are replaced three times under load: no request fails, and no verification by any service.", async ({
  annotate,
}) => {
  await using project = await startProject(["ben", "cleo", "dan"]);
  const first = await project.firstKey();
  const services = [250, 500, publishForMs / 4].map((ms) => project.startService(ms));
  // As jose does by itself, where the times are 10 min and 30 s: it asks for a key that it does not know, but not often.
  services.push(project.startService(600_000, publishForMs / 4));
  const failures: unknown[] = [];
  const counts = { tokens: 0, decisions: 0, verifications: 0 };
  const endOfKey = new Map<string, number>();
  const stop = new AbortController();

  async function verifyEverywhere(token: string): Promise<void> {
    const key = decodeProtectedHeader(token).kid ?? "";
    endOfKey.set(key, Math.max(endOfKey.get(key) ?? 0, expiresAtMs(token)));
    for (const service of services) await service.verify(token);
    counts.verifications += services.length;
  }
  async function askAlways(cookie: string): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        await verifyEverywhere(await tokenIn(await project.get("token/app", cookie)));
        counts.tokens += 1;
        const decision = await project.get("authorize/app", cookie);
        await decision.body?.cancel();
        await verifyEverywhere(decision.headers.get(header) ?? "");
        counts.decisions += 1;
      } catch (error) {
        failures.push(error);
        return;
      }
    }
  }
  const clients = project.cookies.map(askAlways);
  const untilSeen = (key: string) =>
    expect
      .poll(() => failures.length > 0 || services.every(({ seen }) => seen.has(key)))
      .toBe(true);

  await untilSeen(first);
  let signing = first;
  const keys = [first];
  for (let made = 0; made < rotations; made += 1) {
    const next = await project.makeKey(publishForMs);
    keys.push(next);
    await untilSeen(next);
    expect(failures).toEqual([]);
    // A key may be withdrawn when it signs no more and its last token has ended.
    const before = signing;
    await expect.poll(() => project.stateOf(before)).toBe("retiring");
    await expect.poll(() => Date.now() > (endOfKey.get(before) ?? 0)).toBe(true);
    await project.withdrawKey(before);
    signing = next;
  }
  // After the last withdrawal everybody is asked and answered once more.
  const { decisions } = counts;
  await expect.poll(() => failures.length > 0 || counts.decisions > decisions + 10).toBe(true);
  stop.abort();
  await Promise.all(clients);
  expect(failures).toEqual([]);
  for (const { seen } of services) expect([...seen]).toEqual(keys);
  await annotate(`${JSON.stringify(counts)}, keys: ${keys.length}, failures: ${failures.length}`);
});

test("A key that signs without being published first fails at a service that remembers the keys.", async () => {
  await using project = await startProject(["ben", "cleo"]);
  const [ben = "", cleo = ""] = project.cookies;
  const service = project.startService(60_000);
  await service.verify(await tokenIn(await project.get("token/app", ben)));
  await project.makeKey(0);
  const token = await tokenIn(await project.get("token/app", cleo));
  await expect(service.verify(token)).rejects.toThrow(errors.JWKSNoMatchingKey);
  // Nothing else is wrong with the token.
  await project.startService(60_000).verify(token);
});
