// The part of the store contract about one session's entries: how many it may have, and which of them goes.
import { expect, it } from "vitest";
import type { Entry } from "../../src/core/entry.ts";
import type { Store } from "../../src/edge/ports.ts";
import { sampleDigest, sampleEntry, told, type SampleChanges } from "../harness/sample-entry.ts";
import { roomyBytes, type CreateStore } from "./store-room.ts";

const cookie = sampleDigest("cookie");

/** An entry of one session: its cookie with something invented beside it. */
function invented(n: number | string, changes: SampleChanges = {}): Entry {
  return sampleEntry({
    key: `c:1 a:${n} `,
    credentials: [cookie, sampleDigest(`${n}`)],
    ...changes,
  });
}

/** How many entries a session may have. */
export function boundsSessions(create: CreateStore): void {
  const keysMax = 8;
  const bounded = (): Store => create({ cacheBytesMax: roomyBytes, sessionKeysMax: keysMax });

  it("A session has a bounded number of entries, and the store says when another entry of it goes.", () => {
    const store = bounded();
    for (let n = 0; n < keysMax; n += 1) {
      expect(store.put(invented(n), 0)).toMatchObject({ stored: true, crowdedOut: false });
    }
    expect(store.put(invented(keysMax), 0)).toEqual({ stored: true, evicted: 0, crowdedOut: true });
    expect(store.size().entries).toBe(keysMax);
    expect(store.peek(invented(0).key)).toBeUndefined();
    // The same key again takes no place of another.
    expect(store.put(invented(keysMax), 0).crowdedOut).toBe(false);
    expect(store.size().entries).toBe(keysMax);
  });

  it("Entries that differ by Origin count too, and each session, project and the anonymous answers count separately.", () => {
    const store = bounded();
    for (let n = 0; n < keysMax; n += 1)
      store.put(invented(n, { origin: `https://${n}.example` }), 0);
    const others = [
      sampleEntry({ key: "other session", sessionId: "session-2" }),
      sampleEntry({ key: "other project", project: "beta" }),
      ...Array.from({ length: keysMax }, (_, n) =>
        sampleEntry({ key: `n${n}`, credentials: [], sessionId: undefined, identityId: undefined }),
      ),
    ];
    for (const other of others) expect(store.put(other, 0).crowdedOut).toBe(false);
    expect(store.put(invented(keysMax), 0).crowdedOut).toBe(true);
    const nobody = { credentials: [], sessionId: undefined, identityId: undefined };
    expect(store.put(sampleEntry({ key: "n-more", ...nobody }), 0).crowdedOut).toBe(true);
    expect(store.size().entries).toBe(2 * keysMax + 2);
  });

  it("An entry that is used is kept against any number of invented ones that are not.", () => {
    const store = bounded();
    const real = invented("real");
    store.put(real, 0);
    store.get(real.key);
    for (let n = 0; n < 1_000; n += 1) store.put(invented(n), 0);
    expect(told(store.peek(real.key))).toEqual(told(real));
    expect(store.size().entries).toBe(keysMax);
  });

  it("An entry that was evicted can return, even if all others are used.", () => {
    const store = bounded();
    const real = invented("real");
    for (let n = 0; n < keysMax; n += 1) store.put(invented(n), 0);
    for (let n = 0; n < keysMax; n += 1) store.get(invented(n).key);
    store.put(real, 0);
    store.get(real.key);
    for (let n = 0; n < 3; n += 1) store.put(invented(`later ${n}`), 0);
    expect(told(store.peek(real.key))).toEqual(told(real));
  });

  it("Several new entries find places at once, even if all old ones were used.", () => {
    const store = bounded();
    for (let n = 0; n < keysMax; n += 1) store.put(invented(n), 0);
    for (let n = 0; n < keysMax; n += 1) store.get(invented(n).key);
    const fresh = [invented("a"), invented("b"), invented("c")];
    for (const entry of fresh) store.put(entry, 0);
    for (const entry of fresh) expect(told(store.peek(entry.key))).toEqual(told(entry));
    // What was not used for longest went.
    expect(store.peek(invented(2).key)).toBeUndefined();
    expect(store.peek(invented(3).key)).toBeDefined();
  });

  it("An entry whose session has ended is evicted before all others.", () => {
    const store = bounded();
    const ended = invented("ended", { endsAtMs: 500 });
    store.put(ended, 0);
    store.get(ended.key);
    for (let n = 1; n < keysMax; n += 1) store.put(invented(n), 0);
    store.put(invented("one more"), 500);
    expect(store.peek(ended.key)).toBeUndefined();
    expect(store.peek(invented(1).key)).toBeDefined();
  });
}
