// The fetch origin against the parts of the origin contract whose promises `fetch` can keep, and what it promises itself.
// It can promise nothing about the order and case of header lines, nor about connections, which are the runtime's own.
import { inspect } from "node:util";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { createFetchOrigin } from "../../src/origin/fetch/fetch-origin.ts";
import {
  answerOf,
  failureOf,
  openOrigin,
  pieces,
  readBody,
  textOf,
} from "../contract/origin-calls.ts";
import { breaksOff, runsOutOfTime } from "../contract/origin-failures.ts";
import { streamsBodies } from "../contract/origin-streams.ts";
import { emptyAnswer, linesOf, serveHttp, serveRaw } from "../harness/raw-server.ts";

describe("origin: fetch", () => {
  describe("connections that the origin breaks off", () => {
    breaksOff(createFetchOrigin);
  });
  describe("timeouts", () => {
    runsOutOfTime(createFetchOrigin);
  });
  describe("streams", () => {
    streamsBodies(createFetchOrigin);
  });

  describe("requests", () => {
    it("A request goes below the path of the origin's URL, with its own headers but none of the connection's.", async () => {
      const heads: string[] = [];
      const { url } = await serveRaw(({ head, socket }) => {
        heads.push(head);
        socket.write(emptyAnswer);
      });
      const origin = openOrigin(createFetchOrigin, { url: `${url}/tenant/one/` });
      const headers = ["Host", "evil.example", "Content-Length", "7", "Cookie", "a=b", "X-A", "1"];
      await textOf(origin, { target: "/x%2Fy?z=%20", headers });
      const [head = ""] = heads;
      expect(head.split("\r\n")[0]).toBe("GET /tenant/one/x%2Fy?z=%20 HTTP/1.1");
      const sent = linesOf(head).map((text, i) => (i % 2 === 0 ? text.toLowerCase() : text));
      expect(sent[sent.indexOf("cookie") + 1]).toBe("a=b");
      expect(sent[sent.indexOf("x-a") + 1]).toBe("1");
      expect(sent[sent.indexOf("host") + 1]).toBe(new URL(url).host);
      expect(sent).not.toContain("content-length");
    });

    it.each([
      ["a target that parsing changes", { target: "/a/../self-service/logout" }],
      ["a target with a fragment", { target: "/a#b" }],
      ["a method that fetch forbids", { method: "TRACE" }],
      ["a body that fetch forbids", { method: "GET", body: pieces("a") }],
      ["a line that is none", { headers: ["X-A", "a\r\nX-B: c"] }],
    ])("A request is refused unsent with %s.", async (_, changes) => {
      const { url, sockets } = await serveRaw(({ socket }) => socket.write(emptyAnswer));
      const origin = openOrigin(createFetchOrigin, { url });
      expect((await failureOf(origin, changes)).kind).toBe("unreachable");
      expect(sockets).toHaveLength(0);
    });

    it("A request sends a small body of known length with that length, and other bodies in chunks.", async () => {
      const { url } = await serveHttp((incoming, answer) => {
        const { "content-length": length, "transfer-encoding": coding } = incoming.headers;
        let text = `${length} ${coding} `;
        incoming.on("data", (chunk: Buffer) => (text += chunk.toString("latin1")));
        incoming.on("end", () => answer.end(text));
      });
      const origin = openOrigin(createFetchOrigin, { url });
      const method = "POST";
      expect(await textOf(origin, { method, body: pieces("abc", "", "de"), bodyBytes: 5 })).toBe(
        "5 undefined abcde",
      );
      expect(await textOf(origin, { method, body: pieces("abc", "", "de") })).toBe(
        "undefined chunked abcde",
      );
    });

    it.each([
      ["breaks off", breaking(), undefined],
      ["breaks off short of its length", breaking(), 10],
      ["ends short of its length", pieces("ab"), 3],
      ["is longer than its length", pieces("ab", "cd"), 3],
    ])(
      "A request whose body %s is given up and not sent as complete.",
      async (_, body, bodyBytes) => {
        let received = "";
        const { url } = await serveRaw(({ socket, bodyStart }) => {
          received += bodyStart;
          socket.on("data", (chunk: Buffer) => (received += chunk.toString("latin1")));
        });
        const origin = openOrigin(createFetchOrigin, { url });
        expect((await failureOf(origin, { method: "POST", body, bodyBytes })).kind).toBe("aborted");
        expect(received).not.toContain("0\r\n\r\n");
        expect(received).not.toContain("cd");
      },
    );

    it("A request is sent again after a broken connection only if that is allowed.", async () => {
      let requests = 0;
      const { url } = await serveRaw(({ socket }) => {
        requests += 1;
        if (requests % 2 === 1) socket.destroy();
        else socket.write(emptyAnswer);
      });
      const origin = openOrigin(createFetchOrigin, { url });
      expect(await textOf(origin, { purpose: "own" })).toBe("");
      expect(requests).toBe(2);
      expect((await failureOf(origin)).kind).toBe("broken");
      expect(requests).toBe(3);
    });
  });

  describe("answers", () => {
    it("An answer keeps its cookies apart, and a redirect is not followed.", async () => {
      const { url } = await serveRaw(({ socket }) =>
        socket.write(
          "HTTP/1.1 303 See Other\r\nLocation: /elsewhere\r\nSet-Cookie: a=1; Expires=Thu, 01 Jan 2099 00:00:00 GMT\r\n" +
            "Set-Cookie: b=2\r\nContent-Length: 0\r\n\r\n",
        ),
      );
      const { status, headers } = await answerOf(openOrigin(createFetchOrigin, { url }));
      expect(status).toBe(303);
      expect(headers[headers.indexOf("location") + 1]).toBe("/elsewhere");
      const cookies = headers.filter((_, i) => headers[i - 1] === "set-cookie");
      expect(cookies).toEqual(["a=1; Expires=Thu, 01 Jan 2099 00:00:00 GMT", "b=2"]);
    });

    it("An answer that was decoded has no header of its coding or length.", async () => {
      const zipped = gzipSync("zipped");
      const { url } = await serveHttp((_, answer) => {
        answer.writeHead(200, { "Content-Encoding": "gzip", "Content-Length": zipped.byteLength });
        answer.end(zipped);
      });
      const { headers, body } = await answerOf(openOrigin(createFetchOrigin, { url }));
      expect(await readBody(body)).toEqual({ text: "zipped", failure: undefined });
      expect(headers).not.toContain("content-encoding");
      expect(headers).not.toContain("content-length");
    });

    it("An answer to HEAD has a length but no body.", async () => {
      const { url } = await serveRaw(({ socket }) =>
        socket.write("HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n"),
      );
      const origin = openOrigin(createFetchOrigin, { url });
      const { headers, body } = await answerOf(origin, { method: "HEAD" });
      expect(headers).toEqual(["content-length", "1234"]);
      expect(await readBody(body)).toEqual({ text: "", failure: undefined });
    });
  });

  it("The log learns what failed, but none of the bytes that caused it.", async () => {
    const { url } = await serveRaw(({ socket }) =>
      socket.end("HTTP/1.1 200 OK\r\nContent-Length: x\r\nSet-Cookie: a=secret\r\n\r\n"),
    );
    const { kind, cause } = await failureOf(openOrigin(createFetchOrigin, { url }));
    expect(kind).toBe("broken");
    const { message } = cause as Error;
    expect(message).toContain("Content-Length");
    expect(inspect(cause, { depth: Infinity, showHidden: true })).not.toContain("secret");
  });

  it("A call is given up when the caller's signal fires, before or during the answer.", async () => {
    const abort = new AbortController();
    const { url } = await serveRaw(({ socket }) =>
      socket.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"),
    );
    const origin = openOrigin(createFetchOrigin, { url });
    const { body } = await answerOf(origin, { signal: abort.signal });
    const iterator = body[Symbol.asyncIterator]();
    await iterator.next();
    abort.abort();
    await expect(iterator.next()).rejects.toMatchObject({ failure: { kind: "aborted" } });
    expect((await failureOf(origin, { signal: abort.signal })).kind).toBe("aborted");
  });

  it.each([
    "ftp://origin.example",
    "http://origin.example/?a=b",
    "http://origin.example/#",
    "http://user:secret@origin.example/",
    "origin.example",
  ])("The URL %s is refused.", (url) => {
    expect(() => createFetchOrigin({ url })).toThrow(TypeError);
  });
});

async function* breaking(): AsyncGenerator<Uint8Array> {
  yield Buffer.from("ab");
  throw new Error("the client has gone");
}
