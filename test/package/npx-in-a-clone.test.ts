// `npx edge-sessions` in a clone where something is not as it should be, or is not there yet. Each in its own clone
// with an empty home, since npx keeps there what it has once found. Builds and upgrades are in
// package.test.ts and build-again.test.ts.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { firstLineOfHelp, overview } from "./first-line.ts";
import { makeScratchClone } from "./scratch-clone.ts";

test("In a clone, npx finds the program even if it looked for it earlier in vain.", async () => {
  using clone = makeScratchClone();
  // An earlier version had no program before its build: npx remembers that there is none.
  clone.edit("package.json", "./bin/edge-sessions.js", "./dist/cli/main.js");
  clone.edit("package.json", '"dependencies": "node', '"not-there-yet": "node');
  await expect(firstLineOfHelp(clone)).rejects.toThrow("edge-sessions: not found");
  clone.edit("package.json", "./dist/cli/main.js", "./bin/edge-sessions.js");
  clone.edit("package.json", '"not-there-yet": "node', '"dependencies": "node');
  // The step by which `npm ci` ends.
  await clone.run("npm", "run", "dependencies");
  await clone.run("npm", "run", "dependencies");
  expect(await firstLineOfHelp(clone)).toBe(overview);
});

test("In a clone, a command with a Console builds the page before it starts.", async () => {
  using clone = makeScratchClone();
  const anywhere = ["--listen", "--admin-listen", "--control-listen"].flatMap((flag) => [
    flag,
    "127.0.0.1:0",
  ]);
  const argv = ["control", "--edge", "--database", ":memory:", ...anywhere];
  const bare = clone.start(process.execPath, "src/cli/main.ts", ...argv);
  await bare.until(
    /the Console is not available because its page is not built; run npm run build:console/,
  );
  const control = clone.start("npx", "edge-sessions", ...argv);
  const [, url = ""] = await control.until(/"console":"(http:[^"]+)".*"msg":"ready"/);
  const page = await fetch(url);
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining("<title>")]);
});

test.each([
  ["before npm ci", "node_modules"],
  ["after an upgrade that needs another package", "node_modules/zod"],
])("In a clone %s, the program says what to run.", async (_when, gone) => {
  using clone = makeScratchClone();
  rmSync(join(clone.folder, gone), { recursive: true });
  for (const argv of [["edge"], ["edge", "--help"], ["control", "--edge"]]) {
    await expect(
      clone.run(process.execPath, "bin/edge-sessions.js", ...argv),
    ).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^edge-sessions[a-z ]*: a package is missing: run "npm ci"/mu),
    });
  }
});

test("On a Node that is too old for the sources, the program says which version they need.", async () => {
  using clone = makeScratchClone();
  const argv = ["--no-strip-types", "bin/edge-sessions.js", "--version"];
  await expect(clone.run(process.execPath, ...argv)).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(
      /^edge-sessions: Node .* that needs Node >=22\.19\. Run "npm ci"/u,
    ),
  });
});
