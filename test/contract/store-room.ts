// The part of the store contract about room: the ceiling in bytes, and who goes first at it.
import * as fc from "fast-check";
import { expect, it } from "vitest";
import type { Entry } from "../../src/core/entry.ts";
import type { Store } from "../../src/edge/ports.ts";
import { sampleDigest, sampleEntry, told, type SampleChanges } from "../harness/sample-entry.ts";

/** Makes an empty store with a ceiling in bytes, and one in entries of a session (by default none). */
export type CreateStore = (options: {
  readonly cacheBytesMax: number;
  readonly sessionKeysMax?: number;
}) => Store;

/** More than any test stores. */
export const roomyBytes = 64 * 1_024 * 1_024;

/** What a store takes for an entry, by its own account. */
export function bytesOf(create: CreateStore, entry: Entry): number {
  const store = create({ cacheBytesMax: roomyBytes });
  store.put(entry, 0);
  return store.size().bytes;
}

/** The n-th entry of a name, with its own session. All have the same size unless changed. */
function numbered(name: string, n: number, changes: SampleChanges = {}): Entry {
  const key = `${name}-${n}`.padEnd(12, "_");
  return sampleEntry({ key, credentials: [sampleDigest(key)], sessionId: key, ...changes });
}

/** What goes when room is needed, and what stays. */
export function makesRoom(create: CreateStore): void {
  const each = bytesOf(create, numbered("size", 0));

  it("The store holds exactly its ceiling, and not one byte more.", () => {
    const store = create({ cacheBytesMax: 10 * each });
    for (let i = 0; i < 10; i += 1) {
      expect(store.put(numbered("e", i), 0)).toEqual({
        stored: true,
        evicted: 0,
        crowdedOut: false,
      });
    }
    expect(store.size()).toEqual({ entries: 10, bytes: 10 * each });
    expect(store.put(numbered("e", 10), 0)).toEqual({
      stored: true,
      evicted: 1,
      crowdedOut: false,
    });
    expect(store.size()).toEqual({ entries: 10, bytes: 10 * each });

    const narrow = create({ cacheBytesMax: 10 * each - 1 });
    let evicted = 0;
    for (let i = 0; i < 10; i += 1) evicted += narrow.put(numbered("e", i), 0).evicted;
    expect(evicted).toBe(1);
    expect(narrow.size()).toEqual({ entries: 9, bytes: 9 * each });
  });

  it("The store accepts an entry as large as itself, and no larger one.", () => {
    const store = create({ cacheBytesMax: each });
    expect(store.put(numbered("fits", 1), 0)).toEqual({
      stored: true,
      evicted: 0,
      crowdedOut: false,
    });
    const larger = numbered("over", 1, { body: new Uint8Array(3) });
    expect(bytesOf(create, larger)).toBe(each + 1);
    expect(store.put(larger, 0)).toEqual({ stored: false, evicted: 0, crowdedOut: false });
    expect(store.size().entries).toBe(1);
    expect(store.peek(numbered("fits", 1).key)).toBeDefined();
  });

  it("Ended sessions are evicted before anything else, even if they were hit.", () => {
    const store = create({ cacheBytesMax: 4 * each });
    const dead = numbered("dead", 1, { endsAtMs: 500 });
    const alive = [1, 2, 3].map((i) => numbered("alive", i, { endsAtMs: 501 }));
    for (const entry of [...alive, dead]) store.put(entry, 0);
    store.get(dead.key);
    expect(store.put(numbered("new", 1), 500)).toEqual({
      stored: true,
      evicted: 1,
      crowdedOut: false,
    });
    expect(store.peek(dead.key)).toBeUndefined();
    for (const entry of alive) expect(told(store.peek(entry.key))).toEqual(told(entry));
  });

  it("No live entry is evicted while the store holds an ended one, whatever was removed or refreshed before.", () => {
    const ending = fc.integer({ min: 0, max: 30 });
    const later = fc.tuple(fc.nat({ max: 11 }), fc.option(ending));
    fc.assert(
      fc.property(
        fc.array(ending, { minLength: 12, maxLength: 12 }),
        fc.array(later),
        (first, changes) => {
          const store = create({ cacheBytesMax: 12 * each });
          const endings = new Map<string, number>();
          const put = (n: number, endsAtMs: number): void => {
            const entry = numbered("e", n, { endsAtMs });
            store.put(entry, 0);
            endings.set(entry.key, endsAtMs);
          };
          for (const [n, endsAtMs] of first.entries()) put(n, endsAtMs);
          for (const [n, endsAtMs] of changes) {
            if (endsAtMs !== null) put(n, endsAtMs);
            else if (store.remove(numbered("e", n).key)) put(n, Infinity);
          }
          for (let nowMs = 0; nowMs <= 30; nowMs += 1) {
            const dead = [...endings]
              .filter(([, endsAtMs]) => endsAtMs <= nowMs)
              .map(([key]) => key);
            for (const n of dead.keys()) store.put(numbered(`n${nowMs}`, n), nowMs);
            expect(dead.filter((key) => store.peek(key) !== undefined)).toEqual([]);
            for (const key of dead) endings.delete(key);
            const held = [...endings.keys()].filter((key) => store.peek(key) !== undefined);
            expect(held).toEqual([...endings.keys()]);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it("Ended sessions are kept as long as their room is not needed.", () => {
    const store = create({ cacheBytesMax: 2 * each });
    store.put(numbered("dead", 1, { endsAtMs: 5 }), 0);
    expect(store.put(numbered("new", 1), 1_000)).toEqual({
      stored: true,
      evicted: 0,
      crowdedOut: false,
    });
  });

  it("Hot entries are kept through a flood of entries that are never used again.", () => {
    const store = create({ cacheBytesMax: 100 * each });
    const hot = Array.from({ length: 50 }, (_, i) => numbered("hot", i));
    for (const entry of hot) store.put(entry, 0);
    for (const entry of hot) store.get(entry.key);
    for (let i = 0; i < 10_000; i += 1) store.put(numbered("flood", i), 0);
    for (const entry of hot) expect(told(store.peek(entry.key))).toEqual(told(entry));
    expect(store.size()).toEqual({ entries: 100, bytes: 100 * each });
  });

  it("Peeking at an entry does not count as a use.", () => {
    const store = create({ cacheBytesMax: 3 * each });
    const entries = [1, 2, 3].map((i) => numbered("e", i));
    for (const entry of entries) store.put(entry, 0);
    store.peek(numbered("e", 1).key);
    store.get(numbered("e", 2).key);
    store.put(numbered("new", 1), 0);
    expect(store.peek(numbered("e", 1).key)).toBeUndefined();
    expect(store.peek(numbered("e", 2).key)).toBeDefined();
  });

  it("A new entry has time to be hit, even if everything before it was hot once.", () => {
    const store = create({ cacheBytesMax: 100 * each });
    for (let i = 0; i < 100; i += 1) store.put(numbered("old", i), 0);
    for (let i = 0; i < 100; i += 1) store.get(numbered("old", i).key);
    const newcomer = numbered("new", 0);
    store.put(newcomer, 0);
    for (let i = 1; i < 10; i += 1) store.put(numbered("new", i), 0);
    expect(told(store.peek(newcomer.key))).toEqual(told(newcomer));
  });

  it("A refresh keeps an entry's standing.", () => {
    const store = create({ cacheBytesMax: 10 * each });
    const hot = numbered("hot", 1);
    store.put(hot, 0);
    store.get(hot.key);
    const refreshed = numbered("hot", 1, { begunAtMs: 2_000 });
    store.put(refreshed, 0);
    for (let i = 0; i < 100; i += 1) store.put(numbered("flood", i), 0);
    expect(told(store.peek(hot.key))).toEqual(told(refreshed));
  });

  it("An entry that grows makes room without evicting itself.", () => {
    const store = create({ cacheBytesMax: 2 * each });
    store.put(numbered("grows", 1), 0);
    store.put(numbered("other", 1), 0);
    const grown = numbered("grows", 1, { body: new Uint8Array(3) });
    expect(store.put(grown, 0)).toEqual({ stored: true, evicted: 1, crowdedOut: false });
    expect(told(store.peek(grown.key))).toEqual(told(grown));
    expect(store.size()).toEqual({ entries: 1, bytes: each + 1 });
  });
}
