// Which answers to preflights may be stored, for how long, and which of their lines.
import { describe, expect, test } from "vitest";
import { recordedAnswer } from "../../../test/harness/recorded.ts";
import { headerValues } from "../header-lines.ts";
import { preflightAgeMaxMs, preflightHeadCharactersMax } from "../limits.ts";
import type { ReadAnswer } from "../outcome.ts";
import { readPreflightAnswer } from "./preflight-answer.ts";

const origin = "http://app.example";
/** A preflight that a real Kratos allowed. Its CORS settings named no maximum age. */
const recorded = recordedAnswer("01a-anonymous-methods", 25);
const maxAge = (value: string): string[] => ["Access-Control-Max-Age", value];

function answerOf(lines: readonly string[] = [], changes: Partial<ReadAnswer> = {}): ReadAnswer {
  return {
    status: 204,
    headers: [...recorded.headers, ...lines],
    body: new Uint8Array(0),
    text: "",
    ending: "whole",
    ...changes,
  };
}

describe("readPreflightAnswer", () => {
  test.each([
    ["1", 1_000],
    ["60", 60_000],
    ["600", preflightAgeMaxMs],
    ["601", preflightAgeMaxMs],
    ["9999999999", preflightAgeMaxMs],
    ["0", undefined],
    ["000", undefined],
    ["-1", undefined],
    ["1.5", undefined],
    ["", undefined],
    ["60s", undefined],
    ["99999999999", undefined],
  ])("With the maximum age '%s' it may be stored for %s ms.", (value, lifeMs) => {
    expect(readPreflightAnswer(answerOf(maxAge(value)), { origin })?.lifeMs).toBe(lifeMs);
  });

  test("Without a maximum age, as recorded, it is not stored; nor with two.", () => {
    expect(headerValues(recorded.headers, "access-control-max-age")).toEqual([]);
    expect(readPreflightAnswer(answerOf(), { origin })).toBeUndefined();
    const twice = [...maxAge("60"), ...maxAge("60")];
    expect(readPreflightAnswer(answerOf(twice), { origin })).toBeUndefined();
  });

  test("Its lines are kept as they came, except those that are not known.", () => {
    const lines = [...maxAge("60"), "Server", "x", "X-Trace", "1", "Connection", "close"];
    expect(readPreflightAnswer(answerOf(lines), { origin })).toEqual({
      status: 204,
      lines: [...recorded.headers, ...maxAge("60")],
      lifeMs: 60_000,
      agedMs: 0,
    });
    const ok = readPreflightAnswer(answerOf(maxAge("60"), { status: 200 }), { origin });
    expect(ok?.lines.slice(-2)).toEqual(["Content-Length", "0"]);
  });

  test("Its age counts, and one as old as its maximum is not stored.", () => {
    const aged = (age: string) =>
      readPreflightAnswer(answerOf([...maxAge("60"), "Age", age]), { origin });
    expect(aged("10")).toMatchObject({ lifeMs: 60_000, agedMs: 11_000 });
    expect(aged("58")).toBeDefined();
    expect(aged("59")).toBeUndefined();
    expect(aged("x")).toBeUndefined();
  });

  const short = maxAge("60");
  test.each<readonly [string, ReadAnswer]>([
    ["sets a cookie", answerOf([...short, "Set-Cookie", "a=b"])],
    ["varies by everything", answerOf([...short, "Vary", "Origin, *"])],
    ["has a body", answerOf(short, { status: 200, body: new Uint8Array(1), text: "x" })],
    ["is cut off", answerOf(short, { status: 200, ending: "broken" })],
    ["is too large", answerOf(short, { status: 200, ending: "large" })],
    ["has another status", answerOf(short, { status: 202 })],
    ["is a 401", answerOf(short, { status: 401 })],
    ["is a 500", answerOf(short, { status: 500 })],
    ["allows the origin twice", answerOf([...short, "Access-Control-Allow-Origin", origin])],
  ])("An answer that %s is not stored.", (_, answer) => {
    expect(readPreflightAnswer(answer, { origin })).toBeUndefined();
  });

  test("An answer that does not allow the origin is not stored.", () => {
    expect(
      readPreflightAnswer(answerOf(short), { origin: "http://other.example" }),
    ).toBeUndefined();
    const refused = recordedAnswer("01a-anonymous-methods", 33);
    const headers = [...refused.headers, ...short];
    const evil = { origin: "http://evil.example" };
    expect(readPreflightAnswer(answerOf([], { headers }), evil)).toBeUndefined();
    const any = { headers: ["Access-Control-Allow-Origin", "*", ...short] };
    expect(readPreflightAnswer(answerOf([], any), evil)).toBeDefined();
  });

  test("Where CORS is off, the recorded answers are never stored.", () => {
    for (const exchange of [6, 7, 8]) {
      const answer = recordedAnswer("01d-cors-off", exchange);
      expect(readPreflightAnswer(answer, { origin })).toBeUndefined();
      const headers = [...answer.headers, "Access-Control-Allow-Origin", "*", ...short];
      expect(readPreflightAnswer({ ...answer, headers }, { origin })).toBeUndefined();
    }
  });

  test("At the limit its lines are stored, and beyond it they are not.", () => {
    const used = [...recorded.headers, ...short].join("").length;
    const name = "Access-Control-X";
    const filled = (beyond: number) =>
      answerOf([
        ...short,
        name,
        "x".repeat(preflightHeadCharactersMax - used - name.length + beyond),
      ]);
    expect(readPreflightAnswer(filled(0), { origin })).toBeDefined();
    expect(readPreflightAnswer(filled(1), { origin })).toBeUndefined();
  });
});
