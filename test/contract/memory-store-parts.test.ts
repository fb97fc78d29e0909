// The parts of the memory store that could hold one entry's bytes for another's, each against a plain model, and what
// bounds its memory and its work.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Entry } from "../../src/core/entry.ts";
import { Blocks, blockStart } from "../../src/store/blocks.ts";
import { EvictionOrder } from "../../src/store/eviction-order.ts";
import { HashTable } from "../../src/store/hash-table.ts";
import { createMemoryStore } from "../../src/store/memory.ts";
import { flags, Records, words } from "../../src/store/records.ts";
import { sampleDigest, sampleEntry, told, type SampleChanges } from "../harness/sample-entry.ts";

const roomyBytes = 64 * 1_024 * 1_024;
const createStore = (cacheBytesMax = roomyBytes) =>
  createMemoryStore({ cacheBytesMax, sessionKeysMax: 1_000 });

/** Takes blocks of the sizes, and gives back those at the given places of what is held, in turn. */
function churn(steps: readonly { readonly bytes: number; readonly release: number | null }[]): {
  readonly blocks: Blocks;
  readonly held: ReadonlyMap<number, { readonly address: number; readonly bytes: number }>;
} {
  const held = new Map<number, { address: number; bytes: number }>();
  const blocks = new Blocks((owner, from, to) => {
    const block = held.get(owner);
    if (block?.address !== from) throw new Error("the moved block is another one");
    block.address = to;
  });
  for (const [owner, { bytes, release }] of steps.entries()) {
    const address = blocks.take(bytes, owner);
    const page = blocks.page(address);
    const start = blockStart(page, address);
    page.bytes.fill(owner % 251, start, start + bytes);
    held.set(owner, { address, bytes });
    if (release === null) continue;
    const [gone, block] = [...held][release % held.size] ?? [0, { address: 0 }];
    held.delete(gone);
    blocks.release(block.address);
  }
  return { blocks, held };
}

describe("blocks", () => {
  it("A block keeps its bytes and its owner, whatever was taken and given back.", () => {
    const step = fc.record({
      bytes: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 40_000 })),
      release: fc.option(fc.nat(), { freq: 2 }),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 50, maxLength: 200 }), (steps) => {
        const { blocks, held } = churn(steps);
        const wrong = [...held].filter(([owner, { address, bytes }]) => {
          const page = blocks.page(address);
          const start = blockStart(page, address);
          const body = page.bytes.subarray(start, start + bytes);
          return blocks.owner(address) !== owner || body.some((byte) => byte !== owner % 251);
        });
        expect(wrong).toEqual([]);
      }),
      { numRuns: 15 },
    );
  });

  it("Pages take little more than what is held, after sizes have come and gone.", () => {
    // Blocks of many sizes come, and all but one in twenty of them go.
    const sizes = Array.from({ length: 10_000 }, (_, n) => ({ bytes: 500 + ((n * 7) % 1_500) }));
    const growing = sizes.map((size) => ({ ...size, release: null }));
    const { blocks, held } = churn(growing);
    const full = blocks.pageBytes;
    let usedBytes = 0;
    for (const { bytes } of sizes) usedBytes += bytes;
    expect(full).toBeLessThan(1.35 * usedBytes);
    for (const [owner, { address }] of held) if (owner % 20 !== 0) blocks.release(address);
    expect(blocks.pageBytes).toBeLessThan(full / 4);
  });

  it("No page is left when every block was given back, except one for each size.", () => {
    const { blocks, held } = churn(
      Array.from({ length: 2_000 }, () => ({ bytes: 1_400, release: null })),
    );
    for (const { address } of held.values()) blocks.release(address);
    expect(blocks.pageBytes).toBe(0);
  });
});

