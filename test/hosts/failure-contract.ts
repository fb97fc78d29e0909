// What callers see when the edge fails, and what the edge sees when a caller leaves.
import { once } from "node:events";
import { describe, expect, test } from "vitest";
import type { ByteStream, EdgeAnswer } from "../../src/edge/ports.ts";
import { exchange, exchangeToEnd, rawRequest, Truncated } from "../harness/raw-client.ts";
import { gate, open, readAll, text, watch, type StartHost } from "./host-under-test.ts";

const host = "Host: a.example";
const deadlineMs = 5_000;
const get = (path: string): string => rawRequest(`GET ${path} HTTP/1.1`, [host]);

export function describeFailures(start: StartHost): void {
  describe("a failing edge", () => {
    test.each([
      [
        "throws",
        () => {
          throw new Error("secret cause");
        },
      ],
      [
        "rejects",
        async () => {
          throw new Error("secret cause");
        },
      ],
      ["gives a header with a line break", () => text("ok", 200, ["X-A", "1\r\nX-B: 2"])],
      ["gives a header that is not a byte string", () => text("ok", 200, ["X-A", "\u20ac"])],
      ["gives an empty header name", () => text("ok", 200, ["", "1"])],
      ["gives an interim status", () => text("ok", 101)],
    ] satisfies [string, () => EdgeAnswer | Promise<EdgeAnswer>][])(
      "An edge that %s becomes a 500 without the cause.",
      async (_name, handle) => {
        const server = await watch(start, handle);
        const { answers } = await exchange(server.url, get("/"));
        expect(answers[0]).toMatchObject({ status: 500, reason: "Internal Server Error" });
        expect(JSON.parse(answers[0]?.body.toString() ?? "")).toMatchObject({
          error: { id: "edge_failed" },
        });
        expect(answers[0]?.body.toString()).not.toContain("secret");
        expect(server.failures).toHaveLength(1);
      },
    );

    test.each([
      ["longer", Buffer.from("hello")],
      ["shorter", Buffer.from("h")],
      ["longer, in a stream", pieces("he", "llo")],
      ["shorter, in a stream", pieces("h")],
    ])(
      "An edge that gives a body %s than announced breaks the connection.",
      async (_name, body) => {
        const server = await watch(start, () => ({
          status: 200,
          headers: ["Content-Length", "2"],
          body,
        }));
        const { end } = await exchangeToEnd(server.url, get("/1") + get("/2"), []);
        expect(end.rest.toString("latin1")).not.toContain("llo");
        expect(end.rest.toString("latin1").split("HTTP/1.1").length).toBeLessThanOrEqual(2);
        expect(server.failures).toHaveLength(1);
        expect(server.requests).toHaveLength(1);
      },
    );

    test.each([
      ["HTTP/1.1", "the missing last chunk", "truncated"],
      // Without a length an HTTP/1.0 answer ends where the connection does; only a reset tells.
      ["HTTP/1.0", "a reset", "reset"],
    ])("An edge whose stream breaks off says so to %s by %s.", async (version, _by, sign) => {
      const server = await watch(start, () => ({ status: 200, headers: [], body: broken() }));
      const connection = await open(server);
      await connection.send(rawRequest(`GET / ${version}`, [host]));
      const head = await connection.head();
      const signs: string[] = [];
      try {
        for await (const _chunk of connection.body(head)) continue;
      } catch (cause) {
        if (cause instanceof Truncated) signs.push("truncated");
      }
      if ((await connection.ended()).reset) signs.push("reset");
      expect(signs).toContain(sign);
      expect(server.failures).toHaveLength(1);
    });
  });

  describe("a client that leaves", () => {
    test("A client that leaves fires the signal, and the stream of its response is released.", async () => {
      const begun = gate();
      const answer = gate<EdgeAnswer>();
      const released = gate();
      const fired = gate();
      const server = await watch(start, (request) => {
        request.signal.addEventListener("abort", () => fired.open());
        begun.open();
        return answer.opened;
      });
      const connection = await open(server);
      await connection.send(get("/"));
      await begun.opened;
      connection.destroy();
      await fired.opened;
      answer.open({ status: 200, headers: [], body: endless(released.open) });
      await released.opened;
      expect(server.failures).toEqual([]);
    });

    test("A client that has left shows in a signal that is first read afterwards.", async () => {
      const begun = gate();
      const seen = gate<boolean>();
      const server = await watch(start, async (request) => {
        begun.open();
        await readAll(request).catch(() => seen.open(request.signal.aborted));
        return text("nobody reads this");
      });
      const connection = await open(server);
      await connection.send(rawRequest("POST / HTTP/1.1", [host, "Content-Length: 5"], "he"));
      await begun.opened;
      connection.destroy();
      expect(await seen.opened).toBe(true);
    });

    test("A client that leaves while a stream is written releases the stream, even if it has nothing to write.", async () => {
      const released = gate();
      const server = await watch(start, () => ({
        status: 200,
        headers: [],
        body: endless(released.open, 3),
      }));
      const connection = await open(server);
      await connection.send(get("/"));
      await connection.head();
      connection.destroy();
      await released.opened;
      expect(server.requests[0]?.signal.aborted).toBe(true);
    });

    test("A client that leaves while a stream waits for it to read releases the stream.", async () => {
      const released = gate();
      const server = await watch(start, () => ({
        status: 200,
        headers: [],
        body: endless(released.open),
      }));
      const connection = await open(server);
      await connection.send(get("/"));
      await connection.head();
      connection.destroy();
      await released.opened;
      expect(server.failures).toEqual([]);
    });

    test("A client that leaves in the middle of its body fails the reading of the body.", async () => {
      const failed = gate<unknown>();
      const begun = gate();
      const server = await watch(start, async (request) => {
        begun.open();
        await readAll(request).catch(failed.open);
        return text("nobody reads this");
      });
      const connection = await open(server);
      await connection.send(rawRequest("POST / HTTP/1.1", [host, "Content-Length: 5"], "he"));
      await begun.opened;
      connection.destroy();
      expect(await failed.opened).toBeInstanceOf(Error);
    });

    test("A client that leaves does not count as a failure of the edge.", async () => {
      const begun = gate();
      const failed = gate();
      const server = await watch(start, async (request) => {
        begun.open();
        try {
          return text(await readAll(request));
        } finally {
          failed.open();
        }
      });
      const connection = await open(server);
      await connection.send(rawRequest("POST / HTTP/1.1", [host, "Content-Length: 5"], "he"));
      await begun.opened;
      connection.destroy();
      await failed.opened;
      await server.stop(deadlineMs);
      expect(server.failures).toEqual([]);
    });

    test("A client that leaves does not count as a failure of a stream.", async () => {
      const failed = gate();
      const server = await watch(start, ({ signal }) => ({
        status: 200,
        headers: [],
        body: failing(signal, failed.open),
      }));
      const connection = await open(server);
      await connection.send(get("/"));
      await connection.head();
      connection.destroy();
      await failed.opened;
      await server.stop(deadlineMs);
      expect(server.failures).toEqual([]);
    });

    test("A client that leaves after its response does not fire the signal.", async () => {
      const server = await watch(start, (request) => {
        expect(request.signal.aborted).toBe(false);
        return text("ok");
      });
      await exchange(server.url, get("/"));
      await server.stop(deadlineMs);
      expect(server.requests[0]?.signal.aborted).toBe(false);
    });
  });
}

async function* pieces(...texts: string[]): AsyncGenerator<Uint8Array, void, undefined> {
  for (const piece of texts) yield Buffer.from(piece);
}

async function* broken(): AsyncGenerator<Uint8Array, void, undefined> {
  yield Buffer.from("some");
  throw new Error("the origin broke off");
}

/** A stream that never ends, or falls silent after some chunks; tells when it is released. */
function endless(released: () => void, chunksMax = Number.POSITIVE_INFINITY): ByteStream {
  const chunk = new Uint8Array(16 * 1_024);
  let given = 0;
  return {
    [Symbol.asyncIterator]: () => ({
      next: async () => {
        given += 1;
        if (given > chunksMax) return new Promise(() => undefined);
        return { done: false, value: chunk };
      },
      return: async () => {
        released();
        return { done: true, value: undefined };
      },
    }),
  };
}

/** A stream that fails when it is told to give up. */
async function* failing(
  signal: AbortSignal,
  failed: () => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  yield Buffer.from("some");
  await once(signal, "abort");
  failed();
  throw new Error("given up");
}
