// The files of signed sessions: what is refused, and how a running server follows them.
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { signingKeysMax } from "../../src/core/tokens/token-limits.ts";
import { edgeOptions } from "../../src/config/options/edge-options.ts";
import { edgeRules } from "../../src/config/options/edge-rules.ts";
import { resolveOptions } from "../../src/config/read/resolve.ts";
import { followSigningKeys } from "../../src/server/followed-signing-keys.ts";
import { openSigning, type Signing, type SigningOptions } from "../../src/server/signing.ts";

const ec = (namedCurve = "P-256"): KeyObject =>
  generateKeyPairSync("ec", { namedCurve }).privateKey;
const ed25519 = (): KeyObject => generateKeyPairSync("ed25519").privateKey;
const pem = (key: KeyObject): string => key.export({ type: "pkcs8", format: "pem" }).toString();
const jwk = (key: KeyObject): string => JSON.stringify(key.export({ format: "jwk" }));

let folder = "";
beforeEach(async () => {
  const made = await mkdtemp(join(tmpdir(), "edge-sessions-signing-"));
  folder = made;
  onTestFinished(() => rm(made, { recursive: true }));
});

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text, { mode: 0o600 });
  return path;
}

async function opened(options: SigningOptions): Promise<Signing> {
  const result = await openSigning(options);
  if (result.kind === "problems") throw new Error(JSON.stringify(result.problems));
  return result.signing;
}

/** What is wrong, by the option. */
async function problemsOf(options: SigningOptions): Promise<readonly string[]> {
  const result = await openSigning(options);
  if (result.kind === "opened") return [];
  return result.problems.map(({ where, what }) => `${where.split(" ")[0]} ${what}`);
}

