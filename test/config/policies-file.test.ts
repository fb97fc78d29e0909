// Policies in the configuration file of an edge.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { settingsOf } from "../../src/config/options/edge-config.ts";
import { edgeOptions } from "../../src/config/options/edge-options.ts";
import { edgeRules } from "../../src/config/options/edge-rules.ts";
import { optionsText } from "../../src/config/options/help.ts";
import { resolveOptions } from "../../src/config/read/resolve.ts";
import { policiesOfConfiguration } from "../../src/config/policies/policies.ts";
import { makePolicy } from "../../src/core/policy/policy.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "edge-sessions-policies-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function resolve(
  lines: readonly string[],
  argv: readonly string[] = ["--origin", "https://kratos.example"],
  env: Readonly<Record<string, string>> = {},
) {
  const path = join(folder, "edge.yaml");
  await writeFile(path, lines.join("\n"));
  return resolveOptions(edgeOptions, edgeRules, [...argv, "--config", path], env);
}

/** What is wrong, each as a sentence, without the folder. */
async function wrong(...given: Parameters<typeof resolve>): Promise<readonly string[]> {
  const resolved = await resolve(...given);
  if (resolved.kind === "options") return [];
  return resolved.problems.map(({ where, what }) => `${where} ${what}`.replace(`${folder}/`, ""));
}

test("Policies in the file are settings of the edge, and the new settings are options.", async () => {
  const resolved = await resolve([
    "preflights: true",
    "tokenize-templates: [jwt_api, jwt.web-1]",
    "policies:",
    "  app:",
    "    headers: { X-User-Id: /identity/id }",
    "    required_aal: aal2",
    "  10:",
    "    anonymous: true",
  ]);
  if (resolved.kind === "problems") throw new Error(JSON.stringify(resolved.problems));
  const settings = settingsOf(resolved.options);
  expect(settings).toMatchObject({
    preflights: true,
    tokenizeTemplates: ["jwt_api", "jwt.web-1"],
  });
  expect([...settings.policies].sort((one, other) => one.name.localeCompare(other.name))).toEqual([
    makePolicy("10", { anonymous: true, browsers: "status" }),
    makePolicy("app", {
      headers: [{ name: "X-User-Id", pointer: "/identity/id" }],
      requiredAal: "aal2",
      browsers: "status",
    }),
  ]);
});

test("Every problem of the policies in a file is listed with its place.", async () => {
  expect(
    await wrong([
      "policies:",
      "  app:",
      "    headers:",
      "      X-User-Id: identity/id",
      "      Cookie: /identity/id",
      "    max_age: 10",
      "    required_aal:",
      "  App: {}",
      "  none:",
    ]),
  ).toEqual([
    "policies.app.headers.X-User-Id in edge.yaml must be a JSON pointer such as /identity/traits/email",
    "policies.app.headers.Cookie in edge.yaml must not be a header that HTTP or proxies already use; choose one of your own, such as X-User-Id",
    "policies.app.required_aal in edge.yaml must be one of aal0, aal1, aal2, aal3",
    "policies.app.max_age in edge.yaml must be a duration such as 500ms, 30s or 2m30s",
    "policies.App in edge.yaml must be a name of 1 to 64 of a-z, 0-9, - and _",
    "policies.none in edge.yaml must be a mapping, {} for a policy that lets every session through; it is empty",
  ]);
  expect(await wrong(["policies:"])).toEqual([
    "policies in edge.yaml must be a mapping of names to policies; it was empty",
  ]);
});

test("Policies are not a flag and not a variable, and the help says so.", async () => {
  const origin = ["--origin", "https://kratos.example"];
  const [flag] = await wrong([""], [...origin, "--policies", "{}"]);
  expect(flag).toMatch(/^--policies is not a known flag/u);
  const [variable] = await wrong([""], origin, { EDGE_SESSIONS_POLICIES: "{}" });
  expect(variable).toMatch(/^EDGE_SESSIONS_POLICIES is not a known variable/u);
  expect(optionsText(edgeOptions.shape)).toContain("Only in the file of --config.");
});

test("An edge that follows a control plane has no policies of its own, and no other settings.", async () => {
  const bus = ["--bus", "nats://nats.example:4222", "--region", "eu"];
  expect(await wrong(["policies: { app: {} }"], bus)).toEqual([
    "policies needs --origin, because without it the control plane decides about the settings of projects",
  ]);
  expect(await wrong(["tokenize-templates: [a]"], bus)).toEqual([
    "--tokenize-templates needs --origin, because without it the control plane decides about the settings of projects",
  ]);
  expect(await wrong(["policies: {}", "tokenize-templates: []"], bus)).toEqual([]);
});

test.each([
  ["a,b", ["a", "b"]],
  ["a", ["a"]],
])("--tokenize-templates %s names templates.", async (given, templates) => {
  const origin = ["--origin", "https://kratos.example"];
  const resolved = await resolve([""], [...origin, "--tokenize-templates", given]);
  if (resolved.kind === "problems") throw new Error(JSON.stringify(resolved.problems));
  expect(resolved.options["tokenize-templates"]).toEqual(templates);
});

test.each([
  ["tokenize-templates: [a b]", "must have names of letters, digits, -, _ and ."],
  ["tokenize-templates: ['']", "must not have an empty name"],
  ["tokenize-templates: [a, a]", "must not name a template twice"],
  [`tokenize-templates: [${"a".repeat(65)}]`, "must have names of at most 64 characters"],
  [
    `tokenize-templates: [${Array.from({ length: 17 }, (_, index) => `t${index}`).join(",")}]`,
    "must not have more than 16 members",
  ],
  ["tokenize-templates: 7", "must be a list of names of tokenizer templates such as jwt_api"],
])("%s is refused.", async (line, problem) => {
  const [first, ...others] = await wrong([line]);
  expect(others).toEqual([]);
  expect(first).toContain(problem);
});

test("16 templates of 64 characters are the limit.", async () => {
  const names = Array.from({ length: 16 }, (_, index) => `${index}`.padEnd(64, "t"));
  expect(await wrong([`tokenize-templates: [${names.join(", ")}]`])).toEqual([]);
});

test.each(["guides/policies.md", "reference/policies.md"])(
  "Every policy that docs/%s prints is valid.",
  async (page) => {
    const text = await readFile(new URL(`../../docs/${page}`, import.meta.url), "utf8");
    const blocks = [...text.matchAll(/```yaml\n(.*?)```/gsu)].map(([, yaml = ""]) => yaml);
    expect(blocks.length).toBeGreaterThan(0);
    for (const block of blocks) {
      const content: unknown = parse(block);
      const policies: unknown = Reflect.get(Object(content), "policies");
      expect(policiesOfConfiguration(policies)).toMatchObject({ kind: "policies" });
    }
  },
);
