// The commands for the control plane before any call: help, words, wrong usage, key files.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clientCommands } from "../../../src/cli/client/commands.ts";
import { listSessionsOptions } from "../../../src/cli/client/list-sessions.ts";
import { createKeyOptions, keysOptions } from "../../../src/cli/client/key-options.ts";
import { deleteProjectOptions } from "../../../src/cli/client/delete-project.ts";
import { listProjectsOptions, plainClientOptions } from "../../../src/cli/client/list-projects.ts";
import {
  createProjectOptions,
  patchProjectOptions,
} from "../../../src/cli/client/project-options.ts";
import { helpOf, type Shape } from "../../../src/config/read/source.ts";
import { ran } from "./ran.ts";

const key = `es_key_${"a1B2c3D4".repeat(5)}xyz`;
const flags = "/services/identity/config/feature_flags";
let folder = "";
let keyFile = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "edge-sessions-client-"));
  keyFile = join(folder, "key");
  await writeFile(keyFile, `${key}\n`, { mode: 0o600 });
});
afterAll(() => rm(folder, { recursive: true }));

const shapes: Readonly<Record<string, Shape>> = {
  "list projects": listProjectsOptions.shape,
  "get project": plainClientOptions.shape,
  "create project": createProjectOptions.shape,
  "patch project": patchProjectOptions.shape,
  "delete project": deleteProjectOptions.shape,
  "list edges": plainClientOptions.shape,
  "list sessions": listSessionsOptions.shape,
  "list keys": keysOptions.shape,
  "create key": createKeyOptions.shape,
  "revoke key": keysOptions.shape,
};
const names = clientCommands.map(([name]) => name);

describe("help", () => {
  test("The help of each command lists every option, with examples.", async () => {
    expect(names).toEqual(Object.keys(shapes));
    for (const name of names) {
      const shape = shapes[name] ?? {};
      const { code, stdout, stderr } = await ran([...name.split(" "), "--help"]);
      expect([code, stderr]).toEqual([0, ""]);
      expect((await ran(["help", ...name.split(" ")])).stdout).toBe(stdout);
      const listed = [...stdout.matchAll(/^ {2}--(\S+)/gmu)].map(([, option]) => option);
      expect(new Set(listed)).toEqual(new Set([...Object.keys(shape), "config"]));
      expect(listed).toHaveLength(Object.keys(shape).length + 1);
      expect(stdout).toContain(`\nUsage: edge-sessions ${name} `);
      expect(stdout).toMatch(new RegExp(`\nExamples:\n {2}edge-sessions ${name} `, "u"));
      expect(stdout.split("\n").filter((line) => line.length > 100)).toEqual([]);
    }
  });

  test("The help of a command names the options that no variable can set.", async () => {
    const { stdout } = await ran(["help", "create", "key"]);
    expect(stdout).toContain("EDGE_SESSIONS_CONTROL for --control");
    expect(stdout).toContain(
      "only flags or keys of a file: --name, --project, --scopes, --expires, --out",
    );
  });

  test.each([
    [["help", "list"]],
    [["list", "--help"]],
    [["list", "-h"]],
    [["list", "--format", "-h"]],
  ])("The arguments %j list the commands that can follow.", async (argv) => {
    const { code, stdout, stderr } = await ran(argv);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(
      /list projects\|edges\|sessions\|keys[^]* {2}list projects +list the projects/u,
    );
  });
});

