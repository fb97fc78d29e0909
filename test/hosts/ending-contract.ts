// How exchanges and connections end: in order, whole, or visibly broken; never with one's bytes taken for another's.
import { describe, expect, test } from "vitest";
import type { ByteStream, EdgeAnswer } from "../../src/edge/ports.ts";
import {
  exchange,
  exchangeToEnd,
  RawConnection,
  rawRequest,
  Truncated,
  valueOf,
} from "../wire/raw-client.ts";
import { gate, open, readAll, text, watch, type StartHost } from "./host-under-test.ts";

const host = "Host: a.example";
const deadlineMs = 5_000;
const get = (path: string): string => rawRequest(`GET ${path} HTTP/1.1`, [host]);

export function describeEndings(start: StartHost): void {
  describe("pipelined requests", () => {
    test("are handled one after the other and answered in order", async () => {
      const first = gate<EdgeAnswer>();
      const begun = gate();
      const server = await watch(start, (request) => {
        if (request.target !== "/1") return text(request.target);
        begun.open();
        return first.opened;
      });
      const connection = await open(server);
      await connection.send(get("/1") + get("/2") + get("/3"));
      await begun.opened;
      // Another connection's round trip shows that nothing more of this one was begun meanwhile.
      await exchange(server.url, get("/other"));
      expect(server.requests.map((request) => request.target)).toEqual(["/1", "/other"]);
      first.open(text("/1"));
      for (const path of ["/1", "/2", "/3"]) {
        expect((await connection.answer()).body.toString()).toBe(path);
      }
    });

    test("are all answered, however many they are", async () => {
      const server = await watch(start, async (request) => text(request.target));
      const paths = Array.from({ length: 5_000 }, (_, at) => `/${at}`);
      const { answers } = await exchange(
        server.url,
        paths.map(get).join(""),
        paths.map(() => "GET"),
      );
      expect(answers.map((answer) => answer.body.toString())).toEqual(paths);
    });

    test("are all answered before one that can not be read is refused", async () => {
      const first = gate<EdgeAnswer>();
      const server = await watch(start, (request) =>
        request.target === "/1" ? first.opened : text(request.target),
      );
      const connection = await open(server);
      await connection.send(`${get("/1")}${get("/2")}nonsense\r\n\r\n`);
      first.open(text("/1"));
      expect((await connection.answer()).body.toString()).toBe("/1");
      expect((await connection.answer()).body.toString()).toBe("/2");
      expect((await connection.answer()).status).toBe(400);
      expect(await connection.ended()).toMatchObject({ reset: false });
    });

    test("are dropped behind an answer that ends the connection", async () => {
      const server = await watch(start, async () => text("bye", 200, ["Connection", "close"]));
      const { answers, end } = await exchangeToEnd(server.url, get("/1") + get("/2"));
      expect(answers.map((answer) => answer.body.toString())).toEqual(["bye"]);
      expect(end.rest.toString()).toBe("");
      expect(server.requests).toHaveLength(1);
    });
  });

  describe("a body that is not read", () => {
    test.each([
      ["at once", (answer: EdgeAnswer): EdgeAnswer => answer],
      [
        "in a stream",
        ({ headers, status, body }: EdgeAnswer): EdgeAnswer => ({
          status,
          headers,
          body: body instanceof Uint8Array ? once(body) : body,
        }),
      ],
    ])("is never taken for a request, the answer coming %s", async (_name, shape) => {
      const server = await watch(start, () => shape(text("no", 413)));
      const hidden = get("/hidden");
      const lines = [host, `Content-Length: ${hidden.length}`];
      const { answers, end } = await exchangeToEnd(
        server.url,
        rawRequest("POST /1 HTTP/1.1", lines, hidden) + get("/2"),
      );
      expect(answers[0]).toMatchObject({ status: 413 });
      expect(valueOf(answers[0]?.headers ?? [], "connection")).toBe("close");
      expect(answers[0]?.body.toString()).toBe("no");
      expect(end.rest.toString()).toBe("");
      expect(server.requests.map((request) => request.target)).toEqual(["/1"]);
    });

    test("does not keep its client from reading the answer", async () => {
      const server = await watch(start, () => text("no", 413));
      const body = "x".repeat(4 * 1_024 * 1_024);
      const lines = [host, `Content-Length: ${body.length}`];
      const { answers } = await exchangeToEnd(
        server.url,
        rawRequest("POST / HTTP/1.1", lines, body),
      );
      expect(answers[0]?.body.toString()).toBe("no");
    });
  });

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
      ["gives a header that is no byte string", () => text("ok", 200, ["X-A", "\u20ac"])],
      ["gives an empty header name", () => text("ok", 200, ["", "1"])],
      ["gives an interim status", () => text("ok", 101)],
    ] satisfies [string, () => EdgeAnswer | Promise<EdgeAnswer>][])(
      "that %s becomes a 500 without the cause",
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
    ])("that gives a body %s than announced breaks the connection", async (_name, body) => {
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
    });

    test.each([
      ["HTTP/1.1", "the missing last chunk", "truncated"],
      // Without a length an HTTP/1.0 answer ends where the connection does; only a reset tells.
      ["HTTP/1.0", "a reset", "reset"],
    ])("whose stream breaks off tells so, %s by %s", async (version, _by, sign) => {
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
    test("fires the signal, and its answer's stream is released", async () => {
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

    test("shows in a signal that is first looked at afterwards", async () => {
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

    test("while a stream is written releases the stream, though it has nothing to write", async () => {
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

    test("while a stream waits for it to read releases the stream", async () => {
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

    test("in mid-body fails the reading of the body", async () => {
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

    test("after its answer does not fire the signal", async () => {
      const server = await watch(start, (request) => {
        expect(request.signal.aborted).toBe(false);
        return text("ok");
      });
      await exchange(server.url, get("/"));
      await server.stop(deadlineMs);
      expect(server.requests[0]?.signal.aborted).toBe(false);
    });
  });

  describe("stopping", () => {
    test("closes idle connections at once and takes no new ones", async () => {
      const server = await watch(start, () => text("ok"));
      const used = await open(server);
      await used.send(get("/"));
      await used.answer();
      const unused = await open(server);
      const stopped = server.stop(deadlineMs);
      expect(await used.ended()).toMatchObject({ reset: false });
      expect(await unused.ended()).toMatchObject({ reset: false });
      await stopped;
      await expect(RawConnection.open(server.url)).rejects.toMatchObject({ code: "ECONNREFUSED" });
    });

    test("lets what is in flight finish, and says that the connection ends", async () => {
      const begun = gate();
      const answer = gate<EdgeAnswer>();
      const server = await watch(start, () => {
        begun.open();
        return answer.opened;
      });
      const connection = await open(server);
      await connection.send(get("/"));
      await begun.opened;
      const stopped = server.stop(deadlineMs);
      answer.open(text("done"));
      const { headers, body } = await connection.answer();
      expect(body.toString()).toBe("done");
      expect(valueOf(headers, "connection")).toBe("close");
      await connection.ended();
      await stopped;
    });

    test("lets a stream that has begun finish", async () => {
      const more = gate();
      const server = await watch(start, () => ({
        status: 200,
        headers: [],
        body: paused(more.opened),
      }));
      const connection = await open(server);
      await connection.send(get("/"));
      const head = await connection.head();
      const stopped = server.stop(deadlineMs);
      more.open();
      let got = "";
      for await (const chunk of connection.body(head)) got += chunk.toString();
      expect(got).toBe("begin end");
      await connection.ended();
      await stopped;
    });

    test("breaks what is left after the deadline", async () => {
      const begun = gate();
      const never = gate<EdgeAnswer>();
      const server = await watch(start, (request) => {
        expect(request.signal.aborted).toBe(false);
        begun.open();
        return never.opened;
      });
      const connection = await open(server);
      await connection.send(get("/"));
      await begun.opened;
      await server.stop(20);
      expect((await connection.ended()).rest.toString()).toBe("");
      expect(server.requests[0]?.signal.aborted).toBe(true);
    });
  });
}

async function* pieces(...texts: string[]): AsyncGenerator<Uint8Array, void, undefined> {
  for (const piece of texts) yield Buffer.from(piece);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  yield bytes;
}

async function* broken(): AsyncGenerator<Uint8Array, void, undefined> {
  yield Buffer.from("some");
  throw new Error("the origin broke off");
}

async function* paused(until: Promise<void>): AsyncGenerator<Uint8Array, void, undefined> {
  yield Buffer.from("begin");
  await until;
  yield Buffer.from(" end");
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
