// What an origin's answer means, most of them recorded: status before hint, hint before expiry.
// One file, because all tests share the readings of recorded answers.
import { describe, expect, test } from "vitest";
import { outcomeCases, type OutcomeCase } from "./outcome.cases.ts";
import { recordedAnswer } from "../../test/harness/recorded.ts";
import { loadStory } from "../../test/corpus/recording.ts";
import { defaultLimits } from "./limits.ts";
import {
  ageMs,
  beginOf,
  classifyResult,
  readConfirmedOwners,
  confirmsCookieName,
  entryFacts,
  isWithinOwnLimits,
  readHint,
  wallAtBeginMs,
  type Outcome,
  type ReadAnswer,
} from "./outcome.ts";
import { readSession, type SessionFacts } from "./session.ts";
import { defaultProjectSettings } from "./settings.ts";

function answerOf(row: OutcomeCase): ReadAnswer {
  const recorded = recordedAnswer(...row.recorded);
  const changed = Object.entries(row.headers ?? {});
  const dropped = new Set(changed.map(([name]) => name.toLowerCase()));
  const headers = recorded.headers.filter((_, index) => {
    const name = recorded.headers[index - (index % 2)] ?? "";
    return !dropped.has(name.toLowerCase());
  });
  for (const [name, values] of changed) for (const value of values) headers.push(name, value);
  const text = row.body ?? recorded.text;
  return {
    status: row.status ?? recorded.status,
    headers,
    body: new TextEncoder().encode(text),
    // A body that did not come whole is given without text, as the edge does.
    text: row.ending === undefined ? text : "",
    ending: row.ending ?? "whole",
  };
}

function told(outcome: Outcome): string {
  switch (outcome.kind) {
    case "active": {
      if (!outcome.storable) return "active, not to be stored";
      const hint = outcome.hintMs === undefined ? "" : ` for ${outcome.hintMs / 1_000} s`;
      return `active${hint}${outcome.renew ? ", renew" : ""}`;
    }
    case "anonymous":
      return `anonymous for ${outcome.hintMs / 1_000} s`;
    case "limited":
      return outcome.pauseMs === undefined ? "limited" : `limited, pause ${outcome.pauseMs} ms`;
    case "not-active":
    case "truncated":
    case "refused":
    case "foreign":
    case "unavailable":
    case "other":
      return outcome.kind;
    default:
      return outcome satisfies never;
  }
}

