// What a process notices of the identity servers of its projects, from the events of its edges.
import { expect, test } from "vitest";
import { signsMax } from "../../src/core/health/signs.ts";
import type { EdgeEvent } from "../../src/edge/events.ts";
import { createProjectSigns } from "../../src/observe/health/project-signs.ts";
import { createScriptedClock, startWallMs } from "../harness/scripted-clock.ts";

type Call = Extract<EdgeEvent, { kind: "call" }>;

function startSigns() {
  const scripted = createScriptedClock();
  const signs = createProjectSigns(scripted.clock);
  return {
    ...scripted,
    signs,
    call: (change: Partial<Call>): void =>
      signs.sink({
        kind: "call",
        project: "shop",
        lane: "known",
        purpose: "refresh",
        outcome: "2xx",
        status: undefined,
        durationMs: 0,
        ...change,
      }),
  };
}

test("Calls that fail in a row are a sign until the first success.", async () => {
  const { signs, call, advance } = startSigns();
  call({ outcome: "5xx", status: 502 });
  expect(signs.signOf("shop")).toBe(undefined);
  await advance(700);
  call({ outcome: "5xx", status: 503 });
  const failing = { since: startWallMs + 1_000, how: { kind: "status", status: 503 } };
  expect(signs.signs()).toEqual([{ project: "shop", failing }]);
  call({});
  expect(signs.signs()).toEqual([]);
});

test.each<[string, Partial<Call>, "failing" | "doubtful" | "working"]>([
  ["a known session that is answered 500", { outcome: "5xx", status: 500 }, "failing"],
  ["a known session without an answer", { outcome: "timeout" }, "failing"],
  ["a known session that is broken off", { outcome: "broken" }, "failing"],
  [
    "an unknown session without a connection",
    { lane: "unknown", outcome: "unreachable" },
    "failing",
  ],
  ["an unknown session that is answered 500", { lane: "unknown", outcome: "5xx" }, "doubtful"],
  ["an unknown session without an answer", { lane: "unknown", outcome: "timeout" }, "doubtful"],
  [
    "a question about a credential that is broken off",
    { lane: "ask", purpose: "ask", outcome: "broken" },
    "doubtful",
  ],
  [
    "a request that is passed on and answered 500",
    { lane: "forward", purpose: "forward", outcome: "5xx" },
    "doubtful",
  ],
  [
    "a change that is answered 500",
    { lane: "mutation", purpose: "mutation", outcome: "5xx" },
    "doubtful",
  ],
  [
    "a request that is passed on without a connection",
    { lane: "forward", purpose: "forward", outcome: "unreachable" },
    "doubtful",
  ],
  ["a client that left", { outcome: "aborted" }, "working"],
  ["a known session that has ended", { outcome: "4xx", status: 401 }, "working"],
])("After calls for %s, the identity server is %s.", async (_, change, standing) => {
  const { signs, call, advance } = startSigns();
  call(change);
  await advance(600);
  call(change);
  expect(signs.standingOf("shop")).toBe(standing);
  expect(signs.signOf("shop") !== undefined).toBe(standing === "failing");
});

test("A stranger who is answered 401 ends no failure of known sessions.", async () => {
  const { signs, call, advance } = startSigns();
  call({ outcome: "5xx", status: 500 });
  await advance(600);
  call({ outcome: "5xx", status: 500 });
  call({ lane: "unknown", purpose: "fill", outcome: "4xx", status: 401 });
  expect(signs.standingOf("shop")).toBe("failing");
  call({ lane: "unknown", purpose: "fill", outcome: "2xx", status: 200 });
  expect(signs.standingOf("shop")).toBe("working");
});

test("A rate limit that lasts is a sign of its own.", async () => {
  const { signs, call, advance } = startSigns();
  call({ outcome: "429", status: 429 });
  await advance(10_000);
  expect(signs.signs()).toEqual([]);
  call({ outcome: "429", status: 429 });
  expect(signs.signs()).toEqual([{ project: "shop", limited: { since: startWallMs + 1_000 } }]);
  call({});
  expect(signs.signs()).toEqual([]);
});

test("A contradicted cookie name is a sign until it is confirmed or changed.", () => {
  const { signs } = startSigns();
  signs.sink({ kind: "cookie-name", project: "shop", contradicted: true, sign: "check" });
  expect(signs.signs()).toEqual([
    { project: "shop", cookieNameContradicted: { since: startWallMs + 1_000 } },
  ]);
  signs.sink({ kind: "cookie-name", project: "shop", contradicted: false, sign: undefined });
  expect(signs.signs()).toEqual([]);
});

test("What is known of a project is forgotten with the project, and with its identity server.", async () => {
  const { signs, call, advance } = startSigns();
  const fail = async (): Promise<void> => {
    call({ outcome: "unreachable" });
    await advance(600);
    call({ outcome: "unreachable" });
  };
  signs.retain([["shop", "http://one"]]);
  await fail();
  signs.retain([["shop", "http://one"]]);
  expect(signs.standingOf("shop")).toBe("failing");
  signs.retain([["shop", "http://two"]]);
  expect(signs.standingOf("shop")).toBe("working");
  const late = { project: "shop", originUrl: "http://one", beganAtMs: 0, endedAtMs: 5_000 };
  signs.note(late, { kind: "failed", how: { kind: "timeout" }, ofSession: false });
  expect(signs.standingOf("shop")).toBe("working");
  signs.sink({ kind: "cookie-name", project: "shop", contradicted: true, sign: "check" });
  signs.retain([]);
  expect(signs.signs()).toEqual([]);
});

test("A heartbeat has a bounded number of signs, and those that began first are kept.", async () => {
  const { signs, advance } = startSigns();
  for (let project = 0; project <= signsMax; project += 1) {
    await advance(1);
    signs.sink({ kind: "cookie-name", project: `p${project}`, contradicted: true, sign: "check" });
  }
  expect(signs.signs()).toHaveLength(signsMax);
  expect(signs.signs().at(0)?.project).toBe("p0");
  expect(signs.signs().at(-1)?.project).toBe(`p${signsMax - 1}`);
});
