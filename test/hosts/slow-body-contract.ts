// Clients that are slow with a body: every host ends them by a deadline of its own, and no client but the slow one notices.
import { describe, expect, onTestFinished, test } from "vitest";
import type { EdgeAnswer, EdgeRequest } from "../../src/edge/ports.ts";
import { exchange, rawRequest, Truncated, valueOf, type RawAnswer } from "../harness/raw-client.ts";
import type { RawConnection } from "../harness/raw-client.ts";
import { gate, open, readAll, text, watch, type StartHost } from "./host-under-test.ts";

const host = "Host: a.example";
const post = "POST / HTTP/1.1";
const chunked = "Transfer-Encoding: chunked";
const length = "Content-Length: 4000";
/** Much longer than the time between two bytes of a trickle. */
const bodyWaitMs = 100;
const trickleMs = 5;

const echo = async (request: EdgeRequest): Promise<EdgeAnswer> => text(await readAll(request));

export function describeSlowBodies(start: StartHost): void {
  describe("a slow body", () => {
    test.each([
      ["that never begins", length, ""],
      ["that stops", length, "he"],
      ["that stops between chunks", chunked, "2\r\nhe\r\n"],
      ["that stops in a chunk's size", chunked, "2\r\nhe\r\n3"],
    ])("A slow body %s is ended with a 408.", async (_name, framing, begun) => {
      const fired = gate();
      const server = await watch(
        start,
        (request) => {
          request.signal.addEventListener("abort", () => fired.open());
          return echo(request);
        },
        { bodyWaitMs: 20 },
      );
      const connection = await open(server);
      await connection.send(rawRequest(post, [host, framing], begun));
      await expectLate(connection);
      await fired.opened;
      expect(server.clientErrors).toEqual(["body-too-slow"]);
      expect(server.failures).toEqual([]);
    });

    test("A body that trickles is ended as if it had stopped.", async () => {
      const server = await watch(start, echo, { bodyWaitMs });
      const connection = await open(server);
      await connection.send(rawRequest(post, [host, length]));
      trickle(connection, "x");
      await expectLate(connection);
    });

    test("A body that trickles in chunks is ended too.", async () => {
      const server = await watch(start, echo, { bodyWaitMs });
      const connection = await open(server);
      await connection.send(rawRequest(post, [host, chunked]));
      trickle(connection, "1\r\nx\r\n");
      await expectLate(connection);
    });

    test("A slow body whose response has begun gets the response cut, so that nobody takes it for whole.", async () => {
      const server = await watch(
        start,
        (request) => ({ status: 200, headers: [], body: request.body }),
        { bodyWaitMs: 20 },
      );
      const connection = await open(server);
      await connection.send(rawRequest(post, [host, chunked], "3\r\none\r\n"));
      const body = connection.body(await connection.head(), "POST");
      expect((await body.next()).value?.toString()).toBe("one");
      await expect(body.next()).rejects.toThrow(Truncated);
      expect(server.clientErrors).toEqual(["too-slow"]);
    });

    test("A body of which enough arrives each time may take longer than the deadline.", async () => {
      const slow = await watch(start, echo, { bodyWaitMs: 20 });
      const server = await watch(start, echo, { bodyWaitMs });
      const connection = await open(server);
      await connection.send(rawRequest(post, [host, "Content-Length: 20000"]));
      for (let sent = 0; sent < 20_000; sent += 2_000) {
        // Ended by its own deadline, which is a fifth of the other: ten of them are longer than that.
        await stalled(slow.url);
        await connection.send("x".repeat(2_000));
      }
      expect((await connection.answer("POST")).body).toHaveLength(20_000);
      expect(server.clientErrors).toEqual([]);
    });

    test("A body that the edge reads slowly does not count as slow.", async () => {
      const slow = await watch(start, echo, { bodyWaitMs: 20 });
      const server = await watch(
        start,
        async (request) => {
          let bytes = 0;
          for await (const chunk of request.body ?? []) {
            bytes += chunk.byteLength;
            for (let round = 0; round < 3; round += 1) await stalled(slow.url);
          }
          return text(String(bytes));
        },
        { bodyWaitMs: 20 },
      );
      const { answers } = await exchange(
        server.url,
        rawRequest(post, [host, "Content-Length: 5"], "hello"),
        ["POST"],
      );
      expect(answers[0]?.body.toString()).toBe("5");
      expect(server.clientErrors).toEqual([]);
    });
  });
}

/** A body that never comes, from its request to its end. */
async function stalled(url: string): Promise<void> {
  await exchange(url, rawRequest(post, [host, "Content-Length: 5"]), ["POST"]);
}

/** Sends a little again and again until the test has finished. */
function trickle(connection: RawConnection, bytes: string): void {
  const timer = setInterval(() => connection.socket.write(bytes), trickleMs);
  onTestFinished(() => clearInterval(timer));
}

async function expectLate(connection: RawConnection): Promise<void> {
  const answer: RawAnswer = await connection.answer("POST");
  expect(answer.status).toBe(408);
  expect(JSON.parse(answer.body.toString())).toMatchObject({
    error: { code: 408, id: "edge_body_timeout" },
  });
  expect(valueOf(answer.headers, "connection")).toBe("close");
  await connection.ended();
}
