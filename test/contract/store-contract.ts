// What every store does. An implementation's test calls this with a way to make one.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Entry } from "../../src/core/entry.ts";
import type { Store } from "../../src/edge/ports.ts";
import { sampleDigest, sampleEntry, told } from "../harness/sample-entry.ts";
import { boundsSessions } from "./store-crowd.ts";
import { bytesOf, makesRoom, roomyBytes, type CreateStore } from "./store-room.ts";
import { observe, runStep, StoreModel } from "./store-model.ts";
import { storeSteps, type StoreStep } from "./store-steps.ts";

/** How stores may differ. */
interface StoreTraits {
  /** Whether an entry that is gone throws, because the store uses its place again. Otherwise it says what it said. */
  readonly reusesPlaces: boolean;
}

/** Runs the suite against stores that `create` makes. */
export function storeContract(
  name: string,
  create: CreateStore,
  traits: StoreTraits = { reusesPlaces: true },
): void {
  describe(`store: ${name}`, () => {
    describe("entries", () => {
      holdsEntries(create, traits);
    });
    describe("scopes", () => {
      removesScopes(create);
    });
    describe("room", () => {
      makesRoom(create);
    });
    describe("room for one session", () => {
      boundsSessions(create);
    });
    describe("against the model", () => {
      followsModel(create);
    });
  });
}

/** An entry of a store, as it was got and as it was peeked at. */
interface Replaced {
  readonly entry: Entry;
  readonly got: Entry;
  readonly kept: Entry;
}

/** Of a store whose entries are objects of their own. */
function saysWhatItSaid({ entry, got, kept }: Replaced): void {
  for (const each of [got, kept]) expect(told(each)).toEqual(told(entry));
}

/** Of a store that holds other entries in the same place. */
function givesNothing({ got, kept }: Replaced): void {
  for (const each of [got, kept]) {
    expect(() => each.body).toThrow(/in its place/);
    expect(() => each.copyBody(new Uint8Array(9), 0)).toThrow(/in its place/);
  }
  expect(() => got.begunAtMs).toThrow(/in its place/);
  expect(() => got.sessionId).toThrow(/in its place/);
  expect(() => {
    got.lastCallAtMs = 1;
  }).toThrow(/in its place/);
}