describe("hash table", () => {
  it("The table finds every slot that is in it under its hash, and no other.", () => {
    // Few hashes, so that they meet. Some differ only in their first bits, which choose the segment.
    const hash = fc.oneof(
      fc.integer({ min: 0, max: 40 }),
      fc.integer({ min: 0, max: 3 }).map((n) => (n << 30) | 5),
      fc.integer(),
    );
    const step = fc.record({ hash, remove: fc.option(fc.nat(), { freq: 3 }) });
    fc.assert(
      fc.property(fc.array(step, { minLength: 500, maxLength: 1_500 }), (steps) => {
        const table = new HashTable();
        const slots = new Map<number, number>();
        for (const [slot, { hash, remove }] of steps.entries()) {
          table.insert(hash, slot);
          slots.set(slot, hash);
          if (remove === null) continue;
          const gone = remove % (slot + 1);
          const goneHash = slots.get(gone);
          if (goneHash === undefined) continue;
          table.remove(goneHash, gone);
          slots.delete(gone);
        }
        const expected = new Map<number, number[]>();
        for (const [slot, hash] of slots) expected.set(hash, [...(expected.get(hash) ?? []), slot]);
        const hashes = [...new Set(steps.map((step) => step.hash))];
        expect(hashes.map((hash) => found(table, hash))).toEqual(
          hashes.map((hash) => expected.get(hash) ?? []),
        );
      }),
      { numRuns: 5 },
    );
  });

  it("Any number of equal hashes fit, and a slot can take the place of another.", () => {
    const table = new HashTable();
    for (let slot = 0; slot < 800; slot += 1) table.insert(7, slot);
    expect(found(table, 7)).toHaveLength(800);
    table.replace(7, 799, 5_000);
    expect(found(table, 7)).toContain(5_000);
    expect(found(table, 7)).not.toContain(799);
  });
});

function found(table: HashTable, hash: number): number[] {
  const slots: number[] = [];
  for (let slot = table.first(hash); slot !== -1; slot = table.next()) slots.push(slot);
  return slots.sort((a, b) => a - b);
}

describe("texts and dates", () => {
  it("Every text is given out as it was stored, whatever its characters and length.", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary", minLength: 1 }),
      fc.string({ minLength: 1 }),
      fc.constant("é".repeat(300)),
      fc.constant("k".repeat(70_000)),
    );
    const entry = fc
      .record({
        key: text,
        origin: fc.option(text, { nil: undefined }),
        sessionId: text,
        identityId: text,
        credentials: fc.array(text.map(sampleDigest), { minLength: 1, maxLength: 3 }),
        date: fc.constantFrom("Mon, 23 Nov 2026 20:47:56 GMT", "Monday", "", "1970-01-01"),
      })
      .map(({ date, ...facts }) => sampleEntry({ ...facts, headers: ["Date", date] }));
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 6 }), (entries) => {
        const store = createStore();
        const latest = new Map<string, Entry>();
        for (const each of entries) {
          store.put(each, 0);
          latest.set(each.key, each);
        }
        for (const each of latest.values()) {
          expect(told(store.get(each.key))).toEqual(told(each));
          expect(store.peek(`${each.key}!`)).toBeUndefined();
        }
      }),
      { numRuns: 15 },
    );
  });
});

describe("shared bodies", () => {
  const body = (fill: number): Uint8Array => new Uint8Array(1_400).fill(fill);
  const entryOf = (n: number, changes: SampleChanges = {}): Entry =>
    sampleEntry({ key: `c:${n} `, origin: `https://${n}.example`, body: body(1), ...changes });

  it("Entries of one session with equal bodies count for the bytes once, until the last one goes.", () => {
    const store = createStore();
    store.put(entryOf(1), 0);
    const alone = store.size().bytes;
    for (const n of [2, 3]) store.put(entryOf(n), 0);
    expect(store.size().bytes).toBeLessThan(3 * alone - 2 * 1_400);
    // The one that counts for the body goes first. The others still have it.
    store.remove("c:1 ");
    for (const n of [2, 3]) expect(told(store.get(`c:${n} `))).toEqual(told(entryOf(n)));
    store.remove("c:3 ");
    expect(store.size().bytes).toBe(alone);
    expect(told(store.peek("c:2 "))).toEqual(told(entryOf(2)));
    store.remove("c:2 ");
    expect(store.size()).toEqual({ entries: 0, bytes: 0 });
  });

  it("An entry that gets another body leaves the body of the others alone.", () => {
    const store = createStore();
    for (const n of [1, 2, 3]) store.put(entryOf(n), 0);
    const shared = store.size().bytes;
    store.put(entryOf(1, { body: body(2) }), 0);
    expect(store.size().bytes).toBeGreaterThanOrEqual(shared + 1_400);
    expect(told(store.peek("c:1 "))).toEqual(told(entryOf(1, { body: body(2) })));
    for (const n of [2, 3]) expect(told(store.peek(`c:${n} `))).toEqual(told(entryOf(n)));
    // The others follow, and share again.
    for (const n of [2, 3]) store.put(entryOf(n, { body: body(2) }), 0);
    expect(store.size().bytes).toBe(shared);
  });

  it("Entries that share a body still have it after its block has moved (L1).", () => {
    const store = createStore();
    const other = (n: number): Entry =>
      sampleEntry({ key: `other ${n}`, sessionId: `session-${n}`, body: body(0xff) });
    for (const n of [5, 6, 7]) store.put(other(n), 0);
    for (const n of [1, 2, 3]) store.put(entryOf(n), 0);
    // The first entry leaves the others their body and returns to it, so it is linked before the one that counts for it.
    store.put(entryOf(1, { body: body(2) }), 0);
    store.put(entryOf(1), 0);
    // Each removal moves the last block, and each put takes the place that became free.
    for (const n of [5, 6, 7]) {
      store.remove(`other ${n}`);
      store.put(other(n + 10), 0);
      for (const each of [1, 2, 3])
        expect(told(store.peek(`c:${each} `))).toEqual(told(entryOf(each)));
    }
  });

  it("A body that differs in one byte is another body, wherever the byte is and whatever array it came in (L1).", () => {
    const store = createStore();
    const places = [0, 1, 3, 4, 696, 699, 700, 701, 702];
    for (const [offset, at] of places.flatMap((place) => [
      [0, place] as const,
      [1, place] as const,
    ])) {
      const bytes = new Uint8Array(703 + offset).subarray(offset);
      store.put(entryOf(1, { body: bytes.slice() }), 0);
      store.put(entryOf(2, { body: bytes.slice() }), 0);
      bytes[at] = 1;
      const changed = entryOf(1, { body: bytes });
      store.put(changed, 0);
      expect(told(store.peek("c:1 "))).toEqual(told(changed));
      expect(store.peek("c:2 ")?.body).toEqual(new Uint8Array(703));
    }
  });

  it("Equal bodies of different sessions are not shared.", () => {
    const store = createStore();
    store.put(entryOf(1), 0);
    const alone = store.size().bytes;
    store.put(entryOf(2, { sessionId: "session-2" }), 0);
    expect(store.size().bytes).toBe(2 * alone);
  });
});

