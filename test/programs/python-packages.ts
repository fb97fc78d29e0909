// Packages of PyPI that tests use for real, in a folder of their own, so that nothing of the machine's Python changes.
import { execFile, spawnSync } from "node:child_process";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const execute = promisify(execFile);

/** Their versions by name, as pip names them. */
export const pythonPackages = { pyjwt: "2.15.1", cryptography: "48.0.0" } as const;

/** What a program imports of them. */
const imports = "import jwt, cryptography.hazmat.primitives.asymmetric.ec";

/** The folder of all of them, for `PYTHONPATH`. */
export function pythonPath(cache: string): string {
  const versions = Object.entries(pythonPackages).map((pair) => pair.join("-"));
  return join(cache, `python-${versions.join("-")}`);
}

/** Whether the Python of this machine can use them. A folder that another Python's pip has filled is of no use. */
export function hasPythonPackages(cache: string): boolean {
  const env = { ...process.env, PYTHONPATH: pythonPath(cache) };
  return spawnSync("python3", ["-c", imports], { env, stdio: "ignore" }).status === 0;
}

/** Has pip fetch them. pip knows which registry, and how to reach it. */
export async function fetchPythonPackages(cache: string): Promise<void> {
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, "installing-"));
  try {
    const wanted = Object.entries(pythonPackages).map((pair) => pair.join("=="));
    const argv = ["-m", "pip", "install", "--quiet", "--only-binary", ":all:", "--target", folder];
    await execute("python3", [...argv, ...wanted]);
    await rm(pythonPath(cache), { recursive: true, force: true });
    await rename(folder, pythonPath(cache));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
