// The folder that a new file or folder is made in.
import { stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";

/** Says why a new file or folder cannot be made there. */
export async function parentProblem(path: string): Promise<string | undefined> {
  const parent = dirname(resolve(path));
  const found = await stat(parent).catch(() => undefined);
  return found?.isDirectory() === true
    ? undefined
    : `cannot be made, because there is no folder ${parent}`;
}