function holdsEntries(create: CreateStore, { reusesPlaces }: StoreTraits): void {
  it("The store returns what was stored, with later changes by others.", () => {
    const store = create({ cacheBytesMax: roomyBytes });
    const entry = sampleEntry();
    expect(store.put(entry, 0)).toEqual({ stored: true, evicted: 0, crowdedOut: false });
    const got = store.get(entry.key);
    const peeked = store.peek(entry.key);
    const viewed = store.view(entry.key);
    for (const each of [got, peeked, viewed]) expect(told(each)).toEqual(told(entry));
    if (got === undefined || peeked === undefined || viewed === undefined) {
      throw new Error("the entry must be held");
    }
    got.lastCallAtMs = 77;
    peeked.renewUntilMs = 78;
    viewed.servedUntilMs = 79;
    const changed = { lastCallAtMs: 77, renewUntilMs: 78, servedUntilMs: 79, version: got.version };
    const again = [store.get(entry.key), store.peek(entry.key), store.view(entry.key)];
    for (const each of [got, peeked, viewed, ...again]) expect(each).toMatchObject(changed);
    expect(store.view("c:none ")).toBeUndefined();
  });

  it("An entry that is kept says what it said, after another one has taken its place.", () => {
    const store = create({ cacheBytesMax: roomyBytes });
    const entry = sampleEntry();
    store.put(entry, 0);
    const kept = store.get(entry.key)?.kept();
    const peeked = store.peek(entry.key);
    const [listed] = store.entriesOf("acme", { kind: "project" }, 1);
    const later = sampleEntry({ begunAtMs: 2_000, sessionId: "session-2", lastCallAtMs: 3_000 });
    const { version } = peeked ?? {};
    for (const change of [() => store.put(later, 0), () => store.remove(entry.key)]) {
      change();
      for (const each of [kept, peeked, listed]) {
        if (each === undefined) throw new Error("the entry was held");
        const { begunAtMs, sessionId, lastCallAtMs } = entry;
        expect(each).toMatchObject({ begunAtMs, sessionId, lastCallAtMs, version });
        each.servedUntilMs = 5;
        expect(each.servedUntilMs).toBe(5);
      }
      expect(store.peek(entry.key)?.servedUntilMs).not.toBe(5);
      expect(store.peek(entry.key)?.version).not.toBe(version);
    }
  });

  /** An entry, as it was got and as it was peeked at, after others have come in its place. */
  const replaced = (): Replaced => {
    const store = create({ cacheBytesMax: roomyBytes });
    const entry = sampleEntry();
    store.put(entry, 0);
    const [got, kept] = [store.get(entry.key), store.peek(entry.key)];
    if (got === undefined || kept === undefined) throw new Error("the entry must be held");
    store.remove(entry.key);
    for (let n = 0; n < 3; n += 1) store.put(sampleEntry({ key: `other ${n}` }), 0);
    return { entry, got, kept };
  };

  const expectAfterwards = reusesPlaces ? givesNothing : saysWhatItSaid;
  it("An entry gives nothing of others that have come in its place (L1).", () => {
    expectAfterwards(replaced());
  });

  it("A body that was given out stays as it was, whatever the store holds later (L1).", () => {
    const store = create({ cacheBytesMax: roomyBytes });
    const bodyOf = (n: number): Uint8Array => new Uint8Array(100 + n).fill(n);
    const keys = Array.from({ length: 20 }, (_, n) => `c:${n} `);
    for (const [n, key] of keys.entries()) store.put(sampleEntry({ key, body: bodyOf(n) }), 0);
    const given = keys.map((key) => store.get(key)?.body);
    for (const [n, key] of keys.entries()) {
      if (n % 2 === 0) store.remove(key);
      else store.put(sampleEntry({ key, body: bodyOf(n + 50) }), 0);
      store.put(sampleEntry({ key: `later ${n}`, body: bodyOf(n).fill(0xff) }), 0);
    }
    expect(given).toEqual(keys.map((_, n) => bodyOf(n)));
  });

  it("A key finds no entries of other keys.", () => {
    const store = create({ cacheBytesMax: roomyBytes });
    store.put(sampleEntry(), 0);
    expect(store.get("c:other ")).toBeUndefined();
    expect(store.peek("c:other ")).toBeUndefined();
    expect(store.remove("c:other ")).toBe(false);
    expect(store.size().entries).toBe(1);
  });

  it("A key's new entry replaces the old entry and its bytes.", () => {
    const store = create({ cacheBytesMax: roomyBytes });
    store.put(sampleEntry({ body: new Uint8Array(5_000) }), 0);
    const later = sampleEntry({ body: new Uint8Array(1_000), begunAtMs: 2_000 });
    expect(store.put(later, 0)).toEqual({ stored: true, evicted: 0, crowdedOut: false });
    expect(told(store.get(later.key))).toEqual(told(later));
    expect(store.size()).toEqual({ entries: 1, bytes: bytesOf(create, later) });
  });

  it("The store lists the entries of a scope, up to a limit, without counting that as a use.", () => {
    const bytes = bytesOf(create, sampleEntry({ key: "c:1 " }));
    const store = create({ cacheBytesMax: 2 * bytes });
    const [first, second] = [sampleEntry({ key: "c:1 " }), sampleEntry({ key: "c:2 " })];
    store.put(first, 0);
    store.put(second, 0);
    const scope = { kind: "session", value: "session-1" } as const;
    expect(store.entriesOf("acme", scope, 9).map(told)).toEqual([first, second].map(told));
    expect(store.entriesOf("acme", scope, 1)).toHaveLength(1);
    expect(store.entriesOf("beta", scope, 9)).toEqual([]);
    store.put(sampleEntry({ key: "c:3 " }), 0);
    expect(store.peek("c:1 ")).toBeUndefined();
  });

  it("The store is empty to the byte once every entry was removed.", () => {
    const store = create({ cacheBytesMax: roomyBytes });
    const entry = sampleEntry();
    store.put(entry, 0);
    expect(store.size().bytes).toBeGreaterThan(0);
    expect(store.remove(entry.key)).toBe(true);
    expect(store.size()).toEqual({ entries: 0, bytes: 0 });
    expect(store.get(entry.key)).toBeUndefined();
  });

  it("A key's earlier entry is removed even if the new one does not fit.", () => {
    const bytes = bytesOf(create, sampleEntry());
    const store = create({ cacheBytesMax: bytes });
    store.put(sampleEntry(), 0);
    const tooLarge = sampleEntry({ body: new Uint8Array(3) });
    expect(store.put(tooLarge, 0)).toEqual({ stored: false, evicted: 0, crowdedOut: false });
    expect(store.size()).toEqual({ entries: 0, bytes: 0 });
    expect(store.originsOf("acme", "session-1", () => true).size).toBe(0);
  });

  it("A credential's session is known only from entries without another credential.", () => {
    const store = create({ cacheBytesMax: roomyBytes });
    const cookie = sampleDigest("cookie");
    const token = sampleDigest("token");
    store.put(sampleEntry({ key: "both", credentials: [cookie, token] }), 0);
    expect(store.soleEntryOf("acme", cookie)).toBeUndefined();
    const sole = sampleEntry({ key: "sole", credentials: [cookie], origin: "https://a.example" });
    store.put(sole, 0);
    expect(told(store.soleEntryOf("acme", cookie))).toEqual(told(sole));
    expect(store.soleEntryOf("acme", token)).toBeUndefined();
    expect(store.soleEntryOf("beta", cookie)).toBeUndefined();
    // The same token in two headers is one credential.
    const twice = sampleEntry({ key: "twice", credentials: [token, token] });
    store.put(twice, 0);
    expect(told(store.soleEntryOf("acme", token))).toEqual(told(twice));
  });
}

