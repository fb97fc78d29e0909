// Log lines as text: what a person reads, and that nothing in an event can forge a line or a field.
import { expect, test } from "vitest";
import { createLogger, logEvents } from "../../src/observe/logs/logs.ts";
import { durationText, textLine } from "../../src/observe/logs/text-line.ts";
import { createLogOutput } from "../../src/server/log-output.ts";
import { hit, sampleEvents } from "./sample-events.ts";
import type { EdgeEvent } from "../../src/edge/events.ts";

function json(members: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify({ level: "warn", time: "T", ...members })}\n`;
}

function logged(level: "debug" | "info", events: readonly EdgeEvent[]): string[] {
  const lines: string[] = [];
  const sink = logEvents(
    createLogger(level, (line) => lines.push(line)),
    () => 0,
  );
  for (const event of events) sink(event);
  return lines;
}

test("A line has the time, the level, the message, and what a person wants to know.", () => {
  const lines = logged("info", sampleEvents).map((line) =>
    textLine(line, false).replace(/^\S+/u, "TIME"),
  );
  expect(lines.join("")).toMatchInlineSnapshot(`
    "TIME INFO  Edge Sessions is on project=default cacheableSessions=true
    TIME WARN  a call to the origin failed project=default lane=known purpose=refresh outcome=unreachable duration=2ms cause="connect ECONNREFUSED 127.0.0.1:4433"
    TIME WARN  a mutation's outcome is unknown project=default scope=project
    TIME INFO  doubt ended project=default scope=project
    TIME WARN  an invalidation could not be published project=default scope="identity 5b0f3c1e-0000-4000-8000-000000000001" source=mutation duration=250ms
    TIME WARN  a change bypassed the edges project=default identityId=5b0f3c1e-0000-4000-8000-000000000001 published=true
    TIME ERROR a refresh got another session than its entry has project=default
    TIME WARN  the origin accepted a session under a cookie name other than the configured one project=default sign=check
    TIME WARN  the configured cookie name is wrong project=default contradicted=true sign=check
    TIME INFO  the configured cookie name is no longer wrong project=default contradicted=false
    TIME ERROR the origin's answer was older than the edge had asked for project=default
    TIME WARN  the origin asked for a pause of background refreshes project=default
    TIME INFO  entries evicted because the store is full project=default entries=5
    TIME WARN  a limit was reached project=default limit=knownCallsMax
    TIME WARN  the admin listener refused a request project=default area=hooks id=edge_key_insufficient status=403 keyName=prometheus peer=192.0.2.7
    TIME INFO  an invalidation from outside was applied project=default source=hook again=true lag=40ms scopes="identity 5b0f3c1e-0000-4000-8000-000000000001" count=1
    TIME WARN  too many web hooks are waiting; the excess is applied as one invalidation of the whole project project=default
    TIME WARN  too many endings at once; the excess is told as one of the whole project project=default
    TIME INFO  a stream of endings project=default change=begun open=1 keyName=backend
    TIME WARN  a stream of endings was not read, so it was ended project=default change=slow open=0 keyName=backend
    TIME WARN  a security event token was not accepted project=default error=invalid_issuer keyName=caep
    TIME INFO  the admin gateway passed a request on project=default method=DELETE path=/admin/identities/5b0f3c1e-0000-4000-8000-000000000001 status=204 keyName=back-office duration=9ms
    "
  `);
});

test.each([
  "a\nlevel=error",
  'a" level="error',
  "a level=error",
  "\u001b[2Ka",
  "a\u0085b",
  "a\u2028b",
  "a\u202eb",
  "a\u{e0001}b",
  "\u0000",
  "a\\",
])("The value %j stays one field of one line.", (value) => {
  const line = textLine(json({ msg: value, keyName: value, next: "1" }), false);
  expect(line.match(/[\p{C}\p{Zl}\p{Zp}]/gu)).toEqual(["\n"]);
  // Read as a careful reader would: a quoted value ends at the first quote that no backslash escapes.
  expect(line).toMatch(/ keyName="(?:[^"\\]|\\.)*" next=1\n$/u);
});

test("A key cannot forge a line either.", () => {
  expect(textLine(json({ msg: "m", "a\nb": 1 }), false)).toBe("T WARN  m a\\u000ab=1\n");
});

test("A cause is one field, with what was behind it.", () => {
  const from = { name: "Error", message: "read failed" };
  const cause = { name: "Error", code: "ECONNRESET", message: "socket hang up", from };
  expect(textLine(json({ msg: "m", cause }), false)).toBe(
    'T WARN  m cause="socket hang up (ECONNRESET), because read failed"\n',
  );
});

test.each([
  [0.0123456, "0.0123ms"],
  [12.345, "12.3ms"],
  [999.4, "999ms"],
  [1_234, "1.2s"],
  [125_000, "2m5s"],
  [60_000, "1m"],
  [0, "0ms"],
])("%d ms are written as %s.", (ms, text) => {
  expect(durationText(ms)).toBe(text);
});

test("A line that is not JSON is kept.", () => {
  expect(textLine("ready\n", true)).toBe("ready\n");
});

test("JSON lines have durations as numbers with at most three decimals.", () => {
  const [line = ""] = logged("debug", [{ ...hit, result: "miss", durationMs: 1.234567891 }]);
  expect(JSON.parse(line)).toMatchObject({ durationMs: 1.235 });
});

test("A failed call and the error that it leads to have one line together at info.", () => {
  const events: readonly EdgeEvent[] = [
    {
      kind: "call",
      project: "default",
      lane: "unknown",
      purpose: "fill",
      outcome: "unreachable",
      status: undefined,
      durationMs: 1,
      cause: new Error("connect ECONNREFUSED"),
    },
    { kind: "error-answered", project: "default", id: "edge_origin_unreachable", status: 502 },
  ];
  expect(logged("info", events)).toHaveLength(1);
  expect(logged("debug", events)).toHaveLength(2);
});

const line = json({ msg: "m", url: "http://127.0.0.1:1" });
const coloured = "\u001b[";

test.each([
  { format: undefined, isTTY: true, env: {}, text: true, colour: true },
  { format: undefined, isTTY: true, env: { NO_COLOR: "1" }, text: true, colour: false },
  { format: undefined, isTTY: false, env: {}, text: false, colour: false },
  { format: undefined, isTTY: undefined, env: {}, text: false, colour: false },
  { format: "json", isTTY: true, env: {}, text: false, colour: false },
  { format: "text", isTTY: false, env: {}, text: true, colour: false },
] as const)(
  "With --log-format $format, terminal: $isTTY and $env, text is $text and colour $colour.",
  ({ format, isTTY, env, text, colour }) => {
    let written = "";
    const write = (given: string): void => {
      written += given;
    };
    createLogOutput(format, { write, isTTY }, env)(line);
    expect(written.includes("url=") || written.includes("url=\u001b[0m")).toBe(text);
    expect(written === line).toBe(!text);
    expect(written.includes(coloured)).toBe(colour);
  },
);
