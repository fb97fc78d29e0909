// What every store does. An implementation's test calls this with a way to make one.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Entry } from "../../src/core/entry.ts";
import type { Store } from "../../src/edge/ports.ts";
import { sampleDigest, sampleEntry } from "./sample-entry.ts";
import { observe, runStep, StoreModel } from "./store-model.ts";
import { storeSteps, type StoreStep } from "./store-steps.ts";

/** Makes an empty store that holds so many bytes. */
export type CreateStore = (options: { readonly cacheBytesMax: number }) => Store;

const roomyBytes = 64 * 1_024 * 1_024;

/** Runs the suite against stores that `create` makes. */
export function storeContract(name: string, create: CreateStore): void {
  describe(`store: ${name}`, () => {
    describe("entries", () => {
      holdsEntries(create);
    });
    describe("scopes", () => {
      removesScopes(create);
    });
    describe("room", () => {
      makesRoom(create);
    });
    describe("against the model", () => {
      followsModel(create);
    });
  });
}

function holdsEntries(create: CreateStore): void {
  it("gives back the very object that was stored, with what others wrote to it since", () => {
    const store = create({ cacheBytesMax: roomyBytes });
    const entry = sampleEntry();
    expect(store.put(entry, 0)).toEqual({ stored: true, evicted: 0 });
    expect(store.get(entry.key)).toBe(entry);
    entry.lastCallAtMs = 77;
    expect(store.peek(entry.key)?.lastCallAtMs).toBe(77);
    expect(store.peek(entry.key)).toBe(entry);
  });

  it("knows nothing of other keys", () => {
    const store = create({ cacheBytesMax: roomyBytes });
    store.put(sampleEntry(), 0);
    expect(store.get("c:other ")).toBeUndefined();
    expect(store.peek("c:other ")).toBeUndefined();
    expect(store.remove("c:other ")).toBeUndefined();
    expect(store.size().entries).toBe(1);
  });

  it("replaces a key's entry and its bytes", () => {
    const store = create({ cacheBytesMax: roomyBytes });
    store.put(sampleEntry({ body: new Uint8Array(5_000) }), 0);
    const large = store.size().bytes;
    const later = sampleEntry({ body: new Uint8Array(1_000), begunAtMs: 2_000 });
    expect(store.put(later, 0)).toEqual({ stored: true, evicted: 0 });
    expect(store.get(later.key)).toBe(later);
    expect(store.size()).toEqual({ entries: 1, bytes: large - 4_000 });
  });

  it("is empty to the byte once everything was removed", () => {
    const store = create({ cacheBytesMax: roomyBytes });
    const entry = sampleEntry();
    store.put(entry, 0);
    expect(store.size().bytes).toBeGreaterThan(0);
    expect(store.remove(entry.key)).toBe(entry);
    expect(store.size()).toEqual({ entries: 0, bytes: 0 });
    expect(store.get(entry.key)).toBeUndefined();
  });

  it("forgets a key's earlier entry even where the new one does not fit", () => {
    const bytes = bytesOf(create, sampleEntry());
    const store = create({ cacheBytesMax: bytes });
    store.put(sampleEntry(), 0);
    const tooLarge = sampleEntry({ body: new Uint8Array(3) });
    expect(store.put(tooLarge, 0)).toEqual({ stored: false, evicted: 0 });
    expect(store.size()).toEqual({ entries: 0, bytes: 0 });
    expect(store.originsOf("acme", "session-1")).toBe(0);
  });

  it("tells a credential's session only from entries that have no other credential", () => {
    const store = create({ cacheBytesMax: roomyBytes });
    const cookie = sampleDigest("cookie");
    const token = sampleDigest("token");
    store.put(sampleEntry({ key: "both", credentials: [cookie, token] }), 0);
    expect(store.soleEntryOf("acme", cookie)).toBeUndefined();
    const sole = sampleEntry({ key: "sole", credentials: [cookie], origin: "https://a.example" });
    store.put(sole, 0);
    expect(store.soleEntryOf("acme", cookie)).toBe(sole);
    expect(store.soleEntryOf("acme", token)).toBeUndefined();
    expect(store.soleEntryOf("beta", cookie)).toBeUndefined();
    // The same token in two headers is one credential.
    const twice = sampleEntry({ key: "twice", credentials: [token, token] });
    store.put(twice, 0);
    expect(store.soleEntryOf("acme", token)).toBe(twice);
  });
}

