// How many bytes a hit allocates now, and how many it may.
// Usage: node src/bench/development/allocations.ts [--write]. With --write the bounds become what was measured and a margin.
import { readFile, writeFile } from "node:fs/promises";
import { hitKinds, leastBytes, startCountedEdge, type HitKind } from "../allocations/measure.ts";
import { Children } from "../children.ts";
import { countText } from "../report.ts";
import { table } from "../table.ts";

const boundsFile = new URL("../../../test/bench/allocations.json", import.meta.url);
/** What the compiler inlines differs a little from run to run. */
const margin = 1.05;

const bounds = JSON.parse(await readFile(boundsFile, "utf8")) as Record<string, number>;
await using children = new Children(new AbortController().signal);
const measured = await leastBytes(await startCountedEdge(children));
const rows = [...measured].map(([kind, bytes]) => [
  kind,
  countText(Math.round(bytes)),
  countText(bounds[kind] ?? 0),
]);
process.stdout.write(table([["bytes allocated per hit", "measured", "at most"], ...rows]));
if (process.argv.includes("--write")) {
  const kinds = Object.keys(hitKinds) as HitKind[];
  const next = kinds.map((kind) => [kind, Math.ceil((measured.get(kind) ?? 0) * margin)] as const);
  await writeFile(boundsFile, `${JSON.stringify(Object.fromEntries(next), undefined, 2)}\n`);
}
