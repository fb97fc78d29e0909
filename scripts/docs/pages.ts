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

const folders = ["docs/", "examples/", "deploy/"];

/** Text of every Markdown file by its path: those at the root and those below the folders above. */
export async function readPages(): Promise<ReadonlyMap<string, string>> {
  const paths = [...(await repositoryFiles())]
    .filter((path) => path.endsWith(".md"))
    .filter((path) => !path.includes("/") || folders.some((folder) => path.startsWith(folder)))
    .sort();
  return textsOf(paths);
}

/** Source files whose string literals users read: the tables of errors, and the help of options. */
const sources =
  /^src\/(?:(?:core|control)\/errors|config\/options\/[^/]+|bench\/options|cli\/client\/[^/]+-options)\.ts$/u;

/** Text of every source file whose string literals users read, by its path. */
export async function readSources(): Promise<ReadonlyMap<string, string>> {
  return textsOf([...(await repositoryFiles())].filter((path) => sources.test(path)).sort());
}

async function textsOf(paths: readonly string[]): Promise<ReadonlyMap<string, string>> {
  return new Map(
    await Promise.all(
      paths.map(async (path) => [path, await readFile(`${root}${path}`, "utf8")] as const),
    ),
  );
}
