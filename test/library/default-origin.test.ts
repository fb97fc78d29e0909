// What an edge in process calls the identity server with where it was given a URL: on Node the adapter that keeps fills
// apart from everything else, with the manners of `fetch`.
import { execFile } from "node:child_process";
import { once } from "node:events";
import type { Socket } from "node:net";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import { isNode } from "../../src/library/default-origin.ts";
import { createOriginLikeFetch } from "../../src/origin/undici/like-fetch.ts";
import { answerOf, openOrigin, readBody } from "../contract/origin-calls.ts";
import {
  closesConnections,
  retriesDeadConnections,
  usesConnections,
} from "../contract/origin-connections.ts";
import { breaksOff, isGivenUp, runsOutOfTime } from "../contract/origin-failures.ts";
import { streamsBodies } from "../contract/origin-streams.ts";
import { makeLoopbackCertificate } from "../harness/loopback-certificate.ts";
import { linesOf, listen, serveHttp, serveRaw } from "../harness/raw-server.ts";
import { cookie, edgeBefore, sessionBody } from "./edge-for-library.ts";

describe("origin: undici with the behaviour of fetch", () => {
  describe("connections that the origin breaks off", () => {
    breaksOff(createOriginLikeFetch);
  });
  describe("timeouts", () => {
    runsOutOfTime(createOriginLikeFetch);
  });
  describe("calls that the caller gives up", () => {
    isGivenUp(createOriginLikeFetch);
  });
  describe("streams", () => {
    streamsBodies(createOriginLikeFetch);
  });
  describe("connections", () => {
    usesConnections(createOriginLikeFetch);
    closesConnections(createOriginLikeFetch);
    retriesDeadConnections(createOriginLikeFetch);
  });

  it("The origin adds the headers that fetch adds only where the caller set none.", async () => {
    const heads: (readonly string[])[] = [];
    const { url } = await serveRaw(({ head, socket }) => {
      heads.push(linesOf(head));
      socket.write("HTTP/1.1 204 No Content\r\n\r\n");
    });
    const origin = openOrigin(createOriginLikeFetch, { url });
    await answerOf(origin, { headers: ["X-A", "1"] });
    await answerOf(origin, { headers: ["accept", "text/html", "User-Agent", "app"] });
    const [nothing = [], something = []] = heads;
    const valueOf = (lines: readonly string[], name: string): string | undefined =>
      lines[lines.indexOf(name) + 1];
    expect(valueOf(nothing, "Accept")).toBe("*/*");
    expect(valueOf(nothing, "Accept-Language")).toBe("*");
    expect(valueOf(nothing, "User-Agent")).toBe("node");
    expect(valueOf(something, "accept")).toBe("text/html");
    expect(something.filter((text) => /^(accept|user-agent)$/i.test(text))).toHaveLength(2);
  });

  it.each([
    ["gzip", gzipSync("plain")],
    ["X-Gzip", gzipSync("plain")],
    ["deflate", deflateSync("plain")],
    ["br", brotliCompressSync("plain")],
    ["zstd", zstdCompressSync("plain")],
    ["br, gzip", gzipSync(brotliCompressSync("plain"))],
  ])("The origin decodes %s and removes the headers of the coding.", async (coding, bytes) => {
    const { url } = await serveHttp((_, answer) => {
      answer.writeHead(200, { "Content-Encoding": coding, "Content-Length": bytes.byteLength });
      answer.end(bytes);
    });
    const origin = openOrigin(createOriginLikeFetch, { url });
    const { headers, body } = await answerOf(origin);
    expect(await readBody(body)).toEqual({ text: "plain", failure: undefined });
    expect(headers.join().toLowerCase()).not.toMatch(/content-(encoding|length)/);
    const head = await answerOf(origin, { method: "HEAD" });
    expect(head.headers).toEqual(expect.arrayContaining(["Content-Encoding", coding]));
    expect((await readBody(head.body)).text).toBe("");
  });

  it("The origin passes on a coding that it does not know.", async () => {
    const { url } = await serveHttp((_, answer) => {
      answer.writeHead(200, { "Content-Encoding": "gzip, rot13" }).end("cynva");
    });
    const { headers, body } = await answerOf(openOrigin(createOriginLikeFetch, { url }));
    expect(headers).toEqual(expect.arrayContaining(["Content-Encoding", "gzip, rot13"]));
    expect((await readBody(body)).text).toBe("cynva");
  });

  it("The answer is broken if its body is not in the coding that its header names.", async () => {
    const { url } = await serveHttp((_, answer) => {
      answer.writeHead(200, { "Content-Encoding": "gzip" }).end("no such thing");
    });
    const { body } = await answerOf(openOrigin(createOriginLikeFetch, { url }));
    expect((await readBody(body)).failure?.kind).toBe("broken");
  });

  it("The origin gives up the call of a coded answer that is dropped, whether it was read or not.", async () => {
    const { url, sockets } = await serveRaw(({ socket }) => {
      const head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 1000\r\n\r\n";
      socket.write(Buffer.concat([Buffer.from(head), gzipSync("begun")]));
    });
    const origin = openOrigin(createOriginLikeFetch, { url });
    const unread = (await answerOf(origin)).body[Symbol.asyncIterator]();
    const read = (await answerOf(origin)).body[Symbol.asyncIterator]();
    expect(Buffer.from((await read.next()).value ?? "").toString()).toBe("begun");
    await Promise.all([unread.return?.(), read.return?.()]);
    await Promise.all(sockets.map(closed));
  });

  it("The origin returns bytes that share no array with others.", async () => {
    const { url } = await serveHttp((_, answer) => answer.end("bytes"));
    const { body } = await answerOf(openOrigin(createOriginLikeFetch, { url }));
    for await (const chunk of body) expect(chunk.buffer.byteLength).toBe(chunk.byteLength);
  });
});

