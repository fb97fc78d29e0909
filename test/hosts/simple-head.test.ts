// Direct connections read nothing in another way than node:http: the same bytes, in any pieces, bring the same requests,
// the same answers and the same refusals with and without them.
import { connect } from "node:net";
import {
  type Arbitrary,
  array,
  assert,
  asyncProperty,
  constant,
  constantFrom,
  integer,
  nat,
  oneof,
  option,
  tuple,
} from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { EdgeAnswer, EdgeRequest } from "../../src/edge/ports.ts";
import { start as startDirect } from "./direct-start.ts";
import { text, type HostSettings, type RunningHost } from "./host-under-test.ts";
import { start as startParsed } from "./node-start.ts";

const headBytesMax = 2_000;
const runs = 200;
let direct: RunningHost;
let parsed: RunningHost;
/** The requests that reached the edge without node:http, so that the comparison is known to compare something. */
let simple = 0;

/** Answers with everything that the host handed over. */
function echo({ method, target, headers, body }: EdgeRequest): EdgeAnswer {
  return text(JSON.stringify([method, target, headers, body !== undefined]));
}

beforeAll(async () => {
  const settings: HostSettings = {
    headBytesMax,
    handle: echo,
    onClientError: () => undefined,
    onFailure: (cause) => {
      throw cause;
    },
  };
  parsed = await startParsed(settings);
  direct = await startDirect({
    ...settings,
    handle: (request) => {
      // A copy of a simple request. Node's have a class of their own.
      if (request.constructor === Object) simple += 1;
      return echo(request);
    },
  });
});

afterAll(async () => {
  await Promise.all([direct.stop(200), parsed.stop(200)]);
});

const often = <T>(usual: T, ...rare: readonly T[]): Arbitrary<T> =>
  oneof({ weight: 60, arbitrary: constant(usual) }, ...rare.map((one) => constant(one)));

const method = often(
  "GET",
  "DELETE",
  "DELETE",
  "HEAD",
  "HEAD",
  "POST",
  "get",
  "GETX",
  "",
  "OPTIONS",
);
const target = often(
  "/sessions/whoami",
  "/sessions/whoami?a=1;b",
  "/",
  "//sessions/whoami",
  "/a b",
  "/\xe9",
  "/\x01",
  "/\x7f",
  "*",
  "",
  "http://a.example/sessions/whoami",
  "/#",
);
const version = often("HTTP/1.1", "HTTP/1.0", "HTTP/1.2", "HTTP/2.0", "http/1.1", "HTTP/1.1 ", "");
const lineEnd = oneof(
  { weight: 60, arbitrary: constant("\r\n") },
  ...["\n", "\r", "\r\r\n", "\r\n ", "\r\n\t"].map((end) => constant(end)),
);
const name = oneof(
  ...["Cookie", "X-Session-Token", "Authorization", "Accept", "X-A", "a", "Origin"].map((one) => ({
    weight: 6,
    arbitrary: constant(one),
  })),
  ...[
    "cookie",
    "Host",
    "Connection",
    "Content-Length",
    "Transfer-Encoding",
    "Expect",
    "Upgrade",
    "TE",
    "Keep-Alive",
    "X-Request-ID",
    "Cooki\xe9",
    "X A",
    "",
    ":",
    "\0",
  ].map((one) => constant(one)),
);
const separator = often(": ", ":", ":\t ", " :", " : ", "", ": \v");
const value = oneof(
  ...["a=1; b=2", "ory_kratos_session=MTcz", "", "x  ", "keep-alive", "Keep-Alive", "close"].map(
    (one) => ({ weight: 4, arbitrary: constant(one) }),
  ),
  ...[
    "0",
    "5",
    "chunked",
    "100-continue",
    "h2c",
    "cookie",
    "\t",
    "a\0b",
    "\x7f",
    "\xff",
    "a\tb",
  ].map((one) => constant(one)),
  integer({ min: 1_700, max: 2_050 }).map((length) => "x".repeat(length)),
);
const line = tuple(name, separator, value, lineEnd).map((parts) => parts.join(""));
const hostLine = often("Host: a.example\r\n", "", "host:a\r\n", "Host: a/b\r\n", "Host:\r\n");
const request = tuple(
  method,
  target,
  version,
  lineEnd,
  hostLine,
  array(line, { maxLength: 5 }),
).map(
  ([one, two, three, end, host, lines]) =>
    `${one} ${two} ${three}${end}${host}${lines.join("")}\r\n`,
);
const simpleRequest = array(constantFrom("Cookie: a=1\r\n", "Accept: */*\r\n", "X-A:\t b \r\n"), {
  maxLength: 3,
}).map((lines) => `GET /sessions/whoami HTTP/1.1\r\nHost: a.example\r\n${lines.join("")}\r\n`);
const conversation = array(
  oneof({ weight: 4, arbitrary: simpleRequest }, { weight: 3, arbitrary: request }),
  {
    minLength: 1,
    maxLength: 6,
  },
).map((requests) => requests.join(""));
/** A place in the bytes, to be taken modulo their length. */
const place = nat({ max: 100_000 });
/** Where the bytes are cut into pieces. */
const cuts = array(place, { maxLength: 4 });
/** One byte that is replaced. */
const slip = option(tuple(place, nat({ max: 255 })));

const lastRequest = "GET /last HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n";

/** Sends the bytes in pieces, and resolves with everything that the host sent until it closed the connection. */
function converse(host: RunningHost, pieces: readonly Buffer[]): Promise<string> {
  return new Promise((resolve) => {
    let answers = "";
    const socket = connect({ port: Number(new URL(host.url).port), host: "127.0.0.1" });
    socket.setNoDelay();
    socket.setEncoding("latin1");
    socket.on("data", (data: string) => (answers += data));
    // A reset loses nothing: both hosts linger before they close with bytes unread.
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(answers));
    const send = (at: number): void => {
      const piece = pieces[at];
      if (piece === undefined) return;
      socket.write(piece, () => setImmediate(send, at + 1));
    };
    send(0);
  });
}

test("Direct connections read the same requests as node:http, and refuse the same ones.", async () => {
  let compared = 0;
  await assert(
    asyncProperty(conversation, cuts, slip, async (requests, places, slipped) => {
      const bytes = Buffer.from(requests + lastRequest, "latin1");
      if (slipped !== null) {
        bytes[slipped[0] % requests.length] = slipped[1];
      }
      const { byteLength } = bytes;
      const ends = [...places.map((at) => at % byteLength), byteLength];
      let from = 0;
      const pieces = ends
        .toSorted((one, other) => one - other)
        .map((end) => bytes.subarray(from, (from = end)))
        .filter(({ byteLength }) => byteLength > 0);
      const [ours, nodes] = await Promise.all([converse(direct, pieces), converse(parsed, pieces)]);
      expect(ours).toBe(nodes);
      compared += 1;
    }),
    { numRuns: runs },
  );
  expect(compared).toBe(runs);
  // Most conversations begin with a simple request, or the comparison would be of node:http with itself.
  expect(simple).toBeGreaterThan(runs / 2);
});
