// When an identity server is asked how it is, and what its answer says.
import { expect, test } from "vitest";
import type { OriginObservation } from "../../src/core/health/origin-record.ts";
import type { AskedAnswer, Origin, OriginQuestion } from "../../src/edge/ports.ts";
import { inquire } from "../../src/observe/health/origin-inquiry.ts";
import {
  createOriginRounds,
  failingInquiriesMax,
  inquiriesMax,
  type AskableProject,
} from "../../src/observe/health/origin-rounds.ts";
import { createProjectSigns } from "../../src/observe/health/project-signs.ts";
import { createScriptedClock } from "../harness/scripted-clock.ts";

const nowhere: Origin = {
  send: () => Promise.reject(new Error("this origin is never called by the rounds")),
};
const down: OriginObservation = { kind: "failed", how: { kind: "unreachable" }, ofSession: false };
const up: OriginObservation = { kind: "answered", sure: true, ofCheck: false };

interface SetUp {
  readonly projects?: number;
  readonly when?: "always" | "doubtful";
  /** How the identity server of a project answers. Undefined if it hangs. */
  readonly answer: (project: string) => OriginObservation | undefined;
  readonly hangsForMs?: number;
}

function startRounds({ projects = 1, when = "always", answer, hangsForMs = 1_500 }: SetUp) {
  const scripted = createScriptedClock();
  const { clock, nowMs } = scripted;
  const signs = createProjectSigns(clock);
  const askable: AskableProject[] = Array.from({ length: projects }, (_, index) => ({
    project: `p${index}`,
    originUrl: "http://identity",
    origin: { ...nowhere, hasPath: false },
  }));
  const names = new Map(askable.map(({ origin, project }) => [origin, project]));
  const asked: { readonly project: string; readonly atMs: number }[] = [];
  const most = { now: 0, atOnce: 0 };
  const rounds = createOriginRounds({
    clock,
    random: () => 0.5,
    signs,
    projects: () => askable,
    when,
    inquire: async (origin) => {
      const project = names.get(origin) ?? "";
      asked.push({ project, atMs: nowMs() });
      most.now += 1;
      most.atOnce = Math.max(most.atOnce, most.now);
      const seen = answer(project);
      if (seen === undefined) {
        await new Promise<void>((resolve) => {
          clock.after(hangsForMs, resolve);
        });
      }
      most.now -= 1;
      return seen ?? { kind: "failed", how: { kind: "timeout" }, ofSession: false };
    },
  });
  rounds.start();
  return { ...scripted, signs, rounds, askable, asked, most };
}

test("A project without traffic is failing soon after its identity server dies, and no longer soon after it is back.", async () => {
  let seen: OriginObservation = up;
  const { signs, advance } = startRounds({ answer: () => seen });
  await advance(3_000);
  expect(signs.standingOf("p0")).toBe("working");
  seen = down;
  await advance(2_500);
  expect(signs.standingOf("p0")).toBe("failing");
  seen = up;
  await advance(1_500);
  expect(signs.standingOf("p0")).toBe("working");
});

test("An identity server that hangs is failing after its first question.", async () => {
  const { signs, advance } = startRounds({ answer: () => undefined });
  await advance(3_250);
  expect(signs.standingOf("p0")).toBe("failing");
});

test("An identity server whose calls succeed is not asked.", async () => {
  const { signs, advance, asked } = startRounds({ answer: () => up });
  for (let second = 0; second < 10; second += 1) {
    signs.sink({
      kind: "call",
      project: "p0",
      lane: "known",
      purpose: "refresh",
      outcome: "2xx",
      status: 200,
      durationMs: 1,
    });
    await advance(1_000);
  }
  expect(asked).toEqual([]);
});

test("Without a control plane, only a doubtful identity server is asked, until it answers.", async () => {
  const { signs, advance, asked } = startRounds({ when: "doubtful", answer: () => up });
  await advance(10_000);
  expect(asked).toEqual([]);
  signs.sink({
    kind: "call",
    project: "p0",
    lane: "forward",
    purpose: "forward",
    outcome: "5xx",
    status: 500,
    durationMs: 1,
  });
  await advance(10_000);
  expect(asked).toHaveLength(1);
  expect(signs.standingOf("p0")).toBe("working");
});

test("Strangers who are answered 5xx have the identity server asked twice a second at most.", async () => {
  const { signs, advance, asked } = startRounds({ answer: () => up });
  for (let turn = 0; turn < 1_000; turn += 1) {
    signs.sink({
      kind: "call",
      project: "p0",
      lane: "forward",
      purpose: "forward",
      outcome: "5xx",
      status: 500,
      durationMs: 1,
    });
    await advance(10);
  }
  expect(asked.length).toBeGreaterThan(5);
  expect(asked.length).toBeLessThanOrEqual(20);
  expect(signs.signOf("p0")).toBe(undefined);
});

