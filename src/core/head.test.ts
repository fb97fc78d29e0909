// One pass over a head: what is joined, what counts by its first line, what is counted.
import { describe, expect, test } from "vitest";
import { headerValues } from "./header-lines.ts";
import { readHead, readTraceContext, type RequestHead, type TraceContext } from "./head.ts";

const nothing = readHead([]);
const trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

describe("readHead", () => {
  test.each<[string, readonly string[], Partial<RequestHead>]>([
    ["nothing", [], {}],
    ["names in any case", ["HOST", "h", "CoOkIe", "a=1"], { host: "h", cookie: "a=1" }],
    ["Cookie lines are one", ["Cookie", "a=1", "Cookie", "b=2"], { cookie: "a=1;b=2" }],
    [
      "Cache-Control lines are one list",
      ["Cache-Control", "a", "cache-control", "b"],
      { cacheControl: "a,b" },
    ],
    ["Pragma lines are one list", ["Pragma", "a", "Pragma", "b"], { pragma: "a,b" }],
    ["the first Host counts", ["Host", "a", "Host", "b"], { host: "a" }],
    [
      "the first X-Request-ID counts",
      ["X-Request-ID", "one", "x-request-id", "two"],
      { requestId: "one" },
    ],
    [
      "an empty X-Request-ID counts",
      ["X-Request-ID", "", "X-Request-ID", "two"],
      { requestId: "" },
    ],
    ["Origin lines are counted", ["Origin", "a", "Origin", "b"], { origin: "a", originLines: 2 }],
    [
      "session tokens are counted",
      ["X-Session-Token", "a", "X-Session-Token", "b"],
      { sessionToken: "a", sessionTokenLines: 2 },
    ],
    [
      "authorizations are counted",
      ["Authorization", "a", "Authorization", "b"],
      { authorization: "a", authorizationLines: 2 },
    ],
    ["Connection: close nominates nothing", ["Connection", "close"], {}],
    ["Connection: Keep-Alive nominates nothing", ["connection", "Keep-Alive"], {}],
    [
      "Connection: Upgrade, HTTP2-Settings nominates nothing that counts",
      ["Connection", "Upgrade, HTTP2-Settings"],
      {},
    ],
    ["Connection: cookie does", ["Connection", "cookie"], { nominates: true }],
    [
      "a later Connection line takes nothing back",
      ["Connection", "cookie", "Connection", "close"],
      { nominates: true },
    ],
    [
      "other names of the same lengths",
      [
        "hast",
        "x",
        "origan",
        "x",
        "connectiom",
        "x",
        "authorizatiox",
        "x",
        "x-session-takem",
        "x",
        "x-requesx-id",
        "x",
        "tracepareny",
        "x",
      ],
      {},
    ],
    ["a value that looks like a name", ["a", "cookie", "b", "x=1"], {}],
  ])("The head of a request is read: %s.", (_, lines, expected) => {
    expect(readHead(lines)).toEqual({ ...nothing, ...expected });
  });
});

describe("readTraceContext", () => {
  test.each<[string, readonly string[], Partial<TraceContext>]>([
    ["nothing", [], {}],
    [
      "the first line of each",
      ["Traceparent", trace, "tracestate", "s=1", "tracestate", "t=2"],
      { traceparent: trace, tracestate: "s=1" },
    ],
    [
      "no malformed line",
      [
        "traceparent",
        `${trace}\0`,
        "traceparent",
        "x".repeat(9_999),
        "tracestate",
        "é=1",
        "tracestate",
        "s".repeat(513),
      ],
      {},
    ],
    ["a tracestate of 512 bytes", ["tracestate", "s".repeat(512)], { tracestate: "s".repeat(512) }],
    ["no other name", ["tracepareny", trace], {}],
  ])("The trace context of a request is read: %s.", (_, lines, expected) => {
    const none = { traceparent: undefined, tracestate: undefined };
    expect(readTraceContext(lines)).toEqual({ ...none, ...expected });
  });
});

test("headerValues finds every line of a name, in order.", () => {
  const lines = ["Vary", "a", "X", "vary", "VARY", "b", "Var", "c"];
  expect(headerValues(lines, "vary")).toEqual(["a", "b"]);
  expect(headerValues(lines, "x")).toEqual(["vary"]);
  expect(headerValues([], "vary")).toEqual([]);
});
