// The library's small suite on Node and on Bun.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { shareIdentity } from "./identity-for-library.ts";
import { smallSuite } from "./small-suite.ts";

const identity = shareIdentity();

describe("the library on Node", () => {
  it.each(smallSuite)("$name", async ({ run }) => {
    await expect(run(identity)).resolves.toBeUndefined();
  });
});

it("The library passes the same small suite on Bun.", async () => {
  const bun = fileURLToPath(new URL("../../node_modules/.bin/bun", import.meta.url));
  const suite = fileURLToPath(new URL("bun-suite.ts", import.meta.url));
  const { publicUrl, adminUrl } = identity;
  const { stdout } = await promisify(execFile)(bun, [suite, publicUrl, adminUrl]).catch(
    (error: { stdout?: string }) => ({ stdout: error.stdout ?? "it did not even start" }),
  );
  expect(stdout.trim().split("\n")).toEqual(smallSuite.map(({ name }) => `ok ${name}`));
});
