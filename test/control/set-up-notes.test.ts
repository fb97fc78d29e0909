// Which events count for the steps of a set-up, and for how long.
import { describe, expect, test } from "vitest";
import { projectsMax } from "../../src/control/limits.ts";
import { createSetUpMemory, testIdentityId } from "../../src/control/set-up/set-up-notes.ts";
import type { EdgeEvent } from "../../src/edge/events.ts";

const check = (result: "hit" | "miss" | "bypass", status = 200, project = "p"): EdgeEvent => ({
  kind: "check",
  project,
  result,
  status,
  durationMs: 1,
  refreshing: false,
});
const hook = (identity: string, again = false): EdgeEvent => ({
  kind: "intake-applied",
  project: "p",
  source: "hook",
  scopes: [{ kind: "identity", value: identity }],
  again,
  keyName: undefined,
  lagMs: undefined,
});
const applied = (source: "mutation" | "refresh"): EdgeEvent => ({
  kind: "applied",
  project: "p",
  scope: { kind: "identity", value: "i" },
  source,
  removed: 1,
  lagMs: 1,
});
const off: EdgeEvent = {
  kind: "settings",
  project: "p",
  cacheableSessions: false,
  lagMs: undefined,
};

/** The names of what was noted after these events. */
function noted(...events: readonly EdgeEvent[]): readonly string[] {
  const memory = createSetUpMemory();
  for (const event of events) memory.sink(event);
  return Object.entries(memory.read("p", "basis")).flatMap(([name, seen]) => (seen ? [name] : []));
}

describe("events", () => {
  test.each<[string, readonly EdgeEvent[], readonly string[]]>([
    ["a miss of a session", [check("miss")], ["sessionSeen"]],
    ["a hit of a session", [check("hit")], ["sessionSeen", "hitSeen"]],
    ["an anonymous hit", [check("hit", 401)], []],
    ["a check that was passed on", [check("bypass")], []],
    ["a hook", [hook("i")], ["hookSeen"]],
    ["the second time of a hook", [hook("i", true)], []],
    ["a test hook", [check("hit"), hook(testIdentityId)], ["sessionSeen", "hitSeen"]],
    ["a change before the first hit", [applied("mutation")], []],
    [
      "a change after it",
      [check("hit"), applied("mutation")],
      ["sessionSeen", "hitSeen", "changeSeen"],
    ],
    [
      "a change that a refresh found",
      [check("hit"), applied("refresh")],
      ["sessionSeen", "hitSeen"],
    ],
    ["a hit before it was turned off", [check("hit"), off], ["sessionSeen"]],
    ["another project's hit", [check("hit", 200, "q")], []],
  ])("After %s, just that is noted.", (_, events, names) => {
    expect(noted(...events)).toEqual(names);
  });
});

test("What was noted with other settings no longer counts.", () => {
  const memory = createSetUpMemory();
  memory.sink(check("hit"));
  expect(memory.read("p", "one").hitSeen).toBe(true);
  expect(memory.read("p", "one").hitSeen).toBe(true);
  expect(memory.read("p", "two").hitSeen).toBe(false);
  memory.noteHit("p");
  expect(memory.read("p", "two")).toMatchObject({ hitSeen: true, sessionSeen: true });
});

test(`At most ${projectsMax} projects are remembered.`, () => {
  const memory = createSetUpMemory();
  for (let i = 0; i <= projectsMax; i += 1) memory.sink(check("hit", 200, `p${i}`));
  expect(memory.read(`p${projectsMax}`, "").hitSeen).toBe(true);
  expect(memory.read("p1", "").hitSeen).toBe(true);
  expect(memory.read("p0", "").hitSeen).toBe(false);
});
