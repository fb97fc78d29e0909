// The part of the origin contract about messages: what is sent and received is exactly what was given.
import type { ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import {
  answerOf,
  openOrigin,
  pieces,
  readBody,
  request,
  textOf,
  type CreateOrigin,
} from "./origin-calls.ts";
import { emptyAnswer, linesOf, serveHttp, serveRaw } from "../harness/raw-server.ts";

/** A server that answers every request with its head, and a way to see what it was sent. */
async function recordHeads(): Promise<{ readonly url: string; readonly heads: string[] }> {
  const heads: string[] = [];
  const { url } = await serveRaw(({ head, socket }) => {
    heads.push(head);
    socket.write(emptyAnswer);
  });
  return { url, heads };
}

/** Header lines from a short spelling: `Name: value|Name: value`. */
function lines(text: string): readonly string[] {
  return text.split("|").flatMap((line) => line.split(": "));
}

/** Lines without those that concern the connection or the body's framing, which are the adapter's. */
function endToEnd(lines: readonly string[]): readonly string[] {
  const own = new Set(["host", "connection", "content-length", "transfer-encoding"]);
  return lines.flatMap((text, i) =>
    i % 2 === 0 && !own.has(text.toLowerCase()) ? [text, lines[i + 1] ?? ""] : [],
  );
}

function framing(head: string): readonly string[] {
  return linesOf(head)
    .map((text) => text.toLowerCase())
    .flatMap((text, i, all) =>
      text === "content-length" || text === "transfer-encoding" ? [text, all[i + 1] ?? ""] : [],
    );
}

/** Requests. */
export function sendsRequests(create: CreateOrigin): void {
  it("A request keeps the order, case, repetition and bytes of its header lines.", async () => {
    const { url, heads } = await recordHeads();
    const headers = [
      "Zeta",
      "1",
      "alpha",
      "2",
      "ZETA",
      "3",
      "X-Empty",
      "",
      "X-Bytes",
      "caf\xe9 \t\xff",
    ];
    await textOf(openOrigin(create, { url }), { headers });
    expect(endToEnd(linesOf(heads[0] ?? ""))).toEqual(headers);
  });

  it("A request keeps its target's bytes below the path of the origin's URL, and names the URL's host.", async () => {
    const { url, heads } = await recordHeads();
    const target = "//a/../%7e/%zz?x=%2F&&;y#not-a-fragment";
    await textOf(openOrigin(create, { url: `${url}/tenant/one/` }), { target });
    await textOf(openOrigin(create, { url }), { target });
    expect(heads.map((head) => head.split("\r\n")[0])).toEqual([
      `GET /tenant/one${target} HTTP/1.1`,
      `GET ${target} HTTP/1.1`,
    ]);
    const hosts = heads.map((head) => /^host: (.*)$/im.exec(head)?.[1]);
    expect(hosts).toEqual([new URL(url).host, new URL(url).host]);
  });

  it("The origin writes the headers of connection and framing itself, whatever it is given.", async () => {
    const { url, heads } = await recordHeads();
    const headers = lines(
      "Host: evil.example|Content-Length: 7|Transfer-Encoding: chunked|Connection: X-A" +
        "|Keep-Alive: timeout=9|Upgrade: h2c|Expect: 100-continue|X-A: stays",
    );
    await textOf(openOrigin(create, { url }), { headers });
    const sent = linesOf(heads[0] ?? "");
    expect(endToEnd(sent)).toEqual(["X-A", "stays"]);
    expect(framing(heads[0] ?? "")).toEqual([]);
    expect(sent).not.toContain("evil.example");
  });

  it("An unknown method is sent unchanged.", async () => {
    const { url, heads } = await recordHeads();
    const origin = openOrigin(create, { url });
    await textOf(origin, { method: "ODD" });
    await textOf(origin, { method: "get" });
    expect(heads.map((head) => head.split(" ")[0])).toEqual(["ODD", "get"]);
  });
}

/** Requests with a body. */
export function sendsBodies(create: CreateOrigin): void {
  it("A body is framed by its length if that is given, otherwise in chunks, and a GET has no framing.", async () => {
    const { url, heads } = await recordHeads();
    const origin = openOrigin(create, { url, connectionsMax: 1 });
    const method = "POST";
    await textOf(origin);
    await textOf(origin, { method, body: undefined, bodyBytes: 0 });
    await textOf(origin, { method, body: pieces(), bodyBytes: 0 });
    expect(heads.map((head) => framing(head))).toEqual([
      [],
      ["content-length", "0"],
      ["content-length", "0"],
    ]);
  });

  it.each(["POST", "PUT", "PATCH", "DELETE", "GET"])(
    "The whole body of a %s is sent.",
    async (method) => {
      const { url } = await serveHttp((incoming, answer) => {
        const { "content-length": length, "transfer-encoding": coding } = incoming.headers;
        let text = `${incoming.method} ${length} ${coding} `;
        incoming.on("data", (chunk: Buffer) => (text += chunk.toString("latin1")));
        incoming.on("end", () => answer.end(text));
      });
      const origin = openOrigin(create, { url });
      expect(await textOf(origin, { method, body: pieces("abc", "", "de"), bodyBytes: 5 })).toBe(
        `${method} 5 undefined abcde`,
      );
      expect(await textOf(origin, { method, body: pieces("abc", "", "de") })).toBe(
        `${method} undefined chunked abcde`,
      );
    },
  );
}

/** Answers. */
export function bringsAnswers(create: CreateOrigin): void {
  /** An origin whose server answers everything with these bytes, and keeps the connection. */
  async function answering(text: string): Promise<ReturnType<CreateOrigin>> {
    const { url } = await serveRaw(({ socket }) => socket.write(Buffer.from(text, "latin1")));
    return openOrigin(create, { url });
  }

  it("An answer keeps the order, case, repetition and bytes of its header lines.", async () => {
    const origin = await answering(
      "HTTP/1.1 200 OK\r\nVary: Origin\r\nset-cookie: a=1\r\nVARY:Cookie\r\nSet-Cookie: b=2\r\n" +
        "X-Empty:\r\nX-Blank: \t caf\xe9 \t \r\nContent-Length: 2\r\n\r\nok",
    );
    const answer = await answerOf(origin);
    expect(answer.status).toBe(200);
    expect(answer.headers).toEqual(
      lines(
        "Vary: Origin|set-cookie: a=1|VARY: Cookie|Set-Cookie: b=2|X-Empty: |X-Blank: caf\xe9" +
          "|Content-Length: 2",
      ),
    );
    expect(await readBody(answer.body)).toEqual({ text: "ok", failure: undefined });
  });

  it("Chunked framing is decoded and reported, and trailers and chunk extensions are dropped.", async () => {
    const origin = await answering(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Late\r\n\r\n" +
        "3;ext=1\r\nabc\r\n2\r\nde\r\n0\r\nX-Late: 1\r\n\r\n",
    );
    const { headers, body } = await answerOf(origin);
    expect(headers).toEqual(["Transfer-Encoding", "chunked", "Trailer", "X-Late"]);
    expect(await readBody(body)).toEqual({ text: "abcde", failure: undefined });
  });

  it("A body without framing is read to the end of the connection.", async () => {
    const { url } = await serveRaw(({ socket }) => socket.end("HTTP/1.1 200 OK\r\n\r\nto the end"));
    expect(await textOf(openOrigin(create, { url }))).toBe("to the end");
  });

  it.each([
    ["HEAD", "200 OK", "Content-Length: 1234"],
    ["HEAD", "200 OK", "Transfer-Encoding: chunked"],
    ["GET", "204 No Content", "X-A: b"],
    ["GET", "304 Not Modified", "Content-Length: 1234"],
  ])(
    "There is no body but every header in the answer to %s %s with %s.",
    async (method, status, line) => {
      const origin = await answering(`HTTP/1.1 ${status}\r\n${line}\r\n\r\n`);
      const { headers, body } = await answerOf(origin, { method });
      expect(headers).toEqual(line.split(": "));
      expect(await readBody(body)).toEqual({ text: "", failure: undefined });
    },
  );

  it("Interim answers are dropped.", async () => {
    const origin = await answering(
      "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" +
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
    );
    const answer = await answerOf(origin);
    expect(answer.status).toBe(200);
    expect(answer.headers).toEqual(["Content-Length", "2"]);
    expect(await readBody(answer.body)).toEqual({ text: "ok", failure: undefined });
  });

  it("An unsolicited 100 or 101 is never taken as the answer.", async () => {
    for (const interim of ["100 Continue", "101 Switching Protocols"]) {
      const origin = await answering(`HTTP/1.1 ${interim}\r\n\r\n${emptyAnswer}`);
      const outcome = await origin.send(request());
      const seen = outcome.kind === "answer" ? outcome.answer.status : outcome.failure.kind;
      expect([200, "broken"]).toContain(seen);
    }
  });

  it("A redirect is not followed.", async () => {
    const origin = await answering(
      "HTTP/1.1 303 See Other\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n",
    );
    const { status, headers } = await answerOf(origin);
    expect(status).toBe(303);
    expect(headers.slice(0, 2)).toEqual(["Location", "/elsewhere"]);
  });

  it("Content codings are not decoded.", async () => {
    const zipped = gzipSync("zipped").toString("latin1");
    const origin = await answering(
      `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${zipped.length}\r\n\r\n${zipped}`,
    );
    expect(await textOf(origin)).toBe(zipped);
  });

  it("A head of 64 KiB is read.", async () => {
    const name = "X-Large: ";
    const frame = `HTTP/1.1 200 OK\r\n${name}\r\nContent-Length: 0\r\n\r\n`;
    const value = "v".repeat(64 * 1_024 - frame.length);
    const origin = await answering(frame.replace(name, `${name}${value}`));
    const { headers } = await answerOf(origin);
    expect(headers[1]).toBe(value);
  });

  it("The head of an answer arrives before its body is complete, and the body arrives piece by piece.", async () => {
    const held: ServerResponse[] = [];
    const { url } = await serveHttp((_, answer) => {
      answer.flushHeaders();
      held.push(answer);
    });
    const origin = openOrigin(create, { url });
    const { body } = await answerOf(origin);
    const iterator = body[Symbol.asyncIterator]();
    for (const text of ["first", "second"]) {
      const next = iterator.next();
      held[0]?.write(text);
      const { value } = await next;
      expect(Buffer.from(value ?? []).toString()).toBe(text);
    }
    held[0]?.end();
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });
}
