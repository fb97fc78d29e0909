// Prints what a browser loads to show the Console, compressed, and fails over the ceiling.
// Run after `npm run build:console`.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const page = fileURLToPath(new URL("../dist/page/", import.meta.url));
const ceilingBytes = 60_000;

const gzipped = (file: string) => gzipSync(readFileSync(join(page, file))).length;
const kilobytes = (bytes: number) => `${(bytes / 1_000).toFixed(1)} kB`;

const html = readFileSync(join(page, "index.html"), "utf8");
const named = [...html.matchAll(/(?:src|href)="\.\/([^"]+\.(?:js|css))"/g)].map(
  (match) => match[1] ?? "",
);
const first = ["index.html", ...named];
const later = readdirSync(join(page, "assets"))
  .map((file) => `assets/${file}`)
  .filter((file) => !first.includes(file));

const sizes = (files: readonly string[]) =>
  files.map((file) => ({ file, bytes: gzipped(file) })).sort((a, b) => b.bytes - a.bytes);
const total = (files: readonly string[]) => sizes(files).reduce((sum, { bytes }) => sum + bytes, 0);

for (const [words, files] of [
  ["first load", first],
  ["later, with the first chart or map", later],
] as const) {
  console.log(`${words}: ${kilobytes(total(files))}`);
  for (const { file, bytes } of sizes(files))
    console.log(`  ${kilobytes(bytes).padStart(8)}  ${file}`);
}
if (named.length < 2) {
  console.error("The page names no script or no stylesheet: build it first.");
  process.exitCode = 1;
}
if (total(first) > ceilingBytes) {
  console.error(`The first load is over its ceiling of ${kilobytes(ceilingBytes)}.`);
  process.exitCode = 1;
}
