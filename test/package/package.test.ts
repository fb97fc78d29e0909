// A clone that is tried by npx, packed and upgraded; and its package, installed in an empty folder: the program and
// every import work on the oldest Node and on this one.
import { execFile } from "node:child_process";
import { existsSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startProgram } from "../harness/program.ts";
import { firstLineOfHelp, overview } from "./first-line.ts";
import { listedFolders } from "./packages-page.ts";
import { makeScratchClone, removeBuild, type ScratchClone } from "./scratch-clone.ts";
import { installPackage, oldestNode, type InstalledPackage } from "./installed-package.ts";

const execute = promisify(execFile);
const manifest: { version: string; exports: Record<string, unknown> } = JSON.parse(
  readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
);
const subpaths = Object.keys(manifest.exports)
  .filter((path) => path !== "./package.json")
  .map((path) => join("edge-sessions", path));
const nodeVersions = [oldestNode, process.versions.node];

let clone: ScratchClone;
let installed: InstalledPackage;
/** What npx ran in the clone before there was any build, twice. */
const beforeBuild: (string | undefined)[] = [];
beforeAll(async () => {
  clone = makeScratchClone();
  for (const _time of ["first", "again"]) beforeBuild.push(await firstLineOfHelp(clone));
  installed = await installPackage(clone);
}, 180_000);
afterAll(() => {
  installed.remove();
  clone[Symbol.dispose]();
});

test("Through npx, the build runs if it is as new as the sources, and otherwise the sources run.", async () => {
  expect(beforeBuild).toEqual([overview, overview]);
  // `npm pack` has removed what was there and built it again.
  clone.edit("dist/cli/command-line.js", overview, "the build");
  expect(await firstLineOfHelp(clone)).toBe("the build");
  // It can be run by itself as well.
  const { stdout } = await execute(join(clone.folder, "dist/cli/main.js"), ["--help"]);
  expect(stdout).toContain("the build");

  // The file that npx runs, without npm's own start.
  const firstLine = async (): Promise<string | undefined> =>
    (await clone.run(process.execPath, "bin/edge-sessions.js", "--help")).stdout.split("\n")[0];
  expect(await firstLine()).toBe("the build");
  // As an upgrade of the clone does it: files are written, and the build stays as it was.
  clone.edit("src/cli/command-line.ts", overview, "the upgrade");
  expect(await firstLine()).toBe("the upgrade");

  // What `rm -rf dist/*` leaves: the notes of a build that is no longer there. Here they are newer than the sources.
  const now = new Date();
  utimesSync(join(clone.folder, "dist/.built"), now, now);
  expect(await firstLine()).toBe("the build");
  removeBuild(clone);
  expect(await firstLine()).toBe("the upgrade");
});

test("The tarball contains only the build, the licence and the first pages.", () => {
  const strangers = installed.files.filter(
    (path) =>
      !/^package\/(package\.json|README\.md|LICENSE|CHANGELOG\.md)$/.test(path) &&
      path !== "package/bin/edge-sessions.js" &&
      !/^package\/dist\/[a-z/-]+\.(js|d\.ts)(\.map)?$/.test(path) &&
      // The bundler names what several of its files share.
      !/^package\/dist\/bundle\/[\w-]+\.js$/.test(path) &&
      path !== "package/dist/bundle/LICENSES.txt" &&
      !/^package\/dist\/page\/(index\.html|icon\.svg|assets\/[\w-]+\.(js|css))$/.test(path),
  );
  expect(strangers).toEqual([]);
  const folders = installed.files.flatMap(
    (path) => /^package\/(dist\/[\w-]+)\//u.exec(path)?.[1] ?? [],
  );
  expect([...new Set(folders)].toSorted()).toEqual(listedFolders("edge-sessions"));
  expect(installed.files).toContain("package/dist/cli/main.js");
  expect(installed.files).toContain("package/dist/page/index.html");
  expect(installed.files).toContain("package/dist/bundle/edge.js");
  expect(installed.files).toContain("package/dist/bundle/LICENSES.txt");
});

