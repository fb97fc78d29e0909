// Which answers to checks a person finds wrong. Times are milliseconds of no clock.
import { expect, test } from "vitest";
import { SessionWatch, type CheckAnswer } from "./session-watch.ts";

const session = { sessionId: "s1", token: "t" };

function watch(healthy = true): SessionWatch {
  const bounds = { deliveryMs: 3_000, limitMs: 16_000, healthySince: () => healthy };
  return new SessionWatch(session, "i1", 0, bounds);
}

function answer(edge: string, sentAtMs: number, changes = 0, more: object = {}): CheckAnswer {
  const identity = { id: "i1", traits: { name: `change ${changes}` } };
  const body = JSON.stringify({ id: "s1", active: true, identity, ...more });
  return { edge, sentAtMs, status: 200, body };
}

test("A session's own state is right, and another identity or session is wrong.", () => {
  const person = watch();
  expect(person.wrongIn(answer("a", 0), 10)).toBeUndefined();
  expect(person.wrongIn(answer("a", 0, 0, { identity: { id: "i2" } }), 10)).toBe(
    "another identity",
  );
  expect(person.wrongIn(answer("a", 0, 0, { id: "s2" }), 10)).toBe("another session");
  expect(person.wrongIn(answer("a", 0, 0, { active: false }), 10)).toBe("not active");
});

test("A refusal is wrong until the session's end was asked for.", () => {
  const person = watch();
  const refused = { edge: "a", sentAtMs: 0, status: 401, body: "" };
  expect(person.wrongIn(refused, 10)).toBe("refused, although nobody has ended the session");
  person.endBegins(20);
  expect(person.wrongIn(refused, 30)).toBeUndefined();
  expect(person.wrongIn({ ...refused, status: 502 }, 30)).toBe("answered 502");
});

test("After an end was answered, its edge must not serve the session, and others only for the time of delivery.", () => {
  const person = watch();
  person.endBegins(90);
  person.hasEnded("a", 100);
  expect(person.wrongIn(answer("a", 99), 120)).toBeUndefined();
  expect(person.wrongIn(answer("a", 101), 120)).toBe("served 1 ms after its end was answered");
  expect(person.wrongIn(answer("b", 3_100), 3_120)).toBeUndefined();
  expect(person.wrongIn(answer("b", 3_101), 3_120)).toMatch(/^served 3001 ms/u);
});

test("Edges that were not healthy may serve an ended session up to the limit.", () => {
  const person = watch(false);
  person.endBegins(0);
  person.hasEnded("a", 0);
  expect(person.wrongIn(answer("b", 16_000), 16_010)).toBeUndefined();
  expect(person.wrongIn(answer("b", 16_001), 16_010)).toMatch(/^served/u);
});

test("An own change shows at its edge at once, and at others after the time of delivery.", () => {
  const person = watch();
  person.changed(1, "a", 100);
  expect(person.wrongIn(answer("a", 99, 0), 120)).toBeUndefined();
  expect(person.wrongIn(answer("a", 100, 0), 120)).toBe(
    "shows change 0, and change 1 was answered",
  );
  expect(person.wrongIn(answer("b", 3_000, 0), 3_020)).toBeUndefined();
  expect(person.wrongIn(answer("b", 3_101, 0), 3_120)).toMatch(/^shows change 0/u);
  expect(person.wrongIn(answer("b", 3_101, 1), 3_120)).toBeUndefined();
});

test("An edge that has shown a state does not show an earlier one to a check sent after that.", () => {
  const person = watch();
  expect(person.wrongIn(answer("b", 0, 2), 50)).toBeUndefined();
  expect(person.wrongIn(answer("b", 40, 1), 60)).toBeUndefined();
  expect(person.wrongIn(answer("b", 50, 1), 70)).toBe("shows change 1 after change 2");
  expect(person.wrongIn(answer("c", 50, 1), 70)).toBeUndefined();
});
