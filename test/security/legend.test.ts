// The legend of the attacks names every test of this folder under its number, and nothing that is not there.
import { access, readdir, readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { linksIn } from "../../scripts/docs/markdown.ts";

const here = new URL(".", import.meta.url);
const text = await readFile(new URL("README.md", here), "utf8");
/** Number, attack and tests of each row. */
const rows = text
  .split("\n")
  .filter((line) => /^\| (?:\d|–)/u.test(line))
  .map((line) => line.split("|").slice(1, -1));
const files = (await readdir(here)).filter(
  (name) => name.endsWith(".test.ts") && name !== "legend.test.ts",
);

test("The legend names each test file of this folder, in the row of the file's number if it has one.", () => {
  const unnamed = files.filter((name) => {
    const number = /^\d+/u.exec(name)?.[0];
    const row = rows.find(([cell = "", , tests = ""]) =>
      number === undefined ? tests.includes(`(${name})`) : cell.trim() === String(Number(number)),
    );
    return row?.[2]?.includes(`(${name})`) !== true;
  });
  expect(unnamed).toEqual([]);
});

test("Every link of the legend leads to a file.", async () => {
  for (const link of linksIn(text)) {
    await expect(access(new URL(link, here)), link).resolves.toBeUndefined();
  }
});

test("The legend leaves out no number.", () => {
  const numbers = rows.map(([cell = ""]) => Number(cell)).filter((number) => number > 0);
  expect(numbers.length).toBeGreaterThan(30);
  expect(numbers).toEqual(numbers.map((_, at) => at + 1));
});
