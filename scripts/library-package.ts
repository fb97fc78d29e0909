// Writes the package `edge-sessions-library` to dist/library-package, from what the compiler has written to dist: the
// modules that the library's entry points reach, without what only the program needs. `npm run build` calls it.
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { findLibraryParts, libraryManifest, readManifest, root } from "./package/library-parts.ts";

const folder = join(root, "dist/library-package");
const program = readManifest();
const parts = findLibraryParts(program);

rmSync(folder, { recursive: true, force: true });
for (const module of parts.modules) {
  for (const extension of ["js", "js.map", "d.ts"]) {
    const path = `dist/${module}.${extension}`;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(join(root, path), join(folder, path));
  }
}
cpSync(join(root, "scripts/package/library-readme.md"), join(folder, "README.md"));
// The image is built without these pages, and nobody publishes from there.
for (const page of ["LICENSE", "CHANGELOG.md"].filter((name) => existsSync(join(root, name)))) {
  cpSync(join(root, page), join(folder, page));
}
writeFileSync(
  join(folder, "package.json"),
  `${JSON.stringify({ ...libraryManifest(program, parts), files: ["dist", "CHANGELOG.md"] }, null, 2)}\n`,
);
