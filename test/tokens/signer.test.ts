// The room of tokens: keys, sealing and signatures.
import { compactVerify, createLocalJWKSet, exportJWK, generateKeyPair, type JWK } from "jose";
import { expect, test } from "vitest";
import { Secret } from "../../src/core/secret.ts";
import type { SealedSigningKey, SigningAlgorithm } from "../../src/core/tokens/signing-key.ts";
import { retiringMs } from "../../src/core/tokens/token-limits.ts";
import { KeyRefusal } from "../../src/tokens/key-refusal.ts";
import { createSealing } from "../../src/tokens/sealing.ts";
import { createSigner } from "../../src/tokens/signer.ts";
import { makeSigningKey, readPrivateJwk } from "../../src/tokens/signing-key.ts";

const [secret, otherSecret] = [new Secret("s".repeat(32)), new Secret("o".repeat(32))];
const sealing = await createSealing([secret]);
const project = "acme";

/** No key may be refused. */
function unexpected(error: unknown): never {
  throw error;
}

function makeKey(
  signsFromMs: number,
  algorithm: SigningAlgorithm = "ES256",
): Promise<SealedSigningKey> {
  return makeSigningKey({ project, algorithm, createdAtMs: signsFromMs, signsFromMs }, sealing);
}

async function verify(token: string, keySet: string): Promise<string> {
  const { payload } = await compactVerify(token, createLocalJWKSet(JSON.parse(keySet)));
  return new TextDecoder().decode(payload);
}

test.each(["ES256", "EdDSA"] as const)(
  "A token of %s is verified by the key set.",
  async (algorithm) => {
    const failures: unknown[] = [];
    const signer = createSigner({
      wallMs: () => 5,
      sealing,
      failed: (error) => failures.push(error),
    });
    const key = await makeKey(0, algorithm);
    signer.use(project, [key]);
    const signed = await signer.sign(project, '{"sub":"a"}');
    expect(failures).toEqual([]);
    expect(signed?.keyId).toBe(key.keyId);
    const header = JSON.parse(
      Buffer.from(signed?.token.split(".")[0] ?? "", "base64url").toString(),
    );
    expect(header).toEqual({ alg: algorithm, kid: key.keyId, typ: "JWT" });
    const { text, keys } = signer.keySet(project);
    expect(keys).toBe(1);
    expect(await verify(signed?.token ?? "", text)).toBe('{"sub":"a"}');
  },
);

test("The key of the moment signs, and every token is verified by the key set of its whole life.", async () => {
  let nowMs = 0;
  const signer = createSigner({ wallMs: () => nowMs, sealing, failed: unexpected });
  const [first, second] = [await makeKey(0), await makeKey(1_000)];
  signer.use(project, [first, second]);
  const early = await signer.sign(project, "{}");
  nowMs = 1_000;
  const late = await signer.sign(project, "{}");
  expect([early?.keyId, late?.keyId]).toEqual([first.keyId, second.keyId]);
  nowMs = 1_000 + retiringMs - 1;
  expect(await verify(early?.token ?? "", signer.keySet(project).text)).toBe("{}");
  expect(signer.publishes(project, first.keyId)).toBe(true);
  nowMs += 1;
  expect(signer.publishes(project, first.keyId)).toBe(false);
  expect(signer.keySet(project).keys).toBe(1);
});

test("Without a key, or with one that does not sign yet, nothing is signed.", async () => {
  const signer = createSigner({ wallMs: () => 0, sealing, failed: unexpected });
  expect(await signer.sign(project, "{}")).toBeUndefined();
  expect(signer.keySet(project)).toEqual({ text: '{"keys":[]}\n', keys: 0 });
  signer.use(project, [await makeKey(1)]);
  expect(await signer.sign(project, "{}")).toBeUndefined();
  expect(signer.keySet(project).keys).toBe(1);
});

test("Keys of one project never sign for another, and are gone when the project has none.", async () => {
  const signer = createSigner({ wallMs: () => 0, sealing, failed: unexpected });
  signer.use(project, [await makeKey(0)]);
  expect(await signer.sign("other", "{}")).toBeUndefined();
  expect(signer.keySet("other").keys).toBe(0);
  signer.use(project, []);
  expect(await signer.sign(project, "{}")).toBeUndefined();
  expect(signer.keySet(project).keys).toBe(0);
});

test("A sealed key that was put into another project is published there, and signs nothing.", async () => {
  const failures: unknown[] = [];
  const signer = createSigner({
    wallMs: () => 0,
    sealing,
    failed: (error) => failures.push(error),
  });
  signer.use("other", [await makeKey(0)]);
  expect(await signer.sign("other", "{}")).toBeUndefined();
  expect(failures).toEqual([expect.any(KeyRefusal)]);
});