describe("classifyResult", () => {
  test.each(Object.entries(outcomeCases))(
    "An answer is classified as in the case: %s.",
    (_, row) => {
      const answer = answerOf(row);
      const expiresAtMs = readSession(recordedAnswer(...row.recorded).text)?.expiresAtWallMs ?? 0;
      const outcome = classifyResult(
        { kind: "answer", answer },
        { anonymous: row.anonymous ?? false, withOrigin: row.withOrigin ?? false },
        expiresAtMs - (row.lifeLeftMs ?? 3_600_000),
        { ...defaultProjectSettings, requireOriginHint: row.requireOriginHint ?? false },
        defaultLimits,
      );
      expect(told(outcome)).toBe(row.means);
    },
  );

  test.each([
    ["a token that lasts longer than the hint", 120, "60", "active for 60 s"],
    ["a token that ends before the hint", 40, "60", "active for 30 s"],
    ["a token without a hint", 70, undefined, "active for 60 s"],
    ["a token that ends in eleven seconds", 11, undefined, "active for 1 s"],
    ["a token that ends in ten seconds", 10, undefined, "active, not to be stored"],
    ["a token without an end", undefined, undefined, "active, not to be stored"],
    ["a token with a hint of 0", 120, "0", "active, not to be stored"],
  ])("An answer is stored until ten seconds before its token ends: %s.", (_, ends, hint, means) => {
    const session = ["02-browser-session", 3] as const;
    const nowMs = Date.UTC(2026, 10, 23, 21);
    const claims = ends === undefined ? {} : { exp: nowMs / 1_000 + ends };
    const tokenized = `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.c2ln`;
    const body = JSON.stringify({ ...JSON.parse(recordedAnswer(...session).text), tokenized });
    const hints = hint === undefined ? [] : [hint];
    const answer = answerOf({
      recorded: session,
      body,
      headers: { "Ory-Session-Cache-For": hints },
      means,
    });
    const classify = (tokenized: boolean, settings = defaultProjectSettings): Outcome =>
      classifyResult(
        { kind: "answer", answer },
        { anonymous: false, withOrigin: false, tokenized },
        nowMs,
        settings,
        defaultLimits,
      );
    expect(told(classify(true))).toBe(means);
    // A check that asks for no token does not depend on a member of that name.
    const plain = hint === "0" ? means : hint === undefined ? "active" : `active for ${hint} s`;
    expect(told(classify(false))).toBe(plain);
    const strict = { ...defaultProjectSettings, requireOriginHint: true };
    expect(told(classify(true, strict))).toBe(
      hint === undefined ? "active, not to be stored" : means,
    );
  });

  /** The cases whose body names an active session, so that an entry with the same body may exist. */
  const known = Object.entries(outcomeCases).filter(
    ([, row]) => readSession(answerOf({ ...row, ending: undefined }).text) !== undefined,
  );

  test.each(known)(
    "A stored body is not read again, and means the same as when it is read: %s.",
    (_, row) => {
      const answer = answerOf(row);
      const session = readSession(answerOf({ ...row, ending: undefined }).text);
      const classify = (given: ReadAnswer, stored: SessionFacts | undefined): Outcome =>
        classifyResult(
          { kind: "answer", answer: given },
          { anonymous: row.anonymous ?? false, withOrigin: row.withOrigin ?? false },
          (session?.expiresAtWallMs ?? 0) - (row.lifeLeftMs ?? 3_600_000),
          { ...defaultProjectSettings, requireOriginHint: row.requireOriginHint ?? false },
          defaultLimits,
          stored,
        );
      const unread: ReadAnswer = {
        ...answer,
        get text(): string {
          // A refusal is read, to see whether it is the origin's own.
          if (answer.status === 200) throw new Error("the body was read");
          return answer.text;
        },
      };
      expect(classify(unread, session)).toEqual(classify(answer, undefined));
    },
  );

  test("Most of those cases are answers with a session.", () => {
    expect(known.length).toBeGreaterThan(20);
  });

  test.each(["timeout", "unreachable", "broken", "busy"] as const)(
    "A call that failed is unavailable: %s.",
    (failure) => {
      const result = { kind: "failure", failure } as const;
      expect(
        classifyResult(
          result,
          { anonymous: false, withOrigin: false },
          0,
          defaultProjectSettings,
          defaultLimits,
        ),
      ).toEqual({
        kind: "unavailable",
      });
    },
  );

  test("As recorded near a session's end, the hint outlives the session, but the life in an entry does not.", () => {
    const near = loadStory("15c-short-lifespan").exchanges.filter(({ why }) =>
      /^browser, 0\.[46]0 s before/.test(why),
    );
    expect(near).toHaveLength(2);
    for (const { n } of near) {
      const answer = recordedAnswer("15c-short-lifespan", n);
      const wallMs = wallAtBeginMs(answer.headers, Number.NaN);
      const outcome = classifyResult(
        { kind: "answer", answer },
        { anonymous: false, withOrigin: false },
        wallMs,
        defaultProjectSettings,
        defaultLimits,
      );
      const endsWallMs = outcome.kind === "active" ? outcome.session.expiresAtWallMs : Infinity;
      expect(["not-active", "active"]).toContain(outcome.kind);
      expect(endsWallMs).toBeGreaterThan(wallMs);
    }
  });
});

