// Commands and settings that the guides print are taken: every flag of the commands below, every edge.yaml, and the keys
// that the guide for Kubernetes makes.
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { readAdminKeys } from "../../src/config/files/admin-keys.ts";
import { busCommandRules, busPlanOptions } from "../../src/config/options/bus-command-options.ts";
import { controlOptions, controlRules } from "../../src/config/options/control-options.ts";
import { doctorOptions, doctorRules } from "../../src/config/options/doctor-options.ts";
import { edgeOptions } from "../../src/config/options/edge-options.ts";
import { edgeRules } from "../../src/config/options/edge-rules.ts";
import { invalidateOptions } from "../../src/config/options/invalidate-options.ts";
import { planOptions, planRules } from "../../src/config/options/plan-options.ts";
import { resolveOptions } from "../../src/config/read/resolve.ts";
import { entriesOf, yamlDocuments } from "./files.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../", import.meta.url));
const guides = (await readdir(`${root}docs/guides`)).filter((name) => name.endsWith(".md"));
const pages = new Map(
  await Promise.all(
    ["README.md", ...guides.map((name) => `docs/guides/${name}`)].map(
      async (path) => [path, await readFile(`${root}${path}`, "utf8")] as const,
    ),
  ),
);

function blocks(text: string, language: string): readonly string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gmsu"))].map(
    ([, code = ""]) => code,
  );
}

interface Call {
  readonly path: string;
  readonly argv: readonly string[];
  /** The variables that the block has set before. */
  readonly env: Readonly<Record<string, string>>;
  /** The block of YAML above it on the page: the file that `--config` names. */
  readonly file: string | undefined;
}

