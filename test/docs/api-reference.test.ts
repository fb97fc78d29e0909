// The API reference says of each exported name what its source says.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { exportsOf } from "../../scripts/api/declarations.ts";
import { apiPage } from "../../scripts/api/page.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "edge-sessions-api-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function module(name: string, text: string): Promise<string> {
  const path = join(folder, `${name}.d.ts`);
  await writeFile(path, text);
  return path;
}

const sizes = `import type { Other } from "./other.ts";
/** A size; see {@link Other}. */
export interface Size {
    /** Bytes. */
    readonly bytes: number;
    readonly nested?: {
        readonly other: Other;
    };
}
interface Hidden {
    readonly secret: string;
}
/**
 * One of two:
 * the second sentence.
 */
export type Kind = {
    readonly kind: "a";
} | {
    readonly kind: "b";
};
/** At most. */
export declare const most = 8;
/** Adds. */
export declare function add(one: Size, other: {
    readonly bytes: number;
}): Size;
/** Thrown. */
export declare class Refusal extends Error {
    constructor();
}
export declare const untold: Hidden;
`;

test("names, kinds, comments and declarations", async () => {
  const found = await exportsOf(await module("sizes", sizes));
  expect(found.map(({ name, kind, comment }) => [name, kind, comment])).toEqual([
    ["Size", "interface", "A size; see {@link Other}."],
    ["Kind", "type", "One of two: the second sentence."],
    ["most", "const", "At most."],
    ["add", "function", "Adds."],
    ["Refusal", "class", "Thrown."],
    ["untold", "const", ""],
  ]);
  expect(found[0]?.text).toContain("  /** Bytes. */\n  readonly bytes: number;\n");
  expect(found[3]?.text).toBe(
    "function add(one: Size, other: {\n  readonly bytes: number;\n}): Size;",
  );
});

test("re-exports are followed, alias and all", async () => {
  await module("sizes", sizes);
  const index = await module(
    "index",
    'export { add, type Size as Length } from "./sizes.ts";\nexport type { Kind, } from "./sizes.js";\n',
  );
  const found = await exportsOf(index);
  expect(found.map(({ name, kind }) => [name, kind])).toEqual([
    ["add", "function"],
    ["Length", "interface"],
    ["Kind", "type"],
  ]);
});

test.each([
  ["a name that is not there", 'export { gone } from "./sizes.ts";\n', "exports no gone"],
  ["a form that it does not know", 'export * from "./sizes.ts";\n', "does not understand"],
  ["a statement without an end", "export interface Open {\n", "without an end"],
])("says so at %s", async (_name, text, message) => {
  await module("sizes", sizes);
  await expect(exportsOf(await module("index", text))).rejects.toThrow(message);
});

test("the page tells a name once, and where it stands", async () => {
  const exports = await exportsOf(await module("sizes", sizes));
  const page = apiPage([
    { name: "pack", exports },
    { name: "pack/sizes", exports: exports.slice(0, 1) },
  ]);
  expect(page).toContain("## pack\n\n### Size\n\nA size; see `Other`.\n\n```ts\ninterface Size {");
  expect(page).toContain("## pack/sizes\n\n### Size\n\nThe same as in `pack`.\n");
  expect(page).not.toContain("Hidden {");
});
