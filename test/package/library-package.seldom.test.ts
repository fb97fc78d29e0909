// The library's package as a user gets it: built, packed and installed in an empty folder.
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readManifest } from "../../scripts/package/library-parts.ts";
import { environmentForNpm } from "./npm-environment.ts";
import { listedFolders, notForTheLibrary } from "./packages-page.ts";
import { makeScratchClone } from "./scratch-clone.ts";

const execute = promisify(execFile);
const root = mkdtempSync(join(tmpdir(), "edge-sessions-library-"));
let files: readonly string[] = [];

beforeAll(async () => {
  using clone = makeScratchClone();
  // The part of `npm run build` that it needs. The whole of it is in publishing.test.ts.
  await clone.run("node_modules/.bin/tsc", "-b", "src", "--singleThreaded");
  await clone.run(process.execPath, "scripts/library-package.ts");
  await clone.run("npm", "pack", "./dist/library-package", "--pack-destination", root);
  const tarball = join(root, `edge-sessions-library-${readManifest().version}.tgz`);
  files = (await execute("tar", ["-tzf", tarball])).stdout
    .split("\n")
    .filter((line) => line !== "");
  writeFileSync(join(root, "package.json"), JSON.stringify({ private: true, type: "module" }));
  const install = ["install", "--no-audit", "--no-fund", "--prefer-offline"];
  const env = environmentForNpm();
  await execute("npm", [...install, `edge-sessions@file:${tarball}`], { cwd: root, env });
}, 180_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

test("The tarball contains the pages and the listed folders, and each folder has something.", () => {
  const pages = ["CHANGELOG.md", "LICENSE", "README.md", "package.json"];
  const inside = files.map((path) => path.replace(/^package\//u, ""));
  expect(inside.filter((path) => !path.startsWith("dist/")).toSorted()).toEqual(pages);
  const modules = inside.filter((path) => path.startsWith("dist/"));
  expect([...new Set(modules.map((path) => dirname(path)))].toSorted()).toEqual(
    listedFolders("edge-sessions-library"),
  );
  expect(modules.filter((path) => !/\.(?:js|js\.map|d\.ts)$/u.test(path))).toEqual([]);
});

test("Nothing of the control plane is installed with it.", () => {
  const installed = notForTheLibrary.filter((name) => existsSync(join(root, "node_modules", name)));
  expect(installed).toEqual([]);
  expect(existsSync(join(root, "node_modules/undici"))).toBe(true);
});

test("Every entry point can be imported under the program's name.", async () => {
  const paths = Object.keys(readManifest().exports)
    .filter((path) => path !== "./package.json")
    .map((path) => join("edge-sessions", path));
  const script = `for (const path of ${JSON.stringify(paths)}) {
    console.log(path, Object.keys(await import(path)).length > 0);
  }`;
  const { stdout } = await execute(process.execPath, ["--input-type=module", "-e", script], {
    cwd: root,
  });
  // These are types alone.
  const hasValues = (path: string): boolean => path !== "edge-sessions/edge/events";
  expect(stdout.trim().split("\n")).toEqual(paths.map((path) => `${path} ${hasValues(path)}`));
});

test("Its types work for a consumer with strict settings.", async () => {
  writeFileSync(
    join(root, "consumer.ts"),
    `import { createEdge } from "edge-sessions";
const edge = createEdge({ origin: "http://127.0.0.1:9", cacheableSessions: true });
const result = await edge.check({ cookie: "ory_kratos_session=x" });
export const id: string | undefined = result.kind === "active" ? result.session.identity?.id : undefined;
`,
  );
  const tsc = fileURLToPath(new URL("../../node_modules/.bin/tsc", import.meta.url));
  const flags = [
    "--noEmit",
    "--singleThreaded",
    "--strict",
    "--skipLibCheck",
    "--module",
    "nodenext",
  ];
  const more = ["--target", "es2024", "--lib", "es2024,dom", "--types", "", "consumer.ts"];
  const { stdout } = await execute(tsc, [...flags, ...more], { cwd: root }).catch(
    (error: unknown) => ({ stdout: JSON.stringify(error) }),
  );
  expect(stdout).toBe("");
});