describe("isWithinOwnLimits", () => {
  const session = { sessionId: "s", identityId: "i", expiresAtWallMs: 50_000 };
  const active = { kind: "active", session, storable: true, hintMs: 10_000, renew: false } as const;
  const begunAtMs = 1_000;

  // Age in milliseconds that the call has when the check arrives, life left when it began.
  test.each<[string, Outcome, number, number, boolean]>([
    ["at the hint", active, 10_000, 50_000, true],
    ["beyond the hint", active, 10_001, 50_000, false],
    ["a refused hint, begun before the arrival", { ...active, hintMs: 0 }, 1, 50_000, false],
    ["a refused hint, begun with the arrival", { ...active, hintMs: 0 }, 0, 50_000, true],
    ["a refused hint, begun after the arrival", { ...active, hintMs: 0 }, -5, 50_000, true],
    ["no hint", { ...active, hintMs: undefined }, 49_999, 50_000, true],
    ["a millisecond before the session's end", active, 4_999, 5_000, true],
    ["at the session's end", active, 5_000, 5_000, false],
    ["begun with the arrival, session over", active, 0, 0, true],
    ["begun after the arrival, session long over", active, -5, -10, true],
    ["anonymous, at the hint", { kind: "anonymous", hintMs: 10_000 }, 10_000, 0, true],
    ["anonymous, beyond the hint", { kind: "anonymous", hintMs: 10_000 }, 10_001, 0, false],
    ["cut off, at the hint", { kind: "truncated", hintMs: 10_000 }, 10_000, 0, true],
    ["cut off, beyond the hint", { kind: "truncated", hintMs: 10_000 }, 10_001, 0, false],
    ["not active, beyond the hint", { kind: "not-active", hintMs: 10_000 }, 10_001, 0, false],
    ["cut off, begun with the arrival", { kind: "truncated", hintMs: 0 }, 0, 0, true],
    ["a refusal says nothing of its own age", { kind: "refused", status: 401 }, 99_999, 0, true],
    ["nor does another server's page", { kind: "foreign" }, 99_999, 0, true],
    ["nor does a failure", { kind: "unavailable" }, 99_999, 0, true],
  ])("An answer is within its own limits or not: %s.", (_, outcome, ageMs, lifeMs, expected) => {
    const wallAtBeginMs = session.expiresAtWallMs - lifeMs;
    const arrivedAtMs = begunAtMs + ageMs;
    expect(isWithinOwnLimits(outcome, begunAtMs, wallAtBeginMs, arrivedAtMs)).toBe(expected);
  });

  test.each([
    ["0", 0],
    ["x", 0],
    ["7", 7_000],
    [undefined, undefined],
  ] as const)("A hint of %s binds as %s ms, stored or not.", (value, hintMs) => {
    const answer = answerOf({
      recorded: ["02-browser-session", 3],
      headers: { "Ory-Session-Cache-For": value === undefined ? [] : [value] },
      means: "",
    });
    const result = { kind: "answer", answer } as const;
    const outcome = classifyResult(
      result,
      { anonymous: false, withOrigin: false },
      0,
      defaultProjectSettings,
      defaultLimits,
    );
    expect(outcome).toMatchObject({ kind: "active", hintMs });
  });
});

test.each<[readonly string[], ReturnType<typeof readHint>]>([
  [[], { kind: "silent" }],
  [["Ory-Session-Cache-For", "60"], { kind: "seconds", ms: 60_000 }],
  [["ory-session-cache-for", "1"], { kind: "seconds", ms: 1_000 }],
  [["Ory-Session-Cache-For", "9999999999"], { kind: "seconds", ms: 9_999_999_999_000 }],
  [["Ory-Session-Cache-For", "0"], { kind: "refused" }],
  [["Ory-Session-Cache-For", "00"], { kind: "refused" }],
  [["Ory-Session-Cache-For", ""], { kind: "refused" }],
  [["Ory-Session-Cache-For", "-60"], { kind: "refused" }],
  [["Ory-Session-Cache-For", "+60"], { kind: "refused" }],
  [["Ory-Session-Cache-For", "60, 60"], { kind: "refused" }],
  [["Ory-Session-Cache-For", "1e3"], { kind: "refused" }],
  [["Ory-Session-Cache-For", "60", "Ory-Session-Cache-For", "60"], { kind: "refused" }],
])("A hint is read from %j.", (headers, hint) => {
  expect(readHint(headers)).toEqual(hint);
});

