// An edge says at its start that it hears of others' changes by age only: loudly where others can reach it.
import { expect, test } from "vitest";
import { startCommandOfTest } from "../harness/command.ts";

async function levelsOf(...flags: readonly string[]): Promise<unknown[]> {
  const edge = ["edge", "--origin", "http://127.0.0.1:9", "--admin-listen", "127.0.0.1:0"];
  const command = startCommandOfTest([...edge, ...flags]);
  await command.until(/"msg":"ready"/u);
  const lines = command.stderr().trim().split("\n");
  return lines
    .map((line): unknown => JSON.parse(line))
    .filter((line) => String(Reflect.get(Object(line), "msg")).startsWith("no bus is set"))
    .map((line) => Reflect.get(Object(line), "level"));
}

test("An edge without a bus logs a warning if other machines can reach its listener.", async () => {
  expect(await levelsOf("--listen", "0.0.0.0:0", "--cacheable-sessions")).toEqual(["warn"]);
});

test("An edge without a bus logs it at level info if it listens on loopback.", async () => {
  expect(await levelsOf("--listen", "127.0.0.1:0", "--cacheable-sessions")).toEqual(["info"]);
});

test("An edge without a bus logs nothing about it while the feature is off.", async () => {
  expect(await levelsOf("--listen", "0.0.0.0:0")).toEqual([]);
});