function removesScopes(create: CreateStore): void {
  it("A scope of an identity reaches all its sessions, credentials and origins.", () => {
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
    expect(removed.entries).toBe(mine.length);
    expect(removed.owners).toHaveLength(mine.length);
    expect(new Set(removed.owners.map(({ sessionId }) => sessionId))).toEqual(
      new Set(["s1", "s2", "session-1"]),
    );
    for (const entry of mine) expect(store.peek(entry.key)).toBeUndefined();
    for (const entry of others) expect(told(store.peek(entry.key))).toEqual(told(entry));
  });

  it("Only entries that began before the instant are removed.", () => {
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
      expect(store.removeScope("acme", scope, 100).entries).toBe(1);
      expect(store.peek("before")).toBeUndefined();
      expect(told(store.peek("at"))).toEqual(told(at));
    }
  });

  it("Anonymous answers are removed only with their project.", () => {
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
    const nothing = { entries: 0, owners: [] };
    const session = { kind: "session", value: "undefined" } as const;
    expect(store.removeScope("acme", session, Infinity)).toEqual(nothing);
    expect(store.removeScope("beta", { kind: "project" }, Infinity)).toEqual(nothing);
    expect(store.removeScope("acme", { kind: "project" }, Infinity).entries).toBe(1);
    expect(store.peek(anonymous.key)).toBeUndefined();
  });
}

function followsModel(create: CreateStore): void {
  it("The store does what the model does while there is room.", () => {
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

  it("While it evicts, the store stays within its ceiling and its indexes agree with its entries.", () => {
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
  const stored = store.peek(key) !== undefined;
  if (stored) model.put(step.entry);
  return [said, { stored, evicted: model.forgetOthers(store), crowdedOut: false }];
}
