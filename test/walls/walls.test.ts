// The walls between the rooms: the table in ARCHITECTURE.md is what the linter keeps.
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { z } from "zod";
import { roomsOf, type Room } from "../../scripts/walls/table.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const document = await readFile(`${root}ARCHITECTURE.md`, "utf8");
const entries = await readdir(`${root}src`, { withFileTypes: true });
const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
const rooms = roomsOf(document, folders);

/** A room that nobody has made yet: an allow-list refuses it everywhere. */
const unbuilt = "planet";
/** Packages that no row names. */
const strangePackages = ["lodash", "left-pad/lib/pad.js"];
/** The linter says something about each of some thousand imports. */
const reportBytesMax = 64 * 1_024 * 1_024;

const reportSchema = z.object({
  diagnostics: z.array(z.object({ message: z.string(), code: z.string(), filename: z.string() })),
});

/** The imports of each file that the linter refuses because of the walls. */
async function refusals(files: Readonly<Record<string, readonly string[]>>) {
  const folder = await mkdtemp(join(tmpdir(), "walls-"));
  try {
    for (const name of [".oxlintrc.json", ".oxlint-walls.json"]) {
      await cp(`${root}${name}`, join(folder, name));
    }
    for (const [path, imports] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      const lines = imports.map((name, index) =>
        index % 2 === 0 ? `import * as m${index} from "${name}";` : `await import("${name}");`,
      );
      await writeFile(join(folder, path), lines.join("\n"));
    }
    const linter = `${root}node_modules/.bin/oxlint`;
    const ran = promisify(execFile)(linter, ["--format", "json", "src"], {
      cwd: folder,
      maxBuffer: reportBytesMax,
    });
    // The linter ends with 1 where it finds anything, as it does here.
    const { stdout } = await ran.catch((error: unknown) =>
      z.object({ code: z.literal(1), stdout: z.string() }).parse(error),
    );
    const found = new Map<string, string[]>(Object.keys(files).map((path) => [path, []]));
    for (const { message, code, filename } of reportSchema.parse(JSON.parse(stdout)).diagnostics) {
      if (code.includes("no-restricted-imports")) {
        found.get(filename)?.push(/'([^']+)'/.exec(message)?.[1] ?? message);
      }
    }
    return found;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Imports that a file of the room, `below` folders deep, might try, by whether the table allows them. */
function triesOf(room: Room, below: number) {
  const up = "../".repeat(below + 1);
  const others = [...folders, unbuilt].filter((name) => name !== room.name);
  const allowed = [
    "./beside.ts",
    "./inner/below.ts",
    ...Array.from({ length: below }, (_, index) => `${"../".repeat(index + 1)}above.ts`),
    ...room.rooms.map((name) => `${up}${name}/inner/file.ts`),
    ...room.packages.map((name) => (name === "node:" ? "node:fs/promises" : name)),
  ];
  const refused = [
    ...others
      .filter((name) => !room.rooms.includes(name))
      .map((name) => `${up}${name}/inner/file.ts`),
    `${up}../test/harness/scene.ts`,
    ...strangePackages,
    ...(room.packages.includes("node:") ? [] : ["node:fs", "node:fs/promises"]),
  ];
  return { allowed, refused };
}

test("The linter refuses exactly the imports that the table in ARCHITECTURE.md does not allow", async () => {
  const tries = rooms.flatMap((room) =>
    [0, 1].map((below) => ({
      path: `src/${room.name}/${"inner/".repeat(below)}file.ts`,
      ...triesOf(room, below),
    })),
  );
  const found = await refusals(
    Object.fromEntries(tries.map(({ path, allowed, refused }) => [path, [...allowed, ...refused]])),
  );
  for (const { path, refused } of tries) {
    // A room without folders has no rule for files inside one: adding the folder fails the check of the walls.
    if (path.includes("/inner/") && !(await hasFolders(path))) continue;
    expect(found.get(path)?.toSorted(), path).toEqual(refused.toSorted());
  }
});

async function hasFolders(path: string): Promise<boolean> {
  const room = await readdir(join(root, dirname(dirname(path))), { withFileTypes: true });
  return room.some((entry) => entry.isDirectory());
}

test("Only cli may import bench", () => {
  const importing = rooms.filter((room) => room.rooms.includes("bench")).map(({ name }) => name);
  expect(importing).toEqual(["cli"]);
});

test("core imports nothing at all", () => {
  expect(rooms.find(({ name }) => name === "core")).toEqual({
    name: "core",
    rooms: [],
    packages: [],
  });
});

const row = (folder: string, imports: string) => `| \`${folder}\` | what | ${imports} | nothing |`;
const table = (...rows: readonly string[]) =>
  ["| folder | holds | may import | packages |", "| --- | --- | --- | --- |", ...rows, ""].join(
    "\n",
  );

test.each([
  {
    what: "a folder without a row",
    document: table(row("src/core", "nothing")),
    error: "missing: edge",
  },
  {
    what: "a row without a folder",
    document: table(
      row("src/core", "nothing"),
      row("src/edge", "`core`"),
      row("src/attic", "`core`"),
    ),
    error: "without a folder: attic",
  },
  {
    what: "a room that has no row",
    document: table(row("src/core", "nothing"), row("src/edge", "`cellar`")),
    error: "may import `cellar`, which has no row",
  },
  {
    what: "an empty cell",
    document: table(row("src/core", ""), row("src/edge", "`core`")),
    error: 'must list names in backquotes, or say "nothing"',
  },
  { what: "no table", document: "# Architecture\n", error: "must have a table with the columns" },
])("A table with $what is refused", ({ document: text, error }) => {
  expect(() => roomsOf(text, ["core", "edge"])).toThrow(error);
});
