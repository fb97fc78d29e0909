// What ends after a time, on a clock that the test moves: keys, sign-ins, and waiting after wrong keys.
import { createHash } from "node:crypto";
import { describe, expect, onTestFinished, test } from "vitest";
import { Attempts } from "../../src/control/access/attempts.ts";
import { Callers } from "../../src/control/access/callers.ts";
import { openControlStorage } from "../../src/control/database/open.ts";
import { makeKey } from "../../src/control/access/keys.ts";
import { SignIns } from "../../src/control/access/sign-ins.ts";
import type { ControlStorage } from "../../src/control/storage.ts";
import { sampleAudit } from "./database/samples.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

describe("a key", () => {
  async function startCallers(expiresAtMs: number | undefined) {
    const clock = { nowMs: 1_000_000 };
    const storage = openControlStorage(":memory:");
    await storage.open();
    onTestFinished(() => storage.close());
    const { record, value } = makeKey({
      name: "ops",
      projectId: undefined,
      scopes: ["read"],
      madeBy: undefined,
      nowMs: clock.nowMs,
      expiresAtMs,
    });
    await storage.insertKey(record, sampleAudit());
    return { clock, storage, record, value, callers: new Callers(storage, () => clock.nowMs) };
  }

  test("A key is valid until it expires, and then neither the key nor a sign-in with it is valid.", async () => {
    const { clock, callers, record, value } = await startCallers(2_000_000);
    clock.nowMs = 1_999_999;
    expect((await callers.byKey(value))?.key.id).toBe(record.id);
    expect((await callers.bySignIn(record.id))?.bySignIn).toBe(true);
    clock.nowMs = 2_000_000;
    expect(await callers.byKey(value)).toBeUndefined();
    expect(await callers.bySignIn(record.id)).toBeUndefined();
  });

  test("A key's last use is stored at most once a minute.", async () => {
    const { clock, callers, storage, record, value } = await startCallers(undefined);
    const lastUse = async () => (await storage.findKey(record.id))?.lastUsedAtMs;
    await callers.byKey(value);
    clock.nowMs += minuteMs - 1;
    await callers.byKey(value);
    expect(await lastUse()).toBe(1_000_000);
    clock.nowMs += 1;
    await callers.byKey(value);
    expect(await lastUse()).toBe(1_000_000 + minuteMs);
  });
});

