// The folder that a new file or folder is made in.
import { stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { systemReason } from "../../config/read/document.ts";
import { ifThere } from "./if-there.ts";

/** Says why a new file or folder cannot be made there. */
export async function parentProblem(path: string): Promise<string | undefined> {
  const parent = dirname(resolve(path));
  try {
    const found = await ifThere(stat(parent));
    if (found?.isDirectory() === true) return undefined;
  } catch (error) {
    return `cannot be made, because ${parent} cannot be looked at: ${systemReason(error)}`;
  }
  return `cannot be made, because there is no folder ${parent}`;
}
