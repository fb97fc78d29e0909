// An edge says at its start that it hears of others' changes by age only: loudly where others can reach it.
import { expect, test } from "vitest";
import { startProgramOfTest } from "../harness/program.ts";

async function levelsOf(...flags: readonly string[]): Promise<unknown[]> {
  const edge = ["edge", "--origin", "http://127.0.0.1:9", "--admin-listen", "127.0.0.1:0"];
  const program = startProgramOfTest([...edge, ...flags]);
  await program.until(/"msg":"ready"/u);
  const lines = program.stderr().trim().split("\n");
  return lines
    .map((line): unknown => JSON.parse(line))
    .filter((line) => String(Reflect.get(Object(line), "msg")).startsWith("no bus is set"))
    .map((line) => Reflect.get(Object(line), "level"));
}

test("a warning where the listener takes more than loopback", async () => {
  expect(await levelsOf("--listen", "0.0.0.0:0", "--cacheable-sessions")).toEqual(["warn"]);
});

test("information on loopback", async () => {
  expect(await levelsOf("--listen", "127.0.0.1:0", "--cacheable-sessions")).toEqual(["info"]);
});

test("nothing with the feature off: nothing is stored", async () => {
  expect(await levelsOf("--listen", "0.0.0.0:0")).toEqual([]);
});
