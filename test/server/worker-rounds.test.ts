// The protocol between workers, without processes: who is waited for, and what goes together.
import { describe, expect, test } from "vitest";
import type { SiblingNotice } from "../../src/edge/ports.ts";
import { paceReplacement } from "../../src/server/workers/pace.ts";
import { Rounds, type RoundMember } from "../../src/server/workers/rounds.ts";
import { createTold } from "../../src/server/workers/told.ts";

function fence(value: string): SiblingNotice {
  return { kind: "fence", project: "acme", scope: { kind: "session", value } };
}

/** Members that note what they get, and apply it when the test says so. */
function members(count: number) {
  const rounds = new Rounds();
  const all = Array.from({ length: count }, () => {
    const got: { id: number; values: string[] }[] = [];
    const member: RoundMember = {
      deliver: (id, notices) => got.push({ id, values: notices.map(valueOf) }),
    };
    rounds.join(member);
    return { got, member };
  });
  const at = (index: number) => {
    const found = all[index];
    if (found === undefined) throw new Error(`there is no member ${index}`);
    return found;
  };
  return { rounds, at };
}

function valueOf({ scope }: SiblingNotice): string {
  return scope.kind === "project" ? "project" : scope.value;
}

describe("rounds", () => {
  test("A round goes to everyone else, and is over when all of them have applied it.", () => {
    const { rounds, at } = members(3);
    let over = false;
    rounds.begin(at(0).member, [fence("s")], () => (over = true));
    expect(at(0).got).toEqual([]);
    expect(at(1).got).toEqual([{ id: 1, values: ["s"] }]);
    rounds.applied(at(1).member, 1, []);
    rounds.applied(at(1).member, 1, []);
    expect(over).toBe(false);
    rounds.applied(at(2).member, 1, []);
    expect(over).toBe(true);
  });

  test("A round of the only member is over at once.", () => {
    const { rounds, at } = members(1);
    let over = false;
    rounds.begin(at(0).member, [fence("s")], () => (over = true));
    expect(over).toBe(true);
  });

  test("What a member has fenced beyond a round must be applied by all others before the round is over.", () => {
    const { rounds, at } = members(3);
    let over = false;
    rounds.begin(at(0).member, [fence("s")], () => (over = true));
    rounds.applied(at(1).member, 1, [fence("wider")]);
    rounds.applied(at(2).member, 1, []);
    expect(at(0).got).toEqual([{ id: 2, values: ["wider"] }]);
    rounds.applied(at(0).member, 2, []);
    expect(over).toBe(false);
    rounds.applied(at(2).member, 2, []);
    expect(over).toBe(true);
  });

  test("A member that has left is not waited for, and one that joins later owes nothing.", () => {
    const { rounds, at } = members(2);
    let over = false;
    rounds.begin(at(0).member, [fence("s")], () => (over = true));
    const late: RoundMember = { deliver: () => undefined };
    rounds.join(late);
    expect(rounds.oldestOwedBy(late)).toBeUndefined();
    expect(rounds.oldestOwedBy(at(1).member)).toBe(1);
    rounds.leave(at(1).member);
    expect(over).toBe(true);
  });
});

describe("telling", () => {
  /** Rounds that end when the test says so. */
  function scene(waitingMax = 100) {
    const begun: { readonly values: string[]; readonly end: () => void }[] = [];
    const full: string[] = [];
    const told = createTold({
      waitingMax,
      onFull: (project) => full.push(project),
      begin: (notices) =>
        new Promise((resolve) => {
          begun.push({ values: notices.map(valueOf), end: resolve });
        }),
    });
    return { told, begun, full };
  }

  test("What is told while a round is under way goes together in the next one, each notice once.", async () => {
    const { told, begun } = scene();
    const first = told.tell([fence("a")]);
    await Promise.resolve();
    const second = told.tell([fence("b"), fence("a")]);
    const third = told.tell([fence("b")]);
    expect(begun.map(({ values }) => values)).toEqual([["a"]]);
    begun[0]?.end();
    await first;
    await Promise.resolve();
    expect(begun.map(({ values }) => values)).toEqual([["a"], ["b", "a"]]);
    begun[1]?.end();
    await Promise.all([second, third, told.settled()]);
  });

  test("Beyond the limit, one notice of the whole project is added in place of the others.", async () => {
    const { told, begun, full } = scene(2);
    void told.tell([fence("a"), fence("b"), fence("c"), fence("d")]);
    await Promise.resolve();
    expect(begun[0]?.values).toEqual(["a", "b", "project"]);
    expect(full).toEqual(["acme"]);
  });

  test("What is told while a notice is applied belongs to its round.", async () => {
    const { told, begun } = scene();
    told.subscribe(({ scope }) => {
      if (scope.kind === "session" && scope.value === "s") void told.tell([fence("wider")]);
    });
    expect(told.receive([fence("s"), fence("t")]).map(valueOf)).toEqual(["wider"]);
    await Promise.resolve();
    expect(begun).toEqual([]);
  });
});

test("A worker is replaced at once. If it ends early again and again, the pause grows up to 30 s.", () => {
  const pauses: number[] = [];
  let early = 0;
  for (let times = 0; times < 8; times += 1) {
    const next = paceReplacement(100, early);
    ({ early } = next);
    pauses.push(next.pauseMs);
  }
  expect(pauses).toEqual([0, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  expect(paceReplacement(10_000, early)).toEqual({ early: 0, pauseMs: 0 });
});