function removesScopes(create: CreateStore): void {
  it("reaches every entry of an identity: all sessions, credentials and origins", () => {
    const store = create({ cacheBytesMax: roomyBytes });
    const mine = [
      sampleEntry({ key: "1", sessionId: "s1", credentials: [sampleDigest("a")] }),
      sampleEntry({ key: "2", sessionId: "s1", credentials: [sampleDigest("b")] }),
      sampleEntry({ key: "3", sessionId: "s2", credentials: [sampleDigest("c")] }),
      sampleEntry({ key: "4", sessionId: "s2", origin: "https://a.example" }),
      sampleEntry({ key: "5", credentials: [sampleDigest("a"), sampleDigest("c")] }),
    ];
    const others = [
      sampleEntry({ key: "6", identityId: "identity-2" }),
      sampleEntry({ key: "7", project: "beta" }),
    ];
    for (const entry of [...mine, ...others]) store.put(entry, 0);
    const removed = store.removeScope("acme", { kind: "identity", value: "identity-1" }, Infinity);
    expect(new Set(removed)).toEqual(new Set(mine));
    for (const entry of mine) expect(store.peek(entry.key)).toBeUndefined();
    for (const entry of others) expect(store.peek(entry.key)).toBe(entry);
  });

  it("removes only what began before the instant", () => {
    const store = create({ cacheBytesMax: roomyBytes });
    const before = sampleEntry({ key: "before", begunAtMs: 99.999 });
    const at = sampleEntry({ key: "at", begunAtMs: 100 });
    store.put(before, 0);
    store.put(at, 0);
    for (const scope of [
      { kind: "credential", value: sampleDigest("cookie-1") },
      { kind: "session", value: "session-1" },
      { kind: "identity", value: "identity-1" },
      { kind: "project" },
    ] as const) {
      store.put(before, 0);
      expect(store.removeScope("acme", scope, 100)).toEqual([before]);
      expect(store.peek("at")).toBe(at);
    }
  });

  it("removes the anonymous answers with their project alone", () => {
    const store = create({ cacheBytesMax: roomyBytes });
    const anonymous = sampleEntry({
      key: "n:",
      status: 401,
      credentials: [],
      sessionId: undefined,
      identityId: undefined,
      endsAtMs: Number.POSITIVE_INFINITY,
    });
    store.put(anonymous, 0);
    expect(store.removeScope("acme", { kind: "session", value: "undefined" }, Infinity)).toEqual(
      [],
    );
    expect(store.removeScope("beta", { kind: "project" }, Infinity)).toEqual([]);
    expect(store.removeScope("acme", { kind: "project" }, Infinity)).toEqual([anonymous]);
  });
}

/** What a store takes for an entry, by its own account. */
function bytesOf(create: CreateStore, entry: Entry): number {
  const store = create({ cacheBytesMax: roomyBytes });
  store.put(entry, 0);
  return store.size().bytes;
}

/** The n-th entry of a name, a session of its own; all of the same size unless changed. */
function numbered(name: string, n: number, changes: Partial<Entry> = {}): Entry {
  const key = `${name}-${n}`.padEnd(12, "_");
  return sampleEntry({ key, credentials: [sampleDigest(key)], sessionId: key, ...changes });
}

