// There is one place where an edge is assembled, and it can be loaded without a listener or an observer.
import { readFileSync } from "node:fs";
import { glob } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const assembly = "src/server/edge-assembly.ts";

/** What a file imports to run, with the names that it takes. Types and what is loaded later are left out. */
function importsOf(path: string): { readonly names: string; readonly from: string }[] {
  const text = readFileSync(join(repository, path), "utf8");
  const statement = /^(?:import|export)\s+(?!type\b)([^;"'`]*?)\s*from\s+"([^"]+)";/gmu;
  return Array.from(text.matchAll(statement), ([, names = "", from = ""]) => ({ names, from }));
}

/** All that is loaded with a file: paths of this repository, and names of packages. */
function loadedWith(path: string, loaded = new Set<string>()): Set<string> {
  if (loaded.has(path)) return loaded;
  loaded.add(path);
  for (const { from } of importsOf(path)) {
    if (from.startsWith(".")) loadedWith(join(dirname(path), from), loaded);
    else loaded.add(from);
  }
  return loaded;
}

/** It cannot use the assembly, which takes its clock and its digest from Node.js. */
const withoutNode = "src/edge-runtime/index.ts";

test("Every edge is made by the assembly, or by the one for runtimes without Node.js.", async () => {
  const makers: string[] = [];
  for await (const path of glob("{src,test,scripts}/**/*.ts", { cwd: repository })) {
    const makes = importsOf(path).some(
      ({ names, from }) =>
        /\bcreate(?:Edge|Projects)\b/u.test(names) && /edge\/(?:edge|projects)\.ts$/u.test(from),
    );
    if (makes) makers.push(path);
  }
  expect(makers.toSorted()).toEqual([withoutNode, assembly]);
});

test("The assembly loads no listeners, observers or packages.", () => {
  const loaded = [...loadedWith(assembly)];
  const rooms = new Set(loaded.map((path) => /^src\/(\w+)\//u.exec(path)?.[1] ?? path));
  expect([...rooms].toSorted()).toEqual([
    "bus",
    "core",
    "edge",
    "node:crypto",
    "runtime",
    "server",
    "store",
  ]);
  expect(loaded.filter((path) => path.startsWith("src/server/"))).toEqual([assembly]);
});
