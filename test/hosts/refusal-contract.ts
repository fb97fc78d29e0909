// The requests that every host refuses: whatever another parser could read differently (threats 6, 7, 12 and 14).
import { describe, expect, onTestFinished, test } from "vitest";
import { exchangeToEnd, rawRequest, valueOf } from "../harness/raw-client.ts";
import { headBytesMax, open, readAll, text, watch, type StartHost } from "./host-under-test.ts";

const host = "Host: a.example";
const get = "GET / HTTP/1.1";
const post = "POST / HTTP/1.1";
const chunked = "Transfer-Encoding: chunked";
const lastChunk = "0\r\n\r\n";

/** Heads that are refused before the edge sees anything of them. */
const badHeads: readonly (readonly [name: string, bytes: string])[] = [
  ["length and coding", rawRequest(post, [host, "Content-Length: 5", chunked], lastChunk)],
  ["coding and length", rawRequest(post, [host, chunked, "Content-Length: 5"], lastChunk)],
  ["two lengths", rawRequest(post, [host, "Content-Length: 5", "Content-Length: 6"], "hello!")],
  ["one length twice", rawRequest(post, [host, "Content-Length: 5", "Content-Length: 5"], "hello")],
  ["a list of lengths", rawRequest(post, [host, "Content-Length: 5, 5"], "hello")],
  ["a signed length", rawRequest(post, [host, "Content-Length: +5"], "hello")],
  ["an empty length", rawRequest(post, [host, "Content-Length:"])],
  ["a hexadecimal length", rawRequest(post, [host, "Content-Length: 0x5"], "hello")],
  ["a length beyond all numbers", rawRequest(post, [host, `Content-Length: ${"9".repeat(30)}`])],
  ["gzip, chunked", rawRequest(post, [host, "Transfer-Encoding: gzip, chunked"], lastChunk)],
  ["chunked, chunked", rawRequest(post, [host, "Transfer-Encoding: chunked, chunked"], lastChunk)],
  ["two coding lines", rawRequest(post, [host, chunked, chunked], lastChunk)],
  ["identity and chunked", rawRequest(post, [host, "Transfer-Encoding: identity", chunked])],
  ["an unknown coding", rawRequest(post, [host, "Transfer-Encoding: xchunked"], lastChunk)],
  ["identity", rawRequest(post, [host, "Transfer-Encoding: identity"], lastChunk)],
  ["a quoted coding", rawRequest(post, [host, 'Transfer-Encoding: "chunked"'], lastChunk)],
  ["an empty coding", rawRequest(post, [host, "Transfer-Encoding:"], lastChunk)],
  ["vertical tab before a coding", rawRequest(post, [host, "Transfer-Encoding: \vchunked"])],
  ["blank after a coding's name", rawRequest(post, [host, "Transfer-Encoding : chunked"])],
  ["a coding in HTTP/1.0", rawRequest("POST / HTTP/1.0", [host, chunked], lastChunk)],
  ["bare LF throughout", "GET / HTTP/1.1\nHost: a.example\n\n"],
  ["bare LF after the request line", "GET / HTTP/1.1\nHost: a.example\r\n\r\n"],
  ["bare LF between headers", rawRequest(get, [host, "X-A: 1\nCookie: session=1"])],
  ["bare LF after an empty value", rawRequest(get, [host, "X-A:\nCookie: session=1"])],
  ["bare LF at the head's end", "GET / HTTP/1.1\r\nHost: a.example\r\n\n"],
  ["bare CR in a value", rawRequest(get, [host, "X-A: 1\r2"])],
  ["CR CR LF", rawRequest(get, [host, "X-A: 1\r"])],
  ["obs-fold", rawRequest(get, [host, "X-A: 1", " Cookie: session=1"])],
  ["obs-fold by tab", rawRequest(get, [host, "X-A: 1", "\t2"])],
  ["obs-fold after an empty value", rawRequest(get, [host, "X-A:", " 2"])],
  ["obs-fold of a length", rawRequest(post, [host, "Content-Length:", " 5"], "hello")],
  ["obs-fold of a coding", rawRequest(post, [host, "Transfer-Encoding:", " chunked"], lastChunk)],
  ["blank before the first header", rawRequest(get, [` ${host}`])],
  ["no Host", rawRequest(get, ["Cookie: session=1"])],
  ["two Hosts in HTTP/1.0", rawRequest("GET / HTTP/1.0", [host, host])],
  ["an absolute target without a Host", rawRequest("GET http://a.example/ HTTP/1.0", [])],
  ["two Hosts", rawRequest(get, [host, "Host: b.example"])],
  ["one Host twice", rawRequest(get, [host, "host: a.example"])],
  ["a Host with a path", rawRequest(get, ["Host: a.example/b"])],
  ["a Host with user data", rawRequest(get, ["Host: b@a.example"])],
  ["a Host with non-ASCII bytes", rawRequest(get, ["Host: \xe9.example"])],
  ["NUL in a value", rawRequest(get, [host, "Cookie: session=1\x002"])],
  ["NUL at a value's end", rawRequest(get, [host, "Cookie: session=1\0"])],
  ["0x01 in a value", rawRequest(get, [host, "X-Session-Token: a\x01"])],
  ["0x7f in a value", rawRequest(get, [host, "X-Session-Token: a\x7f"])],
  ["NUL in a name", rawRequest(get, [host, "Coo\0kie: session=1"])],
  ["a non-ASCII name", rawRequest(get, [host, "Cooki\xe9: session=1"])],
  ["an empty name", rawRequest(get, [host, ": x"])],
  ["blank before the colon", rawRequest(get, [host, "Cookie : session=1"])],
  ["a line without colon", rawRequest(get, [host, "nonsense"])],
  ["a non-ASCII target", rawRequest("GET /\xc3\xa9 HTTP/1.1", [host])],
  ["a control byte in the target", rawRequest("GET /a\x01b HTTP/1.1", [host])],
  ["DEL in the target", rawRequest("GET /a\x7fb HTTP/1.1", [host])],
  ["a tab in the target", rawRequest("GET /a\tb HTTP/1.1", [host])],
  ["asterisk form", rawRequest("OPTIONS * HTTP/1.1", [host])],
  ["a target without slash", rawRequest("GET sessions/whoami HTTP/1.1", [host])],
  ["another authority", rawRequest("GET http://b.example/ HTTP/1.1", [host])],
  ["another port", rawRequest("GET http://a.example:80/ HTTP/1.1", [host])],
  ["an authority with user data", rawRequest("GET http://b@a.example/ HTTP/1.1", [host])],
  ["an empty authority", rawRequest("GET http:///x HTTP/1.1", ["Host:"])],
  ["another scheme", rawRequest("GET ftp://a.example/ HTTP/1.1", [host])],
  ["a fragment after the authority", rawRequest("GET http://a.example#x HTTP/1.1", [host])],
  ["HTTP/0.9 unsaid", "GET /\r\n\r\n"],
  ["HTTP/0.9", rawRequest("GET / HTTP/0.9", [host])],
  ["HTTP/1.2", rawRequest("GET / HTTP/1.2", [host])],
  ["HTTP/2.0", rawRequest("GET / HTTP/2.0", [host])],
  ["the HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
  ["a blank at the request line's end", rawRequest("GET / HTTP/1.1 ", [host])],
];

/** Bodies whose chunks are odd: refused when the edge reads them. */
const badChunks: readonly (readonly [name: string, body: string])[] = [
  ["a size that is not a number", "zz\r\nhello\r\n0\r\n\r\n"],
  ["a prefixed size", "0x5\r\nhello\r\n0\r\n\r\n"],
  ["a negative size", "-5\r\nhello\r\n0\r\n\r\n"],
  ["a size beyond all numbers", `${"f".repeat(17)}\r\nhello\r\n0\r\n\r\n`],
  ["an empty size", "\r\nhello\r\n0\r\n\r\n"],
  ["a blank after the size", "5 \r\nhello\r\n0\r\n\r\n"],
  ["bare LF after the size", "5\nhello\r\n0\r\n\r\n"],
  ["bare LF after an extension", "5;a\nhello\r\n0\r\n\r\n"],
  ["bare LF after the data", "5\r\nhello\n0\r\n\r\n"],
  ["bare LF at the end", "5\r\nhello\r\n0\n\n"],
  ["data longer than its size", "5\r\nhello!\r\n0\r\n\r\n"],
  ["a folded trailer", "5\r\nhello\r\n0\r\nX-T: 1\r\n 2\r\n\r\n"],
];

export function describeRefusals(start: StartHost): void {
  describe("refuses", () => {
    test.each(badHeads)("A request with %s is refused.", async (_name, bytes) => {
      const server = await watch(start, () => text("reached"));
      // Whatever follows must not be taken for a request of its own.
      const { answers, end } = await exchangeToEnd(server.url, bytes + rawRequest(get, [host]));
      expectError(answers[0], 400, "edge_request_malformed");
      expect(end.rest.toString("latin1")).toBe("");
      expect(server.requests).toEqual([]);
      expect(server.clientErrors).toEqual(["malformed"]);
    });

    test.each([
      ["GET / HTTP/1.0", []],
      ["OPTIONS / HTTP/1.0", ["Cookie: session=1"]],
    ])("A health check without Host is not refused: %s.", async (line, headers) => {
      const server = await watch(start, () => text("reached"));
      const { answers } = await exchangeToEnd(server.url, rawRequest(line, headers));
      expect([answers[0]?.status, answers[0]?.body.toString()]).toEqual([200, "reached"]);
      expect(server.requests.map(({ target }) => target)).toEqual(["/"]);
      expect(server.clientErrors).toEqual([]);
    });

    test.each(badChunks)("Chunks with %s are refused.", async (_name, body) => {
      const server = await watch(start, async (request) => text(await readAll(request)));
      const bytes = rawRequest(post, [host, chunked], body) + rawRequest("GET /2 HTTP/1.1", [host]);
      const { answers, end } = await exchangeToEnd(server.url, bytes);
      expectError(answers[0], 400, "edge_request_malformed");
      expect(end.rest.toString("latin1")).toBe("");
      expect(server.requests.map((request) => request.target)).toEqual(["/"]);
      expect(server.clientErrors).toEqual(["malformed"]);
    });

    test("CONNECT is refused with a 405.", async () => {
      const server = await watch(start, () => text("reached"));
      const bytes = rawRequest("CONNECT a.example:443 HTTP/1.1", [host]);
      const { answers } = await exchangeToEnd(server.url, bytes + rawRequest(get, [host]));
      expectError(answers[0], 405, "edge_method_refused");
      expect(server.requests).toEqual([]);
      expect(server.clientErrors).toEqual(["method-refused"]);
    });

    test.each([
      ["one long line", [`Cookie: ${"x".repeat(headBytesMax)}`]],
      ["one line just too long", [`Cookie: ${"x".repeat(headBytesMax - 40)}`]],
      ["very many short lines", Array.from({ length: headBytesMax / 4 }, () => "a:")],
    ])("A head that is too large is refused with a 431: %s.", async (_name, lines) => {
      const server = await watch(start, () => text("reached"));
      const { answers } = await exchangeToEnd(server.url, rawRequest(get, [host, ...lines]));
      expectError(answers[0], 431, "edge_head_too_large");
      expect(server.requests).toEqual([]);
      expect(server.clientErrors).toEqual(["head-too-large"]);
    });

    test("A long target is refused with a 431.", async () => {
      const server = await watch(start, () => text("reached"));
      const line = `GET /?${"x".repeat(headBytesMax)} HTTP/1.1`;
      const { answers } = await exchangeToEnd(server.url, rawRequest(line, [host]));
      expectError(answers[0], 431, "edge_head_too_large");
      expect(server.requests).toEqual([]);
    });

    test("A head that is too large before it has ended is refused with a 431 that its sender can read.", async () => {
      const server = await watch(start, () => text("reached"));
      const connection = await open(server);
      await connection.send(`GET / HTTP/1.1\r\nCookie: ${"x".repeat(64 * headBytesMax)}`);
      expectError(await connection.answer(), 431, "edge_head_too_large");
      expect(await connection.ended()).toMatchObject({ reset: false });
      expect(server.clientErrors).toEqual(["head-too-large"]);
    });

    test("A second malformed request on a connection is not read.", async () => {
      const server = await watch(start, () => text("reached"));
      const bytes = rawRequest("GET / HTTP/1.1", []).repeat(3);
      const { answers, end } = await exchangeToEnd(server.url, bytes);
      expectError(answers[0], 400, "edge_request_malformed");
      expect(end.rest.toString("latin1")).toBe("");
      expect(server.clientErrors).toEqual(["malformed"]);
    });

    test("A head that never ends is refused by closing the connection.", async () => {
      const server = await watch(start, () => text("reached"), { headWaitMs: 20 });
      const connection = await open(server);
      await connection.send("GET / HTTP/1.1\r\nHost: a.exam");
      await connection.ended();
      expect(server.clientErrors).toEqual(["too-slow"]);
    });

    test("A head that trickles is refused as if it had stopped.", async () => {
      const server = await watch(start, () => text("reached"), { headWaitMs: 100 });
      const connection = await open(server);
      await connection.send("GET / HTTP/1.1\r\nHost: a.example\r\nX-Long: ");
      const trickle = setInterval(() => connection.socket.write("x"), 5);
      onTestFinished(() => clearInterval(trickle));
      await connection.ended();
      expect(server.clientErrors).toEqual(["too-slow"]);
    });
  });
}

interface Refused {
  readonly status: number;
  readonly headers: Parameters<typeof valueOf>[0];
  readonly body: Buffer;
}

function expectError(answer: Refused | undefined, status: number, id: string): void {
  expect(answer?.status).toBe(status);
  expect(JSON.parse(answer?.body.toString() ?? "")).toMatchObject({ error: { code: status, id } });
  expect(valueOf(answer?.headers ?? [], "connection")).toBe("close");
  expect(valueOf(answer?.headers ?? [], "cache-control")).toContain("no-store");
}
