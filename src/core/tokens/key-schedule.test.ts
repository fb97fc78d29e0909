import { array, assert, nat, property } from "fast-check";
import { expect, test } from "vitest";
import { activeKey, publishedKeys, scheduleKeys, type KeyInstants } from "./key-schedule.ts";
import { retiringMs } from "./token-limits.ts";

function key(keyId: string, signsFromMs: number, createdAtMs = signsFromMs): KeyInstants {
  return { keyId, createdAtMs, signsFromMs };
}

function states(keys: readonly KeyInstants[], atMs: number): Readonly<Record<string, string>> {
  return Object.fromEntries(scheduleKeys(keys, atMs).map((one) => [one.key.keyId, one.state]));
}

const [first, second] = [key("first", 1_000), key("second", 5_000, 4_000)];

test("A key is published before it signs, and afterwards until its last token has ended.", () => {
  const keys = [second, first];
  expect(states(keys, 999)).toEqual({ first: "next", second: "next" });
  expect(states(keys, 1_000)).toEqual({ first: "active", second: "next" });
  expect(states(keys, 4_999)).toEqual({ first: "active", second: "next" });
  expect(states(keys, 5_000)).toEqual({ first: "retiring", second: "active" });
  expect(states(keys, 4_999 + retiringMs)).toEqual({ first: "retiring", second: "active" });
  expect(states(keys, 5_000 + retiringMs)).toEqual({ first: "retired", second: "active" });
});

test("A key says until when it is published once a later key is known.", () => {
  const until = scheduleKeys([first, second], 0).map((one) => one.publishedUntilMs);
  expect(until).toEqual([5_000 + retiringMs, undefined]);
});

test("If two keys sign from the same instant, the one that was made later does.", () => {
  const keys = [key("later", 1_000, 20), key("earlier", 1_000, 10)];
  expect(activeKey(keys, 1_000)?.keyId).toBe("later");
});

test("Without a key that signs already, none is active.", () => {
  expect(activeKey([], 0)).toBeUndefined();
  expect(activeKey([first], 0)).toBeUndefined();
});

test("At every instant at most one key signs, it is published, and it stays so until its tokens have ended.", () => {
  const instants = array(nat(5 * retiringMs), { minLength: 1, maxLength: 8 });
  const holds = property(instants, nat(6 * retiringMs), (from, atMs) => {
    const keys = from.map((signsFromMs, place) => key(`key-${place}`, signsFromMs, 0));
    const signing = scheduleKeys(keys, atMs).filter(({ state }) => state === "active");
    expect(signing.length).toBeLessThanOrEqual(1);
    const active = activeKey(keys, atMs);
    if (active === undefined) return;
    expect(publishedKeys(keys, atMs)).toContain(active);
    expect(publishedKeys(keys, atMs + retiringMs)).toContain(active);
  });
  assert(holds);
});