describe("a sign-in", () => {
  async function startSignIns() {
    const clock = { nowMs: 0 };
    const storage = openControlStorage(":memory:");
    await storage.open();
    onTestFinished(() => storage.close());
    const { record } = makeKey({
      name: "ops",
      projectId: undefined,
      scopes: ["read"],
      madeBy: undefined,
      nowMs: 0,
      expiresAtMs: undefined,
    });
    await storage.insertKey(record, sampleAudit());
    const calls = { noted: 0, lookedUp: 0 };
    const counting: ControlStorage = {
      ...storage,
      findSignIns: (digests, atMs) => {
        calls.lookedUp += digests.length;
        return storage.findSignIns(digests, atMs);
      },
      noteSignInUse: (digest, atMs) => {
        calls.noted += 1;
        return storage.noteSignInUse(digest, atMs);
      },
    };
    const signIns = new SignIns(counting, () => clock.nowMs);
    const begin = async (): Promise<string> =>
      (await signIns.begin(record.id, [], sampleAudit()))?.id ?? "";
    const counts = async (id: string): Promise<boolean> =>
      (await signIns.only([id]))?.keyId === record.id;
    return { clock, storage, calls, signIns, record, begin, counts };
  }

  test("A sign-in ends after an hour without use.", async () => {
    const { clock, begin, counts } = await startSignIns();
    const id = await begin();
    clock.nowMs = hourMs - 1;
    expect(await counts(id)).toBe(true);
    clock.nowMs += hourMs - 1;
    expect(await counts(id)).toBe(true);
    clock.nowMs += hourMs;
    expect(await counts(id)).toBe(false);
  });

  test("The use of a sign-in is stored at most once a minute, so it ends up to a minute early and never late.", async () => {
    const { clock, storage, calls, begin, counts } = await startSignIns();
    const id = await begin();
    const digest = createHash("sha256").update(id).digest("hex");
    const lastUse = async () => (await storage.findSignIns([digest], clock.nowMs))[0]?.usedAtMs;
    clock.nowMs = minuteMs - 1;
    expect(await counts(id)).toBe(true);
    expect(await lastUse()).toBe(0);
    clock.nowMs = hourMs - 1;
    expect(await counts(id)).toBe(true);
    expect(await lastUse()).toBe(hourMs - 1);
    // This use is not stored, so the hour counts from the one before.
    clock.nowMs += minuteMs - 1;
    expect(await counts(id)).toBe(true);
    expect(calls.noted).toBe(1);
    clock.nowMs = 2 * hourMs - 1;
    expect(await counts(id)).toBe(false);
  });

  test("A sign-in ends after twelve hours in any case.", async () => {
    const { clock, begin, counts } = await startSignIns();
    const id = await begin();
    const halfHours = 24;
    for (let passed = 1; passed < halfHours; passed += 1) {
      clock.nowMs = (passed * hourMs) / 2;
      expect(await counts(id)).toBe(true);
    }
    clock.nowMs = 12 * hourMs;
    expect(await counts(id)).toBe(false);
  });

  test("A text that cannot be an id is not looked up.", async () => {
    const { calls, signIns, begin } = await startSignIns();
    const id = await begin();
    expect(await signIns.only(["", "x", `${id}x`, `${id.slice(1)}=`])).toBeUndefined();
    expect(calls.lookedUp).toBe(0);
    expect(await signIns.only([id, id, "x"])).toBeDefined();
    expect(calls.lookedUp).toBe(1);
  });

  test("The CSRF token belongs to one sign-in and stays the same.", async () => {
    const { signIns, record, begin } = await startSignIns();
    const [one, two] = [await begin(), await begin()];
    const again = await signIns.begin(record.id, [one], sampleAudit());
    expect((await signIns.only([again?.id ?? ""]))?.csrfToken).toBe(again?.signIn.csrfToken);
    expect((await signIns.only([two]))?.csrfToken).not.toBe(again?.signIn.csrfToken);
    expect(await signIns.only([one])).toBeUndefined();
  });

  test("A sign-in with a key that was revoked in the meantime does not begin.", async () => {
    const { signIns, storage, record } = await startSignIns();
    expect(await storage.deleteKey(record.id, sampleAudit())).toBe("done");
    expect(await signIns.begin(record.id, [], sampleAudit())).toBeUndefined();
  });
});

describe("an address that fails", () => {
  test("An address that has failed too often must wait until a minute after its first failure.", () => {
    const clock = { nowMs: 0 };
    const attempts = new Attempts(() => clock.nowMs, 2);
    attempts.failed("a");
    expect(attempts.waitSeconds("a")).toBeUndefined();
    clock.nowMs = 15_000;
    attempts.failed("a");
    expect(attempts.waitSeconds("a")).toBe(45);
    expect(attempts.waitSeconds("b")).toBeUndefined();
    clock.nowMs = minuteMs;
    expect(attempts.waitSeconds("a")).toBeUndefined();
    attempts.failed("a");
    expect(attempts.waitSeconds("a")).toBeUndefined();
  });

  test("If there are too many addresses, further ones count together.", () => {
    const attempts = new Attempts(() => 0, 3);
    for (let i = 0; i < 10_000; i += 1) attempts.failed(`address ${i}`);
    for (const stranger of ["x", "y", "z"]) attempts.failed(stranger);
    expect(attempts.waitSeconds("w")).toBe(60);
    expect(attempts.waitSeconds("address 1")).toBeUndefined();
  });
});