describe.each(nodeVersions)("Node %s", (version) => {
  const node = (): string => installed.nodes[version] ?? "";

  test("The tests run on the Node version that they name.", async () => {
    const { stdout } = await execute(node(), ["--version"]);
    expect(stdout.trim()).toBe(`v${version}`);
  });

  test.each([
    [["--version"], manifest.version],
    [["--help"], "edge-sessions <command>"],
    [["edge", "--help"], "--cacheable-sessions"],
    [["dev", "--help"], "--origin"],
    [["control", "--help"], "--database"],
    [["invalidate", "--help"], "--key-file"],
    [["bench", "--help"], "--report"],
  ])("The command edge-sessions %j works.", async (argv, says) => {
    const { stdout } = await execute(node(), [installed.main, ...argv]);
    expect(stdout).toContain(says);
  });

  test("The program is linked under its name and runs by it.", async () => {
    const linked = join(installed.folder, "node_modules/.bin/edge-sessions");
    const { stdout } = await execute(linked, ["--version"], {
      env: { PATH: `${dirname(node())}:${process.env["PATH"] ?? ""}` },
    });
    expect(stdout.trim()).toBe(manifest.version);
  });

  test("An edge starts, and ends with exit code 0 on SIGTERM.", async () => {
    const edge = startProgram(
      [
        "edge",
        "--origin",
        "http://127.0.0.1:9",
        "--listen",
        "127.0.0.1:0",
        "--admin-listen",
        "127.0.0.1:0",
      ],
      {},
      { node: node(), main: installed.main },
    );
    await edge.until(/"msg":"ready"/);
    edge.child.kill("SIGTERM");
    expect(await edge.ended).toBe(0);
  });

  test("A control plane starts, keeps its database and shows the Console.", async () => {
    const name = join(installed.folder, `control-${version}`);
    const control = startProgram(
      [
        "control",
        "--edge",
        ...["--listen", "--admin-listen", "--control-listen"].flatMap((flag) => [
          flag,
          "127.0.0.1:0",
        ]),
        "--database",
        `${name}.db`,
        "--first-key-file",
        `${name}.key`,
      ],
      {},
      { node: node(), main: installed.main },
    );
    const [, url = ""] = await control.until(/"console":"(http:[^"]+)".*"msg":"ready"/);
    const page = await fetch(url);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining("<title>")]);
    control.child.kill("SIGTERM");
    expect(await control.ended).toBe(0);
    expect(existsSync(`${name}.db`)).toBe(true);
  });

  test("The development set-up starts with its identity server.", async () => {
    const dev = startProgram(
      [
        "dev",
        "--listen",
        "127.0.0.1:0",
        "--admin-listen",
        "127.0.0.1:0",
        "--identity-listen",
        "127.0.0.1:0",
        "--control-listen",
        "127.0.0.1:0",
        "--identity-admin-listen",
        "127.0.0.1:0",
      ],
      {},
      { node: node(), main: installed.main },
    );
    await dev.until(/curl -si/);
    dev.child.kill("SIGINT");
    expect(await dev.ended).toBe(0);
  });

  test("Every subpath can be imported.", async () => {
    const script = `for (const path of ${JSON.stringify(subpaths)}) {
      const names = Object.keys(await import(path));
      console.log(path, names.length);
    }`;
    const { stdout } = await execute(node(), ["--input-type=module", "-e", script], {
      cwd: installed.folder,
    });
    expect(stdout.trim().split("\n")).toHaveLength(subpaths.length);
    expect(stdout).toMatch(/^edge-sessions [1-9]/m);
  });
});

test("The package's types work for a consumer with strict settings.", async () => {
  writeFileSync(
    join(installed.folder, "consumer.ts"),
    `import { createEdge } from "edge-sessions";
const edge = createEdge({ origin: "http://127.0.0.1:9", cacheableSessions: true });
const result = await edge.check({ cookie: "ory_kratos_session=x" });
const id: string | undefined = result.kind === "active" ? result.session.identity?.id : undefined;
// @ts-expect-error a result has no such kind
if (result.kind === "nonsense") console.log(id);
`,
  );
  const tsc = fileURLToPath(new URL("../../node_modules/.bin/tsc", import.meta.url));
  const { stdout } = await execute(
    tsc,
    [
      "--noEmit",
      "--singleThreaded",
      "--strict",
      "--skipLibCheck",
      "--module",
      "nodenext",
      "--target",
      "es2024",
      "--lib",
      "es2024,dom",
      "--types",
      "",
      "consumer.ts",
    ],
    { cwd: installed.folder },
  ).catch((error: unknown) => ({ stdout: JSON.stringify(error) }));
  expect(stdout).toBe("");
});

test("Every subpath exports exactly the names that the reference lists, types and values.", async () => {
  const reference = readFileSync(
    new URL("../../docs/reference/api.md", import.meta.url),
    "utf8",
  ).matchAll(/^\| `(edge-sessions[^`]*)` *\|(.*)\|$/gmu);
  const documented = Array.from(reference, ([, path = "", names = ""]) => ({
    path,
    names: Array.from(names.matchAll(/`([^`]+)`/g), ([, name = ""]) => name),
  }));
  expect(documented.map(({ path }) => path).sort()).toEqual([...subpaths].sort());
  // The compiler fails for a name that is not there, and leaves types out of what it writes: what stays are the values.
  for (const [i, { path, names }] of documented.entries()) {
    const text = `export { ${names.join(", ")} } from "${path}";\n`;
    writeFileSync(join(installed.folder, `names-${i}.ts`), text);
  }
  const tsc = fileURLToPath(new URL("../../node_modules/.bin/tsc", import.meta.url));
  const types = fileURLToPath(new URL("../../node_modules/@types", import.meta.url));
  const settings = {
    compilerOptions: {
      strict: true,
      skipLibCheck: true,
      module: "nodenext",
      target: "es2023",
      typeRoots: [types],
      types: ["node"],
    },
    include: ["names-*.ts"],
  };
  writeFileSync(join(installed.folder, "tsconfig.json"), JSON.stringify(settings));
  const compiled = await execute(tsc, ["-p", ".", "--singleThreaded"], {
    cwd: installed.folder,
  }).catch((error: unknown) => ({ stdout: JSON.stringify(error) }));
  expect(compiled.stdout).toBe("");
  const script = `const paths = ${JSON.stringify(documented.map(({ path }) => path))};
    const names = async (path) => Object.keys(await import(path)).sort();
    const found = paths.map(async (path, i) => [path, await names(path), await names(\`./names-\${i}.js\`)]);
    console.log(JSON.stringify(await Promise.all(found)));`;
  for (const node of Object.values(installed.nodes)) {
    const { stdout } = await execute(node, ["--input-type=module", "-e", script], {
      cwd: installed.folder,
    });
    const found: [path: string, given: string[], listed: string[]][] = JSON.parse(stdout);
    expect(found.map(([path, given]) => [path, given])).toEqual(
      found.map(([path, , listed]) => [path, listed]),
    );
  }
});