describe("an edge that was given a URL", () => {
  it("An edge uses separate connections for checks and for requests that it passes on.", async () => {
    const ports: Record<string, Set<number | undefined>> = { own: new Set(), forwarded: new Set() };
    const { edge } = await edgeBefore((request, answer) => {
      const purpose = request.url === "/sessions/whoami" ? "own" : "forwarded";
      ports[purpose]?.add(request.socket.remotePort);
      answer.end(sessionBody());
    });
    for (let n = 0; n < 3; n += 1) {
      await (await edge.fetch("http://any.example/self-service/errors")).text();
      await idle();
      await edge.check({ cookie, maxAge: 0 });
      await idle();
    }
    const { own = new Set(), forwarded = new Set() } = ports;
    expect([own.size, forwarded.size]).toEqual([1, 1]);
    expect([...own].filter((port) => forwarded.has(port))).toEqual([]);
  });

  it("An edge with unused connections does not keep its process alive.", async () => {
    const { url, sockets } = await serveHttp((_, answer) => answer.end(sessionBody()));
    const script = `
      const edge = createEdge({ origin: ${JSON.stringify(url)}, cacheableSessions: true });
      const { kind } = await edge.check({ cookie: ${JSON.stringify(cookie)} });
      const { status } = await edge.fetch("http://any.example/self-service/errors");
      console.log(kind, status);`;
    expect(await runWithLibrary(script, {})).toBe("active 200");
    expect(sockets).toHaveLength(2);
  });

  it("An edge trusts only the certificates that its process trusts.", async () => {
    const { certificate, privateKey } = makeLoopbackCertificate();
    const server = createServer({ cert: certificate, key: privateKey }, (_, answer) => {
      answer.end(sessionBody());
    });
    const { url } = await listen(server, "https");
    const folder = await mkdtemp(join(tmpdir(), "edge-sessions-trust-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, "extra.pem");
    await writeFile(file, certificate);
    const script = `const edge = createEdge({ origin: ${JSON.stringify(url)} });
      console.log((await edge.check({ cookie: ${JSON.stringify(cookie)} })).kind);`;
    expect(await runWithLibrary(script, { NODE_EXTRA_CA_CERTS: file })).toBe("active");
    expect(await runWithLibrary(script, {})).toBe("unavailable");
  });

  it("An edge keeps its connections until it is closed, and then closes them.", async () => {
    const { url, sockets } = await serveHttp((_, answer) => answer.end(sessionBody()));
    const { edge } = await edgeBefore(() => undefined, { origin: url });
    await edge.check({ cookie });
    expect(sockets.map(({ closed }) => closed)).toEqual([false]);
    await edge.close();
    await Promise.all(sockets.map(closed));
  });

  it.each([
    ["Node", true, process.versions],
    ["Bun", false, { node: "24.3.0", uv: "1.48.0", bun: "1.4.5" }],
    ["Deno", false, { node: "24.2.0", uv: "1.43.0", deno: "2.4.0" }],
    ["workerd", false, { node: "22.19.0" }],
  ])("For %s, isNode returns %s.", (_, is, versions) => {
    expect(isNode(versions)).toBe(is);
  });
});

/** Resolves when the other side has closed a connection. */
async function closed(socket: Socket): Promise<void> {
  if (!socket.closed) await once(socket, "close");
}

/** Lets the event loop go round until a connection whose answer has ended is free. */
async function idle(): Promise<void> {
  for (let n = 0; n < 10; n += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** What a script prints that has `createEdge`, once its process has ended by itself. */
async function runWithLibrary(script: string, env: Record<string, string>): Promise<string> {
  const library = new URL("../../src/library/index.ts", import.meta.url).href;
  const text = `const { createEdge } = await import(${JSON.stringify(library)});\n${script}`;
  const argv = ["--input-type=module", "-e", text];
  const { NODE_EXTRA_CA_CERTS: _, ...inherited } = process.env;
  const options = { env: { ...inherited, ...env }, timeout: 60_000 };
  const { stdout } = await promisify(execFile)(process.execPath, argv, options);
  return stdout.trim();
}
