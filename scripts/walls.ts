// Writes the lint rules for the walls from the table in ARCHITECTURE.md. With --check it only compares.
//   node scripts/walls.ts [--check]
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { wallsOf } from "./walls/rules.ts";
import { roomsOf } from "./walls/table.ts";

const root = fileURLToPath(new URL("../", import.meta.url));
const path = `${root}.oxlint-walls.json`;

const entries = readdirSync(`${root}src`, { withFileTypes: true });
const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
const rooms = roomsOf(readFileSync(`${root}ARCHITECTURE.md`, "utf8"), folders);
const overrides = wallsOf(rooms, (room) =>
  Math.max(
    ...readdirSync(`${root}src/${room}`, { recursive: true, encoding: "utf8" })
      .filter((file) => /\.tsx?$/.test(file))
      .map((file) => file.split("/").length - 1),
  ),
);

const lines = overrides.map((override) => `    ${JSON.stringify(override)}`).join(",\n");
const text = `{\n  "overrides": [\n${lines}\n  ]\n}\n`;
if (!process.argv.includes("--check")) {
  writeFileSync(path, text);
} else if (readFileSync(path, "utf8") !== text) {
  console.error(
    ".oxlint-walls.json differs from the table in ARCHITECTURE.md. Run `node scripts/walls.ts` and commit both.",
  );
  process.exitCode = 1;
}
