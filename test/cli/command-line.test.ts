// Commands, help, versions and exit codes, without a process around them.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { run } from "../../src/cli/command-line.ts";
import { nodeProblem } from "../../src/cli/node-version.ts";
import { devOptions } from "../../src/config/options/dev-options.ts";
import { edgeOptions } from "../../src/config/options/edge-options.ts";
import { invalidateOptions } from "../../src/config/options/invalidate-options.ts";

async function ran(argv: readonly string[], env: Record<string, string> = {}) {
  let stdout = "";
  let stderr = "";
  const code = await run({
    argv,
    env,
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    signal: AbortSignal.abort(),
  });
  return { code, stdout, stderr };
}

describe("help", () => {
  test.each([["help"], ["--help"], ["-h"]])(
    "The argument %s lists the commands with examples.",
    async (argument) => {
      const { code, stdout, stderr } = await ran([argument]);
      expect([code, stderr]).toEqual([0, ""]);
      expect(stdout).toMatch(/^ {2}edge +\S/mu);
      expect(stdout).toMatch(/^ {2}dev +\S/mu);
      expect(stdout).toMatch(/^Examples:\n {2}edge-sessions edge --origin/mu);
    },
  );

  test.each([
    [["edge", "--help"], edgeOptions.shape],
    [["edge", "--origin", "x", "-h"], edgeOptions.shape],
    [["help", "edge"], edgeOptions.shape],
    [["dev", "--help"], devOptions.shape],
    [["help", "dev"], devOptions.shape],
    [["help", "invalidate"], invalidateOptions.shape],
  ])("The arguments %j list every option, with examples of the command.", async (argv, shape) => {
    const { code, stdout, stderr } = await ran(argv);
    expect([code, stderr]).toEqual([0, ""]);
    const listed = [...stdout.matchAll(/^ {2}--(\S+)/gmu)].map(([, name]) => name);
    // Policies are only in the configuration file.
    const flags = Object.keys(shape).filter((name) => name !== "policies");
    expect(new Set(listed)).toEqual(new Set([...flags, "config"]));
    expect(listed).toHaveLength(flags.length + 1);
    expect(stdout).toContain("\nExamples:\n");
    expect(stdout.split("\n").filter((line) => line.length > 100)).toEqual([]);
  });

  test("Without arguments the program prints help to stderr, as wrong usage.", async () => {
    const { code, stdout, stderr } = await ran([]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("Commands:");
  });
});

describe("the version", () => {
  test.each(["--version", "version"])("The argument %s prints the version.", async (argument) => {
    const { version }: { version: string } = JSON.parse(readFileSync("package.json", "utf8"));
    expect(await ran([argument])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  });
});

describe("wrong usage", () => {
  test.each([
    [["egde"], /no command "egde"\. Did you mean edge\?/u],
    [["frobnicate"], /no command "frobnicate"\. The commands are edge, control, dev/u],
    [["help", "egde"], /Did you mean edge\?/u],
    [["edge"], /1 problem, nothing was started\.\n {2}--origin is required/u],
    [["edge", "--listen", "4000", "--frob"], /3 problems/u],
    [
      ["dev", "--identity-listen", "127.0.0.1:4000"],
      /--identity-listen must not be the address of --listen/u,
    ],
    [["dev", "--identity-admin-listen", "0.0.0.0:1"], /must be a loopback address/u],
    [["dev", "--demo", "--origin", "http://127.0.0.1:9"], /--demo cannot be used with --origin/u],
    [["dev", "--demo", "--database", "kept.db"], /--demo cannot be used with --database/u],
    [["dev", "--identity-admin-listen", "127.0.0.1:4433"], /address of --identity-listen/u],
  ])("The arguments %j are wrong usage, with exit code 2.", async (argv, message) => {
    const { code, stdout, stderr } = await ran(argv);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(message);
  });
});

test.each(["20.20.2", "22.18.0", "4.0.0"])("Node %s is too old.", (version) => {
  expect(nodeProblem(version)).toContain("22.19 or newer");
});

test.each(["22.19.0", "22.100.0", "23.0.0", "24.21.0"])("Node %s is new enough.", (version) => {
  expect(nodeProblem(version)).toBeUndefined();
});
