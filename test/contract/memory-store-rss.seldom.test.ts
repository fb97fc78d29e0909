// What `--cache-memory` counts, compared with what a process really grows by: child processes fill a store, and their
// resident memory is read. The stores are as large as caches are: below some 50 MB, what is left of tables that have
// doubled, about 15 MB, would weigh more than the entries. The start counts these with what a process needs in any case. What the store's objects take is compared more closely in memory-store-size.test.ts.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const execute = promisify(execFile);
const child = fileURLToPath(new URL("resident-child.ts", import.meta.url));

test.each([
  [500, 1, "none", 120_000],
  [500, 2, "none", 60_000],
  [500, 1, "own", 120_000],
  [1_400, 1, "none", 75_000],
  [1_400, 2, "none", 45_000],
  [1_400, 1, "own", 75_000],
  [8 * 1_024, 1, "none", 20_000],
  [60 * 1_024, 1, "none", 1_500],
  [60 * 1_024, 2, "own", 1_500],
] as const)(
  "A process grows by what the store counts, within a quarter: bodies of %i bytes, %i credentials, Origin %s.",
  async (bodyBytes, credentials, origin, entries) => {
    const argv = [bodyBytes, credentials, origin, entries].map(String);
    const { stdout } = await execute(process.execPath, ["--expose-gc", child, ...argv]);
    const { counted, grown }: { counted: number; grown: number } = JSON.parse(stdout);
    expect(counted / grown).toBeGreaterThan(0.75);
    expect(counted / grown).toBeLessThan(1.25);
  },
);
