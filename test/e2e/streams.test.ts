// A long stream either way through the whole edge, host and origin adapter included: every byte arrives, and the edge's
// memory does not grow with them.
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { listenOnLoopback } from "../harness/loopback.ts";
import { startMeasuredChild, type MeasuredChild } from "../harness/measured-child.ts";
import { exchange, RawConnection, rawRequest, valueOf } from "../harness/raw-client.ts";
import { PatternCheck, patternChunks } from "./stream-pattern.ts";

const mebibyte = 1_024 * 1_024;
const warmUpBytes = 64 * mebibyte;
/** How long a stream is, and how much the edge's memory may grow meanwhile. TEST_ALL=yes sends a gibibyte each way. */
const [bulkBytes, growthMaxBytes] =
  process.env["TEST_ALL"] === "yes"
    ? [1_024 * mebibyte, 200 * mebibyte]
    : [128 * mebibyte, 64 * mebibyte];
const cookie = "Cookie: ory_kratos_session=MTc2MzkzNTAwMHxzdHJlYW1z";

/** Round trips in which nothing moves before a stream counts as blocked. */
const blockedTrips = 100;

/** Bytes that the sending end of the stream under way has handed over. */
let handedOver = 0;
/** Opens when the origin may read the body that it is sent. */
let mayRead = gate();

/** `GET /<bytes>` answers with that much of the pattern, any other method with what it thinks of the request's body. */
const origin = createServer((request, response) => {
  answer(request, response).catch(() => response.destroy());
});

let originUrl = "";
beforeAll(async () => {
  originUrl = await listenOnLoopback(origin);
});
afterAll(() => {
  origin.closeAllConnections();
  origin.close();
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method, url = "" } = request;
  const bytes = Number(url.slice(1));
  if (method === "GET" && bytes > 0) {
    response.writeHead(200, { "Content-Length": bytes });
    await pipeline(Readable.from(counted(patternChunks(bytes))), response);
    return;
  }
  if (method === "GET") {
    response.writeHead(401).end();
    return;
  }
  origin.emit("upload");
  await mayRead.opened;
  const check = new PatternCheck();
  for await (const chunk of request) check.take(Buffer.from(chunk as Uint8Array));
  response.end(check.verdict);
}

function* counted(chunks: Iterable<Buffer>): Generator<Buffer, void, undefined> {
  handedOver = 0;
  for (const chunk of chunks) {
    handedOver += chunk.length;
    yield chunk;
  }
}

function gate(): { readonly opened: Promise<void>; open(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}

/** Waits until the sender can hand over no more, or all is handed over: an edge that takes it all has it in memory then. */
async function untilBlocked(url: string): Promise<void> {
  let before = -1;
  while (before !== handedOver) {
    before = handedOver;
    const trip = rawRequest("GET / HTTP/1.1", [`Host: ${new URL(url).host}`]);
    for (let trips = 0; trips < blockedTrips; trips += 1) await exchange(url, trip);
  }
}

async function download(url: string, bytes: number): Promise<void> {
  using connection = await RawConnection.open(url);
  await connection.send(rawRequest(`GET /${bytes} HTTP/1.1`, [`Host: ${new URL(url).host}`]));
  const head = await connection.head();
  expect(valueOf(head.headers, "content-length")).toBe(String(bytes));
  await untilBlocked(url);
  expect(handedOver).toBeLessThan(bytes);
  const check = new PatternCheck();
  for await (const chunk of connection.body(head)) check.take(chunk);
  expect(check.verdict).toBe(`${bytes} bytes intact`);
}

/** Chunked, so that the edge does not know how much there will be; with a session's cookie, so that it is a mutation. */
async function upload(url: string, bytes: number): Promise<void> {
  using connection = await RawConnection.open(url);
  const lines = [`Host: ${new URL(url).host}`, cookie, "Transfer-Encoding: chunked"];
  mayRead = gate();
  const begun = once(origin, "upload");
  await connection.send(rawRequest("POST /self-service/settings?flow=1 HTTP/1.1", lines));
  const sent = send(connection, bytes);
  await begun;
  await untilBlocked(url);
  expect(handedOver).toBeLessThan(bytes);
  mayRead.open();
  await sent;
  expect((await connection.answer("POST")).body.toString()).toBe(`${bytes} bytes intact`);
}

async function send(connection: RawConnection, bytes: number): Promise<void> {
  for (const chunk of counted(patternChunks(bytes))) {
    connection.socket.write(`${chunk.length.toString(16)}\r\n`);
    connection.socket.write(chunk);
    await connection.send("\r\n");
  }
  await connection.send("0\r\n\r\n");
}

function startChild(feature: "on" | "off"): Promise<MeasuredChild> {
  return startMeasuredChild(new URL("streaming-edge.ts", import.meta.url), [originUrl, feature]);
}

describe.each(["off", "on"] as const)("with the feature %s", (feature) => {
  test.each([
    ["down", download],
    ["up", upload],
  ])("A long stream %s arrives whole, in constant memory.", async (_way, transfer) => {
    const child = await startChild(feature);
    await transfer(child.url, warmUpBytes);
    const before = await child.residentBytesMax();
    await transfer(child.url, bulkBytes);
    expect((await child.residentBytesMax()) - before).toBeLessThan(growthMaxBytes);
  });
});
