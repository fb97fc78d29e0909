// The folder that a plan is written to. It appears whole or not at all, and no file that is there already is replaced.
import { randomBytes } from "node:crypto";
import {
  mkdir,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  rmdir,
  stat,
  writeFile,
} from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { systemReason } from "../../config/read/document.ts";
import { ifThere } from "./if-there.ts";
import { parentProblem } from "./parent-folder.ts";

/** One file of a plan. */
export interface OutputFile {
  /** Relative to the folder, with slashes. */
  readonly path: string;
  readonly text: string;
}

/** What became of the folder. */
export type Written =
  /** All files are there now. */
  | { readonly kind: "written" }
  /** The same plan was written there before: nothing was changed. */
  | { readonly kind: "unchanged" }
  /** Nothing was written. Says why, as the rest of a sentence that begins with the folder. */
  | { readonly kind: "refused"; readonly what: string };

/** The file that shows that a folder holds a plan. */
const planFile = "plan.json";

const namesMax = 3;

/** Says why a plan cannot be written there, as far as that can be known before there is one. Undefined if it can. */
export async function folderProblem(path: string): Promise<string | undefined> {
  const found = await stat(path).catch((error: unknown) => systemReason(error));
  if (typeof found === "string") return parentProblem(path);
  if (!found.isDirectory()) return "must be a folder; it is a file";
  // The folder is replaced, and a shell that stands in it would then stand nowhere.
  if ((await realpath(path)) === process.cwd()) {
    return "must not be the current folder; name a folder within it";
  }
  try {
    const names = await readdir(path);
    return names.length === 0 || names.includes(planFile) ? undefined : occupied(names);
  } catch (error) {
    return `cannot be read: ${systemReason(error)}`;
  }
}

/** Writes the files beside the folder first, and moves them there in one step. */
export async function writeFolder(path: string, files: readonly OutputFile[]): Promise<Written> {
  const problem = await folderProblem(path);
  if (problem !== undefined) return { kind: "refused", what: problem };
  let target = "";
  let names: readonly string[] | undefined;
  try {
    // A link stays a link.
    target = (await ifThere(realpath(path))) ?? resolve(path);
    names = await ifThere(readdir(target));
    if (names !== undefined && names.length > 0) {
      return (await holds(target, files))
        ? { kind: "unchanged" }
        : { kind: "refused", what: "must be a new or empty folder; it holds another plan" };
    }
  } catch (error) {
    return { kind: "refused", what: `cannot be read: ${systemReason(error)}` };
  }
  const beside = join(dirname(target), `.${basename(target)}-${randomBytes(4).toString("hex")}`);
  try {
    // Where no folder can be made, such as in /proc, making one with its parents never ends.
    await mkdir(beside);
    for (const { path: name, text } of files) {
      const file = join(beside, name);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text, { flag: "wx" });
    }
    if (names !== undefined) await rmdir(target);
    await rename(beside, target);
    return { kind: "written" };
  } catch (error) {
    await rm(beside, { recursive: true, force: true });
    return { kind: "refused", what: `cannot be written: ${systemReason(error)}` };
  }
}

/** Whether a folder holds these files as they are. What was made beside them since then, such as keys, does not count. */
async function holds(folder: string, files: readonly OutputFile[]): Promise<boolean> {
  for (const { path, text } of files) {
    const found = await ifThere(readFile(join(folder, path), "utf8"));
    if (found !== text) return false;
  }
  return true;
}

function occupied(names: readonly string[]): string {
  const more = names.length - namesMax;
  const shown = names.toSorted().slice(0, namesMax).join(", ");
  const rest = more > 0 ? ` and ${more} more` : "";
  return `must be a new or empty folder; it holds ${shown}${rest}`;
}
