// Every file below deploy/ that a program reads can be read, and the image is made of what is there.
import { expect, test } from "vitest";
import { buildParts } from "../package/scratch-clone.ts";
import { deployFiles, deployText, yamlDocuments } from "./files.ts";
import packageJson from "../../package.json" with { type: "json" };

test("Every YAML file parses and has no key twice.", async () => {
  const paths = await deployFiles(".yaml", ".yml");
  expect(paths).toContain("compose/compose.yaml");
  for (const path of paths) {
    const documents = yamlDocuments(await deployText(path));
    expect({ path, some: documents.length > 0 }).toEqual({ path, some: true });
  }
});

test("A key that occurs twice is found.", () => {
  expect(() => yamlDocuments("a: 1\na: 2\n")).toThrow("Map keys must be unique");
});

test("Every JSON file parses.", async () => {
  const paths = await deployFiles(".json");
  expect(paths).toContain("grafana/edge-sessions.json");
  for (const path of paths) expect(JSON.parse(await deployText(path))).toBeTypeOf("object");
});

test("The image runs the package's program as a user other than root, and checks its health.", async () => {
  const text = await deployText("Dockerfile");
  expect(text).toMatch(/^USER 1000$/mu);
  expect(text).toContain('ENTRYPOINT ["node", "dist/cli/main.js"]');
  expect(text).toMatch(/^HEALTHCHECK .*\\\n {2}CMD \["node", "dist\/cli\/health-check\.js"\]$/mu);
  // No packages' scripts run while it is built.
  for (const [line] of text.matchAll(/^RUN .*npm (?:ci|install).*$/gmu)) {
    expect(line).toContain("--ignore-scripts");
  }
});

test("Every stage of the image starts from the same Node, which is pinned by digest and supported by the package.", async () => {
  const text = await deployText("Dockerfile");
  const base = /^ARG NODE_IMAGE=node:(\d+)\.\d+\.\d+-slim@sha256:[\da-f]{64}$/mu.exec(text);
  const least = Number(/\d+/u.exec(packageJson.engines.node)?.[0]);
  expect(Number(base?.[1])).toBeGreaterThanOrEqual(least);
  const stages = [...text.matchAll(/^FROM (\S+)/gmu)].map(([, image]) => image);
  expect(stages.length).toBeGreaterThan(1);
  expect(new Set(stages)).toEqual(new Set(["${NODE_IMAGE}"]));
});

test("The files that the image copies are in its context, and the build needs no others.", async () => {
  const text = await deployText("Dockerfile");
  const copiedBy = (stages: string): readonly string[] =>
    [...stages.matchAll(/^COPY (?!--from)(.+) \S+$/gmu)].flatMap(([, list = ""]) =>
      list.split(" "),
    );
  const [, build = ""] = text.split(/^FROM /mu);
  const copied = copiedBy(build);
  const allowed = (await deployText("Dockerfile.dockerignore")).split("\n");
  for (const path of copiedBy(text)) expect(allowed).toContain(`!${path}`);
  // A clone of just these, and of what no build reads, is built and packed in test/package.
  expect(copied.toSorted()).toEqual(buildParts);
});
