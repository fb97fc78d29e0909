// Streams through a host: no faster than the slower side, and in memory that does not grow with them.
import { describe, expect, test } from "vitest";
import type { ByteStream, EdgeAnswer } from "../../src/edge/ports.ts";
import { startMeasuredChild, type MeasuredChild } from "../harness/measured-child.ts";
import { exchange, RawConnection, rawRequest, Truncated } from "../harness/raw-client.ts";
import { gate, open, text, watch, type StartHost } from "./host-under-test.ts";

const host = "Host: a.example";
const mebibyte = 1_024 * 1_024;
const warmUpBytes = 64 * mebibyte;
/** How long a stream is, and how much memory may grow meanwhile. TEST_ALL=yes sends a gibibyte each way. */
const [bulkBytes, growthMaxBytes] =
  process.env["TEST_ALL"] === "yes"
    ? [1_024 * mebibyte, 150 * mebibyte]
    : [256 * mebibyte, 100 * mebibyte];
/** More than all buffers of a loopback connection hold. */
const beyondBuffersBytes = 64 * mebibyte;

export function describeStreams(start: StartHost, module: string): void {
  describe("streams", () => {
    test("A request and its response stream at the same time.", async () => {
      const server = await watch(start, (request) => ({
        status: 200,
        headers: [],
        body: request.body,
      }));
      const connection = await open(server);
      await connection.send(rawRequest("POST / HTTP/1.1", [host, "Transfer-Encoding: chunked"]));
      const head = await connection.head();
      const echo = connection.body(head, "POST");
      for (const piece of ["one", "two", "three"]) {
        await connection.send(`${piece.length.toString(16)}\r\n${piece}\r\n`);
        expect((await echo.next()).value?.toString()).toBe(piece);
      }
      await connection.send("0\r\n\r\n");
      expect(await echo.next()).toMatchObject({ done: true });
      await connection.ended();
    });

    test("A stream goes no further than a body whose chunks turn out to be malformed.", async () => {
      const fired = gate();
      const server = await watch(start, (request) => {
        request.signal.addEventListener("abort", () => fired.open());
        return { status: 200, headers: [], body: request.body };
      });
      const connection = await open(server);
      await connection.send(rawRequest("POST / HTTP/1.1", [host, "Transfer-Encoding: chunked"]));
      const echo = connection.body(await connection.head(), "POST");
      await connection.send("3\r\none\r\n");
      expect((await echo.next()).value?.toString()).toBe("one");
      await connection.send("zz\r\n");
      await expect(echo.next()).rejects.toThrow(Truncated);
      await fired.opened;
      await server.stop(0);
      expect(server.clientErrors).toEqual(["malformed"]);
      expect(server.failures).toEqual([]);
    });

    test("A response streams no faster than the client reads it.", async () => {
      let given = 0;
      const waiting = gate<string>();
      const released = gate();
      const chunk = new Uint8Array(64 * 1_024);
      const body: ByteStream = {
        async *[Symbol.asyncIterator]() {
          try {
            for (given = 0; given < beyondBuffersBytes; given += chunk.length) yield chunk;
          } finally {
            released.open();
          }
        },
      };
      const server = await watch(start, () => ({ status: 200, headers: [], body }), {
        stallMs: 100,
        onClientError: (what) => waiting.open(what),
      });
      const connection = await open(server);
      await connection.send(rawRequest("GET / HTTP/1.1", [host]));
      await connection.head();
      // The client reads nothing more: the host gives up on it instead of taking the whole stream into memory.
      expect(await waiting.opened).toBe("too-slow");
      expect(given).toBeLessThan(beyondBuffersBytes);
      await released.opened;
    });

    test("Responses that a client requests and never reads are given up.", async () => {
      const fault = gate<string>();
      const server = await watch(start, () => text("x".repeat(16 * mebibyte)), {
        stallMs: 100,
        onClientError: fault.open,
      });
      const connection = await open(server);
      await connection.send(rawRequest("GET / HTTP/1.1", [host]));
      expect(await fault.opened).toBe("too-slow");
    });

    test("A client that waits for the edge does not count as slow.", async () => {
      const server = await watch(start, () => text("ok"), { stallMs: 100 });
      // The edge's answer takes as long as a client that is too slow takes to be found out, several times over.
      const slow = async (): Promise<void> => {
        const stalled = await open(server);
        await stalled.send("GET");
        await stalled.ended();
      };
      const patient = await watch(
        start,
        async () => {
          for (let round = 0; round < 3; round += 1) await slow();
          return text("ok");
        },
        { stallMs: 100 },
      );
      const { answers } = await exchange(patient.url, rawRequest("GET / HTTP/1.1", [host]));
      expect(answers[0]?.body.toString()).toBe("ok");
      expect(patient.clientErrors).toEqual([]);
    });

    test("A request's body streams no faster than the edge reads it.", async () => {
      const begun = gate();
      const mayRead = gate();
      const server = await watch(start, async (request) => {
        begun.open();
        await mayRead.opened;
        let bytes = 0;
        for await (const chunk of request.body ?? []) bytes += chunk.length;
        return text(String(bytes));
      });
      const connection = await open(server);
      const lines = [host, `Content-Length: ${beyondBuffersBytes}`];
      await connection.send(rawRequest("POST / HTTP/1.1", lines));
      const sent = await sendUntilBlocked(server.url, connection, new Uint8Array(mebibyte));
      await begun.opened;
      expect(sent()).toBeLessThan(beyondBuffersBytes);
      mayRead.open();
      expect((await connection.answer("POST")).body.toString()).toBe(String(beyondBuffersBytes));
    });

    test("No more pipelined requests are read than are about to be answered.", async () => {
      const answeredMax = 2_000;
      const never = gate<EdgeAnswer>();
      let asked = 0;
      const server = await watch(start, async () => {
        asked += 1;
        return asked > answeredMax ? never.opened : text("");
      });
      const connection = await open(server);
      const request = rawRequest("GET / HTTP/1.1", [host]);
      const many = Buffer.from(request.repeat(Math.floor(mebibyte / request.length)));
      const sent = await sendUntilBlocked(server.url, connection, many);
      expect(sent()).toBeLessThan(beyondBuffersBytes);
      expect(asked).toBe(answeredMax + 1);
    });

    test("A long stream to the client takes constant memory.", async () => {
      const child = await startChild(module);
      await download(child.url, warmUpBytes);
      const before = await child.residentBytesMax();
      await download(child.url, bulkBytes);
      expect((await child.residentBytesMax()) - before).toBeLessThan(growthMaxBytes);
    });

    test("A long stream from the client takes constant memory.", async () => {
      const child = await startChild(module);
      await upload(child.url, warmUpBytes);
      const before = await child.residentBytesMax();
      await upload(child.url, bulkBytes);
      expect((await child.residentBytesMax()) - before).toBeLessThan(growthMaxBytes);
    });
  });
}

