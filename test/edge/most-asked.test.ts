// Which sessions had most hits lately: exact for few hits, estimated for many, and bounded.
import { describe, expect, test } from "vitest";
import { MostAsked } from "../../src/edge/most-asked.ts";
import { createScriptedEdge, sessionOf } from "../harness/scripted-edge.ts";

const all = (): boolean => true;
const minuteMs = 60_000;

function hit(asked: MostAsked, session: string, times: number, nowMs = 0): void {
  for (let count = 0; count < times; count += 1) {
    asked.hit({ sessionId: session, identityId: `person of ${session}` }, nowMs);
  }
}

function hitsOf(asked: MostAsked, nowMs = 0): readonly (readonly [string, number])[] {
  return asked.list(nowMs, 20, all).map(({ session, hits }) => [session, hits]);
}

describe("few hits", () => {
  test("They are counted exactly, and the most come first.", () => {
    const asked = new MostAsked();
    hit(asked, "once", 1);
    hit(asked, "often", 7);
    hit(asked, "twice", 2);
    expect(asked.list(0, 20, all)).toEqual([
      { session: "often", identity: "person of often", hits: 7 },
      { session: "twice", identity: "person of twice", hits: 2 },
      { session: "once", identity: "person of once", hits: 1 },
    ]);
  });

  test("No more are listed than are asked for.", () => {
    const asked = new MostAsked();
    hit(asked, "a", 2);
    hit(asked, "b", 1);
    expect(asked.list(0, 1, all).map(({ session }) => session)).toEqual(["a"]);
  });

  test("A session without an entry is not listed, and leaves its place to the next one.", () => {
    const asked = new MostAsked();
    hit(asked, "gone", 2);
    hit(asked, "here", 1);
    const listed = asked.list(0, 1, (session) => session !== "gone");
    expect(listed.map(({ session }) => session)).toEqual(["here"]);
  });

  test("The anonymous answer is nobody's session.", () => {
    const asked = new MostAsked();
    asked.hit({ sessionId: undefined, identityId: undefined }, 0);
    expect(hitsOf(asked)).toEqual([]);
  });
});

describe("many hits", () => {
  test("The counts add up to about all hits, and each session has about its share.", () => {
    const asked = new MostAsked();
    for (let round = 0; round < 20_000; round += 1) {
      hit(asked, "seven", 7);
      hit(asked, "two", 2);
      hit(asked, "one", 1);
    }
    const [first, second, third, ...more] = hitsOf(asked);
    expect(more).toEqual([]);
    expect([first?.[0], second?.[0], third?.[0]]).toEqual(["seven", "two", "one"]);
    for (const [counted, hits] of [
      [first, 140_000],
      [second, 40_000],
      [third, 20_000],
    ] as const) {
      expect((counted?.[1] ?? 0) / hits).toBeGreaterThan(0.75);
      expect((counted?.[1] ?? 0) / hits).toBeLessThan(1.25);
    }
  });

  test("Checks in a fixed order do not hide a session.", () => {
    const asked = new MostAsked();
    const names = Array.from({ length: 32 }, (_, index) => `s-${index}`);
    for (let round = 0; round < 10_000; round += 1) for (const name of names) hit(asked, name, 1);
    const listed = asked.list(0, 64, all);
    expect(listed).toHaveLength(32);
    for (const { hits } of listed) expect(hits).toBeGreaterThan(5_000);
  });

  test("A flood of other sessions neither grows the list nor hides those that are asked often.", () => {
    const asked = new MostAsked();
    for (let round = 0; round < 100_000; round += 1) {
      hit(asked, `stranger-${round}`, 1);
      if (round % 4 === 0) hit(asked, "busy", 1);
    }
    const listed = asked.list(0, 1_000, all);
    expect(listed.length).toBeLessThanOrEqual(64);
    expect(listed[0]?.session).toBe("busy");
    expect((listed[0]?.hits ?? 0) / 25_000).toBeGreaterThan(0.5);
    expect((listed[0]?.hits ?? 0) / 25_000).toBeLessThan(1.5);
    // What one stranger took over from others is not counted as its own.
    for (const { hits } of listed.slice(1)) expect(hits).toBeLessThan(1_000);
  });
});

describe("lately", () => {
  test("Hits count for 2.5 minutes at least and for 5 minutes at most.", () => {
    const asked = new MostAsked();
    hit(asked, "early", 3, 0);
    hit(asked, "late", 1, 2 * minuteMs);
    hit(asked, "late", 1, 3 * minuteMs);
    expect(hitsOf(asked, 3 * minuteMs)).toEqual([
      ["early", 3],
      ["late", 2],
    ]);
    expect(hitsOf(asked, 5 * minuteMs)).toEqual([["late", 1]]);
    expect(hitsOf(asked, 8 * minuteMs)).toEqual([]);
  });

  test("After a long pause, what was counted before it does not come back.", () => {
    const asked = new MostAsked();
    hit(asked, "early", 3, 0);
    hit(asked, "late", 1, 60 * minuteMs);
    expect(hitsOf(asked, 60 * minuteMs)).toEqual([["late", 1]]);
  });
});

test("An edge counts hits alone, and a session that was invalidated is no longer listed.", async () => {
  const scene = createScriptedEdge();
  await scene.fill("ada");
  expect(scene.edge.mostAsked(20)).toEqual([]);
  await scene.check("ada");
  await scene.check("ada");
  const [asked] = scene.edge.mostAsked(20);
  expect(asked?.hits).toBe(2);
  expect(JSON.stringify(sessionOf("ada"))).toContain(asked?.session);
  await scene.edge.invalidate([{ kind: "session", value: asked?.session ?? "" }], "api");
  expect(scene.edge.mostAsked(20)).toEqual([]);
});
