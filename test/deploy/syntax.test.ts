// Every file below deploy/ that a program reads can be read, and the image is made of what is there.
import { expect, test } from "vitest";
import { buildParts } from "../package/scratch-clone.ts";
import { deployFiles, deployText, yamlDocuments } from "./files.ts";
import packageJson from "../../package.json" with { type: "json" };

test("YAML parses, with no key twice", async () => {
  const paths = await deployFiles(".yaml", ".yml");
  expect(paths).toContain("compose/compose.yaml");
  for (const path of paths) {
    const documents = yamlDocuments(await deployText(path));
    expect({ path, some: documents.length > 0 }).toEqual({ path, some: true });
  }
});

test("a key that stands twice would be caught", () => {
  expect(() => yamlDocuments("a: 1\na: 2\n")).toThrow("Map keys must be unique");
});

test("JSON parses", async () => {
  const paths = await deployFiles(".json");
  expect(paths).toContain("grafana/edge-sessions.json");
  for (const path of paths) expect(JSON.parse(await deployText(path))).toBeTypeOf("object");
});

test("the image runs the package's program as somebody who is not root, on a Node that it takes", async () => {
  const text = await deployText("Dockerfile");
  expect(text).toMatch(/^USER 1000$/mu);
  expect(text).toContain('ENTRYPOINT ["node", "dist/cli/main.js"]');
  const majors = [...text.matchAll(/^FROM node:(\d+)-slim/gmu)].map(([, major]) => Number(major));
  expect(majors).toHaveLength(2);
  const least = Number(/\d+/u.exec(packageJson.engines.node)?.[0]);
  for (const major of majors) expect(major).toBeGreaterThanOrEqual(least);
});

test("what the image copies is let into its context, and is all that the build needs", async () => {
  const text = await deployText("Dockerfile");
  const [build = ""] = text.split(/^FROM (?!.* AS build)/mu);
  const copied = [...build.matchAll(/^COPY (.+) \S+$/gmu)].flatMap(([, list = ""]) =>
    list.split(" "),
  );
  const allowed = (await deployText("Dockerfile.dockerignore")).split("\n");
  for (const path of copied) expect(allowed).toContain(`!${path}`);
  // A clone of just these, and of what no build reads, is built and packed in test/package.
  expect(copied.toSorted()).toEqual(buildParts);
});
