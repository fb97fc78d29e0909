// What docs/guides/in-process.md prints is code that runs (examples/) or that the compiler has read (guide-code/).
import { readdir, readFile } from "node:fs/promises";
import { expect, test } from "vitest";

const root = new URL("../../", import.meta.url);
const guide = await readFile(new URL("docs/guides/in-process.md", root), "utf8");
const examples = (await readdir(new URL("examples/", root), { withFileTypes: true }))
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => `examples/${name}/server.js`);
const compiled = (await readdir(new URL("guide-code/", import.meta.url))).map(
  (name) => `test/docs/guide-code/${name}`,
);

/** The code as a user of the package writes it: by the package's name, and as one of the app's own files. */
async function userCode(path: string): Promise<string> {
  const text = await readFile(new URL(path, root), "utf8");
  return text
    .replaceAll(/"(?:\.\.\/)+src\/library\/index\.ts"/gu, '"edge-sessions"')
    .replaceAll(/"(?:\.\.\/)+src\/library\/(\w+)\.ts"/gu, '"edge-sessions/$1"')
    .replaceAll(/"(next\/\w+)\.js"/gu, '"$1"')
    .replaceAll('"./next-edge.ts"', '"@/edge"');
}

const sources = await Promise.all([...examples, ...compiled].map(userCode));
const blocks = [...guide.matchAll(/^```(?:ts|js)\n(.*?)^```$/gmsu)].map(([, code = ""]) => code);

test("each block of code stands in a file that is run or compiled", () => {
  expect(blocks.length).toBeGreaterThan(6);
  // A block may leave lines of its file out where it says so.
  for (const part of blocks.flatMap((block) => block.split(/^\/\/ …\n/mu))) {
    expect(part.trim()).not.toBe("");
    expect(sources.some((source) => source.includes(part.trim())), part).toBe(true);
  }
});

test("each example is linked", () => {
  for (const path of examples) expect(guide).toContain(`(../../${path})`);
});

test("a slip in the guide would be caught", () => {
  expect(sources.some((source) => source.includes("edge.chek("))).toBe(false);
});
