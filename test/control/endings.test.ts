// What ends after a time, on a clock that the test moves: keys, sign-ins, and waiting after wrong keys.
import { describe, expect, onTestFinished, test } from "vitest";
import { Attempts } from "../../src/control/access/attempts.ts";
import { Callers } from "../../src/control/access/callers.ts";
import { openControlStorage } from "../../src/control/database/open.ts";
import { makeKey } from "../../src/control/access/keys.ts";
import { SignIns } from "../../src/control/access/sign-ins.ts";
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
  test("A sign-in ends after an hour without use.", () => {
    const clock = { nowMs: 0 };
    const signIns = new SignIns(() => clock.nowMs);
    const { id } = signIns.begin("key");
    clock.nowMs = hourMs - 1;
    expect(signIns.find(id)?.keyId).toBe("key");
    clock.nowMs += hourMs - 1;
    expect(signIns.find(id)?.keyId).toBe("key");
    clock.nowMs += hourMs;
    expect(signIns.find(id)).toBeUndefined();
  });

  test("A sign-in ends after twelve hours in any case.", () => {
    const clock = { nowMs: 0 };
    const signIns = new SignIns(() => clock.nowMs);
    const { id } = signIns.begin("key");
    const halfHours = 24;
    for (let passed = 1; passed < halfHours; passed += 1) {
      clock.nowMs = (passed * hourMs) / 2;
      expect(signIns.find(id)?.keyId).toBe("key");
    }
    clock.nowMs = 12 * hourMs;
    expect(signIns.find(id)).toBeUndefined();
  });

  test("If there are too many sign-ins, the one that was not used for the longest time ends.", () => {
    const signIns = new SignIns(() => 0);
    const first = signIns.begin("first").id;
    const second = signIns.begin("second").id;
    for (let others = 2; others < 1_000; others += 1) signIns.begin(`other ${others}`);
    expect(signIns.find(first)?.keyId).toBe("first");
    signIns.begin("one too many");
    expect(signIns.find(second)).toBeUndefined();
    expect(signIns.find(first)?.keyId).toBe("first");
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
