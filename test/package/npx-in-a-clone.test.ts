// `npx edge-sessions` in a clone, in the orders in which people build, pack, upgrade and try it. Each in a clone of its
// own with an empty home, since npx keeps there what it has once found.
import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { makeScratchClone, type ScratchClone } from "./scratch-clone.ts";

const execute = promisify(execFile);

/** A line that the program prints, by which the sources and the build are told apart. */
const printed = "Edge Sessions answers Ory's session checks next to the caller.";
const source = "src/cli/command-line.ts";
const built = "dist/cli/command-line.js";

/** What `npx edge-sessions --help` prints first; it says nothing else. */
async function firstLine(clone: ScratchClone): Promise<string | undefined> {
  const { stdout, stderr } = await clone.run("npx", "edge-sessions", "--help");
  expect(stderr).toBe("");
  return stdout.split("\n")[0];
}

test("runs the build while it is as new as the sources, and the sources otherwise", async () => {
  using clone = makeScratchClone();
  clone.edit(source, printed, "the sources");
  expect(await firstLine(clone)).toBe("the sources");
  expect(await firstLine(clone)).toBe("the sources");

  await clone.run("npm", "run", "build");
  clone.edit(built, "the sources", "the build");
  expect(await firstLine(clone)).toBe("the build");

  rmSync(join(clone.folder, "dist"), { recursive: true });
  expect(await firstLine(clone)).toBe("the sources");

  // Removes the build and makes it anew, with `npm run build`.
  await clone.run("npm", "pack");
  clone.edit(built, "the sources", "the packed build");
  expect(await firstLine(clone)).toBe("the packed build");

  // What a build writes can be run by itself as well.
  const main = join(clone.folder, "dist/cli/main.js");
  expect((await execute(main, ["--help"])).stdout).toContain("the packed build");

  // As an upgrade of the clone does it: files are written, and the build stays as it was.
  clone.edit(source, "the sources", "the upgrade");
  expect(await firstLine(clone)).toBe("the upgrade");
});

test("is found though npx has looked for it in vain before", async () => {
  using clone = makeScratchClone();
  // An earlier version had no program before its build: npx remembers that there is none.
  clone.edit("package.json", "./bin/edge-sessions.js", "./dist/cli/main.js");
  clone.edit("package.json", '"prepare"', '"not-there-yet"');
  await expect(firstLine(clone)).rejects.toThrow("edge-sessions: not found");
  clone.edit("package.json", "./dist/cli/main.js", "./bin/edge-sessions.js");
  clone.edit("package.json", '"not-there-yet"', '"prepare"');
  // The step by which `npm ci` ends.
  await clone.run("npm", "run", "prepare");
  await clone.run("npm", "run", "prepare");
  expect(await firstLine(clone)).toBe(printed);
});

test("with a Console, the page is built before it starts", async () => {
  using clone = makeScratchClone();
  const anywhere = ["--listen", "--admin-listen", "--control-listen"].flatMap((flag) => [
    flag,
    "127.0.0.1:0",
  ]);
  const argv = ["control", "--edge", "--database", ":memory:", ...anywhere];
  const bare = clone.start(process.execPath, "src/cli/main.ts", ...argv);
  await bare.until(/there is no Console, as its page is not built; run npm run build:console/);
  const control = clone.start("npx", "edge-sessions", ...argv);
  const [, url = ""] = await control.until(/"console":"(http:[^"]+)".*"msg":"ready"/);
  const page = await fetch(url);
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining("<title>")]);
});

test.each([
  ["before npm ci", "node_modules"],
  ["after an upgrade that needs another package", "node_modules/zod"],
])("%s it says what to run", async (_when, gone) => {
  using clone = makeScratchClone();
  rmSync(join(clone.folder, gone), { recursive: true });
  for (const argv of [["edge"], ["edge", "--help"], ["control", "--edge"]]) {
    await expect(
      clone.run(process.execPath, "bin/edge-sessions.js", ...argv),
    ).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^edge-sessions[a-z ]*: a package is missing: run "npm ci"/u),
    });
  }
});

test("on a Node that is too old for the sources it says which one they need", async () => {
  using clone = makeScratchClone();
  const argv = ["--no-strip-types", "bin/edge-sessions.js", "--version"];
  await expect(clone.run(process.execPath, ...argv)).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(
      /^edge-sessions: Node .* that needs Node >=22\.19\. Run "npm ci"/u,
    ),
  });
});
