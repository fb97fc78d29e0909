// What every storage does with sign-ins to the Console.
import { createHash, randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { signInIdleMs, signInsMax, signInUseStoredEveryMs } from "../../../src/control/limits.ts";
import type { ControlStorage, KeyRecord, SignInRecord } from "../../../src/control/storage.ts";
import { openAt, type MakePlace } from "./place.ts";
import { sampleAudit, sampleKey, wholeLog } from "./samples.ts";

const atOnce = 12;
const farMs = 1_000_000_000;

/** Tests of sign-ins, on storages that `open` opens. */
export function keepsSignIns(open: () => Promise<ControlStorage>): void {
  async function openWithKey(): Promise<{
    readonly storage: ControlStorage;
    readonly key: KeyRecord;
    /** Begins a sign-in. */
    readonly begin: (changes?: Partial<SignInRecord>, replaced?: string[]) => Promise<SignInRecord>;
    readonly find: (one: SignInRecord, atMs?: number) => Promise<SignInRecord | undefined>;
  }> {
    const storage = await open();
    const key = sampleKey();
    await storage.insertKey(key, sampleAudit());
    return {
      storage,
      key,
      async begin(changes = {}, replaced = []) {
        const signIn = sampleSignIn(key, changes);
        expect(await storage.insertSignIn(signIn, replaced, sampleAudit())).toBe("done");
        return signIn;
      },
      find: async ({ digest }, atMs = 0) => (await storage.findSignIns([digest], atMs))[0],
    };
  }

  it("Sign-ins are found by their digests, as they were written.", async () => {
    const { storage, begin } = await openWithKey();
    const [one, two] = [await begin(), await begin({ usedAtMs: 7, endsAtMs: farMs + 1 })];
    await begin();
    const digests = [two.digest, "nothing", one.digest, one.digest];
    const found = await storage.findSignIns(digests, 8);
    expect(new Set(found)).toEqual(new Set([one, two]));
    expect(found).toHaveLength(2);
    expect(await storage.findSignIns([], 8)).toEqual([]);
  });

  it("A sign-in is not found from the instant at which it ends.", async () => {
    const { begin, find } = await openWithKey();
    const used = await begin({ usedAtMs: 5, endsAtMs: farMs });
    const ending = await begin({ usedAtMs: 5, endsAtMs: 1_000 });
    expect(await find(used, 5 + signInIdleMs - 1)).toEqual(used);
    expect(await find(used, 5 + signInIdleMs)).toBeUndefined();
    expect(await find(ending, 999)).toEqual(ending);
    expect(await find(ending, 1_000)).toBeUndefined();
  });

  it("A new sign-in ends those that it replaces, and only those.", async () => {
    const { begin, find } = await openWithKey();
    const [one, two, other] = [await begin(), await begin(), await begin()];
    const next = await begin({}, [one.digest, two.digest, "nothing"]);
    expect([await find(one), await find(two)]).toEqual([undefined, undefined]);
    expect([await find(other), await find(next)]).toEqual([other, next]);
  });

  it("Ending sign-ins writes one line, and ending none writes no line.", async () => {
    const { storage, begin, find } = await openWithKey();
    const [one, two, other] = [await begin(), await begin(), await begin()];
    const before = (await wholeLog(storage)).length;
    const digests = [one.digest, two.digest];
    await Promise.all(
      Array.from({ length: atOnce }, () => storage.deleteSignIns(digests, sampleAudit())),
    );
    await storage.deleteSignIns([], sampleAudit());
    expect([await find(one), await find(two), await find(other)]).toEqual([
      undefined,
      undefined,
      other,
    ]);
    expect((await wholeLog(storage)).length).toBe(before + 1);
  });

  it("Sign-ins end with their key, also if it ends with the key that made it.", async () => {
    const { storage, key, begin, find } = await openWithKey();
    const child = sampleKey({ parentId: key.id });
    const other = sampleKey();
    for (const one of [child, other]) await storage.insertKey(one, sampleAudit());
    const ending = [await begin(), await begin({ keyId: child.id })];
    const staying = await begin({ keyId: other.id });
    expect(await storage.deleteKey(key.id, sampleAudit())).toBe("done");
    expect(await Promise.all(ending.map((one) => find(one)))).toEqual([undefined, undefined]);
    expect(await find(staying)).toEqual(staying);
  });

  it("A sign-in with a key that is gone is not stored and ends no other, even if both happen at once.", async () => {
    const { storage, key, find } = await openWithKey();
    const other = sampleKey();
    await storage.insertKey(other, sampleAudit());
    const before = sampleSignIn(other);
    await storage.insertSignIn(before, [], sampleAudit());
    const [deleted, ...begun] = await Promise.all([
      storage.deleteKey(key.id, sampleAudit()),
      ...Array.from({ length: atOnce }, () =>
        storage.insertSignIn(sampleSignIn(key), [before.digest], sampleAudit()),
      ),
    ]);
    expect(deleted).toBe("done");
    expect(new Set(begun)).toEqual(new Set(["key-gone"]));
    expect(await find(before)).toEqual(before);
  });

  it("A use is stored only if the stored one is a minute old, and is never set back.", async () => {
    const { storage, begin, find } = await openWithKey();
    const one = await begin({ usedAtMs: 100 });
    const other = await begin({ usedAtMs: 100 });
    const usedAtMs = async () => (await find(one))?.usedAtMs;
    await storage.noteSignInUse(one.digest, 99 + signInUseStoredEveryMs);
    expect(await usedAtMs()).toBe(100);
    const laterMs = 100 + signInUseStoredEveryMs;
    await Promise.all(
      [3, 0, 9].map((moreMs) => storage.noteSignInUse(one.digest, laterMs + moreMs)),
    );
    const stored = (await usedAtMs()) ?? 0;
    expect([laterMs, laterMs + 3, laterMs + 9]).toContain(stored);
    await storage.noteSignInUse(one.digest, 50);
    expect(await usedAtMs()).toBe(stored);
    expect(await find(other)).toEqual(other);
    await storage.noteSignInUse("nothing", farMs);
  });

  it("Sign-ins that have ended are pruned, by a call and when another begins.", async () => {
    const { storage, begin, find } = await openWithKey();
    const long = { endsAtMs: farMs };
    const idle = await begin({ ...long, usedAtMs: 0 });
    const over = await begin({ usedAtMs: signInIdleMs - 1, endsAtMs: signInIdleMs });
    const staying = await begin({ ...long, usedAtMs: 1 });
    expect(await storage.pruneSignIns(signInIdleMs)).toBe(2);
    expect([await find(idle), await find(over), await find(staying)]).toEqual([
      undefined,
      undefined,
      staying,
    ]);
    await begin({ ...long, usedAtMs: signInIdleMs + 1 });
    expect(await find(staying)).toBeUndefined();
    expect(await storage.pruneSignIns(signInIdleMs + 1)).toBe(0);
  });

  it("If the line of a sign-in cannot be written, no sign-in begins or ends.", async () => {
    const { storage, key, begin, find } = await openWithKey();
    const one = await begin();
    const line = sampleAudit();
    await storage.appendAudit(line);
    const next = sampleSignIn(key);
    // No two lines have one id.
    await expect(storage.insertSignIn(next, [one.digest], line)).rejects.toThrow(/unique/i);
    await expect(storage.deleteSignIns([one.digest], line)).rejects.toThrow(/unique/i);
    expect([await find(next), await find(one)]).toEqual([undefined, one]);
  });
}

/** Tests of how many there can be, on databases that are filled without the storage. */
export function boundsSignIns(makePlace: MakePlace): void {
  it(`There are at most ${signInsMax} sign-ins, and one more ends the one that was unused for longest.`, async () => {
    const place = await makePlace();
    const storage = await openAt(place);
    const key = sampleKey();
    await storage.insertKey(key, sampleAudit());
    const all = Array.from({ length: signInsMax - 1 }, (_, i) =>
      sampleSignIn(key, { usedAtMs: i + 1 }),
    );
    const rows = all.map(
      ({ digest, keyId, usedAtMs, endsAtMs }) =>
        `('${digest}', '${keyId}', ${usedAtMs}, ${endsAtMs})`,
    );
    await place.alter(
      `insert into sign_ins (digest, key_id, used_at_ms, ends_at_ms) values ${rows.join(", ")}`,
    );
    const [first, second, third, fourth] = all.map(({ digest }) => digest);
    const stand = async (...digests: (string | undefined)[]) =>
      (await storage.findSignIns(digests.map(String), 0)).length;
    const laterMs = signInUseStoredEveryMs + 1;
    const begin = () =>
      storage.insertSignIn(sampleSignIn(key, { usedAtMs: laterMs }), [], sampleAudit());
    expect(await begin()).toBe("done");
    expect(await stand(first, second, third)).toBe(3);
    await storage.noteSignInUse(String(first), laterMs);
    expect(await Promise.all([begin(), begin()])).toEqual(["done", "done"]);
    expect([await stand(second, third), await stand(first, fourth)]).toEqual([0, 2]);
    expect(await storage.pruneSignIns(farMs)).toBe(signInsMax);
  });
}

function sampleSignIn({ id }: KeyRecord, changes: Partial<SignInRecord> = {}): SignInRecord {
  const digest = createHash("sha256").update(randomUUID()).digest("hex");
  return { digest, keyId: id, usedAtMs: 1, endsAtMs: farMs, ...changes };
}
