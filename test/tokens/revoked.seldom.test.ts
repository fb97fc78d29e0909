// How long a service still accepts the token of a session that has ended: measured with the command `edge`, over HTTP, by
// people who ask for tokens all the time while they sign out.
import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRemoteJWKSet, errors, jwtVerify } from "jose";
import { expect, onTestFinished, test } from "vitest";
import { signIn, signOut } from "../../src/cli/dev/self-service.ts";
import { createAccount } from "../../src/cli/dev/user.ts";
import { createIdentityServer } from "../../src/identity/server.ts";
import { startProgramOfTest } from "../harness/program.ts";

/** Long enough that a token is still good when a slow machine has answered the sign-out. */
const lifetimeMs = 10_000;
const people = 8;
const signal = () => AbortSignal.timeout(60_000);

/** Starts the program in front of an identity server. */
async function startEdge() {
  const identity = createIdentityServer({ config: {} });
  await identity.start();
  onTestFinished(() => identity.stop());
  const folder = await mkdtemp(join(tmpdir(), "edge-sessions-revoked-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const key = join(folder, "key.pem");
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  await writeFile(key, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
  const config = join(folder, "edge.yaml");
  const signed = { issuer: "https://id.example", audience: ["api"], lifetime: `${lifetimeMs}ms` };
  await writeFile(config, JSON.stringify({ policies: { app: { signed_session: signed } } }));
  const program = startProgramOfTest([
    "edge",
    `--origin=${identity.publicUrl}`,
    "--cacheable-sessions",
    `--config=${config}`,
    `--signing-key-file=${key}`,
    "--listen=127.0.0.1:0",
    "--admin-listen=127.0.0.1:0",
  ]);
  const [line] = await program.until(/^\{.*"msg":"ready".*$/mu);
  const { url } = JSON.parse(line) as { url: string };
  return { identity, url };
}

test("A token is accepted for at most its lifetime after the sign-out was answered, and none is minted after it.", async ({
  annotate,
}) => {
  const { identity, url } = await startEdge();
  const keys = createRemoteJWKSet(new URL(`${url}/edge-sessions/jwks.json`));
  const accepts = async (token: string): Promise<boolean> => {
    try {
      const checks = { algorithms: ["ES256"], issuer: "https://id.example", audience: "api" };
      await jwtVerify(token, keys, checks);
      return true;
    } catch (error) {
      if (error instanceof errors.JWTExpired) return false;
      throw error;
    }
  };
  const getToken = async (cookie: string): Promise<string | undefined> => {
    const answer = await fetch(`${url}/edge-sessions/token/app`, { headers: { Cookie: cookie } });
    const body: unknown = await answer.json();
    if (answer.status === 401) return undefined;
    expect(answer.status).toBe(200);
    return String(Reflect.get(Object(body), "token"));
  };

  /** Signs in, and out again while tokens are asked for. Resolves with how long any token was accepted after that. */
  async function play(number: number): Promise<{ acceptedMs: number; refused: number }> {
    const site = { url, host: new URL(url).host };
    const account = await createAccount(identity.adminUrl, `${number}@example.com`, `${number}`);
    const signedIn = await signIn(site, account, "ory_kratos_session", signal());
    if (signedIn.kind === "failed") throw new Error("nobody was signed in");
    const cookie = signedIn.session;
    const asked: { readonly beganAtMs: number; readonly token: string | undefined }[] = [];
    const ask = async () => {
      const beganAtMs = performance.now();
      asked.push({ beganAtMs, token: await getToken(cookie) });
    };
    await ask();
    expect(await accepts(asked[0]?.token ?? "")).toBe(true);
    let signedOutAtMs = Number.POSITIVE_INFINITY;
    const signingOut = (async () => {
      expect((await signOut(site, cookie, signal())).kind).toBe("done");
      signedOutAtMs = performance.now();
    })();
    const afterIt = () => asked.filter(({ beganAtMs }) => beganAtMs > signedOutAtMs);
    const askOn = async () => {
      while (afterIt().length < 20) await ask();
    };
    const tokens = () => [...new Set(asked.flatMap(({ token }) => token ?? []))];
    let acceptedAtMs = 0;
    const untilRefused = async () => {
      await signingOut;
      acceptedAtMs = signedOutAtMs;
      await expect
        .poll(
          async () => {
            const atMs = performance.now();
            const accepted = await Promise.all(tokens().map(accepts));
            if (accepted.includes(true)) acceptedAtMs = atMs;
            return accepted;
          },
          { interval: 10 },
        )
        .not.toContain(true);
    };
    await Promise.all([askOn(), untilRefused()]);
    await ask();
    // No request that began after the answer got a token, not one that was minted before either.
    expect(new Set(afterIt().map(({ token }) => token))).toEqual(new Set([undefined]));
    return { acceptedMs: acceptedAtMs - signedOutAtMs, refused: afterIt().length };
  }

  const played = await Promise.all(Array.from({ length: people }, (_, number) => play(number)));
  const times = played.map(({ acceptedMs }) => acceptedMs).sort((one, other) => one - other);
  const longestMs = times.at(-1) ?? Number.POSITIVE_INFINITY;
  expect(longestMs).toBeLessThanOrEqual(lifetimeMs);
  // Or else nothing was measured.
  expect(longestMs).toBeGreaterThan(0);
  const refused = played.reduce((sum, one) => sum + one.refused, 0);
  await annotate(
    `${people} sign-outs; accepted for ${times[people / 2]?.toFixed(0)} ms (median), ${longestMs.toFixed(0)} ms (longest) of ${lifetimeMs} ms; ${refused} requests after them got no token`,
  );
});
