// Verifiers of other languages, as the guide shows them, against the published keys of a real edge: what they accept, and
// every forgery that they must refuse. Threat: algorithm confusion.
import { execFileSync, spawn } from "node:child_process";
import { createHmac, createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { exportJWK } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { completeClaims } from "../../src/core/tokens/claims.ts";
import { makePolicy } from "../../src/core/policy/policy.ts";
import { Secret } from "../../src/core/secret.ts";
import { createSigner } from "../../src/tokens/signer.ts";
import { readPrivateJwk } from "../../src/tokens/signing-key.ts";
import { startEdge, type EdgeUnderTest } from "../harness/edge-under-test.ts";
import { skipUnless } from "../harness/skipping.ts";
import { findProgram } from "../programs/find-program.ts";
import { programCache } from "../programs/program-cache.ts";
import { hasPythonPackages, pythonPath } from "../programs/python-packages.ts";
import { makeVerifier } from "./verifiers/verify.ts";

const folder = fileURLToPath(new URL("verifiers/", import.meta.url));
const guide = await readFile(
  new URL("../../docs/guides/signed-sessions.md", import.meta.url),
  "utf8",
);
const [issuer, audience] = ["https://id.example.com", "api"];
const go = findProgram("go") ?? findProgram("go", { PATH: "/usr/local/go/bin" });
const cache = programCache(process.env);

/** What a verifier says about a token. */
type Said = { readonly claims: Readonly<Record<string, unknown>> } | { readonly refused: string };

/** A verifier, running. */
interface Verifier {
  verify(token: string): Promise<Said>;
  stop(): void;
}

const project = "default";
const pairs = {
  ES256: generateKeyPairSync("ec", { namedCurve: "P-256" }),
  EdDSA: generateKeyPairSync("ed25519"),
} as const;
const stranger = generateKeyPairSync("ec", { namedCurve: "P-256" });
const signer = createSigner({
  wallMs: () => Date.now(),
  sealing: undefined,
  failed: (error) => {
    throw error;
  },
});

async function usable(pair: (typeof pairs)[keyof typeof pairs]) {
  return readPrivateJwk(new Secret(JSON.stringify(await exportJWK(pair.privateKey))));
}

const keys = { ES256: await usable(pairs.ES256), EdDSA: await usable(pairs.EdDSA) };
let edge: EdgeUnderTest;
beforeAll(async () => {
  signer.useFileKeys(project, [keys.ES256, keys.EdDSA]);
  const signedSession = { header: undefined, audience: [], claims: [], lifetimeMs: 60_000 };
  edge = await startEdge({
    origin: "http://127.0.0.1:9",
    signer,
    settings: { policies: [makePolicy("app", { signedSession })] },
  });
});
afterAll(() => edge.stop());

const prepared = JSON.stringify({ sub: "ada", sid: "s", aal: "aal1", email: "ada@example.org" });

/** Claims as the edge completes them. */
function claimsAt(atWallMs: number, changes: { issuer?: string; audience?: string[] } = {}) {
  const moment = { issuer, audience: [audience, "other"], lifetimeMs: 60_000, ...changes };
  const whole = completeClaims(prepared, { ...moment, atWallMs, endsAtWallMs: Infinity });
  return whole?.text ?? "";
}

/** A token of the edge, signed by one of its keys. */
async function signedBy(algorithm: keyof typeof keys, claims: string): Promise<string> {
  const first = keys[algorithm];
  signer.useFileKeys(project, [first, ...Object.values(keys).filter((key) => key !== first)]);
  return (await signer.sign(project, claims))?.token ?? "";
}

function encoded(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return Buffer.from(text).toString("base64url");
}

/** A token with any head, signed by a function. */
function forged(head: object, claims: string, sign: (text: string) => Buffer): string {
  const text = `${encoded(head)}.${encoded(claims)}`;
  return `${text}.${sign(text).toString("base64url")}`;
}

function hmac(secret: string | Buffer): (text: string) => Buffer {
  return (text) => createHmac("sha256", secret).update(text).digest();
}

/** Every forgery, by what is wrong with it. */
async function forgeries(): Promise<Readonly<Record<string, string>>> {
  const claims = claimsAt(Date.now());
  const genuine = await signedBy("ES256", claims);
  const [head = "", body = "", signature = ""] = genuine.split(".");
  const { keyId: kid } = keys.ES256;
  const spki = createPublicKey(
    createPrivateKey(pairs.ES256.privateKey.export({ type: "pkcs8", format: "pem" })),
  );
  const pem = spki.export({ type: "spki", format: "pem" }).toString();
  const jwk = JSON.stringify(spki.export({ format: "jwk" }));
  const { subtle } = globalThis.crypto;
  const foreign = await subtle.importKey(
    "jwk",
    stranger.privateKey.export({ format: "jwk" }),
    { name: "ECDSA", namedCurve: "P-256" },
    false,
    ["sign"],
  );
  const text = `${encoded({ alg: "ES256", kid, typ: "JWT" })}.${body}`;
  const foreignSignature = Buffer.from(
    await subtle.sign({ name: "ECDSA", hash: "SHA-256" }, foreign, Buffer.from(text)),
  ).toString("base64url");
  const embedded = stranger.publicKey.export({ format: "jwk" });
  const admin = encoded({ ...JSON.parse(claims), sub: "admin" });
  return {
    "no algorithm": `${encoded({ alg: "none", typ: "JWT" })}.${body}.`,
    "no algorithm, with the key's id": `${encoded({ alg: "None", kid })}.${body}.`,
    "no algorithm, with a signature": `${encoded({ alg: "none", kid })}.${body}.${signature}`,
    "HS256 with the public key as PEM": forged(
      { alg: "HS256", kid, typ: "JWT" },
      claims,
      hmac(pem),
    ),
    "HS256 with the public key as JWK": forged(
      { alg: "HS256", kid, typ: "JWT" },
      claims,
      hmac(jwk),
    ),
    "HS256 with an empty secret": forged({ alg: "HS256", kid, typ: "JWT" }, claims, hmac("")),
    "a stranger's key under the edge's id": `${text}.${foreignSignature}`,
    "a stranger's key that it brings itself": forged(
      { alg: "ES256", jwk: embedded, typ: "JWT" },
      claims,
      () => Buffer.from(foreignSignature, "base64url"),
    ),
    "an unknown key": `${encoded({ alg: "ES256", kid: "unknown" })}.${body}.${signature}`,
    "an algorithm that is not the key's": `${encoded({ alg: "EdDSA", kid })}.${body}.${signature}`,
    "other claims": `${head}.${admin}.${signature}`,
    "a signature of zeros": `${head}.${body}.${encoded("\0".repeat(64))}`,
    "no signature": `${head}.${body}.`,
    "a critical extension": forged({ alg: "ES256", kid, crit: ["b64"], b64: false }, claims, () =>
      Buffer.from(signature, "base64url"),
    ),
    "another issuer": await signedBy(
      "ES256",
      claimsAt(Date.now(), { issuer: "https://evil.example" }),
    ),
    "another audience": await signedBy("ES256", claimsAt(Date.now(), { audience: ["other"] })),
    "no audience": await signedBy("ES256", claimsAt(Date.now(), { audience: [] })),
    "a life that is over": await signedBy("ES256", claimsAt(Date.now() - 120_000)),
    rubbish: "rubbish",
  };
}

/** A program that answers each line. */
function startVerifier(command: string, argv: readonly string[], env: NodeJS.ProcessEnv): Verifier {
  const url = `${edge.url}/edge-sessions/jwks.json`;
  const child = spawn(command, [...argv, url, issuer, audience], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, ...env },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async verify(token) {
      child.stdin.write(`${token}\n`);
      const { value } = await lines.next();
      return JSON.parse(String(value)) as Said;
    },
    stop: () => void child.kill(),
  };
}

