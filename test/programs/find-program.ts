// Finds the programs that tests run for real. Nothing is downloaded here: `npm run fetch:programs` does that.
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { packagedPrograms } from "./packaged-programs.ts";
import { keptPaths, programCache } from "./program-cache.ts";

/** Where a program is: on PATH, where daemons lie that an ordinary user's PATH does not name, or where it was fetched to. */
export function findProgram(
  command: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  const folders = [...(environment["PATH"] ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin"];
  const fetched = packagedPrograms
    .filter((program) => program.command === command)
    .flatMap((program) => keptPaths(programCache(environment), program));
  return [...folders.map((folder) => join(folder, command)), ...fetched].find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
