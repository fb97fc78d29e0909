// Header lines of exchanges that pass through: hop-by-hop ones stay here, and the client's address is told truthfully (security case 11).
import { describe, expect, test } from "vitest";
import { forwardedAnswerLines, forwardedRequestLines, type Arrival } from "./forwarding.ts";

const stranger: Arrival = {
  address: "203.0.113.9",
  protocol: "https",
  trusts: (address) => address.startsWith("10."),
  host: "auth.example",
};
const proxy: Arrival = { ...stranger, address: "10.0.0.1" };
const added = [
  "X-Forwarded-For",
  "203.0.113.9",
  "X-Forwarded-Proto",
  "https",
  "X-Forwarded-Host",
  "auth.example",
  "Via",
  "1.1 edge-1",
];
const forwarded = (lines: readonly string[], arrival: Arrival = stranger): string[] =>
  forwardedRequestLines(lines, arrival, "edge-1");

describe("a request's lines", () => {
  test("order, case and repetition are kept", () => {
    const lines = [
      "Accept",
      "*/*",
      "X-B",
      "2",
      "cookie",
      "a=1",
      "X-A",
      "1",
      "X-B",
      "3",
      "Via",
      "1.0 x",
    ];
    expect(forwarded(lines)).toEqual([...lines, ...added]);
  });

  test.each([
    ["Host", "auth.example"],
    ["Content-Length", "5"],
    ["Expect", "100-continue"],
    ["Connection", "close"],
    ["Keep-Alive", "timeout=5"],
    ["Proxy-Connection", "close"],
    ["TE", "trailers"],
    ["Trailer", "X-T"],
    ["Transfer-Encoding", "chunked"],
    ["UPGRADE", "websocket"],
  ])("%s stays here", (name, value) => {
    expect(forwarded([name, value])).toEqual(added);
  });

  test("what Connection nominates stays here", () => {
    const lines = [
      "Connection",
      "close, X-Secret",
      "x-secret",
      "1",
      "X-Other",
      "2",
      "connection",
      "X-More",
      "X-MORE",
      "3",
    ];
    expect(forwarded(lines)).toEqual(["X-Other", "2", ...added]);
  });

  test.each([
    "X-Forwarded-For",
    "X-Forwarded-Proto",
    "X-Forwarded-Host",
    "X-Forwarded-Port",
    "x-forwarded-prefix",
    "Forwarded",
    "X-Real-IP",
    "True-Client-IP",
    "CF-Connecting-IP",
    "X-Original-URL",
    "X-Rewrite-URL",
  ])("a stranger's %s is not believed", (name) => {
    expect(forwarded([name, "evil"])).toEqual(added);
  });

  test("a proxy is believed, and the client's address stands last", () => {
    const lines = [
      "X-Forwarded-For",
      "198.51.100.7",
      "X-Forwarded-Proto",
      "http",
      "X-Forwarded-Host",
      "app.example",
      "True-Client-IP",
      "198.51.100.7",
      "Forwarded",
      "for=198.51.100.7",
      "X-Forwarded-For",
      "192.0.2.1",
    ];
    expect(forwarded(lines, proxy)).toEqual([
      "X-Forwarded-Proto",
      "http",
      "X-Forwarded-Host",
      "app.example",
      "True-Client-IP",
      "198.51.100.7",
      "Forwarded",
      "for=198.51.100.7",
      "X-Forwarded-For",
      "198.51.100.7, 192.0.2.1",
      "Via",
      "1.1 edge-1",
    ]);
  });

  test.each([
    ["198.51.100.7, 10.0.0.2", "198.51.100.7"],
    ["10.0.0.9, 198.51.100.7 ,, 10.0.0.2", "10.0.0.9, 198.51.100.7"],
    ["unknown, 10.0.0.2", "unknown"],
    ["10.0.0.3, 10.0.0.2", "10.0.0.3"],
    ["", "10.0.0.1"],
  ])("through proxies only the way up to the client is told: %s", (told, expected) => {
    const lines = forwarded(["X-Forwarded-For", told], proxy);
    expect(lines.slice(0, 2)).toEqual(["X-Forwarded-For", expected]);
  });

  test("a proxy that tells nothing is told of as any peer", () => {
    expect(forwarded([], proxy)).toEqual(["X-Forwarded-For", "10.0.0.1", ...added.slice(2)]);
  });

  test("without a host none is made up", () => {
    expect(forwarded([], { ...stranger, host: undefined })).not.toContain("X-Forwarded-Host");
  });
});

describe("an answer's lines", () => {
  test("end-to-end ones in order, each cookie on its line", () => {
    const lines = [
      "Set-Cookie",
      "a=1",
      "Vary",
      "Origin",
      "set-cookie",
      "b=2",
      "Vary",
      "Cookie",
      "Content-Length",
      "5",
    ];
    expect(forwardedAnswerLines(lines)).toEqual(lines);
  });

  test("hop-by-hop ones stay here, and what Connection nominates, but never the length", () => {
    expect(
      forwardedAnswerLines([
        "Connection",
        "close, X-Hop, Content-Length",
        "X-Hop",
        "1",
        "Transfer-Encoding",
        "chunked",
        "Content-Length",
        "5",
        "Date",
        "x",
      ]),
    ).toEqual(["Content-Length", "5", "Date", "x"]);
  });
});