describe("ageMs", () => {
  test.each<[readonly string[], number]>([
    [[], 0],
    [["Date", "x"], 0],
    [["Age", "5"], 5],
    [["age", "0007"], 7],
    [["Age", "5", "Age", "9"], 9],
    [["Age", "9", "Age", "5"], 9],
    [["Age", "-5"], 1e9],
    [["Age", "soon"], 1e9],
    [["Age", ""], 1e9],
    [["Age", "5.5"], 1e9],
    [["Age", "1234567890"], 1e9],
    [["Age", "5", "Age", "soon"], 1e9],
  ])("The age is read from %j.", (headers, seconds) => {
    const age = ageMs(headers, 60);
    expect(age.seconds).toBe(seconds);
    // What is rounded down to whole seconds can be up to one older.
    expect(age.ms).toBeGreaterThanOrEqual(seconds * 1_000);
    expect(age.ms).toBeLessThanOrEqual(seconds * 1_000 + 1_000);
  });

  test("An answer that is some seconds old counts as a second older.", () => {
    expect(ageMs(["Age", "5"], 60).ms).toBe(6_000);
    expect(ageMs(["Age", "0"], 1).ms).toBe(1_000);
    expect(ageMs(["Age", "5"], 0).ms).toBe(6_000);
  });

  test("If nothing stored was allowed, an answer with Age: 0 was fetched just now.", () => {
    expect(ageMs(["Age", "0"], 0).ms).toBe(0);
  });
});

describe("wallAtBeginMs", () => {
  const own = 1_234;
  test.each<[string, readonly string[], number]>([
    ["no Date: the own clock", [], own],
    [
      "a Date: a second later",
      ["Date", "Mon, 23 Nov 2026 20:47:56 GMT"],
      Date.UTC(2026, 10, 23, 20, 47, 57),
    ],
    ["a malformed Date: the own clock", ["Date", "yesterday"], own],
    [
      "two Dates: the own clock",
      ["Date", "Mon, 23 Nov 2026 20:47:56 GMT", "Date", "Mon, 23 Nov 2026 20:47:56 GMT"],
      own,
    ],
  ])("The wall time at which a call began is known with %s.", (_, headers, expectedMs) => {
    expect(wallAtBeginMs(headers, own)).toBe(expectedMs);
  });
});

describe("what follows from an outcome", () => {
  const active: Outcome = {
    kind: "active",
    session: { sessionId: "s1", identityId: "i1", expiresAtWallMs: 9 },
    storable: true,
    hintMs: 5,
    renew: true,
  };

  test("An entry has its session, hint and new cookie.", () => {
    const { session, hintMs, renew } = active;
    expect(entryFacts(active)).toEqual({ status: 200, session, hintMs, renew });
    const anonymous = { status: 401, session: undefined, hintMs: 7, renew: false };
    expect(entryFacts({ kind: "anonymous", hintMs: 7 })).toEqual(anonymous);
    expect(entryFacts({ kind: "refused", status: 401 })).toBeUndefined();
  });

  test("Only a cookie without other credentials confirms the cookie's name.", () => {
    const [cookie, token] = [{ header: "cookie" }, { header: "x-session-token" }] as const;
    expect(confirmsCookieName(active, [cookie])).toBe(true);
    expect(confirmsCookieName(active, [cookie, token])).toBe(false);
    expect(confirmsCookieName({ kind: "refused", status: 401 }, [cookie])).toBe(false);
  });
});

describe("the answer to a question about owners", () => {
  const answer = { headers: [], body: new Uint8Array(), ending: "whole" } as const;

  test("Only an active session in a 200 names owners.", () => {
    const session =
      '{"id":"s1","active":true,"expires_at":"2030-01-01T00:00:00Z","identity":{"id":"i1"}}';
    const owners = (status: number, body: string): readonly unknown[] =>
      readConfirmedOwners({ kind: "answer", answer: { ...answer, status, text: body } });
    expect(owners(200, session)).toEqual([
      { kind: "session", value: "s1" },
      { kind: "identity", value: "i1" },
    ]);
    expect(owners(403, session)).toEqual([]);
    expect(owners(200, session.replace("true", "false"))).toEqual([]);
    expect(readConfirmedOwners({ kind: "failure", failure: "timeout" })).toEqual([]);
  });

  test("The answer dates from the start of the call, less its age.", () => {
    const call = { startedAtMs: 100_000, startedWallMs: 500_000, maxAgeSeconds: 2 };
    const aged = { ...answer, status: 200, text: "", headers: ["Age", "5"] };
    const begin = beginOf({ kind: "answer", answer: aged }, call);
    expect(begin.begunAtMs).toBeLessThanOrEqual(95_000);
    expect(begin.disobeyed).toBe(true);
    expect(beginOf({ kind: "failure", failure: "timeout" }, call)).toMatchObject({
      wallAtBeginMs: 500_000,
      disobeyed: false,
    });
  });
});
