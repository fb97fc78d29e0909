// What the Node host does with TLS beyond the contract that it keeps with and without it (tls-contract.seldom.test.ts).
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from "node:tls";
import { expect, onTestFinished, test } from "vitest";
import { createNodeHost, type NodeHostOptions } from "../../src/host/node/node-host.ts";
import { makeLoopbackCertificate } from "../harness/loopback-certificate.ts";
import { exchange, RawConnection, rawRequest } from "../harness/raw-client.ts";
import { gate, open, text, watch, type WatchedHost } from "./host-under-test.ts";

const tls = makeLoopbackCertificate();
const host = "Host: a.example";
const get = (target: string, ...lines: readonly string[]): string =>
  rawRequest(`GET ${target} HTTP/1.1`, [host, ...lines]);

interface Running extends WatchedHost {
  readonly port: number;
  readonly replace: (pair: typeof tls) => void;
  readonly load: () => { readonly connections: number };
}

/** A host of which each answer says who gave it: `direct`, or `parsed` for a request that node:http read. */
async function watchTls(settings: Partial<NodeHostOptions> = {}): Promise<Running> {
  let replace: Running["replace"] = () => undefined;
  let load: Running["load"] = () => ({ connections: 0 });
  const watched = await watch(
    async (given) => {
      const made = createNodeHost({
        listen: "127.0.0.1:0",
        tls,
        answerSimple: ({ target }) => text(`direct ${target}`),
        ...given,
        ...settings,
      });
      await made.start();
      replace = (pair) => made.replaceTls(pair);
      load = () => made.load();
      return made;
    },
    async (request) => {
      let bytes = 0;
      for await (const chunk of request.body ?? []) bytes += chunk.byteLength;
      return text(`parsed ${request.target} ${bytes}`);
    },
  );
  return { ...watched, port: Number(new URL(watched.url).port), replace, load };
}

/** A connection without TLS. It is closed when the test is over. */
async function openPlain({ port }: Running): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => undefined);
  onTestFinished(() => void socket.destroy());
  await once(socket, "connect");
  return socket;
}

/** Resolves when a connection is closed, in order or by a reset. */
function closeOf(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.once("close", () => resolve());
  });
}

