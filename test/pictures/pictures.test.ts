// The pictures that documents show are those that `npm run pictures` takes.
import { readdir, readFile, stat } from "node:fs/promises";
import { expect, test } from "vitest";
import { views } from "./views.ts";

const docs = new URL("../../docs/", import.meta.url);
const names = views.map(({ file }) => `${file}.png`).toSorted();
const bytesMax = 150_000;

test("There is a picture for each view, and no other.", async () => {
  expect((await readdir(new URL("pictures/", docs))).toSorted()).toEqual(names);
});

test("The page of the Console shows each picture once.", async () => {
  const page = await readFile(new URL("console.md", docs), "utf8");
  const shown = [...page.matchAll(/\(pictures\/(?<name>[^)]+)\)/gu)].map(
    ({ groups }) => groups?.["name"] ?? "",
  );
  expect(shown.toSorted()).toEqual(names);
});

test("Each picture is small enough for the repository.", async () => {
  for (const name of names) {
    const { size } = await stat(new URL(`pictures/${name}`, docs));
    expect([name, size <= bytesMax]).toEqual([name, true]);
  }
});
