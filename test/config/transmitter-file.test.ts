// The file of those who may send security event tokens: where their keys may be.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { keySetKeysMax } from "../../src/endings/limits.ts";
import { readTransmitters } from "../../src/config/files/transmitters.ts";
import { openTransmitters } from "../../src/server/transmitter-file.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "transmitters-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function write(keys: Readonly<Record<string, string>>): Promise<string> {
  const path = join(folder, "transmitters.yaml");
  const transmitter = { issuer: "https://idp.example", audience: "https://edge.example", ...keys };
  await writeFile(path, JSON.stringify({ transmitters: [transmitter] }));
  return path;
}

async function problemsOf(url: string): Promise<readonly string[]> {
  const read = await readTransmitters(await write({ jwks_url: url }));
  return read.kind === "problems" ? read.problems.map(({ what }) => what) : [];
}

test.each([
  "https://idp.example/jwks.json?tenant=1",
  "HTTPS://IDP.example/jwks.json",
  "https://10.0.0.1/jwks.json",
  "http://127.0.0.1:8080/jwks.json",
  "http://127.9.9.9/jwks.json",
  "http://[::1]:8080/jwks.json",
  "http://localhost:8080/jwks.json",
])("Keys may be at %s.", async (url) => {
  expect(await problemsOf(url)).toEqual([]);
});

test.each([
  "http://idp.example/jwks.json",
  "http://10.0.0.1/jwks.json",
  "http://localhost.example/jwks.json",
  "http://127.0.0.1.example/jwks.json",
  "http://[::ffff:10.0.0.1]/jwks.json",
  "http://0.0.0.0/jwks.json",
])("Keys may not be at %s, because they could be changed on the way.", async (url) => {
  expect(await problemsOf(url)).toEqual([
    "must begin with https://, except for a loopback address, because the keys decide which tokens are accepted",
  ]);
});

test.each([
  ["https://user:canary@idp.example/", "must not contain a user or password"],
  ["http://localhost@idp.example/", "must not contain a user or password"],
  ["http:\\\\127.0.0.1\\jwks", "must be a URL such as https://idp.example.com/jwks.json"],
  ["http:/idp.example/jwks", "must be a URL such as https://idp.example.com/jwks.json"],
  ["file:///etc/passwd", "must be a URL such as https://idp.example.com/jwks.json"],
  ["", "must be a URL such as https://idp.example.com/jwks.json"],
  [`https://idp.example/${"x".repeat(2_030)}`, "must be at most 2048 characters long"],
])("%j is refused, and not repeated.", async (url, problem) => {
  expect(await problemsOf(url)).toEqual([problem]);
});

test("A key set in a file may have as many keys as the limit, and not one more.", async () => {
  const path = join(folder, "keys.json");
  const kindWith = async (count: number): Promise<unknown> => {
    const keys = Array.from({ length: count }, () => ({ kty: "OKP" }));
    await writeFile(path, JSON.stringify({ keys }));
    const opened = await openTransmitters(await write({ jwks_file: path }));
    return opened.kind === "problems" ? opened.problems : opened.kind;
  };
  expect(await kindWith(keySetKeysMax)).toBe("opened");
  const what = `must be a JSON Web Key Set with a list of 1 to ${keySetKeysMax} keys`;
  expect(await kindWith(keySetKeysMax + 1)).toEqual([{ where: path, what }]);
  expect(await kindWith(0)).toEqual([{ where: path, what }]);
});
