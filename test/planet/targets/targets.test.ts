// The page on targets: each set of places reaches what its row says, and nothing reaches what is said to be out of reach.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  checkOptions,
  goalOf,
  requestOf,
  targetRows,
  type Asking,
} from "../../../scripts/planet/targets.ts";
import { boundOf, figuresOf, reachedShare } from "../../../src/planet/search/evaluate.ts";
import { findMetro, metros } from "../../../src/planet/world/metros.ts";

const page = readFileSync(
  new URL("../../../docs/internals/planet/targets.md", import.meta.url),
  "utf8",
);

interface Row {
  readonly goal: string;
  readonly options: string;
  readonly count: string;
  readonly waits: readonly [string, string];
  readonly codes: readonly string[];
}

function rowsOf(heading: string): readonly Row[] {
  const section = page.split(/^## /mu).find((part) => part.startsWith(heading)) ?? "";
  const lines = section.split("\n").filter((line) => line.startsWith("| `--"));
  return lines.map((line) => {
    const [goal = "", options = "", count = "", p95 = "", p99 = "", where = ""] = line
      .split("|")
      .slice(1)
      .map((cell) => cell.trim().replaceAll("`", ""));
    return { goal, options, count, waits: [p95, p99], codes: where.match(/\w+/gu) ?? [] };
  });
}

describe.each([
  ["people", "People"],
  ["backends", "Backends"],
] as const satisfies readonly (readonly [Asking, string])[])("Targets of %s", (whose, heading) => {
  const rows = rowsOf(heading);
  const scenes = new Map(
    Object.keys(checkOptions).map((options) => [options, requestOf(whose, options)] as const),
  );

  test("The page has every target once.", () => {
    expect(rows.map(({ goal, options }) => ({ goal, options }))).toEqual(targetRows);
  });

  test.each(rows.map((row) => [`${row.goal} ${row.options}`, row] as const))(
    "The row holds: %s",
    (_, { goal: text, options, count, waits, codes }) => {
      const goal = goalOf(text);
      const scene = scenes.get(options);
      if (scene === undefined) throw new Error(`The page has unknown options: ${options}`);
      const edges = codes.flatMap((code) => findMetro(code) ?? []);
      const outOfReach = count === `no set of ${metros.length}`;
      expect(edges).toHaveLength(outOfReach ? 0 : Number(count));
      const figures = outOfReach ? boundOf(scene, metros) : figuresOf(scene, edges);
      const wait = figures[goal.kind === "target" ? goal.of : "hits"];
      expect([wait.p95Ms, wait.p99Ms].map((ms) => `${ms.toFixed(1)} ms`)).toEqual(waits);
      const reached =
        goal.kind === "within"
          ? reachedShare(scene, edges, goal.ms) >= goal.share
          : wait.p95Ms <= goal.p95Ms && wait.p99Ms <= goal.p99Ms;
      expect(reached).toBe(!outOfReach);
    },
  );
});
