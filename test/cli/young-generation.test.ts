// The program limits V8's young generation in the process that was started, unless flags of Node say how large it is.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { halfBytesMax, isSizeGiven } from "../../src/cli/young-generation.ts";

const none = { execArgv: [], nodeOptions: undefined };
const maxMib = halfBytesMax / 1_024 / 1_024;

describe("isSizeGiven", () => {
  test("Flags that say nothing about the young generation leave its size to the program.", () => {
    expect(isSizeGiven(none)).toBe(false);
    const other = { execArgv: ["--enable-source-maps"], nodeOptions: "--max-old-space-size=300" };
    expect(isSizeGiven(other)).toBe(false);
  });

  test.each([
    { execArgv: ["--max-semi-space-size=32"] },
    { execArgv: ["--max_semi_space_size", "32"] },
    { execArgv: ["--min-semi-space-size=4"] },
    { execArgv: ["--semi-space-growth-factor=3"] },
    { nodeOptions: "--no-warnings --max-semi-space-size=32" },
  ])("The size is given by %o.", (given) => {
    expect(isSizeGiven({ ...none, ...given })).toBe(true);
  });
});

/** How large each half is in a process whose objects stay in use, once it has grown, in MiB. */
async function grownMib(...argv: readonly string[]): Promise<number> {
  const script = fileURLToPath(new URL("survivors.ts", import.meta.url));
  const [flags, words] = [argv.filter((word) => word.startsWith("-")), argv.slice(-1)];
  const { NODE_OPTIONS: _, ...env } = process.env;
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, script, ...words], {
    env,
  });
  return Number(stdout);
}

describe("a process whose objects stay in use", () => {
  test("The young generation grows to the limit and not beyond.", async () => {
    expect(await grownMib("bound")).toBe(maxMib);
  });

  test("Without the limit, the young generation grows beyond it.", async () => {
    expect(await grownMib("free")).toBeGreaterThan(maxMib);
  });

  test("A size that a flag gives is kept.", async () => {
    expect(await grownMib("--max-semi-space-size=2", "bound")).toBe(2);
  });
});
