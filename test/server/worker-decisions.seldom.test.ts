// Policies, signed sessions, preflights and `tokenize_as` with `edge --workers 2`: both workers answer alike, take replaced
// key files while they are asked, and forget a session that the admin listener ends. Each worker signs its own tokens, and no
// signature of ECDSA is like another: two different tokens of one session are what shows that both have answered.
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { Agent, request, type IncomingHttpHeaders } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createDevUser, type DevUser } from "../../src/cli/dev/user.ts";
import { canShareAddress } from "../../src/config/values/worker-count.ts";
import { createIdentityServer } from "../../src/identity/server.ts";
import { startProgram, type Program } from "../harness/program.ts";
import { skipUnless } from "../harness/skipping.ts";

/** Enough that the system gives some to each worker. */
const connectionsCount = 16;
const connections = Array.from(
  { length: connectionsCount },
  () => new Agent({ keepAlive: true, maxSockets: 1 }),
);
const adminKey = "ops-key-0123456789abcdef0123456789abcdef";
const page = "https://app.example";
const header = "x-session-jwt";
const issuer = "https://id.example";
/** A policy for each token that a test must see signed for the first time. */
const policyNames = ["app", "during", "after", "last"] as const;
type PolicyName = (typeof policyNames)[number];

const identity = createIdentityServer({
  config: {
    cors: { allowedOrigins: [page], maxAgeSeconds: 600 },
    tokenizers: { api: { ttlMs: 600_000 } },
  },
});
let user: DevUser;
let folder = "";
let files: readonly [string, string];
let program: Program;
let url = "";
let adminUrl = "";

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

async function ask(agent: Agent, path: string, method = "GET"): Promise<Answer> {
  const headers =
    method === "OPTIONS"
      ? { Origin: page, "Access-Control-Request-Method": "GET" }
      : { Cookie: user.cookie };
  const asking = request(url + path, { agent, method, headers });
  asking.end();
  const [response] = await once(asking, "response");
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
}

function askOnAll(path: string, method?: string): Promise<readonly Answer[]> {
  return Promise.all(connections.map((agent) => ask(agent, path, method)));
}

/** What differs between answers. One member means that they all have the same. */
function different(answers: readonly Answer[], of: (answer: Answer) => unknown): Set<unknown> {
  return new Set(answers.map(of));
}

const authorize = (policy: PolicyName) => askOnAll(`/edge-sessions/authorize/${policy}`);
const tokenOf = ({ headers }: Answer): string => String(headers[header]);
const keyOf = (answer: Answer): string => String(decodeProtectedHeader(tokenOf(answer)).kid);
const isHit = ({ headers }: Answer): boolean => /; hit/u.test(String(headers["cache-status"]));

async function publishedKeys(): Promise<readonly string[]> {
  const answers = await askOnAll("/edge-sessions/jwks.json");
  const bodies = different(answers, ({ body }) => body);
  expect(bodies.size).toBe(1);
  const { keys } = JSON.parse(answers[0]?.body ?? "") as { keys: { kid: string }[] };
  return keys.map(({ kid }) => kid);
}

function newKey(): string {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}

/** Replaces a file at once, as a program that rotates keys does. */
async function replace(path: string, content: string): Promise<void> {
  await writeFile(`${path}.new`, content, { mode: 0o600 });
  await rename(`${path}.new`, path);
}

/** Resolves when both workers have logged this of the signing keys so many times. */
async function untilBoth(said: "replaced" | "read again", times: number): Promise<void> {
  for (const worker of [1, 2]) {
    const line = `"worker":${worker}\\b[^\\n]*"msg":"the signing keys were ${said}`;
    await program.until(new RegExp(`(?:[^]*${line}){${times}}`, "u"));
  }
}

/** A service that reads the published keys once, and never for a key that it does not know. */
function startService() {
  const keys = createRemoteJWKSet(new URL(`${url}/edge-sessions/jwks.json`), {
    cooldownDuration: Number.POSITIVE_INFINITY,
  });
  return (token: string) =>
    jwtVerify(token, keys, { algorithms: ["ES256"], issuer, audience: "api" });
}

