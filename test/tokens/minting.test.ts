// What a hit with a signed session costs and gives: tokens that are remembered, and for how long.
import { expect, test } from "vitest";
import type { Signer } from "../../src/edge/ports.ts";
import { mintSignedSession, MintedTokens, type MintSource } from "../../src/edge/tokens/minted.ts";

const startMs = 1_700_000_000_000;

/** A signer that counts, a memory, and a clock that can be set. */
function makeScene(bytesMax = 1_000_000) {
  const scene = {
    nowMs: startMs,
    signed: [] as string[],
    published: true,
    mint: (changed: Partial<MintSource> = {}) =>
      mintSignedSession(parts, { ...source, atWallMs: scene.nowMs, ...changed }),
    minted: new MintedTokens(bytesMax),
    has: true,
    fails: false,
  };
  const signer: Signer = {
    use: () => undefined,
    sign: async (_, claims) => {
      if (scene.fails) throw new Error("no signature");
      scene.signed.push(claims);
      return scene.has ? { token: `token ${scene.signed.length}`, keyId: "kid" } : undefined;
    },
    keySet: () => ({ text: "", keys: 0 }),
    publishes: () => scene.published,
  };
  const parts = { signer, minted: scene.minted };
  return scene;
}

const source: Omit<MintSource, "atWallMs"> = {
  project: "acme",
  key: "key",
  policy: "app",
  signed: { header: undefined, audience: ["api"], claims: [], lifetimeMs: 60_000 },
  claims: '{"sub":"a"}',
  endsAtWallMs: startMs + 3_600_000,
};

test("A second hit gets the same token at once, until half of its life is over.", async () => {
  const scene = makeScene();
  const first = await scene.mint();
  expect(first).toMatchObject({ token: "token 1", expiresAt: startMs / 1_000 + 60 });
  scene.nowMs += 30_000;
  expect(scene.mint()).toBe(first);
  scene.nowMs += 1;
  expect(await scene.mint()).toMatchObject({ token: "token 2" });
});

test("Hits that arrive while a token is signed wait for the same signature.", async () => {
  const scene = makeScene();
  const tokens = await Promise.all([scene.mint(), scene.mint(), scene.mint()]);
  expect(new Set(tokens).size).toBe(1);
  expect(scene.signed).toHaveLength(1);
});

test.each<[string, Partial<MintSource>]>([
  ["the claims", { claims: '{"sub":"b"}' }],
  ["the audience", { signed: { ...source.signed, audience: ["other"] } }],
  ["the issuer", { signed: { ...source.signed, issuer: "https://id.example" } }],
  ["the lifetime", { signed: { ...source.signed, lifetimeMs: 30_000 } }],
  ["the end of the session", { endsAtWallMs: source.endsAtWallMs + 1_000 }],
  ["the policy", { policy: "other" }],
  ["the entry's key", { key: "other" }],
  ["the project", { project: "other" }],
])("If %s is another, a token is made for it.", async (_, changed) => {
  const scene = makeScene();
  await scene.mint();
  expect(await scene.mint(changed)).toMatchObject({ token: "token 2" });
});

test("Names cannot be chosen so that two sessions share a token.", async () => {
  const scene = makeScene();
  await scene.mint({ project: 'a","b', policy: "c" });
  expect(await scene.mint({ project: "a", policy: 'b","c' })).toMatchObject({ token: "token 2" });
});

test("A token that ends with its session is given until then, and none is minted afterwards.", async () => {
  const scene = makeScene();
  const endsAtWallMs = startMs + 10_000;
  const first = await scene.mint({ endsAtWallMs });
  expect(first).toMatchObject({ expiresAt: startMs / 1_000 + 10 });
  scene.nowMs += 9_999;
  expect(scene.mint({ endsAtWallMs })).toBe(first);
  scene.nowMs += 1;
  expect(scene.mint({ endsAtWallMs })).toBe("session-ending");
  expect(scene.signed).toHaveLength(1);
});

test("A token whose key was withdrawn is not given again.", async () => {
  const scene = makeScene();
  await scene.mint();
  scene.published = false;
  expect(await scene.mint()).toMatchObject({ token: "token 2" });
});

test("After the clock was set back, a token from the future is not given.", async () => {
  const scene = makeScene();
  await scene.mint();
  scene.nowMs -= 1_000;
  expect(await scene.mint()).toMatchObject({ token: "token 2" });
});

test("If there is no key, or signing fails, nothing is remembered and the next hit tries again.", async () => {
  const scene = makeScene();
  scene.has = false;
  expect(await scene.mint()).toBe("no-key");
  scene.has = true;
  scene.fails = true;
  await expect(scene.mint()).rejects.toThrow("no signature");
  scene.fails = false;
  expect(await scene.mint()).toMatchObject({ token: "token 2" });
  expect(scene.minted.size.tokens).toBe(1);
});

test("A failed signature does not forget a later token of the same session.", async () => {
  const scene = makeScene();
  scene.fails = true;
  const failing = scene.mint() as Promise<unknown>;
  scene.fails = false;
  const later = await scene.mint({ claims: '{"sub":"b"}' });
  await expect(failing).rejects.toThrow("no signature");
  expect(scene.mint({ claims: '{"sub":"b"}' })).toBe(later);
});

test("The memory has a limit in bytes, and forgets the oldest tokens first.", async () => {
  const probe = makeScene();
  await probe.mint({ key: "k0" });
  const one = probe.minted.size.bytes;
  const scene = makeScene(3 * one);
  for (const key of ["k0", "k1", "k2", "k3"]) await scene.mint({ key });
  expect(scene.minted.size).toEqual({ tokens: 3, bytes: 3 * one });
  await scene.mint({ key: "k3" });
  expect(scene.signed).toHaveLength(4);
  await scene.mint({ key: "k0" });
  expect(scene.signed).toHaveLength(5);
});

test("A token that is larger than the whole memory is given and not remembered.", async () => {
  const scene = makeScene(10);
  expect(await scene.mint()).toBeDefined();
  expect(scene.minted.size).toEqual({ tokens: 0, bytes: 0 });
});
