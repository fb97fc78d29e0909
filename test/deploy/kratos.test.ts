// Every setting that the project names for Kratos is a setting of Kratos.
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { entriesOf, deployText, leafPaths, yamlDocuments } from "./files.ts";
import { kratosRoots, kratosSettings } from "./kratos-settings.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** YAML blocks of a page that are meant for Kratos. */
function kratosBlocks(page: string): readonly unknown[] {
  return [...page.matchAll(/^```yaml\n(.*?)^```$/gmsu)]
    .flatMap(([, text = ""]) => yamlDocuments(text))
    .filter((block) => entriesOf(block).some(([name]) => kratosRoots.has(name)));
}

function unknownSettings(block: unknown): readonly string[] {
  return leafPaths(block).filter((path) => !kratosSettings.has(path));
}

test.each(["compose/kratos.yaml", "kratos/web-hooks.yaml"])(
  "The file deploy/%s contains only settings of Kratos.",
  async (path) => {
    const [settings] = yamlDocuments(await deployText(path));
    expect(unknownSettings(settings)).toEqual([]);
  },
);

describe("the guides", () => {
  test("The guides name only settings of Kratos.", async () => {
    const guides = (await readdir(`${root}docs/guides`)).filter((name) => name.endsWith(".md"));
    const pages = [`${root}README.md`, ...guides.map((name) => `${root}docs/guides/${name}`)];
    const texts = await Promise.all(pages.map((page) => readFile(page, "utf8")));
    const blocks = texts.flatMap(kratosBlocks);
    expect(blocks.length).toBeGreaterThan(3);
    expect(blocks.flatMap(unknownSettings)).toEqual([]);
  });

  test("A misspelt setting in a guide is found.", () => {
    const blocks = kratosBlocks("```yaml\nserve:\n  public:\n    base_ur: x\n```\n");
    expect(blocks.flatMap(unknownSettings)).toEqual(["serve.public.base_ur"]);
  });
});

test("The Kratos of the composition sends the edge its hint and lets browsers force a check.", async () => {
  const [settings] = yamlDocuments(await deployText("compose/kratos.yaml"));
  expect(settings).toMatchObject({
    serve: {
      public: {
        base_url: "http://127.0.0.1:4000/",
        cors: { allowed_headers: expect.arrayContaining(["Cache-Control"]) },
      },
    },
    feature_flags: { cacheable_sessions: true, cacheable_sessions_max_age: "1m" },
  });
});
