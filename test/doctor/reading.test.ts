// What strangers answer, and what people paste, is read for what is recognised and for nothing else.
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import type { Reply } from "../../src/doctor/ask.ts";
import { readCookieText } from "../../src/core/health/pasted-cookies.ts";
import { readMetrics } from "../../src/doctor/metrics-text.ts";
import { cacheStatusOf, readWhoami } from "../../src/core/health/whoami-seen.ts";
import { Secret } from "../../src/core/secret.ts";
import { createRedactor } from "../../src/doctor/redactor.ts";

function reply(headers: Readonly<Record<string, string>>, more: Partial<Reply> = {}): Reply {
  return {
    kind: "reply",
    status: 401,
    headers: new Map(Object.entries(headers).map(([name, value]) => [name, [value]])),
    text: "",
    sentAtMs: 10_000,
    repliedAtMs: 10_400,
    ...more,
  };
}

describe("cookies", () => {
  const read = (text: string) => {
    const found = readCookieText(text);
    return found.kind === "problem"
      ? found.what
      : found.cookies.map(({ name, value }) => [name, value.reveal()]);
  };
  test.each([
    ["a=MTcw==\n", [["a", "MTcw=="]]],
    [
      "Cookie: lang=de; a=b=c",
      [
        ["lang", "de"],
        ["a", "b=c"],
      ],
    ],
    ["MTcwfEFC==", [[undefined, "MTcwfEFC=="]]],
    ["ory_st_abcdef", [[undefined, "ory_st_abcdef"]]],
  ])("The cookies in %j are read.", (text, cookies) => {
    expect(read(text)).toEqual(cookies);
  });
  test.each(["", "  \n", "a=b\r\nX-Evil: 1", "a=\u00fc", "two words", "a=one two"])(
    "The text %j is refused and not repeated.",
    (text) => {
      expect(read(text)).toMatch(
        /^must (?:not be empty|be one line of printable ASCII|hold each cookie as name=value)$/u,
      );
    },
  );
});

describe("Cache-Status", () => {
  test.each([
    ["edge; hit; ttl=41", { name: "edge", hit: true, fwd: undefined, detail: undefined }],
    [
      "first; hit, edge; fwd=bypass; detail=cookies-unknown",
      { name: "edge", hit: false, fwd: "bypass", detail: "cookies-unknown" },
    ],
    ['edge; fwd=miss; stored; detail="A b"', { fwd: "miss", stored: true, detail: undefined }],
  ])("The last member of the Cache-Status %s is read.", (line, seen) => {
    expect(cacheStatusOf(reply({ "cache-status": line }))).toMatchObject(seen);
  });
  test("A Cache-Status that is missing or malformed is not read.", () => {
    expect(cacheStatusOf(reply({}))).toBeUndefined();
    expect(cacheStatusOf(reply({ "cache-status": "\u001b[31m" }))).toBeUndefined();
  });
});

describe("the clock", () => {
  // The question left at 10.0 s and was answered at 10.4 s; Date has whole seconds.
  test.each([
    ["Thu, 01 Jan 1970 00:00:10 GMT", 0],
    ["Thu, 01 Jan 1970 00:00:09 GMT", 0],
    ["Thu, 01 Jan 1970 00:00:08 GMT", -1_000],
    ["Thu, 01 Jan 1970 00:00:11 GMT", 600],
    ["yesterday", undefined],
  ])("The clock's offset is read from the Date %s.", (date, clockAheadMs) => {
    expect(readWhoami(reply({ date }), "http://kratos.example/")).toMatchObject({ clockAheadMs });
  });
});

test.each([
  ["https://kratos.example/sessions/whoami", "https"],
  ["http://kratos.example:4433/sessions/whoami", "whoami"],
  ["/login", "elsewhere"],
  ["http://[", "elsewhere"],
])("A redirect to %s is classified.", (location, redirect) => {
  const url = "http://kratos.example/sessions/whoami";
  expect(readWhoami(reply({ location }, { status: 307 }), url)).toMatchObject({ redirect });
});

test("Metrics are summed over labels, and text that is not an edge's has none.", () => {
  const text = [
    "# HELP edge_sessions_build_info x",
    'edge_sessions_build_info{version="1",node="24"} 1',
    'edge_sessions_forwarded_total{why="a",status="2xx"} 2',
    'edge_sessions_forwarded_total{why="a",status="4xx"} 3',
    'edge_sessions_forwarded_total{why="b",status="4xx"} 1e+3',
  ].join("\n");
  const sum = readMetrics(text);
  expect(sum?.("forwarded_total")).toBe(1_005);
  expect(sum?.("forwarded_total", { why: "a" })).toBe(5);
  expect(sum?.("absent_total")).toBeUndefined();
  expect(readMetrics("node_load1 0.1\n")).toBeUndefined();
});

describe("secrets", () => {
  const secret = new Secret("Top/Secret+Value(==");
  test("A secret prints as a placeholder.", () => {
    const shown = [String(secret), JSON.stringify({ secret }), inspect({ secret }, { depth: 9 })];
    for (const text of shown) expect(text).not.toContain("Secret+Value");
    expect(JSON.stringify({ secret })).toBe('{"secret":"[secret]"}');
  });
  test("Secrets are removed from text in every spelling.", () => {
    const redact = createRedactor([secret, new Secret("short")]);
    expect(redact("a Top/Secret+Value(== b top/secret+value(== c")).toBe("a [secret] b [secret] c");
    expect(redact(`a ${encodeURIComponent(secret.reveal())} b`)).toBe("a [secret] b");
    expect(redact("a short word")).toBe("a short word");
  });
});