function startGo(): Verifier {
  const built = mkdtempSync(join(tmpdir(), "edge-sessions-go-"));
  const program = join(built, "verifier");
  const env = { ...process.env, GOTOOLCHAIN: "local", GOFLAGS: "-mod=mod" };
  execFileSync(go ?? "go", ["build", "-o", program, "."], { cwd: join(folder, "go"), env });
  const verifier = startVerifier(program, [], {});
  return {
    ...verifier,
    stop: () => {
      verifier.stop();
      rmSync(built, { recursive: true });
    },
  };
}

function startNode(): Verifier {
  const verify = makeVerifier(`${edge.url}/edge-sessions/jwks.json`, issuer, audience);
  return {
    verify: async (token) => {
      try {
        return { claims: await verify(token) };
      } catch (error) {
        return { refused: String(error) };
      }
    },
    stop: () => undefined,
  };
}

const verifiers = [
  {
    name: "jose",
    source: "verify.ts",
    language: "ts",
    options: {},
    start: startNode,
  },
  {
    name: "Python",
    source: "verify.py",
    language: "python",
    options: skipUnless(
      hasPythonPackages(cache),
      "Python's PyJWT is not installed",
      "npm run fetch:programs",
    ),
    start: () =>
      startVerifier("python3", [join(folder, "verify.py")], { PYTHONPATH: pythonPath(cache) }),
  },
  {
    name: "Go",
    source: "go/session.go",
    language: "go",
    options: skipUnless(go !== undefined, "Go is not installed, and no package brings it"),
    start: startGo,
  },
] as const;

describe.each(verifiers)("A verifier in $name", ({ source, language, options, start }) => {
  describe("running", options, () => {
    let verifier: Verifier;
    beforeAll(() => {
      verifier = start();
    });
    afterAll(() => verifier.stop());

    test.each(["ES256", "EdDSA"] as const)("accepts a token of %s.", async (algorithm) => {
      const token = await signedBy(algorithm, claimsAt(Date.now()));
      expect(await verifier.verify(token)).toMatchObject({
        claims: { sub: "ada", sid: "s", aal: "aal1", email: "ada@example.org" },
      });
    });

    test("refuses every forgery, and what is for somebody else or over.", async () => {
      const said: Record<string, unknown> = {};
      const all = await forgeries();
      for (const [what, token] of Object.entries(all)) said[what] = await verifier.verify(token);
      const refusals = Object.keys(all).map((what) => [what, { refused: expect.any(String) }]);
      expect(said).toEqual(Object.fromEntries(refusals));
      // It still accepts what is genuine.
      const token = await signedBy("ES256", claimsAt(Date.now()));
      expect(await verifier.verify(token)).toHaveProperty("claims");
    });
  });

  test("is what the guide shows.", async () => {
    const code = await readFile(join(folder, source), "utf8");
    const blocks = [...guide.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gmsu"))];
    expect(blocks.length).toBe(1);
    for (const [, block = ""] of blocks) expect(code).toContain(block.trim());
  });
});
