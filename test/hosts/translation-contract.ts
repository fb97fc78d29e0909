// What a host hands to the edge and what it writes for it: every line, byte and order as it was (L8).
import { describe, expect, test } from "vitest";
import type { ByteStream, EdgeAnswer, EdgeRequest } from "../../src/edge/ports.ts";
import { exchange, exchangeToEnd, rawRequest, valueOf, valuesOf } from "../harness/raw-client.ts";
import { gate, open, readAll, text, watch, type StartHost } from "./host-under-test.ts";

const host = "Host: a.example";

export function describeTranslation(start: StartHost): void {
  describe("hands on a request", () => {
    test("A request is handed on with its target's bytes and its headers' order, repetition and case.", async () => {
      const server = await watch(start, () => text("ok"));
      const target = "//x/%2e%2E/../;a=1?b=%zz&c[]='\"<>\\^`{|}#d";
      const lines = ["cOOkIe: a=1", host, "X-A:  1 \t", "x-a: 2", "Cookie: b=2", "X-a:", "X-A: 1"];
      await exchange(server.url, rawRequest(`DELETE ${target} HTTP/1.1`, lines));
      expect(server.requests[0]).toMatchObject({ method: "DELETE", target, absoluteForm: false });
      expect(server.requests[0]?.headers).toEqual(
        [
          ["cOOkIe", "a=1", "Host", "a.example", "X-A", "1", "x-a", "2"],
          ["Cookie", "b=2", "X-a", "", "X-A", "1"],
        ].flat(),
      );
      const protocol = new URL(server.url).protocol.slice(0, -1);
      expect(server.requests[0]?.peer).toEqual({ address: "127.0.0.1", protocol });
    });

    test("A request is handed on with every byte of a value that HTTP allows, one character each.", async () => {
      const server = await watch(start, (request) =>
        text("ok", 200, ["X-Echo", last(request.headers)]),
      );
      let value = "a\tb";
      for (let byte = 0x80; byte <= 0xff; byte += 1) value += String.fromCharCode(byte);
      const { answers } = await exchange(
        server.url,
        rawRequest("GET / HTTP/1.1", [host, `Cookie: ${value}`]),
      );
      expect(last(server.requests[0]?.headers ?? [])).toBe(value);
      expect(valueOf(answers[0]?.headers ?? [], "x-echo")).toBe(value);
    });

    test("A request is handed on with 5,000 cookie pairs, on one line or on separate lines.", async () => {
      const server = await watch(start, () => text("ok"));
      const line = Array.from({ length: 5_000 }, (_, at) => `c${at}=${at % 10}`).join("; ");
      await exchange(server.url, rawRequest("GET / HTTP/1.1", [host, `Cookie: ${line}`]));
      expect(server.requests[0]?.headers).toEqual(["Host", "a.example", "Cookie", line]);

      const lines = Array.from({ length: 5_000 }, (_, at) => `C:${at % 10}=1`);
      await exchange(
        server.url,
        rawRequest("GET / HTTP/1.1", [host, ...lines, "Cookie: session=1"]),
      );
      const headers = server.requests[1]?.headers ?? [];
      expect(headers).toHaveLength(2 * 5_002);
      expect(headers.slice(-4)).toEqual(["C", "9=1", "Cookie", "session=1"]);
    });

    test.each([
      ["none", [], "", undefined],
      ["none by a length of 0", ["Content-Length: 0"], "", undefined],
      ["one with a length", ["Content-Length: 5"], "hello", "hello"],
      [
        "one in chunks",
        ["Transfer-Encoding: chunked"],
        "2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nX-T: 1\r\n\r\n",
        "hello",
      ],
      ["an empty one in chunks", ["Transfer-Encoding: Chunked"], "0\r\n\r\n", ""],
    ])(
      "A request is handed on with the body that its framing says: %s.",
      async (_name, lines, bytes, body) => {
        const server = await watch(start, async (request) =>
          text(request.body === undefined ? "[none]" : await readAll(request)),
        );
        const first = rawRequest("GET /1 HTTP/1.1", [host, ...lines], bytes);
        const second = rawRequest("GET /2 HTTP/1.1", [host]);
        const { answers } = await exchange(server.url, first + second, ["GET", "GET"]);
        // The second shows that the first has ended where it should.
        expect(answers.map((answer) => answer.body.toString())).toEqual([
          body ?? "[none]",
          "[none]",
        ]);
        expect(server.requests.map((request) => request.target)).toEqual(["/1", "/2"]);
      },
    );

    test.each([
      ["GET http://a.example/x?y HTTP/1.1", "/x?y"],
      ["GET HTTP://A.EXAMPLE//x HTTP/1.1", "//x"],
      ["GET https://a.example?y HTTP/1.1", "/?y"],
      ["GET http://a.example HTTP/1.1", "/"],
    ])("A request is handed on in origin form: %s.", async (line, target) => {
      const server = await watch(start, () => text("ok"));
      await exchange(server.url, rawRequest(line, [host]));
      expect(server.requests[0]).toMatchObject({ target, absoluteForm: true });
    });

    test("A request of HTTP/1.0 is handed on, and the connection closes after it.", async () => {
      const server = await watch(start, () => text("ok"));
      const { answers } = await exchangeToEnd(server.url, rawRequest("GET /x HTTP/1.0", [host]));
      expect(answers[0]?.body.toString()).toBe("ok");
      expect(server.requests[0]?.target).toBe("/x");
    });

    test("A request is handed on with a signal that a copy of it has too.", async () => {
      const server = await watch(start, () => text("ok"));
      await exchange(server.url, rawRequest("GET / HTTP/1.1", [host]));
      const copy: Partial<EdgeRequest> = { ...server.requests[0] };
      expect(copy.signal?.aborted).toBe(false);
    });

    const offers: readonly (readonly [string, readonly string[]])[] = [
      [
        "HTTP/2, as Java does",
        ["Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABk"],
      ],
      [
        "a WebSocket",
        ["Connection: keep-alive, Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13"],
      ],
      ["an upgrade that Connection does not name", ["Upgrade: h2c"]],
    ];
    test.each(offers)(
      "Requests that offer %s are handed on as plain ones, all on one connection.",
      async (_, lines) => {
        const server = await watch(start, () => text("ok"));
        const connection = await open(server);
        for (const target of ["/1", "/2", "/3"]) {
          await connection.send(rawRequest(`GET ${target} HTTP/1.1`, [host, ...lines]));
          const { headers, body } = await connection.answer();
          expect(body.toString()).toBe("ok");
          expect(valueOf(headers, "connection")).toBeUndefined();
        }
        await connection.send(rawRequest("POST /4 HTTP/1.1", [host, "Content-Length: 2"], "hi"));
        await connection.answer("POST");
        expect(server.requests.map(({ target }) => target)).toEqual(["/1", "/2", "/3", "/4"]);
        expect(server.requests.flatMap(({ headers }) => headers)).not.toContain("Upgrade");
      },
    );

    test.each([
      ["a whole request", rawRequest("GET /2 HTTP/1.1", [host])],
      ["a part of one", "GET /2 HT"],
      ["one byte", "\r"],
    ])(
      "The connection ends after a request that offers an upgrade with %s after it in one read.",
      async (_, behind) => {
        const server = await watch(start, () => text("ok"));
        const lines = [host, "Connection: Upgrade", "Upgrade: h2c"];
        const { answers, end } = await exchangeToEnd(
          server.url,
          rawRequest("GET /1 HTTP/1.1", lines) + behind,
        );
        expect(answers).toHaveLength(1);
        expect(valueOf(answers[0]?.headers ?? [], "connection")).toBe("close");
        expect(end.rest.toString()).toBe("");
        expect(server.requests.map(({ target }) => target)).toEqual(["/1"]);
      },
    );

    test("The connection ends after a request that offers an upgrade in two reads, the second with another request.", async () => {
      const server = await watch(start, () => text("ok"));
      const bytes = rawRequest("GET /1 HTTP/1.1", [host, "Connection: Upgrade", "Upgrade: h2c"]);
      for (const kept of [1, 2, 3]) {
        const connection = await open(server);
        await connection.send(bytes.slice(0, -kept));
        // By the time another connection has its answer, this one's first part has been read.
        await exchange(server.url, rawRequest("GET /1 HTTP/1.1", [host]));
        await connection.send(bytes.slice(-kept) + rawRequest("GET /2 HTTP/1.1", [host]));
        expect(valueOf((await connection.answer()).headers, "connection")).toBe("close");
        expect((await connection.ended()).rest.toString()).toBe("");
      }
      expect(new Set(server.requests.map(({ target }) => target))).toEqual(new Set(["/1"]));
    });

    test.each([
      "\0\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "GET / HTTP/1.1\nHost: a\n\n",
    ])(
      "Nothing malformed is handed on after a request that offers an upgrade: %j.",
      async (malformed) => {
        const server = await watch(start, () => text("ok"), { headWaitMs: 300 });
        const connection = await open(server);
        const lines = [host, "Connection: Upgrade", "Upgrade: h2c"];
        await connection.send(rawRequest("GET /1 HTTP/1.1", lines));
        await connection.answer();
        await connection.send(malformed + rawRequest("GET /2 HTTP/1.1", [host]));
        await connection.ended();
        expect(server.requests.map(({ target }) => target)).toEqual(["/1"]);
      },
    );

    test("Nothing is trusted after a request that offers an upgrade with a body to come.", async () => {
      const server = await watch(start, async (request) => text(await readAll(request)));
      const connection = await open(server);
      const lines = [host, "Connection: Upgrade", "Upgrade: h2c", "Content-Length: 5"];
      await connection.send(rawRequest("POST /1 HTTP/1.1", lines));
      // By the time another connection has its answer, this one's head has been read.
      await exchange(server.url, rawRequest("GET /1 HTTP/1.1", [host]));
      await connection.send(`hello${rawRequest("GET /2 HTTP/1.1", [host])}`);
      const { headers, body } = await connection.answer("POST");
      expect(body.toString()).toBe("hello");
      expect(valueOf(headers, "connection")).toBe("close");
      expect((await connection.ended()).rest.toString()).toBe("");
    });

    test("A request with a body that offers an upgrade is handed on as a plain one, and nothing after it is trusted.", async () => {
      const server = await watch(start, async (request) => text(await readAll(request)));
      const lines = [host, "Connection: Upgrade", "Upgrade: h2c", "upgrade: websocket"];
      const bytes = rawRequest("POST /1 HTTP/1.1", [...lines, "Content-Length: 5"], "hello");
      const { answers, end } = await exchangeToEnd(
        server.url,
        bytes + rawRequest("GET /2 HTTP/1.1", [host]),
      );
      expect(answers.map((answer) => [answer.status, answer.body.toString()])).toEqual([
        [200, "hello"],
      ]);
      expect(valueOf(answers[0]?.headers ?? [], "connection")).toBe("close");
      expect(end.rest.toString()).toBe("");
      expect(server.requests).toHaveLength(1);
      expect(server.requests[0]?.headers).toEqual([
        "Host",
        "a.example",
        "Connection",
        "Upgrade",
        "Content-Length",
        "5",
      ]);
    });
  });

  describe("answers Expect: 100-continue", () => {
    const asking = rawRequest("POST / HTTP/1.1", [
      host,
      "Expect: 100-Continue",
      "Content-Length: 5",
    ]);

    test("Expect: 100-continue is answered when the body is read.", async () => {
      const mayRead = gate();
      const server = await watch(start, async (request) => {
        await mayRead.opened;
        return text(await readAll(request));
      });
      const connection = await open(server);
      await connection.send(asking);
      mayRead.open();
      expect(await connection.head()).toMatchObject({ status: 100, headers: [] });
      await connection.send("hello");
      expect((await connection.answer("POST")).body.toString()).toBe("hello");
      expect(server.requests[0]?.headers).toEqual(["Host", "a.example", "Content-Length", "5"]);
    });

    test("Expect: 100-continue is not answered when the body is not wanted, and the connection closes.", async () => {
      const server = await watch(start, () => text("no", 413));
      const { answers } = await exchangeToEnd(server.url, asking, ["POST"]);
      expect(answers[0]).toMatchObject({ status: 413, interim: [] });
      expect(valueOf(answers[0]?.headers ?? [], "connection")).toBe("close");
    });

    test("Expectations other than 100-continue are left to the edge.", async () => {
      const server = await watch(start, () => text("ok"));
      const { answers } = await exchange(
        server.url,
        rawRequest("GET / HTTP/1.1", [host, "Expect: x"]),
      );
      expect(answers[0]).toMatchObject({ status: 200, interim: [] });
      expect(server.requests[0]?.headers).toEqual(["Host", "a.example", "Expect", "x"]);
    });
  });

  describe("writes an answer", () => {
    const headers = [
      "x-B",
      "1",
      "Set-Cookie",
      "a=1",
      "X-b",
      "2",
      "set-cookie",
      "b=2",
      "Vary",
      "Origin",
    ];
    const lines = [
      ["x-B", "1"],
      ["Set-Cookie", "a=1"],
      ["X-b", "2"],
      ["set-cookie", "b=2"],
      ["Vary", "Origin"],
      ["Content-Length", "2"],
    ];

    test.each([
      ["at once", (answer: EdgeAnswer) => answer],
      ["later", async (answer: EdgeAnswer) => answer],
    ])(
      "A response that is there %s is written with its lines and no others.",
      async (_name, give) => {
        const server = await watch(start, async () => give(text("ok", 201, headers)));
        const { answers } = await exchange(server.url, rawRequest("GET / HTTP/1.1", [host]));
        expect(answers[0]).toMatchObject({ version: "HTTP/1.1", status: 201, reason: "Created" });
        expect(answers[0]?.headers).toEqual(lines);
        expect(answers[0]?.body.toString()).toBe("ok");
      },
    );

    test("A stream without a length is written in chunks.", async () => {
      const server = await watch(start, () => ({
        status: 200,
        headers,
        body: pieces("o", "", "k"),
      }));
      const { answers } = await exchange(server.url, rawRequest("GET / HTTP/1.1", [host]));
      expect(answers[0]?.headers).toEqual([
        ...lines.slice(0, -1),
        ["Transfer-Encoding", "chunked"],
      ]);
      expect(answers[0]?.body.toString()).toBe("ok");
    });

    test.each([
      ["bytes", "GET", Buffer.from("ok")],
      ["a stream", "GET", pieces("ok")],
      ["nothing", "HEAD", undefined],
    ])(
      "A response of %s is written with every byte of a value that is not ASCII.",
      async (_name, method, body) => {
        const value = "caf\xe9 \xc3\xa9 \xff";
        const server = await watch(start, () => ({
          status: 200,
          headers: ["X-Name", value],
          body,
        }));
        const request = rawRequest(`${method} / HTTP/1.1`, [host]);
        const { answers } = await exchange(server.url, request, [method]);
        expect(valueOf(answers[0]?.headers ?? [], "x-name")).toBe(value);
      },
    );

    test("A response to HTTP/1.0 is written without chunks.", async () => {
      const server = await watch(start, () => ({
        status: 200,
        headers: [],
        body: pieces("o", "k"),
      }));
      const { answers, end } = await exchangeToEnd(
        server.url,
        rawRequest("GET / HTTP/1.0", [host]),
      );
      expect(valuesOf(answers[0]?.headers ?? [], "transfer-encoding")).toEqual([]);
      expect(answers[0]?.body.toString()).toBe("ok");
      expect(end.reset).toBe(false);
    });

    test.each([
      ["HEAD", 200],
      ["GET", 204],
      ["GET", 304],
    ])(
      "A response to %s with status %i is written without a body, its length kept.",
      async (method, status) => {
        const server = await watch(start, () => ({
          status,
          headers: ["Content-Length", "1298"],
          body: undefined,
        }));
        const request = rawRequest(`${method} / HTTP/1.1`, [host]);
        const { answers } = await exchange(server.url, request + request, [method, method]);
        expect(answers.map((answer) => answer.status)).toEqual([status, status]);
        expect(answers[0]?.headers).toEqual([["Content-Length", "1298"]]);
      },
    );

    test.each([
      ["HEAD", 200],
      ["GET", 204],
      ["GET", 304],
    ])(
      "A response to %s with status %i is written without the stream it was given.",
      async (method, status) => {
        const released = gate();
        const body: ByteStream = {
          [Symbol.asyncIterator]: () => ({
            next: async () => ({ done: false, value: Buffer.from("body") }),
            return: async () => {
              released.open();
              return { done: true, value: undefined };
            },
          }),
        };
        const server = await watch(start, () => ({ status, headers: [], body }));
        const request = rawRequest(`${method} / HTTP/1.1`, [host]);
        const { answers } = await exchange(server.url, request + request, [method, method]);
        expect(answers.map((answer) => answer.status)).toEqual([status, status]);
        await released.opened;
      },
    );

    test("A response to HTTP/1.0 that asks for keep-alive leaves the connection open.", async () => {
      const server = await watch(start, () => text("ok"));
      const request = rawRequest("GET / HTTP/1.0", [host, "Connection: keep-alive"]);
      const { answers } = await exchange(server.url, request + request, ["GET", "GET"]);
      expect(answers.map((answer) => answer.body.toString())).toEqual(["ok", "ok"]);
      expect(valueOf(answers[0]?.headers ?? [], "connection")).toBe("keep-alive");
    });

    test("A response to HEAD is written without a length if the edge gives none.", async () => {
      const server = await watch(start, () => ({ status: 200, headers: [], body: undefined }));
      const request = rawRequest("HEAD / HTTP/1.1", [host]);
      const { answers } = await exchange(server.url, request + request, ["HEAD", "HEAD"]);
      expect(answers[1]).toMatchObject({ status: 200, headers: [] });
    });
  });
}

async function* pieces(...texts: string[]): AsyncGenerator<Uint8Array, void, undefined> {
  for (const piece of texts) yield Buffer.from(piece);
}

function last(list: readonly string[]): string {
  return list.at(-1) ?? "";
}
