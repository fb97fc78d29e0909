// What the end of a run tells of skipped tests, and when they fail it. Each case is a run of its own.
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { inherited, startCommand } from "../harness/program.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const argv = ["node_modules/vitest/vitest.mjs", "run", "--config"];
const config = "test/programs/skips/vitest.config.ts";

async function run(file: string, skips: "refuse" | "") {
  const env = { ...inherited(), TEST_SKIPS: skips };
  const ended = startCommand(process.execPath, [...argv, config, file], { cwd: root, env });
  return { code: await ended.ended, lines: ended.stdout().trimEnd().split("\n") };
}

const refusal = "Tests were skipped that could have been run: here that is a failure.";
const remediable = "Skipped: 3 tests: a program is not installed; apt-get install it brings it.";

test("a skip that a package would have prevented is listed with it, and refused where that is asked for", async () => {
  expect(await run("remediable", "")).toEqual({
    code: 0,
    lines: [remediable, "1 passed, 0 failed, 3 skipped"],
  });
  expect(await run("remediable", "refuse")).toEqual({
    code: 1,
    lines: [remediable, refusal, "1 passed, 0 failed, 3 skipped"],
  });
});

test("a skip that nothing would have prevented is listed and allowed", async () => {
  expect(await run("allowed", "refuse")).toEqual({
    code: 0,
    lines: ["Skipped: 1 test: this is no Linux.", "1 passed, 0 failed, 1 skipped"],
  });
});

test("a skip without a reason is refused, and one that a test decided on while it ran", async () => {
  expect(await run("unexplained", "refuse")).toEqual({
    code: 1,
    lines: [
      "Skipped: 1 test: no reason given, such as a filter of names.",
      "Skipped: 1 test: a method is not enabled.",
      refusal,
      "0 passed, 0 failed, 2 skipped",
    ],
  });
});

test("a suite that could not be set up counts as failed", async () => {
  const { code, lines } = await run("broken", "");
  expect(code).toBe(1);
  expect(lines.at(-1)).toBe("0 passed, 1 failed, 1 skipped");
});
