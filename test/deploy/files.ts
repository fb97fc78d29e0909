// The files below deploy/, read as data.
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseAllDocuments } from "yaml";

/** The folder `deploy/`, with a slash at its end. */
export const deployFolder = fileURLToPath(new URL("../../deploy/", import.meta.url));

/** Paths below `deploy/` of all files whose name ends in one of these. */
export async function deployFiles(...endings: readonly string[]): Promise<readonly string[]> {
  const entries = await readdir(deployFolder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => `${entry.parentPath}/${entry.name}`.replace(/\/+/gu, "/"))
    .map((path) => path.slice(deployFolder.length))
    .filter((path) => !path.startsWith("compose/keys/"))
    .sort();
}

/** The text of a file below `deploy/`. */
export function deployText(path: string): Promise<string> {
  return readFile(`${deployFolder}${path}`, "utf8");
}

/** Every document of a YAML text. Throws at the first error or warning, such as a repeated key. */
export function yamlDocuments(text: string): readonly unknown[] {
  const documents = parseAllDocuments(text);
  if (!Array.isArray(documents)) return [];
  return documents.map((document) => {
    const [problem] = [...document.errors, ...document.warnings];
    if (problem !== undefined) throw problem;
    return document.toJS() as unknown;
  });
}

/** Member of a value by its path; undefined where there is none. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let here = value;
  for (const step of path) {
    if (typeof here !== "object" || here === null) return undefined;
    here = Reflect.get(here, step);
  }
  return here;
}

/** A value's own entries; none if it is not an object. */
export function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}

/** Each path to something other than a mapping or a list, as `a.b[].c`. */
export function leafPaths(value: unknown, path = ""): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => leafPaths(item, `${path}[]`));
  if (typeof value !== "object" || value === null) return [path];
  return entriesOf(value).flatMap(([name, member]) =>
    leafPaths(member, path === "" ? name : `${path}.${name}`),
  );
}
