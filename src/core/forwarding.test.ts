// Header lines of exchanges that pass through: hop-by-hop ones are not forwarded, and the client's address is forwarded truthfully (security case 11).
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
  test("Forwarding keeps the order, case and repetition of header lines.", () => {
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
  ])("The header %s is not forwarded.", (name, value) => {
    expect(forwarded([name, value])).toEqual(added);
  });

  test("An offer of HTTP/2 is not forwarded, even if Connection does not name it.", () => {
    const offered = ["Upgrade", "h2c", "HTTP2-Settings", "AAEA", "A", "1"];
    expect(forwardedRequestLines(offered, undefined, "edge")).toEqual(["A", "1"]);
  });

  test("A header that Connection nominates is not forwarded.", () => {
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
    "A stranger's %s is not believed.",
    (name) => {
      expect(forwarded([name, "evil"])).toEqual(added);
    },
  );

  test.each([...addressFields, ...targetFields])("A proxy's %s is not passed on.", (name) => {
    const lines = forwarded([name, "198.51.100.9", "X-Forwarded-For", "198.51.100.7"], proxy);
    expect(lines.slice(0, 2)).toEqual(["X-Forwarded-For", "198.51.100.7"]);
    expect(lines).toHaveLength(added.length);
  });

  test.each([
    "X-Ory-Original-Host",
    "Ory-Base-URL-Rewrite",
    "Ory-Base-URL-Rewrite-Token",
    "Ory-No-Custom-Domain-Redirect",
  ])("The header %s is Ory's own and is forwarded from every sender.", (name) => {
    expect(forwarded([name, "1"])).toEqual([name, "1", ...added]);
  });

  test("A proxy is believed about the way, and the client's address is forwarded alone.", () => {
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

  test("The header in which a proxy names the client is not forwarded either.", () => {
    const lines = ["Fly-Client-IP", "198.51.100.7", "X-Forwarded-For", "192.0.2.1"];
    const told = forwarded(lines, { ...proxy, addressHeader: "fly-client-ip" });
    expect(told).toEqual(["X-Forwarded-For", "198.51.100.7", ...added.slice(2)]);
  });

  test("A proxy that names no client is forwarded as the client.", () => {
    expect(forwarded([], proxy)).toEqual(["X-Forwarded-For", "10.0.0.1", ...added.slice(2)]);
  });

  test("A request without a host is forwarded without one.", () => {
    expect(forwarded([], { ...stranger, host: undefined })).not.toContain("X-Forwarded-Host");
  });
});

describe("the client's address", () => {
  const from = (lines: readonly string[], peer: string, addressHeader = "x-forwarded-for") =>
    clientAddress(lines, peer, { trusts: proxy.trusts, addressHeader });

  test("A stranger's address is its own, whatever it sends.", () => {
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
  ])("The client's address is read from X-Forwarded-For: %s.", (told, expected) => {
    expect(from(["X-Forwarded-For", told], "10.0.0.1")).toBe(expected);
  });

  test("Several lines of X-Forwarded-For are one list.", () => {
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
  ])("The client's address is read from a header of one address: %j.", (lines, expected) => {
    expect(from(lines, "10.0.0.1", "true-client-ip")).toBe(expected);
  });
});

test.each([
  [["X-Forwarded-For", "198.51.100.7"], "203.0.113.9", true],
  [[], "203.0.113.9", false],
  [["X-Forwarded-For", "198.51.100.7"], "10.0.0.1", false],
  [["X-Forwarded-For", "unknown"], "10.0.0.1", true],
  [[], "10.0.0.1", true],
])("For the header lines %j from %s, addressDropped returns %s.", (lines, peer, expected) => {
  const trust = { trusts: proxy.trusts, addressHeader: "x-forwarded-for" };
  expect(addressDropped(lines, peer, trust)).toBe(expected);
});

describe("an answer's lines", () => {
  test("End-to-end headers are forwarded in order, with each cookie on its own line.", () => {
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

  test("Hop-by-hop headers and nominated ones are not forwarded, but the length always is.", () => {
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

test("A request arrives from its peer, for the first host that it names.", () => {
  const { address, protocol, host: _, ...trust } = stranger;
  const lines = ["Host", "auth.example", "Host", "other.example"];
  expect(arrivalOf(lines, { address, protocol }, trust)).toEqual(stranger);
  expect(arrivalOf([], { address, protocol }, trust)?.host).toBeUndefined();
  expect(arrivalOf(lines, undefined, trust)).toBeUndefined();
});

test("An answer that has to be read is requested without a coding.", () => {
  expect(withoutCodings(["Accept-Encoding", "gzip", "Accept", "*/*"])).toEqual(["Accept", "*/*"]);
});
