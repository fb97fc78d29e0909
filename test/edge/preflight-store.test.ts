// The bounds of the stored answers to preflights: a flood of new ones does not push out those that clients use.
import { describe, expect, test } from "vitest";
import { preflightPlaceMs } from "../../src/core/limits.ts";
import { PreflightStore, type StoredPreflight } from "../../src/edge/preflight/preflight-store.ts";

const room = { preflightsMax: 3, preflightsBytesMax: 1_000_000 };

function answer(key: string, changes: Partial<StoredPreflight> = {}): StoredPreflight {
  return {
    key,
    status: 204,
    lines: ["Vary", "Origin"],
    begunAtMs: 0,
    endsAtMs: 600_000,
    ...changes,
  };
}

/** A store with these answers, in order. */
function storeOf(...keys: readonly string[]): PreflightStore {
  const store = new PreflightStore(room);
  for (const key of keys) expect(store.put(answer(key), 0)).toBeUndefined();
  return store;
}

describe("PreflightStore", () => {
  test("It gives what was stored, until that ends.", () => {
    const store = storeOf("a");
    expect(store.get("a", 599_999)?.key).toBe("a");
    expect(store.get("b", 0)).toBeUndefined();
    expect(store.get("a", 600_000)).toBeUndefined();
    expect(store.size()).toEqual({ answers: 0, bytes: 0 });
  });

  test("One more than the limit takes the place of the oldest that was never used.", () => {
    const store = storeOf("a", "b", "c");
    store.get("a", 1);
    expect(store.put(answer("d"), 2)).toBeUndefined();
    expect(store.size().answers).toBe(3);
    expect(["a", "b", "c", "d"].filter((key) => store.get(key, 3) !== undefined)).toEqual([
      "a",
      "c",
      "d",
    ]);
  });

  test("A flood of new answers leaves those that are used, and finds no room if all are.", () => {
    const store = storeOf("a", "b");
    store.get("a", 1);
    store.get("b", 2);
    for (let n = 0; n < 10_000; n += 1) expect(store.put(answer(`flood ${n}`), 3)).toBeUndefined();
    expect(store.get("flood 9999", 4)).toBeDefined();
    for (let n = 0; n < 10_000; n += 1)
      expect(store.put(answer(`more ${n}`), 5)).toBe("preflightsMax");
    expect(["a", "b"].every((key) => store.get(key, 6) !== undefined)).toBe(true);
    expect(store.size().answers).toBe(3);
  });

  test("One that was not used for a minute, or that has ended, gives its place.", () => {
    const store = storeOf("a", "b", "c");
    for (const [at, key] of ["a", "b", "c"].entries()) store.get(key, at);
    expect(store.put(answer("d"), preflightPlaceMs - 1)).toBe("preflightsMax");
    expect(store.put(answer("d"), preflightPlaceMs)).toBeUndefined();
    expect(store.get("a", preflightPlaceMs)).toBeUndefined();
    const ending = new PreflightStore({ ...room, preflightsMax: 1 });
    ending.put(answer("a", { endsAtMs: 10 }), 0);
    ending.get("a", 9);
    expect(ending.put(answer("b"), 9)).toBe("preflightsMax");
    expect(ending.put(answer("b"), 10)).toBeUndefined();
  });

  test("The bytes are bounded too, to the byte.", () => {
    const one = new PreflightStore(room);
    one.put(answer("a"), 0);
    const { bytes } = one.size();
    const store = new PreflightStore({ preflightsMax: 100, preflightsBytesMax: 2 * bytes });
    store.put(answer("a"), 0);
    store.put(answer("b"), 0);
    expect(store.size()).toEqual({ answers: 2, bytes: 2 * bytes });
    store.put(answer("c"), 0);
    expect(store.size()).toEqual({ answers: 2, bytes: 2 * bytes });
    for (const key of ["b", "c"]) store.get(key, 1);
    expect(store.put(answer("d"), 2)).toBe("preflightsBytesMax");
    const tight = new PreflightStore({ preflightsMax: 100, preflightsBytesMax: bytes - 1 });
    expect(tight.put(answer("a"), 0)).toBe("preflightsBytesMax");
    expect(tight.size()).toEqual({ answers: 0, bytes: 0 });
  });

  test("A newer answer of a key takes its place, and keeps what its use is worth.", () => {
    const store = storeOf("a", "b", "c");
    store.get("a", 1);
    store.put(answer("a", { begunAtMs: 5 }), 6);
    expect(store.size().answers).toBe(3);
    store.put(answer("d"), 7);
    store.put(answer("e"), 7);
    expect(store.get("a", 8)?.begunAtMs).toBe(5);
  });

  test("A fence removes what began before it.", () => {
    const store = storeOf("a", "b");
    store.put(answer("c", { begunAtMs: 10 }), 10);
    store.get("a", 10);
    store.removeBefore(10);
    expect(store.size().answers).toBe(1);
    expect(store.get("c", 11)).toBeDefined();
    store.remove("c");
    expect(store.size()).toEqual({ answers: 0, bytes: 0 });
  });
});
