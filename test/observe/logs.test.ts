// The log: what is written at which level, how floods are paced, and that no secret gets in.
import { describe, expect, test } from "vitest";
import { createLogger, logEvents, type LogLevel } from "../../src/observe/logs/logs.ts";
import { digest, hit, sampleEvents } from "./sample-events.ts";
import type { EdgeEvent } from "../../src/edge/events.ts";

function logged(level: LogLevel, events: readonly EdgeEvent[], nowMs: () => number = () => 0) {
  const lines: string[] = [];
  const sink = logEvents(
    createLogger(level, (line) => lines.push(line)),
    nowMs,
  );
  for (const event of events) sink(event);
  return lines.map((line): Record<string, unknown> => JSON.parse(line));
}

test("At level info, the log has failures, limits and changes of state, and no line per check.", () => {
  const shown = logged("info", sampleEvents).map(
    ({ level, msg }) => `${String(level)} ${String(msg)}`,
  );
  expect(shown).toMatchInlineSnapshot(`
    [
      "info Edge Sessions is on",
      "warn a call to the origin failed",
      "warn a mutation's outcome is unknown",
      "info doubt ended",
      "warn an invalidation could not be published",
      "warn a change bypassed the edges",
      "error a refresh got another session than its entry has",
      "warn the origin accepted a session under a cookie name other than the configured one",
      "warn the configured cookie name is wrong",
      "info the configured cookie name is no longer wrong",
      "error the origin's answer was older than the edge had asked for",
      "warn the origin asked for a pause of background refreshes",
      "info entries evicted because the store is full",
      "warn a limit was reached",
      "warn the admin listener refused a request",
      "info an invalidation from outside was applied",
      "warn too many web hooks are waiting; the excess is applied as one invalidation of the whole project",
      "warn too many endings at once; the excess is told as one of the whole project",
      "info a stream of endings",
      "warn a stream of endings was not read, so it was ended",
      "warn a security event token was not accepted",
      "info the admin gateway passed a request on",
    ]
  `);
});

test("At level debug, the log has every check except hits.", () => {
  const kinds = (events: readonly EdgeEvent[]) => logged("debug", events).map(({ kind }) => kind);
  expect(kinds([hit, { ...hit, refreshing: true }])).toEqual([]);
  expect(kinds([{ ...hit, result: "miss" }])).toEqual(["check"]);
  expect(new Set(kinds(sampleEvents)).size).toBe(
    new Set(sampleEvents.map(({ kind }) => kind)).size,
  );
});

test("At level silent, the log is empty.", () => {
  expect(logged("silent", sampleEvents)).toEqual([]);
});

test("A limit that is reached gets one line per second of the edge's clock, with a count of the others.", () => {
  const reached = (limit: "knownCallsMax" | "headBytesMax"): EdgeEvent => ({
    kind: "limit-reached",
    project: "default",
    limit,
  });
  const times = [0, 500, 500, 999, 1_000, 1_001];
  let index = 0;
  const events = [
    reached("knownCallsMax"),
    reached("knownCallsMax"),
    reached("headBytesMax"),
    reached("knownCallsMax"),
    reached("knownCallsMax"),
    reached("knownCallsMax"),
  ];
  const lines = logged("info", events, () => times[index++] ?? 0);
  expect(lines.map(({ limit, leftOut }) => [limit, leftOut])).toEqual([
    ["knownCallsMax", undefined],
    ["headBytesMax", undefined],
    ["knownCallsMax", 2],
  ]);
});

test("Every refusal of the admin listener is logged.", () => {
  const refusal = sampleEvents.find(({ kind }) => kind === "intake-refused");
  const events = refusal === undefined ? [] : [refusal, refusal, refusal];
  expect(logged("info", events)).toEqual(
    Array(3).fill(
      expect.objectContaining({ area: "hooks", keyName: "prometheus", peer: "192.0.2.7" }),
    ),
  );
});

describe("secrets", () => {
  const canary = "canary-ory_st_77aa";
  const failed = (cause: unknown): EdgeEvent => ({
    kind: "call",
    project: "default",
    lane: "unknown",
    purpose: "fill",
    outcome: "broken",
    status: undefined,
    durationMs: 1,
    cause,
  });

  test("The log shows only the name, code and message of a cause.", () => {
    const cause = Object.assign(new Error("socket hang up"), {
      code: "ECONNRESET",
      headers: ["Cookie", `ory_kratos_session=${canary}`],
      request: { headers: { authorization: `Bearer ${canary}` } },
      cause: Object.assign(new Error("read failed"), { body: canary }),
    });
    const lines = logged("debug", [failed(cause)]);
    expect(JSON.stringify(lines)).not.toContain(canary);
    expect(lines[0]?.["cause"]).toEqual({
      name: "Error",
      code: "ECONNRESET",
      message: "socket hang up",
      from: { name: "Error", message: "read failed" },
    });
  });

  test.each([canary, { token: canary }, [canary]])(
    "The log does not show a cause that is not an error: %j.",
    (cause) => {
      const lines = logged("debug", [failed(cause)]);
      expect(lines).toHaveLength(1);
      expect(JSON.stringify(lines)).not.toContain(canary);
    },
  );

  test("The log does not show digests of credentials.", () => {
    expect(JSON.stringify(logged("debug", sampleEvents))).not.toContain(digest);
  });
});