/**
 * Sends chunks until all of `beyondBuffersBytes` is sent or the peer takes no more; goes on sending when it does again.
 * Returns what tells the bytes sent so far.
 */
async function sendUntilBlocked(
  url: string,
  connection: RawConnection,
  chunk: Uint8Array,
): Promise<() => number> {
  let sent = 0;
  const send = (): void => {
    while (sent < beyondBuffersBytes) {
      sent += chunk.length;
      if (!connection.socket.write(chunk)) {
        connection.socket.once("drain", send);
        return;
      }
    }
  };
  send();
  // Once nothing more is taken in the time of some round trips, all buffers are full.
  let before = -1;
  while (before !== sent) {
    before = sent;
    for (let trip = 0; trip < 200; trip += 1) {
      const other = await RawConnection.open(url);
      other.destroy();
    }
  }
  return () => sent;
}

async function download(url: string, bytes: number): Promise<void> {
  using connection = await RawConnection.open(url);
  await connection.send(rawRequest(`GET /${bytes} HTTP/1.1`, [host]));
  const head = await connection.head();
  let got = 0;
  for await (const chunk of connection.body(head)) got += chunk.length;
  expect(got).toBe(bytes);
}

async function upload(url: string, bytes: number): Promise<void> {
  using connection = await RawConnection.open(url);
  await connection.send(rawRequest("POST / HTTP/1.1", [host, `Content-Length: ${bytes}`]));
  const chunk = new Uint8Array(mebibyte);
  for (let sent = 0; sent < bytes; sent += chunk.length) await connection.send(chunk);
  expect((await connection.answer("POST")).body.toString()).toBe(String(bytes));
}

function startChild(module: string): Promise<MeasuredChild> {
  return startMeasuredChild(new URL("streaming-child.ts", import.meta.url), [module]);
}
