// The order of exchanges on a connection and how the connection ends; one's bytes are never taken for another's.
import { describe, expect, test } from "vitest";
import type { EdgeAnswer } from "../../src/edge/ports.ts";
import {
  exchange,
  exchangeToEnd,
  RawConnection,
  rawRequest,
  valueOf,
} from "../harness/raw-client.ts";
import { gate, open, text, watch, type StartHost } from "./host-under-test.ts";

const host = "Host: a.example";
const deadlineMs = 5_000;
/** A quarter of it is how long a connection on which nothing comes is kept. */
const briefDeadlineMs = 800;
const get = (path: string): string => rawRequest(`GET ${path} HTTP/1.1`, [host]);

export function describeEndings(start: StartHost): void {
  describe("pipelined requests", () => {
    test("Pipelined requests are handled one after the other and answered in order.", async () => {
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

    test("Pipelined requests are all answered, however many there are.", async () => {
      const server = await watch(start, async (request) => text(request.target));
      const paths = Array.from({ length: 5_000 }, (_, at) => `/${at}`);
      const { answers } = await exchange(
        server.url,
        paths.map(get).join(""),
        paths.map(() => "GET"),
      );
      expect(answers.map((answer) => answer.body.toString())).toEqual(paths);
    });

    test("Pipelined requests are all answered before one that cannot be read is refused.", async () => {
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

    test.each([
      ["alone", ["Connection", "close"]],
      ["among others", ["Connection", "x-a, Close"]],
      ["on a second line", ["Connection", "x-a", "connection", "close"]],
    ])(
      "Pipelined requests after a response that ends the connection are dropped: %s.",
      async (_name, lines) => {
        const server = await watch(start, async () => text("bye", 200, lines));
        const { answers, end } = await exchangeToEnd(server.url, get("/1") + get("/2"));
        expect(answers.map((answer) => answer.body.toString())).toEqual(["bye"]);
        expect(end.rest.toString()).toBe("");
        expect(server.requests).toHaveLength(1);
      },
    );
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
    ])(
      "A body that is not read is never taken for a request when the response comes %s.",
      async (_name, shape) => {
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
      },
    );

    test("A body that is not read does not keep its client from reading the response after sending everything.", async () => {
      const server = await watch(start, () => text("no", 413));
      const body = new Uint8Array(4 * 1_024 * 1_024);
      const connection = await open(server);
      const lines = [host, `Content-Length: ${body.length}`];
      await connection.send(rawRequest("POST / HTTP/1.1", lines));
      await connection.send(body);
      expect((await connection.answer("POST")).body.toString()).toBe("no");
      expect(await connection.ended()).toMatchObject({ reset: false });
    });

    test("A body that is not read beyond its first part does not lose the response.", async () => {
      const server = await watch(start, async (request) => {
        for await (const chunk of request.body ?? []) return text(`${chunk.length} is enough`, 413);
        return text("none");
      });
      const lines = [host, "Transfer-Encoding: chunked"];
      const { answers } = await exchangeToEnd(
        server.url,
        rawRequest("POST / HTTP/1.1", lines, "5\r\nhello\r\n"),
      );
      expect(answers[0]?.body.toString()).toBe("5 is enough");
      expect(server.clientErrors).toEqual([]);
    });

    test("A body that is not read is not checked.", async () => {
      const server = await watch(start, () => text("no", 413));
      const lines = [host, "Transfer-Encoding: chunked"];
      const { answers, end } = await exchangeToEnd(
        server.url,
        rawRequest("POST / HTTP/1.1", lines, "zz\r\n"),
      );
      expect(answers.map(({ status }) => status)).toEqual([413]);
      expect(end.rest.toString()).toBe("");
      expect(server.clientErrors).toEqual([]);
    });
  });

  describe("stopping", () => {
    test("Stopping answers the last request of a kept connection and of one that was not used yet.", async () => {
      const server = await watch(start, (request) => text(request.target));
      const used = await open(server);
      await used.send(get("/1"));
      await used.answer();
      const unused = await open(server);
      const stopped = server.stop(deadlineMs);
      for (const connection of [used, unused]) {
        await connection.send(get("/last"));
        const { headers, body } = await connection.answer();
        expect(body.toString()).toBe("/last");
        expect(valueOf(headers, "connection")).toBe("close");
        expect(await connection.ended()).toMatchObject({ reset: false });
      }
      await stopped;
      await expect(RawConnection.open(server.url)).rejects.toMatchObject({ code: "ECONNREFUSED" });
    });

    test("Stopping closes in order the connections on which no request comes.", async () => {
      const server = await watch(start, () => text("ok"));
      const used = await open(server);
      await used.send(get("/"));
      await used.answer();
      const unused = await open(server);
      const stopped = server.stop(briefDeadlineMs);
      expect(await used.ended()).toMatchObject({ reset: false });
      expect(await unused.ended()).toMatchObject({ reset: false });
      await stopped;
    });

    test.each(["before", "after"])(
      "Stopping waits for the rest of a head that began %s the stop.",
      async (when) => {
        const server = await watch(start, (request) => text(request.target));
        const other = await open(server);
        const connection = await open(server);
        const [begin, rest] = [get("/late").slice(0, 20), get("/late").slice(20)];
        if (when === "before") {
          await connection.send(get("/"));
          await connection.answer();
          await connection.send(begin);
          // Another connection's round trip gives the host time to read it.
          await exchange(server.url, get("/other"));
        }
        const stopped = server.stop(briefDeadlineMs);
        if (when === "after") await connection.send(begin);
        // The other one is over when no request has come in time.
        expect(await other.ended()).toMatchObject({ reset: false });
        await connection.send(rest);
        const { headers, body } = await connection.answer();
        expect(body.toString()).toBe("/late");
        expect(valueOf(headers, "connection")).toBe("close");
        await stopped;
      },
    );

    test("Stopping lets a slow reader of a response that has begun send one more request.", async () => {
      const large = new Uint8Array(32 * 1_024 * 1_024);
      const server = await watch(start, (request) => {
        if (request.target !== "/large") return text(request.target);
        return { status: 200, headers: ["Content-Length", String(large.length)], body: large };
      });
      const other = await open(server);
      const connection = await open(server);
      await connection.send(get("/large"));
      const head = await connection.head();
      const stopped = server.stop(deadlineMs);
      // Nothing is read until the other one has been given up.
      expect(await other.ended()).toMatchObject({ reset: false });
      let bytes = 0;
      for await (const chunk of connection.body(head)) bytes += chunk.length;
      expect(bytes).toBe(large.length);
      await connection.send(get("/next"));
      const { headers, body } = await connection.answer();
      expect(body.toString()).toBe("/next");
      expect(valueOf(headers, "connection")).toBe("close");
      await stopped;
    });

    test("Stopping announces the end to a client that always has one more request in flight.", async () => {
      const server = await watch(start, async (request) => {
        // Long enough for what the client sends at an answer to be here before the next one.
        for (let turn = 0; turn < 5; turn += 1) {
          await new Promise<void>((resolve) => {
            setImmediate(resolve);
          });
        }
        return text(request.target);
      });
      const connection = await open(server);
      await connection.send(get("/").repeat(8));
      await connection.answer();
      const stopped = server.stop(briefDeadlineMs);
      let told = false;
      while (!told) {
        void connection.send(get("/"));
        const { headers } = await connection.answer();
        told = valueOf(headers, "connection") === "close";
      }
      expect(told).toBe(true);
      await stopped;
    });

    test("Stopping answers all pipelined requests and announces the end with the last response.", async () => {
      const begun = gate();
      const first = gate<EdgeAnswer>();
      const server = await watch(start, (request) => {
        if (request.target !== "/1") return text(request.target);
        begun.open();
        return first.opened;
      });
      const connection = await open(server);
      await connection.send(get("/1") + get("/2") + get("/3"));
      await begun.opened;
      const stopped = server.stop(deadlineMs);
      first.open(text("/1"));
      const told: unknown[] = [];
      for (const path of ["/1", "/2", "/3"]) {
        const { headers, body } = await connection.answer();
        expect(body.toString()).toBe(path);
        told.push(valueOf(headers, "connection"));
      }
      expect(told.map((value) => value === "close")).toEqual([false, false, true]);
      expect(await connection.ended()).toMatchObject({ reset: false });
      await stopped;
    });

    test("Stopping lets requests in flight finish and says that the connection ends.", async () => {
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

    test("Stopping lets a stream that has begun finish.", async () => {
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
      // Its head was sent before, and told nobody that this was the last one.
      await connection.send(get("/"));
      const last = await connection.head();
      expect(valueOf(last.headers, "connection")).toBe("close");
      for await (const chunk of connection.body(last)) got += chunk.toString();
      expect(got).toBe("begin endbegin end");
      expect(await connection.ended()).toMatchObject({ reset: false });
      await stopped;
    });

    test("Stopping breaks the connections that are left after the deadline.", async () => {
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

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  yield bytes;
}

async function* paused(until: Promise<void>): AsyncGenerator<Uint8Array, void, undefined> {
  yield Buffer.from("begin");
  await until;
  yield Buffer.from(" end");
}
