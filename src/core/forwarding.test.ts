// Header lines of exchanges that pass through: hop-by-hop ones stay here, and the client's address is told truthfully (security case 11).
import { describe, expect, test } from "vitest";
import {
  addressDropped,
  arrivalOf,
  clientAddress,
  forwardedAnswerLines,
  forwardedRequestLines,
  withoutCodings,
  type Arrival,
} from "./forwarding.ts";

const stranger: Arrival = {
  address: "203.0.113.9",
  protocol: "https",
  trusts: (address) => address.startsWith("10."),
  addressHeader: "x-forwarded-for",
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

  test("an offer of HTTP/2 stays here, though Connection does not name it", () => {
    const offered = ["Upgrade", "h2c", "HTTP2-Settings", "AAEA", "A", "1"];
    expect(forwardedRequestLines(offered, undefined, "edge")).toEqual(["A", "1"]);
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

  const addressFields = [
    "X-Forwarded-For",
    "Forwarded",
    "X-Forwarded",
    "X-Original-Forwarded-For",
    "X-Real-IP",
    "True-Client-IP",
    "CF-Connecting-IP",
    "CF-Connecting-IPv6",
    "Cf-Ipcity",
    "Cf-Ipcountry",
    "cf-iplongitude",
    "X-Client-IP",
    "Fastly-Client-IP",
  ];
  const targetFields = ["X-Original-URL", "X-Rewrite-URL", "X-HTTP-Method-Override"];
  const routeFields = [
    "X-Forwarded-Proto",
    "X-Forwarded-Host",
    "X-Forwarded-Port",
    "x-forwarded-prefix",
    "X-Original-Host",
    "Front-End-Https",
  ];

  test.each([...addressFields, ...targetFields, ...routeFields])(
    "a stranger's %s is not believed",
    (name) => {
      expect(forwarded([name, "evil"])).toEqual(added);
    },
  );

  test.each([...addressFields, ...targetFields])("a proxy's %s is not passed on", (name) => {
    const lines = forwarded([name, "198.51.100.9", "X-Forwarded-For", "198.51.100.7"], proxy);
    expect(lines.slice(0, 2)).toEqual(["X-Forwarded-For", "198.51.100.7"]);
    expect(lines).toHaveLength(added.length);
  });

  test.each([
    "X-Ory-Original-Host",
    "Ory-Base-URL-Rewrite",
    "Ory-Base-URL-Rewrite-Token",
    "Ory-No-Custom-Domain-Redirect",
  ])("%s is Ory's own and passes from everybody", (name) => {
    expect(forwarded([name, "1"])).toEqual([name, "1", ...added]);
  });

  test("a proxy is believed about the way, and the client's address is told alone", () => {
    const lines = [
      "X-Forwarded-For",
      "198.51.100.7",
      "X-Forwarded-Proto",
      "http",
      "X-Forwarded-Host",
      "app.example",
      "True-Client-IP",
      "198.51.100.7",
      "X-Forwarded-Port",
      "8443",
      "X-Forwarded-For",
      "192.0.2.1",
    ];
    expect(forwarded(lines, proxy)).toEqual([
      "X-Forwarded-Proto",
      "http",
      "X-Forwarded-Host",
      "app.example",
      "X-Forwarded-Port",
      "8443",
      "X-Forwarded-For",
      "192.0.2.1",
      "Via",
      "1.1 edge-1",
    ]);
  });

  test("the field that a proxy uses does not pass either", () => {
    const lines = ["Fly-Client-IP", "198.51.100.7", "X-Forwarded-For", "192.0.2.1"];
    const told = forwarded(lines, { ...proxy, addressHeader: "fly-client-ip" });
    expect(told).toEqual(["X-Forwarded-For", "198.51.100.7", ...added.slice(2)]);
  });

  test("a proxy that tells nothing is told of as any peer", () => {
    expect(forwarded([], proxy)).toEqual(["X-Forwarded-For", "10.0.0.1", ...added.slice(2)]);
  });

  test("without a host none is made up", () => {
    expect(forwarded([], { ...stranger, host: undefined })).not.toContain("X-Forwarded-Host");
  });
});

describe("the client's address", () => {
  const from = (lines: readonly string[], peer: string, addressHeader = "x-forwarded-for") =>
    clientAddress(lines, peer, { trusts: proxy.trusts, addressHeader });

  test("a stranger's is its own, whatever it says", () => {
    const lines = ["X-Forwarded-For", "198.51.100.7", "CF-Connecting-IP", "198.51.100.7"];
    expect(from(lines, "203.0.113.9")).toBe("203.0.113.9");
    expect(from(lines, "203.0.113.9", "cf-connecting-ip")).toBe("203.0.113.9");
  });

  test.each([
    ["198.51.100.7", "198.51.100.7"],
    ["192.0.2.66, 198.51.100.7", "198.51.100.7"],
    ["198.51.100.7, 10.0.0.2", "198.51.100.7"],
    ["10.0.0.9, 198.51.100.7 ,, 10.0.0.2", "198.51.100.7"],
    ["198.51.100.7:4711", "198.51.100.7"],
    ["[2001:db8::1]:443, 10.0.0.2", "2001:db8::1"],
    ["::ffff:198.51.100.7", "198.51.100.7"],
    ["10.0.0.3, 10.0.0.2", "10.0.0.3"],
    ["198.51.100.7, unknown, 10.0.0.2", "10.0.0.1"],
    ["unknown", "10.0.0.1"],
    ["198.51.100.7, 300.1.1.1", "10.0.0.1"],
    ["", "10.0.0.1"],
  ])("by X-Forwarded-For: %s", (told, expected) => {
    expect(from(["X-Forwarded-For", told], "10.0.0.1")).toBe(expected);
  });

  test("several lines are one list", () => {
    const lines = ["X-Forwarded-For", "198.51.100.7", "x-forwarded-for", "10.0.0.2"];
    expect(from(lines, "10.0.0.1")).toBe("198.51.100.7");
  });

  test.each([
    [["True-Client-IP", " 198.51.100.7 "], "198.51.100.7"],
    [["true-client-ip", "2001:db8::1"], "2001:db8::1"],
    [["True-Client-IP", "10.0.0.9"], "10.0.0.9"],
    [["True-Client-IP", "198.51.100.7, 198.51.100.8"], "10.0.0.1"],
    [["True-Client-IP", "198.51.100.7", "True-Client-IP", "198.51.100.8"], "10.0.0.1"],
    [["True-Client-IP", "evil"], "10.0.0.1"],
    [["X-Forwarded-For", "198.51.100.7"], "10.0.0.1"],
  ])("by a field of one address: %j", (lines, expected) => {
    expect(from(lines, "10.0.0.1", "true-client-ip")).toBe(expected);
  });
});

test.each([
  [["X-Forwarded-For", "198.51.100.7"], "203.0.113.9", true],
  [[], "203.0.113.9", false],
  [["X-Forwarded-For", "198.51.100.7"], "10.0.0.1", false],
  [["X-Forwarded-For", "unknown"], "10.0.0.1", true],
  [[], "10.0.0.1", true],
])("%j from %s: a proxy stands in the client's place: %s", (lines, peer, expected) => {
  const trust = { trusts: proxy.trusts, addressHeader: "x-forwarded-for" };
  expect(addressDropped(lines, peer, trust)).toBe(expected);
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

test("a request arrives from its peer, for the first host that it names", () => {
  const { address, protocol, host: _, ...trust } = stranger;
  const lines = ["Host", "auth.example", "Host", "other.example"];
  expect(arrivalOf(lines, { address, protocol }, trust)).toEqual(stranger);
  expect(arrivalOf([], { address, protocol }, trust)?.host).toBeUndefined();
  expect(arrivalOf(lines, undefined, trust)).toBeUndefined();
});

test("an answer that has to be read is asked for without a coding", () => {
  expect(withoutCodings(["Accept-Encoding", "gzip", "Accept", "*/*"])).toEqual(["Accept", "*/*"]);
});
