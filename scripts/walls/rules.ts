// Lint rules that keep the walls. Each is an allow-list: an import that the table does not name is an error, even of a
// room that does not exist yet.
import type { Room } from "./table.ts";

/** One override of the lint configuration. */
export interface Override {
  readonly files: readonly string[];
  readonly excludeFiles: readonly string[];
  readonly rules: Readonly<Record<string, unknown>>;
}

/** The rules for these rooms. `depthOf` says how many folders deep the deepest file of a room lies inside it. */
export function wallsOf(
  rooms: readonly Room[],
  depthOf: (room: string) => number,
): readonly Override[] {
  return rooms.flatMap((room) =>
    Array.from({ length: depthOf(room.name) + 1 }, (_, below) => wallOf(room, below)),
  );
}

/** The rule for files that lie `below` folders deep inside a room. The last pattern that fits an import decides. */
function wallOf(room: Room, below: number): Override {
  const folder = `src/${room.name}/${"*/".repeat(below)}`;
  const toSources = "../".repeat(below + 1);
  const own = Array.from({ length: below }, (_, up) => `!${"../".repeat(up + 1)}**`);
  const patterns = [
    "**",
    "!./**",
    ...own,
    `${toSources}*`,
    `${toSources}*/**`,
    ...room.rooms.map((other) => `!${toSources}${other}/**`),
    ...room.packages.flatMap((name) => {
      const pattern = name === "node:" ? "node:*" : name;
      return [`!${pattern}`, `!${pattern}/**`];
    }),
  ];
  const rooms = [`src/${room.name}`, ...room.rooms.map((other) => `src/${other}`)].join(", ");
  const packages = room.packages.join(", ") || "none";
  const message = `src/${room.name} may import files of ${rooms}, and packages: ${packages}. The table in ARCHITECTURE.md says so.`;
  return {
    files: [`${folder}*.ts`, `${folder}*.tsx`],
    excludeFiles: ["**/*.test.ts", "**/*.cases.ts", "src/console/vite.config.ts"],
    rules: { "no-restricted-imports": ["error", { patterns: [{ group: patterns, message }] }] },
  };
}
