// What entries count for in the memory store, compared with the memory that they take.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import type { Entry } from "../../src/core/entry.ts";
import { createMemoryStore } from "../../src/store/memory.ts";
import { sampleDigest, sampleEntry } from "../harness/sample-entry.ts";

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

/** An entry as a network would bring it: no string shared with any other. */
function freshEntry(i: number, bodyBytes: number, credentialCount: number): Entry {
  const number = String(i).padStart(12, "0");
  const credentials = Array.from({ length: credentialCount }, (_, n) =>
    sampleDigest(`digest-${n}-${number}`),
  );
  const identityId = `9f425a8d-7efc-4768-8f23-${number}`;
  return sampleEntry({
    key: credentials.map((credential) => `c:${credential} `).join(""),
    credentials,
    sessionId: `117d4fe8-ce4e-480d-ab7b-${number}`,
    identityId,
    endsAtMs: 1_000_000.5 + i,
    headers: [
      ["Cache-Control", "private, no-cache, no-store, must-revalidate"],
      ["Content-Type", "application/json; charset=utf-8"],
      ["Ory-Session-Cache-For", "60"],
      ["Vary", "Cookie"],
      ["X-Kratos-Authenticated-Identity-Id", identityId],
      ["Date", "Mon, 23 Nov 2026 20:47:56 GMT"],
      ["Content-Length", String(bodyBytes)],
    ].flat(),
    body: new Uint8Array(bodyBytes),
  });
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
      for (let i = 0; i < entries; i += 1) store.put(freshEntry(i, bodyBytes, credentials), 0);
      const taken = usedBytes() - before;
      const counted = store.size().bytes;
      expect(counted / taken).toBeGreaterThan(0.9);
      expect(counted / taken).toBeLessThan(1.1);
      expect(store.size().entries).toBe(entries);
    },
  );
});
