// Keys by command line, against a real control plane: made once, listed without themselves, ended; and what they allow.
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startProgram } from "../../harness/program.ts";
import { startControlPlane, type ControlPlane } from "./control-plane.ts";

const keyLine = /^es_key_[\w-]{43}\n$/u;
const id = "9f425a8d-7efc-4768-8f23-7647a74fdf13";
let plane: ControlPlane;
let firstKey = "";

beforeAll(async () => {
  plane = await startControlPlane();
  firstKey = (await readFile(plane.keyFile, "utf8")).trim();
  for (const slug of ["one", "other"]) {
    await plane.client(["create", "project", "--name", slug, "--slug", slug]);
  }
});
afterAll(() => plane.stop());

/** A new key's file. */
async function made(name: string, ...argv: readonly string[]): Promise<string> {
  const { stdout } = await plane.client(["create", "key", "--name", name, ...argv]);
  expect(stdout).toMatch(keyLine);
  return plane.keyFileOf(name, stdout.trim());
}

test("The command create key writes only the key to stdout, and facts about it to stderr.", async () => {
  const { code, stdout, stderr } = await plane.client(["create", "key", "--name", "on-call"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(keyLine);
  expect(stderr).toMatch(
    /key [\da-f-]{36} \(read, settings, invalidate\) expires never\. .*not shown again/u,
  );
  expect(stderr).not.toContain(stdout.trim());
  const keyFile = await plane.keyFileOf("on-call", stdout.trim());
  expect(await plane.client(["list", "projects"], { keyFile })).toMatchObject({ code: 0 });
});

test("With --format json, create key prints the API's answer, which contains the key this once.", async () => {
  const argv = ["create", "key", "--name", "json", "--scopes", "read", "--format", "json"];
  const { stdout, stderr } = await plane.client([...argv, "--expires", "2099-01-31"]);
  const { value, ...key } = JSON.parse(stdout) as { value: string };
  expect(`${value}\n`).toMatch(keyLine);
  expect(key).toMatchObject({ scopes: ["read"], expires_at: "2099-01-31T00:00:00.000Z" });
  expect(stderr).not.toContain(value);
  const listed = await plane.client(["list", "keys", "--format", "json"]);
  expect(JSON.parse(listed.stdout)).toContainEqual(key);
  expect(JSON.parse(listed.stdout)).toEqual(await plane.api("/operator/tokens"));
});

test("With --out, create key writes the key to a file that only its owner can read, and nowhere else.", async () => {
  const out = join(plane.folder, "deploy.key");
  const argv = ["create", "key", "--name", "deploy", "--project", "one", "--out", out];
  const { code, stdout, stderr } = await plane.client(argv);
  const key = await readFile(out, "utf8");
  expect(code).toBe(0);
  expect(key).toMatch(keyLine);
  expect((await stat(out)).mode & 0o777).toBe(0o600);
  expect(stdout).toMatch(/^Name +deploy\nId +\S{36}\nScopes +read, settings, invalidate\n/u);
  expect(stdout + stderr).not.toContain(key.trim());
  const again = await plane.client(argv);
  expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining("must be a new file") });
  expect(await readFile(out, "utf8")).toBe(key);
  const other = [...argv.slice(0, -1), join(plane.folder, "b")];
  const json = await plane.client([...other, "--format", "json"]);
  expect(JSON.parse(json.stdout)).not.toHaveProperty("value");
});

test("If create key is refused, it leaves no file.", async () => {
  const out = join(plane.folder, "refused.key");
  const argv = ["create", "key", "--name", "x", "--project", "nobody", "--out", out];
  expect(await plane.client(argv)).toMatchObject({ code: 1, stdout: "" });
  await expect(stat(out)).rejects.toThrow("ENOENT");
});

test("The command list keys shows what keys may do, but not the keys.", async () => {
  const file = await made("watch", "--project", "one", "--scopes", "read", "--expires", "90d");
  const key = (await readFile(file, "utf8")).trim();
  await plane.client(["get", "project", "one"], { keyFile: file });
  const listed = await plane.client(["list", "keys", "--project", "one"]);
  expect(listed).toMatchObject({ code: 0, stderr: "" });
  expect(listed.stdout).toMatch(/^NAME +SCOPES +KEY +MADE +LAST USED +EXPIRES +ID\n/u);
  const time = "\\d{4}-\\d\\d-\\d\\dT[\\d:]{8}Z";
  const row = `^watch +read +…${key.slice(-4)} +${time} +${time} +${time} +\\S{36}$`;
  expect(listed.stdout).toMatch(new RegExp(row, "mu"));
  expect(listed.stdout).not.toContain(key.slice(0, -4));
});

