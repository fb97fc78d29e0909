// The file of admin keys: what it may contain, and that all problems are listed at once without repeating a key.
import { createHash } from "node:crypto";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readAdminKeys } from "../../src/config/files/admin-keys.ts";
import { problemsText } from "../../src/config/read/problem.ts";

const key = "0123456789abcdef0123456789abcdef";
const other = "fedcba9876543210fedcba9876543210";
const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "edge-sessions-keys-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(content: unknown, mode = 0o600) {
  const path = join(folder, "keys.yaml");
  await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
  await chmod(path, mode);
  return readAdminKeys(path);
}

async function wrong(content: unknown): Promise<string> {
  const result = await read(content);
  if (result.kind === "keys") return "";
  return problemsText("edge", result.problems).replaceAll(folder, "");
}

test("A key file in YAML can hold keys in the clear and digests.", async () => {
  const result = await read(
    `keys:
  - name: old
    key: ${key}
    scopes: [hooks, read]
  - name: new
    sha256: ${sha256(other).toUpperCase()}
    scopes:
      - hooks
`,
  );
  expect(result).toEqual({
    kind: "keys",
    keys: [
      {
        name: "old",
        digest: Buffer.from(sha256(key), "hex"),
        scopes: new Set(["hooks", "read"]),
      },
      { name: "new", digest: Buffer.from(sha256(other), "hex"), scopes: new Set(["hooks"]) },
    ],
    warnings: [],
  });
});

describe("the permissions of a key file", () => {
  const inClear = { keys: [{ name: "a", key, scopes: ["read"] }] };
  const byDigest = { keys: [{ name: "a", sha256: sha256(key), scopes: ["read"] }] };
  test.each([
    ["with a key in it is warned of", inClear, 0o644, [expect.stringContaining("chmod 640")]],
    ["by its group only is not", inClear, 0o640, []],
    ["with digests only is not", byDigest, 0o644, []],
  ])(
    "A key file that everybody can read causes a warning only if it holds keys in the clear: %s.",
    async (_name, content, mode, warnings) => {
      expect(await read(content, mode)).toMatchObject({ kind: "keys", warnings });
    },
  );
});

test("Every problem of a key file is listed at once with its place, and no key is repeated.", async () => {
  const text = await wrong({
    keys: [
      { name: "a b", key: "canary-short", scopes: ["read"] },
      { name: "b", key, sha256: sha256(key), scopes: ["read"] },
      { name: "c", scopes: [] },
      { name: "d", sha256: "canary", scopes: ["root"] },
      { name: "e", key, scopes: "read", canary: 1 },
      "canary",
    ],
    canary: true,
  });
  expect(text).toMatchInlineSnapshot(`
    "edge-sessions edge: 11 problems, nothing was started.
      keys[0].name in /keys.yaml must be 1 to 64 letters, digits, dots, underscores or hyphens
      keys[0].key in /keys.yaml must be 32 to 512 letters, digits or any of -._~+/, with = only at the end (example: key: $(openssl rand -hex 32))
      keys[1] in /keys.yaml must have exactly one of key and sha256
      keys[2].scopes in /keys.yaml must not be empty
      keys[2] in /keys.yaml must have exactly one of key and sha256
      keys[3].sha256 in /keys.yaml must be 64 hexadecimal digits
      keys[3].scopes[0] in /keys.yaml must be one of read, invalidate, hooks, endings, admin
      keys[4].scopes in /keys.yaml must be a list
      keys[4] in /keys.yaml must have no members other than name, key, sha256, scopes and project
      keys[5] in /keys.yaml must be a mapping with name, key and scopes
      /keys.yaml must have no members other than keys
    "
  `);
  expect(text).not.toContain("canary");
});

describe("one problem in a key file", () => {
  const good = { name: "a", key, scopes: ["read"] };
  test.each<readonly [string, unknown, RegExp]>([
    ["nothing", "", /must be a mapping with keys/],
    ["a list", [good], /must be a mapping with keys/],
    ["no keys", { keys: [] }, /keys in .* must not be empty/],
    ["keys as a mapping", { keys: good }, /keys in .* must be a list/],
    ["a number as key", { keys: [{ ...good, key: 1 }] }, /keys\[0\]\.key in .* must be a string/],
    [
      "a space in a key",
      { keys: [{ ...good, key: `${key} x` }] },
      /keys\[0\]\.key in .* must be 32/,
    ],
    [
      "one name twice",
      { keys: [good, { ...good, key: other }] },
      /keys\[1\]\.name in .* must not be the name/,
    ],
    [
      "one key twice",
      { keys: [good, { name: "b", sha256: sha256(key), scopes: ["read"] }] },
      /keys\[1\] in .* must not be the same key/,
    ],
    [
      "the scope read for one project",
      { keys: [{ ...good, project: "acme" }] },
      /keys\[0\] in .* must not have the scope read together with project/,
    ],
    [
      "a list of projects",
      { keys: [{ ...good, scopes: ["hooks"], project: ["acme"] }] },
      /keys\[0\]\.project in .* must be a string/,
    ],
    ["broken YAML", "keys: [", /is not valid YAML/],
  ])("The error about a key file names its one problem: %s.", async (_name, content, message) => {
    const text = await wrong(content);
    expect(text).toContain(": 1 problem,");
    expect(text).toMatch(message);
    expect(text).not.toContain(key);
  });

  test("A key file that does not exist is a problem.", async () => {
    const result = await readAdminKeys(join(folder, "none.yaml"));
    expect(result).toMatchObject({
      kind: "problems",
      problems: [{ what: "cannot be read: there is no such file" }],
    });
  });
});
