// Writes the world of `src/planet/world` from packages: its people, its larger cities and its land.
//   node scripts/planet-world.ts [--check]
// With --check it only compares.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { worldFiles } from "./planet/world-files.ts";

for (const { name, text } of worldFiles()) {
  const path = fileURLToPath(new URL(`../src/planet/world/${name}`, import.meta.url));
  if (!process.argv.includes("--check")) {
    writeFileSync(path, text);
    console.log(`${name}: ${Buffer.byteLength(text)} bytes`);
  } else if (readFileSync(path, "utf8") !== text) {
    console.error(`${name} differs from the packages. Run \`node scripts/planet-world.ts\`.`);
    process.exitCode = 1;
  }
}
