import { describe, expect, test } from "vitest";
import { entryWallMs, readOriginWord, statedWallMs } from "./origin-word.ts";

const json = ["Content-Type", "application/json"];
const startMs = Date.parse("2026-07-01T12:00:00Z");
const session = (changes: Readonly<Record<string, unknown>> = {}) =>
  JSON.stringify({
    id: "s",
    active: true,
    expires_at: "2026-07-01T13:00:00Z",
    identity: { id: "i" },
    ...changes,
  });
const refusal = (code: number, id?: string) => JSON.stringify({ error: { code, id } });

describe("readOriginWord", () => {
  test.each([
    [200, json, session(), "session"],
    [200, json, session({ active: false }), "none"],
    [200, json, session({ expires_at: "2026-07-01T12:00:00Z" }), "none"],
    [200, json, session({ expires_at: "2026-07-01T12:00:00.001Z" }), "session"],
    [200, json, session({ identity: {} }), "unexpected"],
    [200, json, "{", "unexpected"],
    [200, ["Content-Type", "text/html"], session(), "unexpected"],
    [200, [...json, "Content-Encoding", "gzip"], session(), "unexpected"],
    [204, [], "", "unexpected"],
    [206, json, session(), "unexpected"],
    [302, [], "", "unexpected"],
    [401, json, refusal(401), "none"],
    [401, json, refusal(403), "unexpected"],
    [401, ["Content-Type", "text/html"], refusal(401), "unexpected"],
    [403, json, refusal(403, "session_aal2_required"), "step-up"],
    [403, json, refusal(403, "security_csrf_violation"), "unexpected"],
    [404, json, refusal(404), "unexpected"],
    [429, [], "", "failed"],
    [500, json, session(), "failed"],
    [503, [], "", "failed"],
  ])("A %d with %j and %s is %s.", (status, headers, text, kind) => {
    expect(readOriginWord({ status, headers, text }, startMs)).toEqual({ kind });
  });
});

describe("statedWallMs", () => {
  const date = ["Date", "Wed, 01 Jul 2026 12:00:00 GMT"];
  test.each([
    ["its date, and the second that it leaves out", date, startMs + 1_000],
    ["the age of a stored answer too", [...date, "Age", "23"], startMs + 24_000],
    ["no age that is not a number", [...date, "Age", "old"], startMs + 1_000],
    ["the own clock without a date", ["Age", "23"], 5],
    ["the own clock with two dates", [...date, ...date], 5],
    ["the own clock with a malformed date", ["Date", "now", "Age", "23"], 5],
  ])("counts %s.", (_, lines, wallMs) => {
    expect(statedWallMs(lines, 5)).toBe(wallMs);
  });
});

test("An entry tells the present by the clock of the identity server.", () => {
  const entry = { expiresAtWallMs: 1_000_000, endsAtMs: 60_000 };
  expect(entryWallMs(entry, 10_000)).toBe(950_000);
  expect(entryWallMs(entry, 60_000)).toBe(1_000_000);
});
