// What `edge-sessions plan --write` makes: files below one folder, without secrets, and a page that leads to them.
import { expect, test } from "vitest";
import { filesOf } from "../../src/planet/files/write-plan.ts";
import { yamlDocuments } from "../deploy/files.ts";
import { plans, files, textOf, kinds, careful } from "./plan-files.ts";

test.each(kinds)("The files of a plan of %s for %s stay below their folder.", (name, deploy) => {
  const paths = files(name, deploy).map(({ path }) => path);
  expect(new Set(paths).size).toBe(paths.length);
  for (const path of paths)
    expect(path).toMatch(/^(?:[a-z][a-z-]*\/){0,2}\.?[A-Za-z][A-Za-z.-]*$/u);
  expect(paths).toEqual(
    expect.arrayContaining(["README.md", "plan.json", "map.svg", "prepare.sh"]),
  );
});

test.each(kinds)(
  "The files of a plan of %s for %s hold no secret, and YAML that can be read.",
  (name, deploy) => {
    const all = files(name, deploy);
    for (const { text } of all.filter(({ path }) => path.endsWith(".yaml")))
      expect(yamlDocuments(text).length).toBeGreaterThan(0);
    for (const { text } of all.filter(({ path }) => path.endsWith(".example")))
      expect(text).toMatch(/^(?:[A-Z_]+=\n)+$/u);
    for (const { text } of all) {
      expect(text).not.toMatch(/[\da-f]{16}|PRIVATE KEY/u);
      for (const [, value = ""] of text.matchAll(/\bpassword: *([^\s,]+)/gu))
        expect(value).toMatch(/^\$/u);
      for (const [, password = ""] of text.matchAll(/:\/\/[a-z-]+:([^@\s]+)@/gu))
        expect(password).toMatch(/^(?:\$.*|PASSWORD)$/u);
    }
  },
);

test("A metro whose code is a path is refused.", () => {
  const [edge] = plans.one.edges;
  if (edge === undefined) throw new Error("no edge");
  const bad = { ...edge, metro: { ...edge.metro, code: "../x" } };
  const options = {
    deploy: "compose",
    profile: careful,
    version: "1",
    map: "",
    json: "",
    text: "",
  } as const;
  expect(() => filesOf({ ...plans.one, edges: [bad] }, options)).toThrow(
    '"../x" cannot name a region',
  );
  expect(() => filesOf({ ...plans.one, edges: [edge, edge] }, options)).toThrow(
    "two edges have the same metro",
  );
});

test.each(kinds)(
  "The page of a plan of %s for %s names every region, and only files that are there.",
  (name, deploy) => {
    const all = files(name, deploy);
    const page = textOf(all, "README.md");
    for (const { metro } of plans[name].edges) expect(page).toContain(metro.name);
    const regions = plans[name].edges.map(({ metro }) => metro.code);
    const paths = [
      ...page.matchAll(/(?:kubernetes|nats|compose)\/[\w<>./-]+\.(?:yaml|conf)/gu),
    ].flatMap(([path]) =>
      path.includes("<region>")
        ? regions.map((region) => path.replace("<region>", region))
        : [path],
    );
    // One edge with Compose has no file to name.
    expect(paths.length > 0).toBe(name !== "one" || deploy !== "compose");
    for (const path of paths) expect(all.map((file) => file.path)).toContain(path);
    expect(page).not.toMatch(/undefined|NaN|\[object/u);
  },
);
