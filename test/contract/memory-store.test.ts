// The memory store against the store contract, and its own account of memory against the heap's.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import type { Entry } from "../../src/core/entry.ts";
import { entryBytes, entryOverheadBytes } from "../../src/store/entry-bytes.ts";
import { createMemoryStore } from "../../src/store/memory.ts";
import { sampleDigest, sampleEntry } from "../harness/sample-entry.ts";
import { storeContract } from "./store-contract.ts";

storeContract("memory", ({ cacheBytesMax, sessionKeysMax = Number.POSITIVE_INFINITY }) =>
  createMemoryStore({ cacheBytesMax, sessionKeysMax }),
);

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
function freshEntry(i: number, bodyBytes: number): Entry {
  const text = (name: string): string => Buffer.from(name, "latin1").toString("latin1");
  const number = String(i).padStart(8, "0");
  const headers = [
    text("Cache-Control"),
    text("private, no-cache, no-store, must-revalidate"),
    text("Content-Type"),
    text("application/json; charset=utf-8"),
    text("Ory-Session-Cache-For"),
    text("60"),
    text("Vary"),
    text("Origin"),
    text("Vary"),
    text("Cookie"),
    text("X-Kratos-Authenticated-Identity-Id"),
    text(`identity-9f425a8d-7efc-4768-${number}`),
    text("Date"),
    text("Thu, 01 Jan 1970 00:00:00 GMT"),
    text("Content-Length"),
    text(String(bodyBytes)),
  ];
  const digest = sampleDigest(text(`digest-${number}`));
  return sampleEntry({
    key: text(`c:${digest} `),
    credentials: [digest],
    sessionId: text(`session-9f425a8d-7efc-4768-${number}`),
    identityId: text(`identity-9f425a8d-7efc-4768-${number}`),
    endsAtMs: 1_000_000.5 + i,
    begunAtMs: 1_000.25 + i,
    headers,
    body: new Uint8Array(bodyBytes),
    lastCallAtMs: 1_000.5 + i,
    lastForegroundAtMs: 1_000.75 + i,
  });
}

describe("memory store's account of memory", () => {
  it.each([300, 1_300, 20_000])(
    "The counted memory is neither below nor far above what entries of %i bytes take.",
    (bodyBytes) => {
      const entries = 5_000;
      const store = createMemoryStore({
        cacheBytesMax: Number.MAX_SAFE_INTEGER,
        sessionKeysMax: Number.MAX_SAFE_INTEGER,
      });
      const before = usedBytes();
      for (let i = 0; i < entries; i += 1) store.put(freshEntry(i, bodyBytes), 0);
      const taken = usedBytes() - before;
      const estimated = store.size().bytes;
      expect(estimated / taken).toBeGreaterThan(0.9);
      expect(estimated / taken).toBeLessThan(1.6);
    },
  );

  it("The counted memory includes the whole buffer that a body keeps alive.", () => {
    const slab = new ArrayBuffer(65_536);
    const own = entryBytes(sampleEntry({ body: new Uint8Array(100) }));
    const view = entryBytes(sampleEntry({ body: new Uint8Array(slab, 0, 100) }));
    expect(view - own).toBe(65_536 - 100);
  });

  it("The counted memory includes every string, and the header lines that no other entry has.", () => {
    const bare = sampleEntry({
      key: "",
      credentials: [],
      sessionId: undefined,
      identityId: undefined,
      headers: [],
      body: new Uint8Array(0),
    });
    const shared = { ...bare, template: { ...bare.template, shared: true } };
    expect(entryBytes(shared)).toBe(entryOverheadBytes + 20);
    expect(entryBytes({ ...shared, key: "12345" })).toBe(entryOverheadBytes + 25);
    expect(entryBytes({ ...shared, origin: "o" })).toBe(entryOverheadBytes + 20 + 21);
    const own = { ...bare, template: { ...bare.template, shared: false } };
    expect(entryBytes(own)).toBe(entryOverheadBytes + 20 + bare.template.bytes);
  });
});
