// The walls as ARCHITECTURE.md's table of folders shows them: which rooms and packages each room may import.

/** One room below `src`. */
export interface Room {
  readonly name: string;
  /** Rooms that it may import besides itself. */
  readonly rooms: readonly string[];
  /** Packages that it may import; `node:` stands for all modules of Node.js. */
  readonly packages: readonly string[];
}

const heading = /^\| folder +\| holds +\| may import +\| packages +\|$/m;
const nothing = "nothing";

/** Reads the rooms out of the document. Throws where the table is missing, or names what is not there. */
export function roomsOf(document: string, folders: readonly string[]): readonly Room[] {
  const found = heading.exec(document);
  if (found === null) {
    throw new Error(
      "ARCHITECTURE.md must have a table with the columns folder, holds, may import, packages",
    );
  }
  const rows = document.slice(found.index).split("\n").slice(2);
  const end = rows.findIndex((row) => !row.startsWith("|"));
  const cells = rows
    .slice(0, end)
    .map((row) => row.split("|").map((cell) => cell.trim()))
    .filter(([, folder]) => folder?.startsWith("`src/") === true);
  const names = cells.map(([, folder]) => namesIn(folder)[0]?.replace("src/", "") ?? "");
  const rooms = cells.map(([, , , imports, packages], index): Room => {
    const name = names[index] ?? "";
    return {
      name,
      rooms: listed(imports, name),
      packages: listed(packages, name),
    };
  });
  const known = new Set(names);
  for (const { name, rooms: others } of rooms) {
    const unknown = others.find((other) => !known.has(other));
    if (unknown !== undefined) {
      throw new Error(
        `ARCHITECTURE.md: \`src/${name}\` may import \`${unknown}\`, which has no row in the table`,
      );
    }
  }
  const missing = folders.filter((folder) => !known.has(folder));
  const gone = names.filter((name) => !folders.includes(name));
  if (missing.length > 0 || gone.length > 0) {
    throw new Error(
      `ARCHITECTURE.md: the table must have one row for each folder of src; missing: ${missing.join(", ") || "none"}; without a folder: ${gone.join(", ") || "none"}`,
    );
  }
  return rooms;
}

function listed(cell: string | undefined, room: string): readonly string[] {
  if (cell === nothing) return [];
  const names = namesIn(cell);
  if (names.length === 0) {
    throw new Error(
      `ARCHITECTURE.md: the row of \`src/${room}\` must list names in backquotes, or say "${nothing}"`,
    );
  }
  return names;
}

function namesIn(cell: string | undefined): readonly string[] {
  return [...(cell ?? "").matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? "");
}