describe("Key files", () => {
  test("may be PEM and JWK, ECDSA on P-256 and Ed25519, also in the older PEM form of OpenSSL.", async () => {
    const key = ec();
    const texts = [pem(key), jwk(ec()), pem(ed25519()), jwk(ed25519())];
    texts.push(ec().export({ type: "sec1", format: "pem" }).toString());
    const paths = await Promise.all(texts.map((text, at) => file(`${at}`, text)));
    const { keyFiles, warnings } = await opened({ "signing-key-file": paths });
    const algorithms = keyFiles?.keys.map(({ algorithm }) => algorithm);
    expect(algorithms).toEqual(["ES256", "ES256", "EdDSA", "EdDSA", "ES256"]);
    expect(warnings).toEqual([]);
  });

  test("that cannot be used are refused, all at once, without their text.", async () => {
    const p384 = ec("P-384");
    const cipher = { cipher: "aes-256-cbc", passphrase: "secret" } as const;
    const cases: readonly (readonly [string, string | RegExp])[] = [
      ["", /must hold a private key in PEM form/u],
      [pem(p384), "must be an ECDSA key on P-256 or an Ed25519 key; it is ec on secp384r1"],
      [jwk(p384), "must be an ECDSA key on P-256 or an Ed25519 key; it is ec on secp384r1"],
      [
        pem(generateKeyPairSync("rsa", { modulusLength: 2_048 }).privateKey),
        "must be an ECDSA key on P-256 or an Ed25519 key; it is rsa",
      ],
      [pem(ec()).slice(0, 100), /cannot be read; it may have been written in part/u],
      [jwk(ec()).slice(0, 50), /cannot be read; it may have been written in part/u],
      [JSON.stringify({ kty: "oct", k: "canary" }), /cannot be read/u],
      [
        ec()
          .export({ type: "pkcs8", format: "pem", ...cipher })
          .toString(),
        /is protected by a passphrase/u,
      ],
      [`${pem(ec())}${"#".repeat(64 * 1_024)}`, "must not be larger than 64KiB"],
    ];
    const paths = await Promise.all(cases.map(([text], at) => file(`${at}`, text)));
    const found = await problemsOf({ "signing-key-file": [...paths, join(folder, "none")] });
    expect(found).toHaveLength(cases.length + 1);
    for (const [at, [, what]] of cases.entries()) {
      expect(found[at]).toMatch(/^--signing-key-file /u);
      expect(found[at]).toMatch(what);
    }
    for (const [text] of cases.filter((one) => one[0].length > 70)) {
      expect(found.join()).not.toContain(text.slice(40, 60));
    }
    expect(found.at(-1)).toBe("--signing-key-file cannot be read: there is no such file");
  });

  test("must not hold the same key twice.", async () => {
    const key = ec();
    const paths = [await file("a", pem(key)), await file("b", jwk(key))];
    const [problem] = await problemsOf({ "signing-key-file": paths });
    expect(problem).toContain("must not be the same key as ");
  });

  test("that everyone on the machine can read are warned of.", async () => {
    const path = await file("open.pem", pem(ec()));
    await chmod(path, 0o644);
    const { warnings } = await opened({ "signing-key-file": [path] });
    expect(warnings).toEqual([expect.stringContaining("every user of this machine can read")]);
  });

  test("are as many as a project may have keys, and need an identity server.", async () => {
    const resolve = (files: string, origin = ["--origin", "http://127.0.0.1:9"]) =>
      resolveOptions(edgeOptions, edgeRules, [...origin, "--signing-key-file", files], {});
    const names = Array.from({ length: signingKeysMax }, (_, at) => `k${at}`);
    expect(await resolve(names.join(","))).toMatchObject({
      kind: "options",
      options: { "signing-key-file": names },
    });
    expect(await resolve([...names, "more"].join(","))).toMatchObject({ kind: "problems" });
    const following = ["--bus", "postgres://127.0.0.1/x"];
    expect(await resolve("k", following)).toMatchObject({
      problems: [{ where: "--signing-key-file", what: expect.stringContaining("needs --origin") }],
    });
  });

  test("are followed: what can be used is taken, and what cannot changes nothing.", async () => {
    const path = await file("key.pem", pem(ec()));
    const { keyFiles } = await opened({ "signing-key-file": [path] });
    const used: string[] = [];
    const logged: string[] = [];
    const note = (about: object, text?: string): void =>
      void logged.push(`${text}: ${JSON.stringify(about)}`);
    const followed = followSigningKeys(keyFiles, {
      log: { info: note, error: note },
      use: ([first]) => used.push(first?.keyId ?? ""),
      failed: (error) => {
        throw error;
      },
      everyMs: 3_600_000,
    });
    await followed.start();
    expect(used).toHaveLength(1);
    await followed.reread();
    expect(logged.at(-1)).toContain("the signing keys were read again and are unchanged");
    const next = ed25519();
    await writeFile(path, pem(next));
    await followed.reread();
    expect(used).toHaveLength(2);
    expect(used[1]).not.toBe(used[0]);
    expect(logged.at(-1)).toContain("the signing keys were replaced; the first of them signs");
    expect(logged.at(-1)).toContain(used[1]);
    await writeFile(path, "canary");
    await followed.reread();
    expect(used).toHaveLength(2);
    expect(logged.at(-1)).toContain("the signing key files have problems; the keys are unchanged");
    expect(keyFiles?.keys[0]?.keyId).toBe(used[1]);
    expect(logged.join()).not.toContain("canary");
    await followed.stop(0);
  });
});

describe("The secret's file", () => {
  test("holds a secret, and those that it replaces.", async () => {
    const old = await opened({ "signing-secret-file": await file("old", "o".repeat(32)) });
    const both = await opened({
      "signing-secret-file": await file("both", `${"n".repeat(32)}\n${"o".repeat(32)}\n`),
    });
    const use = { project: "acme", keyId: "kid" };
    const sealed = await old.sealing?.seal("text", use);
    expect((await both.sealing?.open(sealed ?? "", use))?.reveal()).toBe("text");
    const again = await both.sealing?.seal("text", use);
    await expect(old.sealing?.open(again ?? "", use)).rejects.toThrow(
      "not in --signing-secret-file",
    );
  });

  test.each([
    ["nothing", "\n", "must hold 1 to 4 secrets, each on a line"],
    ["too much", `${"s".repeat(32)}\n`.repeat(5), "must hold 1 to 4 secrets, each on a line"],
    ["too short a secret", "s".repeat(31), "must hold secrets of at least 32 characters"],
  ])("must not hold %s.", async (_, text, what) => {
    const path = await file("secret", text);
    expect(await problemsOf({ "signing-secret-file": path })).toEqual([
      `--signing-secret-file ${what}`,
    ]);
  });
});