function makesRoom(create: CreateStore): void {
  const each = bytesOf(create, numbered("size", 0));

  it("holds exactly its ceiling, and not one byte more", () => {
    const store = create({ cacheBytesMax: 10 * each });
    for (let i = 0; i < 10; i += 1) {
      expect(store.put(numbered("e", i), 0)).toEqual({ stored: true, evicted: 0 });
    }
    expect(store.size()).toEqual({ entries: 10, bytes: 10 * each });
    expect(store.put(numbered("e", 10), 0)).toEqual({ stored: true, evicted: 1 });
    expect(store.size()).toEqual({ entries: 10, bytes: 10 * each });

    const narrow = create({ cacheBytesMax: 10 * each - 1 });
    let evicted = 0;
    for (let i = 0; i < 10; i += 1) evicted += narrow.put(numbered("e", i), 0).evicted;
    expect(evicted).toBe(1);
    expect(narrow.size()).toEqual({ entries: 9, bytes: 9 * each });
  });

  it("stores an entry as large as itself, and none larger", () => {
    const store = create({ cacheBytesMax: each });
    expect(store.put(numbered("fits", 1), 0)).toEqual({ stored: true, evicted: 0 });
    const larger = numbered("over", 1, { body: new Uint8Array(3) });
    expect(bytesOf(create, larger)).toBe(each + 1);
    expect(store.put(larger, 0)).toEqual({ stored: false, evicted: 0 });
    expect(store.size().entries).toBe(1);
    expect(store.peek(numbered("fits", 1).key)).toBeDefined();
  });

  it("puts out ended sessions before anything else, even ones that were hit", () => {
    const store = create({ cacheBytesMax: 4 * each });
    const dead = numbered("dead", 1, { endsAtMs: 500 });
    const alive = [1, 2, 3].map((i) => numbered("alive", i, { endsAtMs: 501 }));
    for (const entry of [...alive, dead]) store.put(entry, 0);
    store.get(dead.key);
    expect(store.put(numbered("new", 1), 500)).toEqual({ stored: true, evicted: 1 });
    expect(store.peek(dead.key)).toBeUndefined();
    for (const entry of alive) expect(store.peek(entry.key)).toBe(entry);
  });

  it("keeps ended sessions as long as nobody needs the room", () => {
    const store = create({ cacheBytesMax: 2 * each });
    store.put(numbered("dead", 1, { endsAtMs: 5 }), 0);
    expect(store.put(numbered("new", 1), 1_000)).toEqual({ stored: true, evicted: 0 });
  });

  it("keeps hot entries through a flood of entries that nobody asks for again", () => {
    const store = create({ cacheBytesMax: 100 * each });
    const hot = Array.from({ length: 50 }, (_, i) => numbered("hot", i));
    for (const entry of hot) store.put(entry, 0);
    for (const entry of hot) store.get(entry.key);
    for (let i = 0; i < 10_000; i += 1) store.put(numbered("flood", i), 0);
    for (const entry of hot) expect(store.peek(entry.key)).toBe(entry);
    expect(store.size()).toEqual({ entries: 100, bytes: 100 * each });
  });

  it("does not count peeking as a use", () => {
    const store = create({ cacheBytesMax: 3 * each });
    const entries = [1, 2, 3].map((i) => numbered("e", i));
    for (const entry of entries) store.put(entry, 0);
    store.peek(numbered("e", 1).key);
    store.get(numbered("e", 2).key);
    store.put(numbered("new", 1), 0);
    expect(store.peek(numbered("e", 1).key)).toBeUndefined();
    expect(store.peek(numbered("e", 2).key)).toBeDefined();
  });

  it("leaves a newcomer time to be hit, though everything before it was hot once", () => {
    const store = create({ cacheBytesMax: 100 * each });
    for (let i = 0; i < 100; i += 1) store.put(numbered("old", i), 0);
    for (let i = 0; i < 100; i += 1) store.get(numbered("old", i).key);
    const newcomer = numbered("new", 0);
    store.put(newcomer, 0);
    for (let i = 1; i < 10; i += 1) store.put(numbered("new", i), 0);
    expect(store.peek(newcomer.key)).toBe(newcomer);
  });

  it("keeps an entry's standing when a refresh replaces it", () => {
    const store = create({ cacheBytesMax: 10 * each });
    const hot = numbered("hot", 1);
    store.put(hot, 0);
    store.get(hot.key);
    const refreshed = numbered("hot", 1, { begunAtMs: 2_000 });
    store.put(refreshed, 0);
    for (let i = 0; i < 100; i += 1) store.put(numbered("flood", i), 0);
    expect(store.peek(hot.key)).toBe(refreshed);
  });

  it("makes room for an entry that grows without putting out that entry", () => {
    const store = create({ cacheBytesMax: 2 * each });
    store.put(numbered("grows", 1), 0);
    store.put(numbered("other", 1), 0);
    const grown = numbered("grows", 1, { body: new Uint8Array(3) });
    expect(store.put(grown, 0)).toEqual({ stored: true, evicted: 1 });
    expect(store.peek(grown.key)).toBe(grown);
    expect(store.size()).toEqual({ entries: 1, bytes: each + 1 });
  });
}

function followsModel(create: CreateStore): void {
  it("does what the model does while there is room", () => {
    fc.assert(
      fc.property(storeSteps, (steps) => {
        const store = create({ cacheBytesMax: roomyBytes });
        const model = new StoreModel();
        for (const step of steps) {
          expect(runStep(store, step)).toEqual(runStep(model, step));
          expect(observe(store, keysOf(steps))).toEqual(observe(model, keysOf(steps)));
        }
      }),
      { numRuns: 150 },
    );
  });

  it("stays within its ceiling, and its indexes agree with its entries, while it evicts", () => {
    fc.assert(
      fc.property(storeSteps, fc.integer({ min: 1_000, max: 20_000 }), (steps, cacheBytesMax) => {
        const store = create({ cacheBytesMax });
        const model = new StoreModel();
        for (const step of steps) {
          const put = step.do === "put" ? putBoth(store, model, step) : undefined;
          const [did, expected] = put ?? [runStep(store, step), runStep(model, step)];
          expect(did).toEqual(expected);
          expect(store.size().bytes).toBeLessThanOrEqual(cacheBytesMax);
          expect(observe(store, keysOf(steps))).toEqual(observe(model, keysOf(steps)));
        }
      }),
      { numRuns: 150 },
    );
  });
}

function keysOf(steps: readonly StoreStep[]): readonly string[] {
  return steps.flatMap((step) => (step.do === "put" ? [step.entry.key] : []));
}

/** Stores in both, and has the model forget what the store put out. What the store says it did, and what it did. */
function putBoth(
  store: Store,
  model: StoreModel,
  step: StoreStep & { do: "put" },
): [object, object] {
  const { key } = step.entry;
  const said = store.put(step.entry, step.nowMs);
  model.remove(key);
  const stored = store.peek(key) === step.entry;
  if (stored) model.put(step.entry);
  return [said, { stored, evicted: model.forgetOthers(store) }];
}