/** The outcome of a handshake: the socket, or the code of the error. */
function shake({ port }: Running, options: ConnectionOptions = {}): Promise<TLSSocket | string> {
  return new Promise((resolve) => {
    const where = { port, host: "127.0.0.1", rejectUnauthorized: false };
    const socket = connectTls({ ...where, ...options }, () => resolve(socket));
    onTestFinished(() => void socket.destroy());
    socket.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
}

function serialOf(socket: TLSSocket | string): string | undefined {
  if (typeof socket === "string") return socket;
  return socket.getPeerX509Certificate()?.fingerprint256;
}

test("The host speaks HTTP/1.1 by TLS 1.2 or 1.3 and nothing else.", async () => {
  const server = await watchTls();
  expect(server.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/u);
  const alpn = { ALPNProtocols: ["h2", "http/1.1"] };
  for (const version of ["TLSv1.2", "TLSv1.3"] as const) {
    const socket = await shake(server, { ...alpn, minVersion: version, maxVersion: version });
    expect(typeof socket === "string" ? socket : socket.getProtocol()).toBe(version);
    expect(typeof socket === "string" ? socket : socket.alpnProtocol).toBe("http/1.1");
  }
  expect(await shake(server, { ALPNProtocols: ["h2"] })).toBe(
    "ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL",
  );
  const old = { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "ALL:@SECLEVEL=0" } as const;
  expect(await shake(server, old)).toBe("ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION");
});

test("An RSA certificate works as one for ECDSA does.", async () => {
  const server = await watchTls({ tls: makeLoopbackCertificate({ key: "rsa" }) });
  const { answers } = await exchange(server.url, get("/1"));
  expect(answers[0]?.body.toString()).toBe("direct /1");
});

test("A TLS 1.2 client cannot ask for another handshake on its connection.", async () => {
  const server = await watchTls();
  const socket = await shake(server, { maxVersion: "TLSv1.2" });
  if (typeof socket === "string") throw new Error(socket);
  const ended = closeOf(socket);
  socket.removeAllListeners("error");
  const failed = once(socket, "error");
  socket.renegotiate({}, () => undefined);
  const [error] = (await failed) as [NodeJS.ErrnoException];
  expect(error.code).toBe("ERR_SSL_NO_RENEGOTIATION");
  await ended;
});

test("A connection is handed to node:http in the middle of what TLS has decrypted, and nothing is lost.", async () => {
  const server = await watchTls();
  const bytes = 200_000;
  const post = rawRequest(
    "POST /2 HTTP/1.1",
    [host, `Content-Length: ${bytes}`],
    "x".repeat(bytes),
  );
  const again = Array.from({ length: 5 }, () => post + get("/3")).join("");
  const methods = ["GET", ...Array.from({ length: 5 }, () => ["POST", "GET"]).flat()];
  const { answers } = await exchange(server.url, get("/1") + again, methods);
  expect(answers.map(({ body }) => body.toString())).toEqual([
    "direct /1",
    ...Array.from({ length: 5 }, () => [`parsed /2 ${bytes}`, "parsed /3 0"]).flat(),
  ]);
});

test("An answer from the store is encrypted like any other.", async () => {
  const body = "from the store";
  const server = await watchTls({
    answerSimple: () => ({
      status: 200,
      headers: [],
      body: undefined,
      prepared: {
        status: 200,
        headText: `Content-Length: ${body.length}\r\n`,
        bodyBytes: body.length,
        copyBody: (target, at) => target.set(Buffer.from(body), at),
      },
    }),
  });
  const plain = await openPlain(server);
  let wire = "";
  plain.on("data", (bytes) => (wire += bytes.toString("latin1")));
  const socket = connectTls({ socket: plain, rejectUnauthorized: false });
  await once(socket, "secureConnect");
  socket.write(get("/1"));
  const [got] = (await once(socket, "data")) as [Buffer];
  expect(got.toString()).toBe(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  expect(wire).not.toContain(body);
});

test("A client that never finishes its handshake is ended by the deadline, however many bytes it sends.", async () => {
  const server = await watchTls({ headWaitMs: 100 });
  const [silent, slow] = await Promise.all([openPlain(server), openPlain(server)]);
  // The first bytes of a handshake, one by one: a record that announces 512 bytes.
  const record = Buffer.concat([Buffer.from([22, 3, 1, 2, 0, 1, 0, 1, 252]), Buffer.alloc(400)]);
  let at = 0;
  const drip = setInterval(() => slow.write(record.subarray(at, (at += 1))), 10);
  onTestFinished(() => clearInterval(drip));
  silent.resume();
  slow.resume();
  await Promise.all([closeOf(silent), closeOf(slow)]);
  expect(server.clientErrors).toEqual(["too-slow", "too-slow"]);
});

test("A client that ends its side in the middle of a handshake is gone at once.", async () => {
  const server = await watchTls();
  const plain = await openPlain(server);
  await expect.poll(() => server.load().connections).toBe(1);
  plain.end();
  await expect.poll(() => server.load().connections).toBe(0);
  expect(server.clientErrors).toEqual([]);
});

test("Above the limit of unfinished handshakes the oldest is ended, and a client that means it gets through.", async () => {
  const server = await watchTls({ handshakesMax: 3 });
  const finished = await RawConnection.open(server.url);
  // Only its answer shows that the host has finished the handshake too.
  await finished.send(get("/0"));
  await finished.answer();
  const silent: Socket[] = [];
  for (let number = 0; number < 3; number += 1) silent.push(await openPlain(server));
  await expect.poll(() => server.load().connections).toBe(4);
  const [first] = silent;
  first?.resume();
  const { answers } = await exchange(server.url, get("/1"));
  expect(answers[0]?.body.toString()).toBe("direct /1");
  if (first !== undefined && !first.closed) await closeOf(first);
  expect(server.clientErrors).toEqual(["handshakes-many"]);
  expect(silent.slice(1).map(({ closed }) => closed)).toEqual([false, false]);
  // A connection whose handshake is finished does not count.
  await finished.send(get("/2"));
  expect((await finished.answer()).body.toString()).toBe("direct /2");
  finished.destroy();
});

test("Stopping does not wait beyond its deadline for a handshake that is not finished.", async () => {
  const server = await watchTls();
  const silent = await openPlain(server);
  await expect.poll(() => server.load().connections).toBe(1);
  silent.resume();
  const closed = closeOf(silent);
  await server.stop(20);
  await closed;
});

test("A handshake that is finished while the host stops still gets its answer, which announces the end.", async () => {
  const server = await watchTls();
  const plain = await openPlain(server);
  await expect.poll(() => server.load().connections).toBe(1);
  const stopped = server.stop(10_000);
  const socket = connectTls({ socket: plain, rejectUnauthorized: false });
  await once(socket, "secureConnect");
  socket.write(get("/1"));
  let got = "";
  for await (const chunk of socket) got += String(chunk);
  expect(got).toMatch(/^HTTP\/1\.1 200 OK\r\n(?:.*\r\n)*Connection: close\r\n/u);
  await stopped;
});

test("A new certificate is for new connections, also for those that resume a session. Open ones go on.", async () => {
  const server = await watchTls();
  const before = await open(server);
  const first = await shake(server);
  if (typeof first === "string") throw new Error(first);
  first.write(get("/1"));
  const [session] = (await once(first, "session")) as [Buffer];
  const next = makeLoopbackCertificate();
  server.replace(next);
  const nextSerial = new X509Certificate(next.certificate).fingerprint256;
  expect(nextSerial).not.toBe(serialOf(first));
  expect(serialOf(await shake(server))).toBe(nextSerial);
  const resumed = await shake(server, { session });
  expect([serialOf(resumed), typeof resumed !== "string" && resumed.isSessionReused()]).toEqual([
    nextSerial,
    false,
  ]);
  await before.send(get("/2"));
  expect((await before.answer()).body.toString()).toBe("direct /2");
});

test("A certificate that cannot be used is refused, and the one in use stays.", async () => {
  const server = await watchTls();
  const other = makeLoopbackCertificate();
  const mixed = { certificate: tls.certificate, privateKey: other.privateKey };
  expect(() => server.replace(mixed)).toThrow("key values mismatch");
  expect(serialOf(await shake(server))).toBe(new X509Certificate(tls.certificate).fingerprint256);
  const plain = createNodeHost({ listen: "127.0.0.1:0", headBytesMax: 1, handle: () => text("") });
  expect(() => plain.replaceTls(tls)).toThrow("does not speak TLS");
});

test("Plain HTTP to a port with TLS is not answered, and is no failure of the edge.", async () => {
  const server = await watchTls();
  const plain = await openPlain(server);
  const closed = gate();
  plain.on("close", () => closed.open());
  let got = "";
  plain.on("data", (data) => (got += data.toString("latin1")));
  plain.write(get("/1"));
  await closed.opened;
  expect(got).not.toContain("HTTP/1.1 200");
  expect([server.requests, server.failures]).toEqual([[], []]);
});
