// The project's documents and the names of its files, read from the work tree.
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

const notOurs = new Set(["node_modules", "dist", ".git", "coverage"]);

/** Paths of all files and folders below the repository's root, with `/` between their parts. */
export async function repositoryFiles(): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const walk = async (folder: string): Promise<void> => {
    for (const entry of await readdir(`${root}${folder}`, { withFileTypes: true })) {
      if (notOurs.has(entry.name)) continue;
      const path = `${folder}${entry.name}`;
      found.add(path);
      if (entry.isDirectory()) await walk(`${path}/`);
    }
  };
  await walk("");
  return found;
}

/** Text of every Markdown file by its path: those at the root and those below `docs`. */
export async function readPages(): Promise<ReadonlyMap<string, string>> {
  const paths = [...(await repositoryFiles())]
    .filter((path) => path.endsWith(".md") && (!path.includes("/") || path.startsWith("docs/")))
    .sort();
  return new Map(
    await Promise.all(
      paths.map(async (path) => [path, await readFile(`${root}${path}`, "utf8")] as const),
    ),
  );
}