/** Every call of a command, quotes and comments taken off. */
function calls(command: string): readonly Call[] {
  return [...pages].flatMap(([path, text]) =>
    blocks(text, "bash").flatMap((block) => {
      const exported = [...block.matchAll(/^export (EDGE_SESSIONS_\w+)="?([^"\s]*)"?$/gmu)];
      const env = Object.fromEntries(exported.map(([, name = "", value = ""]) => [name, value]));
      const file = blocks(text.slice(0, text.indexOf(block)), "yaml").at(-1);
      return block
        .replaceAll(/\\\n/gu, " ")
        .split("\n")
        .filter((line) => line.trim().startsWith(`npx edge-sessions ${command} `))
        .map((line) => {
          const [, rest = ""] = line.replace(/\s#.*$/u, "").split(`edge-sessions ${command} `);
          return { path, argv: rest.trim().split(/\s+/u), env, file };
        });
    }),
  );
}

test("The command edge accepts the flags in the guides.", async () => {
  const found = calls("edge");
  expect(new Set(found.map(({ path }) => path)).size).toBeGreaterThan(4);
  expect(found.some(({ argv }) => argv.includes("--config"))).toBe(true);
  const folder = await mkdtemp(join(tmpdir(), "guide-file-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const written = join(folder, "edge.yaml");
  for (const { path, argv, env, file = "" } of found) {
    await writeFile(written, file);
    const typed = argv.map((word, index) => (argv[index - 1] === "--config" ? written : word));
    const resolved = await resolveOptions(edgeOptions, edgeRules, typed, env);
    expect({ path, argv, resolved }).toMatchObject({ resolved: { kind: "options" } });
  }
});

test("The command control accepts the flags in the guides.", async () => {
  const found = calls("control");
  expect(found.length).toBeGreaterThan(2);
  for (const { path, argv, env } of found) {
    const resolved = await resolveOptions(controlOptions, controlRules, argv, env);
    expect({ path, argv, resolved }).toMatchObject({ resolved: { kind: "options" } });
  }
});

test("The command plan accepts the flags in the guides.", async () => {
  const found = calls("plan");
  expect(new Set(found.map(({ path }) => path)).size).toBeGreaterThan(1);
  for (const { path, argv, env } of found) {
    const resolved = await resolveOptions(planOptions, planRules, argv, env);
    expect({ path, argv, resolved }).toMatchObject({ resolved: { kind: "options" } });
  }
});

test("The command doctor accepts the flags in the guides.", async () => {
  const found = calls("doctor");
  expect(found.length).toBeGreaterThan(3);
  for (const { path, argv, env } of found) {
    const resolved = await resolveOptions(doctorOptions, doctorRules, argv, env);
    expect({ path, argv, resolved }).toMatchObject({ resolved: { kind: "options" } });
  }
});

test("The commands bus create and bus check accept the flags in the guides.", async () => {
  const found = [...calls("bus create"), ...calls("bus check")];
  expect(found.length).toBeGreaterThan(1);
  for (const { path, argv, env } of found) {
    const resolved = await resolveOptions(busPlanOptions, busCommandRules, argv, env);
    expect({ path, argv, resolved }).toMatchObject({ resolved: { kind: "options" } });
  }
});

test("The command invalidate accepts the flags in the guides.", async () => {
  const found = calls("invalidate");
  expect(found).not.toEqual([]);
  for (const { path, argv } of found) {
    const [scope, id, ...flags] = argv.map((arg) =>
      arg.replace('"$edge"', "http://127.0.0.1:4001"),
    );
    expect(`${scope} ${id}`).toMatch(/^(?:identity|session) [\da-f-]{36}$/u);
    const resolved = await resolveOptions(invalidateOptions, [], flags, {});
    expect({ path, flags, resolved }).toMatchObject({ resolved: { kind: "options" } });
  }
});

test("The key files in the guides have the form that an edge accepts.", async () => {
  const folder = await mkdtemp(join(tmpdir(), "edge-sessions-guides-"));
  const found = [...pages].flatMap(([path, text]) =>
    blocks(text, "yaml")
      .filter((block) => yamlDocuments(block).some((one) => "keys" in Object(one)))
      .map((block) => [path, block] as const),
  );
  expect(found.length).toBeGreaterThan(1);
  for (const [path, block] of found) {
    const file = join(folder, "admin-keys.yaml");
    let digest = 0;
    await writeFile(
      file,
      block.replaceAll('"…"', () => `"${String((digest += 1)).padStart(64, "0")}"`),
    );
    const read = await readAdminKeys(file);
    expect({ path, read }).toMatchObject({ read: { kind: "keys" } });
  }
  await rm(folder, { recursive: true });
});

test("The guide for Kubernetes makes keys that an edge accepts.", async () => {
  const guide = pages.get("docs/guides/kubernetes.md") ?? "";
  const script = blocks(guide, "bash").find((block) => block.includes("admin-keys.yaml")) ?? "";
  const made = script
    .split("\n")
    .filter((line) => !line.startsWith("kubectl "))
    .join("\n");
  expect(made).not.toBe(script);
  const folder = await mkdtemp(join(tmpdir(), "edge-sessions-guides-"));
  await run("sh", ["-ec", made], { cwd: folder });
  const read = await readAdminKeys(join(folder, "admin-keys.yaml"));
  expect(read).toMatchObject({ kind: "keys", warnings: [] });
  const names = read.kind === "keys" ? read.keys.map(({ name }) => name) : [];
  expect(names).toEqual(["operator", "kratos", "prometheus"]);
  await rm(folder, { recursive: true });
});

test("The hook that the guide prints is the one that the template makes.", async () => {
  const guide = pages.get("docs/guides/web-hooks.md") ?? "";
  const [printed = ""] = blocks(guide, "json");
  const template = await readFile(`${root}deploy/kratos/edge-sessions.jsonnet`, "utf8");
  const members = [...template.matchAll(/^ {2}(\w+): /gmu)].map(([, name]) => name);
  expect(entriesOf(JSON.parse(printed)).map(([name]) => name)).toEqual(members);
});