describe(
  "signed sessions of two workers",
  skipUnless(canShareAddress(), "processes cannot share an address here"),
  () => {
    const keys = [newKey(), newKey(), newKey()] as const;

    beforeAll(async () => {
      await identity.start();
      user = await createDevUser(identity.publicUrl, identity.adminUrl, "ory_kratos_session");
      folder = await mkdtemp(join(tmpdir(), "edge-sessions-worker-decisions-"));
      files = [join(folder, "first.pem"), join(folder, "second.pem")];
      await replace(files[0], keys[0]);
      await replace(files[1], keys[1]);
      const policy = {
        headers: { "X-User-Email": "/identity/traits/email" },
        signed_session: { header, issuer, audience: ["api"], lifetime: "10m" },
      };
      const config = join(folder, "edge.yaml");
      const policies = Object.fromEntries(policyNames.map((name) => [name, policy]));
      await writeFile(config, JSON.stringify({ policies }));
      const keyFile = join(folder, "admin-keys.json");
      const ops = { name: "ops", key: adminKey, scopes: ["read", "invalidate", "admin"] };
      await writeFile(keyFile, JSON.stringify({ keys: [ops] }), { mode: 0o600 });
      program = startProgram([
        "edge",
        "--workers=2",
        "--cacheable-sessions",
        "--preflights",
        "--tokenize-templates=api",
        `--origin=${identity.publicUrl}`,
        `--admin-origin=${identity.adminUrl}`,
        `--admin-key-file=${keyFile}`,
        `--config=${config}`,
        `--signing-key-file=${files.join(",")}`,
        "--listen=127.0.0.1:0",
        "--admin-listen=127.0.0.1:0",
      ]);
      const [line] = await program.until(/^\{.*"msg":"ready".*$/mu);
      ({ url, adminUrl } = JSON.parse(line) as { url: string; adminUrl: string });
    });

    afterAll(async () => {
      for (const agent of connections) agent.destroy();
      program.child.kill("SIGKILL");
      await identity.stop();
      await rm(folder, { recursive: true });
    });

    test("Both decide alike, publish the same keys, and sign with the first of them.", async () => {
      const answers = await authorize("app");
      expect(different(answers, ({ status }) => status)).toEqual(new Set([200]));
      const emails = different(answers, ({ headers }) => headers["x-user-email"]);
      expect(emails).toEqual(new Set([user.email]));
      expect(different(answers, tokenOf).size).toBe(2);
      const published = await publishedKeys();
      expect(published).toHaveLength(2);
      expect(different(answers, keyOf)).toEqual(new Set([published[0]]));
      const verify = startService();
      for (const answer of answers) await verify(tokenOf(answer));
      const again = await authorize("app");
      expect(different(again, isHit)).toEqual(new Set([true]));
      // The client's own way to the token gives what the decision gave.
      const bodies = different(await askOnAll("/edge-sessions/token/app"), ({ body }) =>
        String(Reflect.get(Object(JSON.parse(body)), "token")),
      );
      expect(bodies).toEqual(different(answers, tokenOf));
    });

    test("Both answer preflights and tokens of the identity server from their own stores.", async () => {
      const tokenized = "/sessions/whoami?tokenize_as=api";
      for (const [path, method, status] of [
        ["/sessions/whoami", "OPTIONS", 204],
        [tokenized, "GET", 200],
      ] as const) {
        await askOnAll(path, method);
        const answers = await askOnAll(path, method);
        expect(different(answers, (answer) => answer.status)).toEqual(new Set([status]));
        expect(different(answers, isHit)).toEqual(new Set([true]));
      }
      const origins = await askOnAll(tokenized);
      expect(different(origins, ({ body }) => body).size).toBe(2);
    });

    test("Replaced key files are taken by both on SIGHUP, while no request and no verification fails.", async () => {
      const verify = startService();
      const [signing, next] = await publishedKeys();
      const stop = new AbortController();
      let answered = 0;
      const asking = connections.map(async (agent) => {
        while (!stop.signal.aborted) {
          const answer = await ask(agent, "/edge-sessions/authorize/during");
          expect(answer.status).toBe(200);
          await verify(tokenOf(answer));
          answered += 1;
        }
      });
      const during = Promise.all(asking);
      // If a request fails, that is what ends the test.
      const countTo = async (count: number) => {
        await expect.poll(() => answered > count).toBe(true);
      };
      const untilAnswered = (count: number) => Promise.race([during, countTo(count)]);
      await untilAnswered(connectionsCount);
      // Between the two, both files hold the same key, which no worker takes.
      await replace(files[0], keys[1]);
      program.child.kill("SIGHUP");
      await program.until(/must not be the same key as/u);
      await replace(files[1], keys[0]);
      program.child.kill("SIGHUP");
      await Promise.race([during, untilBoth("replaced", 1)]);
      // They also look at the files by themselves. It is for a SIGHUP alone that they say that nothing has changed.
      program.child.kill("SIGHUP");
      await Promise.race([during, untilBoth("read again", 1)]);
      await untilAnswered(answered + connectionsCount);
      stop.abort();
      await during;

      expect(await publishedKeys()).toEqual([next, signing]);
      const answers = await authorize("after");
      expect(different(answers, keyOf)).toEqual(new Set([next]));
      expect(different(answers, tokenOf).size).toBe(2);
      for (const answer of answers) await verify(tokenOf(answer));
      // Tokens of the earlier key are given as before, because it is still published.
      expect(different(await authorize("app"), keyOf)).toEqual(new Set([signing]));
      // Then a third key takes the place of the first one. No worker gives its tokens any more.
      await replace(files[1], keys[2]);
      program.child.kill("SIGHUP");
      await untilBoth("replaced", 2);
      const published = await publishedKeys();
      expect(published).not.toContain(signing);
      expect(published).toHaveLength(2);
      expect(different(await authorize("app"), keyOf)).toEqual(new Set([next]));
    });

    test("A session that the admin listener ends gets no decision and no token at either.", async () => {
      const before = await authorize("last");
      expect(different(before, tokenOf).size).toBe(2);
      const { sid } = decodeJwt(tokenOf(before[0] ?? raise()));
      const revoked = await fetch(`${adminUrl}/admin/sessions/${String(sid)}`, {
        method: "DELETE",
        headers: { Authorization: `Bearer ${adminKey}` },
      });
      expect(revoked.status).toBe(204);
      for (const path of [
        "/edge-sessions/authorize/last",
        "/edge-sessions/token/last",
        "/edge-sessions/token/app",
        "/sessions/whoami?tokenize_as=api",
      ]) {
        const answers = await askOnAll(path);
        expect(different(answers, ({ status }) => status)).toEqual(new Set([401]));
        expect(different(answers, ({ headers }) => headers[header])).toEqual(new Set([undefined]));
      }
    });
  },
);

function raise(): never {
  throw new Error("nobody answered");
}
