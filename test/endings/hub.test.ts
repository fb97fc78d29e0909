// The hub of endings: what each subscriber is told, how often, and what happens when there are too many.
import { expect, test } from "vitest";
import type { Ending } from "../../src/core/endings/ending.ts";
import type { EdgeEvent } from "../../src/edge/events.ts";
import { createEndingsHub, type EndingsWanted } from "../../src/endings/hub.ts";
import {
  endingEveryMs,
  endingSubjectsMax,
  endingSubjectsOfProjectMax,
} from "../../src/endings/limits.ts";
import { createScriptedClock } from "../harness/scripted-clock.ts";

function scene() {
  const time = createScriptedClock();
  const events: EdgeEvent[] = [];
  const errors: unknown[] = [];
  const hub = createEndingsHub({
    clock: time.clock,
    emit: (event) => events.push(event),
    onError: (error) => errors.push(error),
  });
  const subscribe = (wanted: Partial<EndingsWanted> = {}) => {
    const told: string[] = [];
    const unsubscribe = hub.subscribe(
      { project: undefined, noticed: "everywhere", ...wanted },
      ({ id, type }) => told.push(`${id} ${type}`),
    );
    return { told, unsubscribe };
  };
  const notice = (id: string, more: Partial<Ending> = {}, here = true): void => {
    const project = more.project ?? "acme";
    const ending: Ending = {
      id,
      type: "session-changed",
      sessionId: "s",
      identityId: "i",
      at: 0,
      ...more,
      project,
    };
    hub.sink({ kind: "ending", project, ending, here });
  };
  const collapsed = () => events.filter(({ kind }) => kind === "endings-collapsed").length;
  return { time, hub, subscribe, notice, collapsed, errors };
}

test("The first ending is told at once, and the last one of each second at its end.", async () => {
  const { time, subscribe, notice } = scene();
  const { told } = subscribe();
  notice("1");
  expect(told).toEqual(["1 session-changed"]);
  notice("2");
  notice("3");
  await time.advance(endingEveryMs - 1);
  expect(told).toHaveLength(1);
  await time.advance(1);
  expect(told).toEqual(["1 session-changed", "3 session-changed"]);
  notice("4");
  await time.advance(endingEveryMs - 1);
  expect(told).toHaveLength(2);
  // A fraction of a millisecond may be left.
  await time.advance(2);
  expect(told.at(-1)).toBe("4 session-changed");
  await time.advance(2 * endingEveryMs);
  expect(told).toHaveLength(3);
});

test("Another type, session, identity or project is told for itself.", () => {
  const { subscribe, notice } = scene();
  const { told } = subscribe();
  notice("1");
  notice("2", { type: "session-revoked" });
  notice("3", { sessionId: "t" });
  notice("4", { sessionId: undefined });
  notice("5", { project: "beta" });
  expect(told).toHaveLength(5);
});

test("The same ending that comes by another way is told once.", async () => {
  const { time, subscribe, notice } = scene();
  const { told } = subscribe();
  notice("1");
  notice("1", {}, false);
  await time.advance(endingEveryMs);
  expect(told).toEqual(["1 session-changed"]);
});

test("A subscriber gets its project alone, and those of other processes only if it wants them.", () => {
  const { subscribe, notice } = scene();
  const acme = subscribe({ project: "acme" });
  const here = subscribe({ noticed: "here" });
  notice("1");
  notice("2", { project: "beta" });
  notice("3", { sessionId: "t" }, false);
  expect(acme.told.map((text) => text.slice(0, 1))).toEqual(["1", "3"]);
  expect(here.told.map((text) => text.slice(0, 1))).toEqual(["1", "2"]);
});

test("An ending of another process does not keep back the same one of this process.", () => {
  const { subscribe, notice } = scene();
  const { told } = subscribe({ noticed: "here" });
  notice("1", {}, false);
  notice("2");
  expect(told).toEqual(["2 session-changed"]);
});

test("A subscriber that has left is told nothing, and one that throws does not affect others.", () => {
  const { hub, subscribe, notice, errors } = scene();
  hub.subscribe({ project: undefined, noticed: "everywhere" }, () => {
    throw new Error("a subscriber's own");
  });
  const gone = subscribe();
  const { told } = subscribe();
  gone.unsubscribe();
  notice("1");
  expect([gone.told.length, told.length, errors.length]).toEqual([0, 1, 1]);
});

test("What waits is told when the process stops.", async () => {
  const { time, hub, subscribe, notice } = scene();
  const { told } = subscribe();
  notice("1");
  notice("2");
  hub.flush();
  expect(told).toEqual(["1 session-changed", "2 session-changed"]);
  await time.advance(endingEveryMs);
  expect(told).toHaveLength(2);
});

test("As many sessions as the limit are kept apart, and one more becomes an ending of its project.", async () => {
  const { time, subscribe, notice, collapsed } = scene();
  const { told } = subscribe();
  for (let n = 0; n < endingSubjectsOfProjectMax; n += 1) notice(`${n}`, { sessionId: `s${n}` });
  expect([told.length, collapsed()]).toEqual([endingSubjectsOfProjectMax, 0]);
  notice("more", { sessionId: "more" });
  notice("yet-more", { sessionId: "yet more" });
  expect(told.slice(endingSubjectsOfProjectMax)).toEqual(["more-project project-changed"]);
  // Once here and once everywhere is counted as one.
  expect(collapsed()).toBe(2);
  await time.advance(endingEveryMs);
  expect(told.at(-1)).toBe("yet-more-project project-changed");
  await time.advance(endingEveryMs);
  notice("after", { sessionId: "after" });
  expect(told.at(-1)).toBe("after session-changed");
});

test("A flood of one project leaves the endings of others as they are.", () => {
  const { subscribe, notice } = scene();
  const { told } = subscribe({ project: "beta" });
  for (let n = 0; n <= endingSubjectsOfProjectMax; n += 1) notice(`${n}`, { sessionId: `s${n}` });
  notice("one", { project: "beta", type: "session-revoked" });
  expect(told).toEqual(["one session-revoked"]);
});

test("At the limit of all projects everything is kept apart, and beyond it the project that has most is collapsed.", async () => {
  const { time, subscribe, notice, collapsed } = scene();
  const { told } = subscribe();
  const projects = endingSubjectsMax / endingSubjectsOfProjectMax;
  for (let p = 0; p < projects; p += 1) {
    // The first one has most, and small projects have what the others leave.
    const count = endingSubjectsOfProjectMax - (p === 0 ? 0 : 1);
    for (let n = 0; n < count; n += 1)
      notice(`${p}-${n}`, { project: `p${p}`, sessionId: `s${n}` });
  }
  for (let n = 1; n < projects; n += 1) notice(`small-${n}`, { project: `small-${n}` });
  expect([told.length, collapsed()]).toEqual([endingSubjectsMax, 0]);
  notice("beyond", { project: "beta" });
  notice("again", { project: "p0", sessionId: "another" });
  expect(told.slice(endingSubjectsMax)).toEqual([
    "beyond-p0-project project-changed",
    "beyond session-changed",
  ]);
  expect(collapsed()).toBe(2);
  // A fraction of a millisecond may be left.
  await time.advance(endingEveryMs + 1);
  expect(told.at(-1)).toBe("again-project project-changed");
  await time.advance(endingEveryMs + 1);
  notice("after", { project: "p0", sessionId: "after" });
  expect(told.at(-1)).toBe("after session-changed");
});
