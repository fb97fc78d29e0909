// What is stored of an answer, and what a hit made of it looks like: recorded answers, with and without Origin, for GET and HEAD.
// Over 300 lines, since each kind of stored answer is laid beside what its hits say.
import { assert, integer, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { recordedAnswer, recordedExchange, recordedLines } from "../../test/harness/recorded.ts";
import { classifyWhoami, type CacheableCheck } from "./check.ts";
import { makeEntry, withContentLength, type Entry } from "./entry.ts";
import { noDirectives } from "./directives.ts";
import { readHead } from "./head.ts";
import { headerValues, splitHeadText } from "./header-lines.ts";
import { hitHead, hitSeconds, type Serving } from "./hit.ts";
import { defaultLimits } from "./limits.ts";
import { readSession } from "./session.ts";
import { defaultProjectSettings, type ProjectSettings } from "./settings.ts";
import { storedLines } from "./stored-head.ts";

const begunAtMs = 50_000;

function checkOf(scenario: string, n: number): CacheableCheck {
  const exchange = recordedExchange(scenario, n);
  const { method, path } = exchange.request;
  const classified = classifyWhoami(
    {
      method,
      target: path,
      hasBody: false,
      absoluteForm: false,
      head: readHead(recordedLines(exchange)),
    },
    noDirectives,
    { ...defaultProjectSettings, sessionTokens: true },
    { cookieNameConfirmed: true },
    defaultLimits,
    (text) => text,
  );
  if (classified.kind !== "check") throw new Error(`${scenario} ${n} is no check.`);
  return classified.check;
}

function entryOf(
  scenario: string,
  n: number,
  extraHeaders: readonly string[] = [],
  hintMs?: number,
  lifeMs = 3_600_000,
): Entry {
  const answer = recordedAnswer(scenario, n);
  const session = readSession(answer.text);
  return makeEntry(
    checkOf(scenario, n),
    "acme",
    {
      status: answer.status === 200 ? 200 : 401,
      session,
      headers: [...answer.headers, ...extraHeaders],
      body: answer.body,
      begunAtMs,
      wallAtBeginMs: (session?.expiresAtWallMs ?? 0) - lifeMs,
      hintMs,
      renew: false,
      refreshSpread: 0.5,
    },
    { lastCallAtMs: 1, lastForegroundAtMs: 2, renewUntilMs: 3, servedUntilMs: 4 },
  );
}

/** Lines as they are read, one text each. */
const lines = (flat: readonly string[]): string[] =>
  flat.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${flat[index + 1]}`] : []));

function hitLines(
  entry: Entry,
  forHead: boolean,
  arrivedAtMs: number,
  of: ProjectSettings,
  name: string,
  serving: Serving,
): string[] {
  const seconds = hitSeconds(entry, arrivedAtMs, of, serving);
  return splitHeadText(hitHead(entry, forHead, seconds, name, serving));
}

const settings = { ...defaultProjectSettings, maxAgeMs: 60_000 };
const hit = (entry: Entry, ageMs: number, forHead = false, serving: Serving = "hit"): string[] =>
  lines(hitLines(entry, forHead, begunAtMs + ageMs, settings, "edge-1", serving));

describe("makeEntry", () => {
  test("An entry has the facts of the session, of the call and of the check.", () => {
    const entry = entryOf("02-browser-session", 44);
    expect(entry).toMatchObject({
      project: "acme",
      origin: "http://app.example",
      sessionId: "117d4fe8-ce4e-480d-ab7b-89ce27fde488",
      identityId: "70c382ca-d921-4b76-bda4-c74efb14ec57",
      status: 200,
      begunAtMs,
      endsAtMs: begunAtMs + 3_600_000,
      lastCallAtMs: 1,
      lastForegroundAtMs: 2,
      refreshSpread: 0.5,
      renewUntilMs: 3,
      servedUntilMs: 4,
    });
    expect(entry.key).toBe(checkOf("02-browser-session", 44).key);
    expect(entry.credentials).toHaveLength(1);
  });

  test("The anonymous answer has no session and no end.", () => {
    const entry = entryOf("01a-anonymous-methods", 12);
    expect(entry).toMatchObject({
      status: 401,
      sessionId: undefined,
      identityId: undefined,
      endsAtMs: Infinity,
    });
    expect(entry.credentials).toEqual([]);
  });

  test("No cookie is stored, and no header that is not on the list (L6).", () => {
    const entry = entryOf("10c-admin-extend", 11, [
      "set-cookie",
      "a=1",
      "Set-Cookie2",
      "b=2",
      "X-Secret",
      "x",
      "Cache-Status",
      "upstream; hit",
      "Age",
      "5",
      "Connection",
      "close",
      "ETag",
      '"x"',
      "Server",
      "x",
    ]);
    for (const forHead of [false, true]) {
      const stored = storedLines(entry, forHead, undefined);
      const names = stored.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
      for (const name of [
        "set-cookie",
        "set-cookie2",
        "x-secret",
        "cache-status",
        "age",
        "connection",
        "etag",
        "server",
      ]) {
        expect(names).not.toContain(name);
      }
    }
    expect(headerValues(recordedAnswer("10c-admin-extend", 11).headers, "set-cookie")).toHaveLength(
      1,
    );
  });
});

describe("a hit", () => {
  test("A hit of a recorded 200 has the origin's header lines in order, then the age.", () => {
    expect(hit(entryOf("02-browser-session", 3, [], 60_000), 18_999)).toMatchInlineSnapshot(`
      [
        "Cache-Control: private, no-cache, no-store, must-revalidate",
        "Content-Type: application/json; charset=utf-8",
        "Ory-Session-Cache-For: 41",
        "Vary: Origin",
        "Vary: Cookie",
        "X-Kratos-Authenticated-Identity-Id: 70c382ca-d921-4b76-bda4-c74efb14ec57",
        "Date: Mon, 23 Nov 2026 20:47:56 GMT",
        "Content-Length: 1324",
        "Age: 18",
        "Cache-Status: edge-1; hit; ttl=41",
      ]
    `);
  });

  test("A hit with an allowed Origin has its CORS header lines too.", () => {
    expect(hit(entryOf("02-browser-session", 44, [], 60_000), 0)).toMatchInlineSnapshot(`
      [
        "Access-Control-Allow-Credentials: true",
        "Access-Control-Allow-Origin: http://app.example",
        "Access-Control-Expose-Headers: Content-Type",
        "Cache-Control: private, no-cache, no-store, must-revalidate",
        "Content-Type: application/json; charset=utf-8",
        "Ory-Session-Cache-For: 60",
        "Vary: Origin",
        "Vary: Cookie",
        "X-Kratos-Authenticated-Identity-Id: 70c382ca-d921-4b76-bda4-c74efb14ec57",
        "Date: Mon, 23 Nov 2026 20:47:56 GMT",
        "Content-Length: 1324",
        "Age: 0",
        "Cache-Status: edge-1; hit; ttl=60",
      ]
    `);
  });

  test("A hit with a refused Origin has no CORS header lines.", () => {
    expect(hit(entryOf("02-browser-session", 46, [], 60_000), 0).join("\n")).not.toMatch(
      /access-control/i,
    );
  });

  test("A hit for HEAD has no CORS header lines, like the origin's answer, but forbids storing.", () => {
    const forHead = hit(entryOf("02-browser-session", 44, [], 60_000), 18_999, true);
    expect(forHead).toMatchInlineSnapshot(`
      [
        "Cache-Control: private, no-cache, no-store, must-revalidate",
        "Content-Type: application/json; charset=utf-8",
        "Ory-Session-Cache-For: 41",
        "Vary: Origin",
        "Vary: Cookie",
        "X-Kratos-Authenticated-Identity-Id: 70c382ca-d921-4b76-bda4-c74efb14ec57",
        "Date: Mon, 23 Nov 2026 20:47:56 GMT",
        "Content-Length: 1324",
        "Age: 18",
        "Cache-Status: edge-1; hit; ttl=41",
      ]
    `);
    const recorded = lines(recordedAnswer("02-browser-session", 51).headers).map(
      (line) => line.split(":")[0],
    );
    expect(forHead.map((line) => line.split(":")[0])).toEqual([
      "Cache-Control",
      ...recorded,
      "Age",
      "Cache-Status",
    ]);
  });

  test("A hit of the anonymous 401 has its header lines.", () => {
    expect(hit(entryOf("01a-anonymous-methods", 12, [], 60_000), 1_000)).toMatchInlineSnapshot(`
      [
        "Cache-Control: private, no-cache, no-store, must-revalidate",
        "Content-Type: application/json",
        "Ory-Session-Cache-For: 59",
        "Vary: Origin",
        "Vary: Cookie",
        "Date: Mon, 23 Nov 2026 20:47:56 GMT",
        "Content-Length: 178",
        "Age: 1",
        "Cache-Status: edge-1; hit; ttl=59",
      ]
    `);
  });

  test.each<[string, number, string]>([
    ["at the call's begin", 0, "60"],
    ["a moment later", 1, "59"],
    ["half-way", 30_000, "30"],
    ["at its end", 60_000, "0"],
    ["beyond, stale-if-error", 75_000, "0"],
  ])("A hit passes on the rest of the hint %s.", (_, ageMs, rest) => {
    const entry = entryOf("02-browser-session", 3, [], 60_000);
    for (const forHead of [false, true]) {
      const flat = hitLines(entry, forHead, begunAtMs + ageMs, settings, "edge-1", "hit");
      expect(headerValues(flat, "ory-session-cache-for")).toEqual([rest]);
    }
  });

  test("Serving an entry does not change it.", () => {
    const entry = entryOf("02-browser-session", 3, [], 60_000);
    const before = structuredClone(entry.template);
    hit(entry, 30_000);
    hit(entry, 30_000, true);
    expect(entry.template).toEqual(before);
  });

  test("The ttl of a hit is bounded by the session's end.", () => {
    const entry = entryOf("02-browser-session", 3, [], 60_000, 7_000);
    expect(hit(entry, 2_500).at(-1)).toBe("Cache-Status: edge-1; hit; ttl=4");
  });

  test.each<[string, Serving, number, number | undefined, string]>([
    ["by the project's limit", "hit", 18_500, undefined, "edge-1; hit; ttl=41"],
    ["by the hint", "hit", 2_500, 5_000, "edge-1; hit; ttl=2"],
    ["refreshing", "refreshing", 0, 5_000, "edge-1; hit; ttl=5; detail=refreshing"],
    ["degraded", "degraded", 0, 5_000, "edge-1; hit; ttl=5; detail=degraded"],
    [
      "stale-if-error",
      "stale-if-error",
      7_500,
      5_000,
      "edge-1; hit; ttl=-3; detail=stale-if-error",
    ],
  ])("The ttl of a hit is computed: %s.", (_, serving, ageMs, hintMs, expected) => {
    const entry = entryOf("02-browser-session", 3, [], hintMs);
    expect(hit(entry, ageMs, false, serving).at(-1)).toBe(`Cache-Status: ${expected}`);
  });

  test("The age of a hit is in whole seconds and never negative.", () => {
    const entry = entryOf("02-browser-session", 3, [], 60_000);
    assert(
      property(integer({ min: -5, max: 200_000 }), (ageMs) => {
        const flat = hitLines(entry, false, begunAtMs + ageMs, settings, "edge-1", "hit");
        expect(headerValues(flat, "age")).toEqual([String(Math.max(0, Math.floor(ageMs / 1_000)))]);
      }),
    );
  });
});

describe("withContentLength", () => {
  test.each<[string, readonly string[], readonly string[]]>([
    [
      "put in its place",
      ["A", "1", "content-length", "5", "B", "2"],
      ["A", "1", "content-length", "9", "B", "2"],
    ],
    ["added to a chunked answer", ["A", "1"], ["A", "1", "Content-Length", "9"]],
    ["added to nothing", [], ["Content-Length", "9"]],
    [
      "a value that looks like the name",
      ["A", "content-length"],
      ["A", "content-length", "Content-Length", "9"],
    ],
  ])("The Content-Length of an entry is set: %s.", (_, given, expected) => {
    expect(withContentLength(given, 9)).toEqual(expected);
  });

  test("An entry of a chunked answer has the body's length.", () => {
    const entry = entryOf("02-browser-session", 3);
    for (const forHead of [false, true]) {
      const stored = storedLines(entry, forHead, undefined);
      expect(headerValues(stored, "content-length")).toEqual([String(entry.body.byteLength)]);
    }
  });
});