test("A revoked key no longer works.", async () => {
  const keyFile = await made("short", "--project", "one");
  const keys = (await plane.api("/projects/one/tokens")) as { id: string; name: string }[];
  const keyId = keys.find(({ name }) => name === "short")?.id ?? "";
  // The operators' keys contain no such key.
  expect(await plane.client(["revoke", "key", keyId])).toMatchObject({ code: 1 });
  const revoke = ["revoke", "key", keyId, "--project", "one"];
  expect(await plane.client(revoke)).toEqual({
    code: 0,
    stdout: `revoked: key ${keyId}\n`,
    stderr: "",
  });
  const after = await plane.client(["get", "project", "one"], { keyFile });
  expect(after).toMatchObject({ code: 1, stdout: "" });
  expect(after.stderr).toContain("refused with 401 control_key_required. ");
  expect(after.stderr).toContain("does not know it, or it is revoked or expired");
  expect(await plane.client(revoke)).toMatchObject({ code: 1 });
});

test("The last key that can make keys cannot be revoked.", async () => {
  const keys = (await plane.api("/operator/tokens")) as { id: string; scopes: string[] }[];
  const last = keys.filter(({ scopes }) => scopes.includes("keys"));
  expect(last).toHaveLength(1);
  const { code, stderr } = await plane.client(["revoke", "key", last[0]?.id ?? ""]);
  expect([code, stderr]).toEqual([1, expect.stringContaining("409 control_conflict")]);
});

describe("the limits of an API key", () => {
  test("A key cannot use scopes that it lacks, nor give them to keys that it makes.", async () => {
    const keyFile = await made("reader", "--scopes", "read");
    const patched = await plane.client(["patch", "project", "one", "--replace", "/name=x"], {
      keyFile,
    });
    expect(patched).toMatchObject({ code: 1, stdout: "" });
    expect(patched.stderr).toContain("refused with 403 control_key_insufficient. ");
    expect(patched.stderr).toContain("settings");
    const maker = await made("maker", "--project", "one", "--scopes", "read,keys");
    const more = ["create", "key", "--name", "x", "--project", "one", "--scopes", "settings"];
    const refused = await plane.client(more, { keyFile: maker });
    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(refused.stderr).toMatch(
      /control_key_insufficient[^]*\/scopes: must not include settings/u,
    );
  });

  test("A project's key cannot reach other projects, operators' keys or the plan.", async () => {
    const scopes = ["--scopes", "read,settings,keys,invalidate"];
    const keyFile = await made("own", "--project", "one", ...scopes);
    const as = (...argv: readonly string[]) => plane.client(argv, { keyFile });
    expect((await as("list", "projects")).stdout).toMatch(/^SLUG[^\n]*\none [^\n]*\n$/u);
    for (const argv of [
      ["get", "project", "other"],
      ["patch", "project", "other", "--replace", "/name=x"],
      ["list", "keys", "--project", "other"],
      ["invalidate", "identity", id, "--project", "other"],
      ["list", "keys"],
      ["create", "project", "--name", "x"],
      ["patch", "project", "one", "--replace", "/subscription_plan=enterprise"],
    ]) {
      expect({ argv, ...(await as(...argv)) }).toMatchObject({ code: 1, stdout: "" });
    }
  });
});

describe("invalidate --project", () => {
  test("With --project, invalidate prints the same as with --admin.", async () => {
    const keyFile = await made("news", "--project", "one", "--scopes", "invalidate");
    const as = (...argv: readonly string[]) => plane.client(argv, { keyFile });
    expect(await as("invalidate", "identity", id, "--project", "one")).toEqual({
      code: 0,
      stdout: `applied: identity ${id}\n`,
      stderr: "",
    });
    const json = await as("invalidate", "session", id, "--project", "one", "--format", "json");
    expect(JSON.parse(json.stdout)).toEqual({
      scope: "session",
      id,
      applied: true,
      published: true,
      edges: { applied: [], missing: [], silent: [] },
    });
    const lines = await plane.api("/projects/one/activity");
    expect(JSON.stringify(lines)).toMatch(/"action":"invalidate"/u);
  });

  test("If invalidate --project is refused, it says so and ends with exit code 1.", async () => {
    const keyFile = await made("no-news", "--project", "one", "--scopes", "read");
    const argv = ["invalidate", "identity", id, "--project", "one"];
    const { code, stdout, stderr } = await plane.client(argv, { keyFile });
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("edge-sessions invalidate: refused with 403 control_key_insufficient");
  });
});

test("Commands reach a control plane below a base path.", async () => {
  const behind = await startControlPlane("--control-base-path", "/edge-sessions");
  try {
    expect(behind.url).toMatch(/:\d+\/edge-sessions$/u);
    expect(await behind.client(["list", "keys"])).toMatchObject({ code: 0, stderr: "" });
  } finally {
    await behind.stop();
  }
});

test("As processes, commands set exit codes, write only data to stdout, and never print the key.", async () => {
  const where = ["--control", plane.url, "--key-file", plane.keyFile];
  const program = startProgram(["get", "project", "one", "--format", "json", ...where]);
  expect(await program.ended).toBe(0);
  expect(JSON.parse(program.stdout())).toMatchObject({ slug: "one" });
  expect(program.stderr()).toBe("");
  const wrong = startProgram(["get", "project", "none", ...where]);
  expect([await wrong.ended, wrong.stdout()]).toEqual([1, ""]);
  expect(await startProgram(["get", "projects", "none", ...where]).ended).toBe(2);
  expect(wrong.stderr() + plane.program.stderr() + plane.program.stdout()).not.toContain(firstKey);
});
