// Finds what an edge is compared with, where it is installed, and says how to get it where it is not.
import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** A program that was found. */
export interface FoundProgram {
  readonly path: string;
  /** As it says itself, `1.22.1` and the like. */
  readonly version: string;
}

/** Daemons lie where an ordinary user's PATH does not lead. */
const moreFolders = ["/usr/sbin", "/usr/local/sbin", "/usr/local/bin"];
const askWaitMs = 5_000;

/** Looks for a program on PATH and where daemons are; undefined if it is not installed. */
export function findProgram(command: string, versionFlag: string): FoundProgram | undefined {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), ...moreFolders];
  const path = folders.map((folder) => join(folder, command)).find(isExecutable);
  if (path === undefined) return undefined;
  const { stdout, stderr } = spawnSync(path, [versionFlag], {
    encoding: "utf8",
    timeout: askWaitMs,
  });
  const version = /(\d+\.\d+(?:\.\d+)?)/.exec(`${stdout}${stderr}`)?.[1];
  return { path, version: version ?? "unknown version" };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error) return false;
    throw error;
  }
}