test("A private key that was put under the name of another one signs nothing.", async () => {
  const [key, other] = [await makeKey(0), await makeKey(0)];
  const resealed = await sealing.seal(
    (await sealing.open(other.sealed, { project, keyId: other.keyId })).reveal(),
    { project, keyId: key.keyId },
  );
  const cases = [
    { sealed: other.sealed, says: "was sealed for another project or key" },
    { sealed: resealed, says: "is another key than the one that is published" },
  ];
  for (const { sealed, says } of cases) {
    const failures: Error[] = [];
    const failed = (error: unknown): void => void failures.push(error as Error);
    const signer = createSigner({ wallMs: () => 0, sealing, failed });
    signer.use(project, [{ ...key, sealed }]);
    expect(await signer.sign(project, "{}")).toBeUndefined();
    expect(failures.map(({ message }) => message)).toEqual([expect.stringContaining(says)]);
  }
});

test("A sealed key is not opened with another secret, without one, or if it is damaged.", async () => {
  const key = await makeKey(0);
  // Not the last character, which has bits that mean nothing.
  const at = key.sealed.length - 10;
  const other = key.sealed[at] === "A" ? "B" : "A";
  const damaged = { ...key, sealed: key.sealed.slice(0, at) + other + key.sealed.slice(at + 1) };
  const cases = [
    { sealing: await createSealing([otherSecret]), key, says: "not in --signing-secret-file" },
    { sealing: undefined, key, says: "has no --signing-secret-file" },
    { sealing, key: damaged, says: "is damaged" },
    { sealing, key: { ...key, sealed: "rubbish" }, says: "not in --signing-secret-file" },
  ];
  for (const one of cases) {
    const failures: Error[] = [];
    const signer = createSigner({
      wallMs: () => 0,
      sealing: one.sealing,
      failed: (error) => void failures.push(error as Error),
    });
    signer.use(project, [one.key]);
    expect(await signer.sign(project, "{}")).toBeUndefined();
    expect(failures.map(({ message }) => message)).toEqual([expect.stringContaining(one.says)]);
    expect(signer.keySet(project).keys).toBe(1);
  }
});

test("A secret that was replaced still opens what it sealed, while it is in the list.", async () => {
  const key = await makeKey(0);
  const both = await createSealing([otherSecret, secret]);
  const signer = createSigner({ wallMs: () => 0, sealing: both, failed: unexpected });
  signer.use(project, [key]);
  expect(await signer.sign(project, "{}")).toBeDefined();
});

test("A key that stays is not opened again when others come and go.", async () => {
  let opened = 0;
  const counting = {
    ...sealing,
    open: (...given: Parameters<typeof sealing.open>) => ((opened += 1), sealing.open(...given)),
  };
  const signer = createSigner({ wallMs: () => 0, sealing: counting, failed: unexpected });
  const key = await makeKey(0);
  signer.use(project, [key]);
  signer.use(project, [key, await makeKey(1)]);
  signer.use(project, [key]);
  await signer.sign(project, "{}");
  expect(opened).toBe(2);
});

test("The private part of a key in use cannot be exported.", async () => {
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  const usable = await readPrivateJwk(new Secret(JSON.stringify(await exportJWK(privateKey))));
  await expect(exportJWK(usable.privateKey)).rejects.toThrow(TypeError);
});

test.each([
  ["text", "rubbish"],
  ["a symmetric key", JSON.stringify({ kty: "oct", k: "aaaa" })],
  ["a public key", JSON.stringify({ kty: "OKP", crv: "Ed25519", x: "a".repeat(43) })],
  ["a key of another curve", JSON.stringify({ kty: "EC", crv: "P-384", x: "x", y: "y", d: "d" })],
  [
    "coordinates that are no point",
    JSON.stringify({ kty: "EC", crv: "P-256", x: "x", y: "y", d: "d" }),
  ],
])("A private key that is %s is refused without being repeated.", async (_, text) => {
  await expect(readPrivateJwk(new Secret(text))).rejects.toThrow(KeyRefusal);
});

test("File keys are all published, and the first of them signs.", async () => {
  const pairs = [
    await generateKeyPair("ES256", { extractable: true }),
    await generateKeyPair("EdDSA", { extractable: true }),
  ];
  const jwks: JWK[] = [];
  for (const { privateKey } of pairs) jwks.push(await exportJWK(privateKey));
  const keys = await Promise.all(
    jwks.map((jwk) => readPrivateJwk(new Secret(JSON.stringify(jwk)))),
  );
  const signer = createSigner({ wallMs: () => 0, sealing: undefined, failed: unexpected });
  signer.useFileKeys(project, keys);
  const signed = await signer.sign(project, "{}");
  expect(signed?.keyId).toBe(keys[0]?.keyId);
  const { text } = signer.keySet(project);
  expect(JSON.parse(text).keys).toHaveLength(2);
  expect(await verify(signed?.token ?? "", text)).toBe("{}");
  for (const jwk of jwks) expect(text).not.toContain(jwk.d);
});
