// The file that a map is written to. It may replace an earlier map, and nothing else.
import { randomBytes } from "node:crypto";
import { open, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { systemReason } from "../../config/read/document.ts";
import { parentProblem } from "./parent-folder.ts";

const headBytes = 512;

/** Says why a map cannot be written there. Undefined if it can. */
export async function mapProblem(path: string): Promise<string | undefined> {
  try {
    const found = await stat(path);
    // Reading a pipe or a terminal can wait without an end.
    if (!found.isFile() && !found.isDirectory()) {
      return "must be a new file or an SVG; it is a pipe or a device";
    }
    const file = await open(path, "r");
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
      const head = buffer.toString("utf8", 0, bytesRead);
      const isMap = /^\s*(?:<\?xml[^>]*>\s*)?<svg[\s>]/u.test(head);
      return isMap ? undefined : "must be a new file or an SVG; it holds something else";
    } finally {
      await file.close();
    }
  } catch (error) {
    const isNew = error instanceof Error && "code" in error && error.code === "ENOENT";
    return isNew ? parentProblem(path) : `cannot be written: ${systemReason(error)}`;
  }
}

/** Writes a map in one step. Says what went wrong, if anything did. */
export async function writeMap(path: string, svg: string): Promise<string | undefined> {
  const problem = await mapProblem(path);
  if (problem !== undefined) return problem;
  const beside = join(dirname(path), `.${basename(path)}-${randomBytes(4).toString("hex")}`);
  try {
    await writeFile(beside, svg, { flag: "wx" });
    await rename(beside, path);
    return undefined;
  } catch (error) {
    await rm(beside, { force: true });
    return `cannot be written: ${systemReason(error)}`;
  }
}
