// What the two packages contain, by the sources: the page about them is up to date, and the library brings nothing of the
// control plane. Whether the tarballs are like that is in library-package.seldom.test.ts.
import { readdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { expect, test } from "vitest";
import {
  findLibraryParts,
  libraryManifest,
  readManifest,
} from "../../scripts/package/library-parts.ts";
import { listedFolders, notForTheLibrary } from "./packages-page.ts";

const program = readManifest();
const parts = findLibraryParts(program);

test("The page about packages names every folder of the library's package, and no other.", () => {
  const folders = new Set(parts.modules.map((module) => dirname(`dist/${module}`)));
  expect(listedFolders("edge-sessions-library")).toEqual([...folders].toSorted());
});

test("The page about packages names every folder of the program's package, and no other.", () => {
  const rooms = readdirSync(new URL("../../src", import.meta.url), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "console")
    .map(({ name }) => `dist/${name}`);
  const built = [...rooms, "dist/bundle", "dist/page"].toSorted();
  expect(listedFolders("edge-sessions")).toEqual(built);
});

test("The library depends on what it loads and on nothing of the control plane, and the page says so.", () => {
  const { dependencies, peerDependencies, peerDependenciesMeta } = libraryManifest(program, parts);
  const page = readFileSync(new URL("../../docs/reference/packages.md", import.meta.url), "utf8");
  const listed = Array.from(
    page.matchAll(/^\| `([\w./@-]+)` +\| (dependency|optional peer) /gmu),
    ([, name, kind]) => `${kind}: ${name}`,
  );
  const actual = [
    ...Object.keys(dependencies).map((name) => `dependency: ${name}`),
    ...Object.keys(peerDependencies).map((name) => `optional peer: ${name}`),
  ];
  expect(listed).toEqual(actual);
  expect(
    actual.filter((line) => notForTheLibrary.some((name) => line.endsWith(` ${name}`))),
  ).toEqual(actual.filter((line) => line === "optional peer: hono"));
  for (const name of Object.keys(peerDependencies)) {
    expect(peerDependenciesMeta[name]).toEqual({ optional: true });
  }
});

test("The library's package has the version and the exports of the program's, and the same versions of what both need.", () => {
  const library = libraryManifest(program, parts);
  expect([library.version, library.exports, library.engines]).toEqual([
    program.version,
    program.exports,
    program.engines,
  ]);
  expect(program.dependencies).toMatchObject(library.dependencies);
});

test("A library that would load a package of development is refused.", () => {
  expect(() => libraryManifest(program, { ...parts, loads: ["vitest"] })).toThrow(
    "the library loads vitest",
  );
});