describe("wrong usage, with exit code 2", () => {
  test.each<readonly [readonly string[], RegExp]>([
    [
      ["list"],
      /list: needs a second word\. The second word must be one of projects, edges, sessions, keys\n/u,
    ],
    [
      ["list", "--format", "json"],
      /list: needs a second word\. The second word must be one of projects, edges, sessions, keys\n/u,
    ],
    [
      ["list", "project"],
      /"project" cannot follow list\. The second word must be one of projects, edges, sessions, keys\. Did you mean list projects/u,
    ],
    [["get", "flag"], /"flag" cannot follow get\. The second word must be one of project\n/u],
    [
      ["create", "edge"],
      /"edge" cannot follow create\. The second word must be one of project, key\n/u,
    ],
    [["patch", "acme"], /"acme" cannot follow patch\. The second word must be one of project\n/u],
    [["revoke", "kye"], /Did you mean revoke key\?/u],
    [["help", "revoke", "kye"], /Did you mean revoke key\?/u],
    [["crate", "project"], /no command "crate"\. Did you mean create\?/u],
    [["list", "projects"], /--key-file is required \(example: --key-file /u],
    [["list", "projects", "acme"], /an argument has no flag before it/u],
    [["get", "project"], /the project's id or slug is missing or malformed \(example: edge-sess/u],
    [["get", "project", "../x"], /the project's id or slug is missing or malformed/u],
    [["get", "project", "a", "b"], /the project's id or slug must be the only argument/u],
    [["create", "project"], /2 problems[^]*--name is required[^]*--key-file is required/u],
    [
      ["create", "project", "--environment", "live"],
      /must be one of prod, stage, dev; it was "live"/u,
    ],
    [["create", "project", "--slug", "A"], /--slug must be 1 to 40 of a-z/u],
    [["patch", "project", "acme"], /must contain a change: --replace, --add or --remove/u],
    [["patch", "project", "acme", "--replace", "/a"], /--replace must have = between/u],
    [
      ["patch", "project", "acme", "--if-revision", "x"],
      /must be a whole number such as 128; it was "x"/u,
    ],
    [["list", "keys", "--project", "a/b"], /--project must be an id or a slug; it was "a\/b"/u],
    [
      ["create", "key", "--scopes", "all"],
      /contains "all", but may contain only read, settings, keys/u,
    ],
    [["create", "key", "--expires", "soon"], /must be a time from now such as 90d/u],
    [["revoke", "key"], /the key's id is missing or malformed/u],
  ])("The arguments %j are wrong usage.", async (argv, message) => {
    const { code, stdout, stderr } = await ran(argv);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(message);
  });

  test.each(["list projects", "get project acme", "create key --name x"])(
    "No error of %s shows a key that was given in the wrong place.",
    async (line) => {
      for (const place of [
        ["--key", key],
        ["--key-file", key],
        [key, key],
        ["--control", key],
      ]) {
        const { code, stdout, stderr } = await ran([...line.split(" "), ...place]);
        expect([code, stdout]).toEqual([2, ""]);
        expect(stderr).not.toContain(key);
      }
    },
  );

  test("An error about a key file that holds more than a key does not repeat its content.", async () => {
    const path = join(folder, "more");
    await writeFile(path, `canary ${key}`);
    const { code, stderr } = await ran(["list", "projects", "--key-file", path]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("must hold one key")]);
    expect(stderr).not.toMatch(/canary|es_key/u);
  });

  test("An expiry in the past and an output file that already exists are wrong usage.", async () => {
    const make = ["create", "key", "--name", "x", "--key-file", keyFile];
    const over = await ran([...make, "--expires", "2001-01-01"]);
    expect(over).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("must be in the future"),
    });
    const there = await ran([...make, "--out", keyFile]);
    expect(there).toMatchObject({ code: 2, stderr: expect.stringContaining("must be a new file") });
    const nowhere = await ran([...make, "--out", join(folder, "none", "key")]);
    expect(nowhere).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("cannot be created"),
    });
  });
});

test("Variables of other commands are not reported as problems.", async () => {
  const env = {
    EDGE_SESSIONS_NAME: "edge-1",
    EDGE_SESSIONS_ORIGIN: "x",
    EDGE_SESSIONS_CONFIG: "x",
  };
  const { code, stderr } = await ran(["create", "project", "--key-file", keyFile], { env });
  expect([code, stderr]).toEqual([2, expect.stringMatching(/1 problem[^]*--name is required/u)]);
});

test("The examples of the options are valid values.", async () => {
  for (const [name, shape] of Object.entries(shapes)) {
    for (const [option, type] of Object.entries(shape)) {
      const { example } = helpOf(shape, option);
      expect({ name, option, ok: type.safeParse(example).success }).toMatchObject({ ok: true });
    }
  }
  expect(helpOf(patchProjectOptions.shape, "replace").example).toBe(
    `${flags}/cacheable_sessions=true`,
  );
});