test("With 200 identity servers that hang, another one that dies is still noticed, and those that are back as well.", async () => {
  const hanging = new Set(Array.from({ length: 200 }, (_, index) => `p${index}`));
  let last: OriginObservation = up;
  const { signs, advance, most, askable } = startRounds({
    projects: 201,
    answer: (project) => (hanging.has(project) ? undefined : last),
  });
  await advance(5_000);
  expect(signs.signs().length).toBeGreaterThan(0);
  for (const project of hanging) expect(signs.standingOf(project)).toBe("failing");
  expect(signs.standingOf("p200")).toBe("working");
  last = down;
  await advance(2_500);
  expect(signs.standingOf("p200")).toBe("failing");
  last = up;
  hanging.clear();
  await advance(4_000);
  const failing = askable.filter(({ project }) => signs.standingOf(project) !== "working");
  expect(failing).toEqual([]);
  expect(most.atOnce).toBeLessThanOrEqual(inquiriesMax);
});

test("Questions to identity servers that hang are bounded, and every project gets its turn.", async () => {
  const { advance, asked, most } = startRounds({ projects: 1_000, answer: () => undefined });
  await advance(15_000);
  expect(most.atOnce).toBe(inquiriesMax);
  asked.length = 0;
  most.atOnce = 0;
  await advance(15_000);
  // All of them fail now, and leave room for others.
  expect(most.atOnce).toBe(failingInquiriesMax);
  expect(new Set(asked.map(({ project }) => project)).size).toBe(1_000);
});

test("There are 200 questions a second at most, however many projects there are.", async () => {
  const { advance, asked } = startRounds({ projects: 1_000, answer: () => up });
  await advance(6_000);
  asked.length = 0;
  await advance(10_000);
  expect(asked.length).toBeLessThanOrEqual(10 * 200);
  expect(asked.length).toBeGreaterThanOrEqual(1_000);
});

test("A project that is gone, and one without a URL, is not asked.", async () => {
  const { advance, asked, askable, rounds, timers } = startRounds({
    projects: 2,
    answer: () => up,
  });
  askable.pop();
  askable[0] = { ...(askable[0] ?? { project: "", origin: nowhere }), originUrl: undefined };
  await advance(5_000);
  expect(asked).toEqual([]);
  rounds.stop();
  expect(timers()).toBe(0);
});

/** An origin that answers each target so. */
function answering(
  replies: Readonly<Record<string, Partial<AskedAnswer> | "unreachable" | "aborted">>,
): Origin {
  return {
    ...nowhere,
    ask(question: OriginQuestion) {
      const reply = replies[question.target];
      if (typeof reply === "string" || reply === undefined) {
        question.onFailure({ kind: reply ?? "broken", cause: undefined });
        return;
      }
      question.onAnswer({
        status: 200,
        headers: [],
        body: new Uint8Array(),
        ending: "whole",
        rest: undefined,
        failure: undefined,
        ...reply,
      });
    },
  };
}

const json = ["Content-Type", "application/json"];
const whoami = "/sessions/whoami";
const readyAt = "/health/ready";
const status = (status: number): OriginObservation => ({
  kind: "failed",
  how: { kind: "status", status },
  ofSession: false,
});

test.each<[string, Parameters<typeof answering>[0], OriginObservation | undefined]>([
  ["Kratos is ready", { [readyAt]: { headers: json } }, up],
  ["Kratos has no database", { [readyAt]: { status: 503, headers: json } }, status(503)],
  [
    "a proxy has a page for every path",
    { [readyAt]: {} },
    { kind: "answered", sure: false, ofCheck: false },
  ],
  [
    "a proxy hides the path",
    { [readyAt]: { status: 404 } },
    { kind: "answered", sure: false, ofCheck: false },
  ],
  [
    "a proxy finds no server",
    { [readyAt]: { status: 502 }, [whoami]: { status: 502 } },
    status(502),
  ],
  [
    "a proxy refuses the path with 503",
    { [readyAt]: { status: 503 }, [whoami]: { status: 401, headers: json } },
    { kind: "answered", sure: false, ofCheck: true },
  ],
  ["nothing listens", { [readyAt]: "unreachable" }, down],
  [
    "the answer ends early",
    { [readyAt]: { status: 404, ending: "broken" } },
    { kind: "failed", how: { kind: "broken" }, ofSession: false },
  ],
  ["there is a rate limit", { [readyAt]: { status: 429 } }, { kind: "limited" }],
  ["the question was given up", { [readyAt]: "aborted" }, undefined],
])("If %s, the question says so.", async (_, replies, expected) => {
  expect(await inquire(answering(replies))).toEqual(expected);
});
