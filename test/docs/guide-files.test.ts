// What the guides on front ends and backends print is, file by file, what the tests run.
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { policiesOfConfiguration } from "../../src/config/policies/policies.ts";
import { backendPolicy } from "../backends/backend.ts";

const root = new URL("../../", import.meta.url);

/** Files that have to be printed, by guide. */
const printed: readonly (readonly [string, readonly string[]])[] = [
  [
    "docs/guides/backends.md",
    [
      "examples/backends/go/session.go",
      "examples/backends/go/policy.go",
      "examples/backends/python/session.py",
      "examples/backends/python/policy.py",
      "examples/backends/java/EdgeSessions.java",
      "examples/backends/spring/src/main/java/example/SessionFilter.java",
      "examples/backends/rust/src/session.rs",
      "examples/backends/rust/src/policy.rs",
    ],
  ],
  [
    "docs/guides/front-ends.md",
    ["examples/next/app/page.js", "examples/next/app/layout.js", "examples/next/proxy.js"],
  ],
];

test.each(printed)(
  "%s prints each of its files whole, and no other code.",
  async (guide, files) => {
    const page = await readFile(new URL(guide, root), "utf8");
    const code = /^```(?:go|python|java|rust|js)\n(.*?)^```$/gmsu;
    const blocks = [...page.matchAll(code)].map(([, text = ""]) => text);
    const texts = await Promise.all(files.map((file) => readFile(new URL(file, root), "utf8")));
    expect(blocks.toSorted()).toEqual(texts.toSorted());
    for (const file of files) expect(page).toContain(`(../../${file})`);
  },
);

test("The policy that the guide on backends prints is the one that the tests use.", async () => {
  const page = await readFile(new URL("docs/guides/backends.md", root), "utf8");
  const [, text = ""] = /^```yaml\n(.*?)^```$/msu.exec(page) ?? [];
  const { policies } = parse(text) as { readonly policies: unknown };
  expect(policiesOfConfiguration(policies)).toEqual({
    kind: "policies",
    policies: [backendPolicy],
  });
});
