// What entries count for in the memory store, compared with the memory that they take. What a whole process grows by is
// measured in memory-store-rss.seldom.test.ts.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { createMemoryStore } from "../../src/store/memory.ts";
import { freshEntry } from "../harness/fresh-entry.ts";

/** Runs a full garbage collection. */
function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect !== "function") throw new Error("no garbage collector at hand");
  collect();
}

/** Buffers of objects that are gone are freed some collections later: collects until nothing more goes. */
function usedBytes(): number {
  let least = Number.POSITIVE_INFINITY;
  for (let stable = 0; stable < 3; stable += 1) {
    collectGarbage();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    const used = heapUsed + arrayBuffers;
    if (used < least * 0.999) stable = 0;
    least = Math.min(least, used);
  }
  return least;
}

describe("memory store's account of memory", () => {
  it.each([
    [300, 1],
    [1_400, 1],
    [1_400, 2],
    [20_000, 1],
  ])(
    "The counted memory is within a tenth of what entries with bodies of %i bytes and %i credentials take.",
    (bodyBytes, credentials) => {
      const entries = bodyBytes > 10_000 ? 2_000 : 20_000;
      const store = createMemoryStore({
        cacheBytesMax: Number.MAX_SAFE_INTEGER,
        sessionKeysMax: Number.MAX_SAFE_INTEGER,
      });
      const before = usedBytes();
      for (let i = 0; i < entries; i += 1) store.put(freshEntry(i, { bodyBytes, credentials }), 0);
      const taken = usedBytes() - before;
      const counted = store.size().bytes;
      expect(counted / taken).toBeGreaterThan(0.9);
      expect(counted / taken).toBeLessThan(1.1);
      expect(store.size().entries).toBe(entries);
    },
  );
});