describe("bounded work", () => {
  it("Choosing what to evict takes a bounded number of steps, even if every entry was hit.", () => {
    const records = new Records();
    const order = new EvictionOrder(records, 2_000, 100);
    for (let n = 0; n < 2_000; n += 1) {
      const slot = records.take();
      records.setWord(slot, words.flags, flags.touched);
      records.setWord(slot, words.bytes, 1);
      order.add(slot);
    }
    for (let n = 0; n < 50; n += 1) {
      const before = order.steps;
      order.remove(order.leastValuable());
      expect(order.steps - before).toBeLessThanOrEqual(100);
    }
    expect(order.bytes).toBe(1_950);
  });

  it("The removal of a project holds at once, and its memory is used again before anything is evicted.", () => {
    const entries = Array.from({ length: 200 }, (_, n) =>
      sampleEntry({ key: `c:${n} `, sessionId: `s${n}`, credentials: [sampleDigest(`${n}`)] }),
    );
    const probe = createStore();
    for (const entry of entries) probe.put(entry, 0);
    // The other project's entry is a little larger than the one that is not stored again.
    const store = createStore(probe.size().bytes + 1_000);
    for (const entry of entries) store.put(entry, 0);
    const other = sampleEntry({ key: "other", project: "beta" });
    const removal = store.removeScope("acme", { kind: "project" }, 5_000);
    expect(removal).toEqual({ entries: 200, owners: [] });
    expect(store.size()).toEqual({ entries: 0, bytes: 0 });
    expect(entries.filter(({ key }) => store.peek(key) !== undefined)).toEqual([]);
    expect(store.entriesOf("acme", { kind: "session", value: "s1" }, 9)).toEqual([]);
    expect(store.soleEntryOf("acme", sampleDigest("1"))).toBeUndefined();
    expect(store.remove("c:1 ")).toBe(false);
    // The same keys can be stored again while the old ones are still given up.
    expect(store.put(other, 0)).toEqual({ stored: true, evicted: 0, crowdedOut: false });
    const again = entries.slice(1);
    expect(again.reduce((sum, entry) => sum + store.put(entry, 0).evicted, 0)).toBe(0);
    expect(again.map(({ key }) => told(store.peek(key)))).toEqual(again.map(told));
    expect(store.size().entries).toBe(200);
  });

  it("An entry that began after a project's removal stays.", () => {
    const store = createStore();
    store.put(sampleEntry({ key: "before", begunAtMs: 99 }), 0);
    store.put(sampleEntry({ key: "after", begunAtMs: 100 }), 0);
    expect(store.removeScope("acme", { kind: "project" }, 100)).toEqual({ entries: 1, owners: [] });
    expect(store.peek("after")).toBeDefined();
    expect(store.size().entries).toBe(1);
  });
});
