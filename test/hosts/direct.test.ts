// The Node host keeps the host contract on direct connections too; and what only they have.
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import type { EdgeAnswer, PreparedAnswer } from "../../src/edge/ports.ts";
import { descriptorOf } from "../../src/host/node/direct/adopted-socket.ts";
import { writePrepared } from "../../src/host/node/direct/output.ts";
import { createNodeHost, type NodeHostOptions } from "../../src/host/node/node-host.ts";
import { exchange, exchangeToEnd, rawRequest } from "../harness/raw-client.ts";
import { start } from "./direct-start.ts";
import { describeEndings } from "./ending-contract.ts";
import { describeFailures } from "./failure-contract.ts";
import { gate, open, text, watch, type WatchedHost } from "./host-under-test.ts";
import { describeRefusals } from "./refusal-contract.ts";
import { describeTranslation } from "./translation-contract.ts";

// Requests with a body are none of theirs. So what the contract says of bodies is tested with node:http alone.
describe("the host contract on direct connections", () => {
  describeTranslation(start);
  describeRefusals(start);
  describeEndings(start);
  describeFailures(start);
});

const host = "Host: a.example";
const get = (target: string, ...lines: readonly string[]): string =>
  rawRequest(`GET ${target} HTTP/1.1`, [host, ...lines]);

/** A host of which each answer says who gave it: `direct`, or `parsed` for a request that node:http read. */
async function watchBoth(
  answerSimple: NonNullable<NodeHostOptions["answerSimple"]>,
  settings: Partial<NodeHostOptions> = {},
): Promise<WatchedHost> {
  const startBoth = async (given: Omit<NodeHostOptions, "listen">) => {
    const both = createNodeHost({ listen: "127.0.0.1:0", ...given, ...settings, answerSimple });
    await both.start();
    return both;
  };
  return watch(startBoth, ({ target }) => text(`parsed ${target}`));
}

const direct = ({ target }: { readonly target: string }): EdgeAnswer => text(`direct ${target}`);
const bodies = (answers: readonly { readonly body: Buffer }[]): string[] =>
  answers.map(({ body }) => body.toString());

function prepare(headText: string, body: ArrayLike<number>): PreparedAnswer {
  return {
    status: 200,
    headText,
    bodyBytes: body.length,
    copyBody: (target, at) => target.set(body, at),
  };
}

test("A connection is handed to node:http with the first other request, and stays there.", async () => {
  const server = await watchBoth(direct);
  const remove = rawRequest("DELETE /2 HTTP/1.1", [host]);
  const post = rawRequest("POST /3 HTTP/1.1", [host, "Content-Length: 0"]);
  const methods = ["GET", "DELETE", "POST", "GET"];
  const { answers } = await exchange(server.url, get("/1") + remove + post + get("/4"), methods);
  expect(bodies(answers)).toEqual(["direct /1", "direct /2", "parsed /3", "parsed /4"]);
});

test("A connection stays direct after an answer that had to be waited for.", async () => {
  const server = await watchBoth((request) =>
    request.target === "/2" ? direct(request) : Promise.resolve(direct(request)),
  );
  const { answers } = await exchange(server.url, get("/1") + get("/2") + get("/3"), [
    "GET",
    "GET",
    "GET",
  ]);
  expect(bodies(answers)).toEqual(["direct /1", "direct /2", "direct /3"]);
});

test("A prepared head is sent as it is, with and without a body.", async () => {
  const server = await watchBoth(({ method }) => ({
    status: 200,
    headers: [],
    body: undefined,
    prepared: prepare("X-A: \xe9\r\nContent-Length: 2\r\n", method === "HEAD" ? [] : [0xff, 0x00]),
  }));
  const head = rawRequest("HEAD / HTTP/1.1", [host]);
  const close = get("/end", "Connection: close");
  const { end } = await exchangeToEnd(server.url, get("/") + head + close, []);
  const prepared = "HTTP/1.1 200 OK\r\nX-A: \xe9\r\nContent-Length: 2\r\n\r\n";
  expect(end.rest.toString("latin1")).toBe(
    `${prepared}\xff\0${prepared}HTTP/1.1 200 OK\r\nContent-Length: 11\r\nConnection: close\r\n\r\nparsed /end`,
  );
});

test("An answer that its client has not read yet keeps its bytes while others are answered.", async () => {
  const bodyBytes = 60_000;
  let answered = 0;
  const server = await watchBoth(({ target }) => {
    answered += 1;
    const body = Buffer.alloc(bodyBytes, target.slice(1));
    const prepared = prepare(`Content-Length: ${bodyBytes}\r\n`, body);
    return { status: 200, headers: [], body: undefined, prepared };
  });
  const [slow, quick] = await Promise.all([open(server), open(server)]);
  const requests = 400;
  // Nothing is read from this connection until the other one has been answered.
  await slow.send(get("/a").repeat(requests));
  await quick.send(get("/b"));
  expect((await quick.answer()).body.equals(Buffer.alloc(bodyBytes, "b"))).toBe(true);
  // The buffers of the system hold a part of it, so the host waits for the client in the middle.
  expect(answered).toBeLessThan(requests);
  for (let at = 0; at < requests; at += 1) {
    expect((await slow.answer()).body.equals(Buffer.alloc(bodyBytes, "a"))).toBe(true);
  }
});

test("No more pipelined requests are read than wait for one answer.", async () => {
  const never = gate<EdgeAnswer>();
  const first = gate();
  let asked = 0;
  const server = await watchBoth(() => {
    asked += 1;
    first.open();
    return never.opened;
  });
  const connection = await open(server);
  const mebibyte = 1_024 * 1_024;
  const many = get("/1").repeat(Math.floor((16 * mebibyte) / get("/1").length));
  void connection.send(many);
  await first.opened;
  await expect.poll(() => connection.socket.writableLength).toBeGreaterThan(mebibyte);
  expect(asked).toBe(1);
  connection.destroy();
});

test("Requests that come in many small pieces behind one that waits are read in part, and all answered later.", async () => {
  const first = gate<EdgeAnswer>();
  const asked = gate();
  const server = await watchBoth((request) => {
    if (request.target !== "/1") return direct(request);
    asked.open();
    return first.opened;
  });
  const connection = await open(server);
  await connection.send(get("/1"));
  await asked.opened;
  const requests = 20;
  const later = get("/2").repeat(requests);
  for (const byte of later) {
    await connection.send(byte);
    await new Promise((resolve) => setImmediate(resolve));
  }
  first.open(direct({ target: "/1" }));
  const answers = [await connection.answer()];
  for (let at = 0; at < requests; at += 1) answers.push(await connection.answer());
  expect(bodies(answers)).toEqual([
    "direct /1",
    ...Array.from({ length: requests }, () => "direct /2"),
  ]);
});

test.each([
  ["a new connection that is silent", "", "headWaitMs", ["too-slow"]],
  ["a head that does not end", "GET / HTTP/1.1\r\nHost: a.exam", "headWaitMs", ["too-slow"]],
  ["a connection between two requests", get("/"), "idleMs", []],
] as const)("The host closes %s after its time.", async (_name, bytes, wait, faults) => {
  const server = await watchBoth(direct, { headWaitMs: 10_000, idleMs: 10_000, [wait]: 30 });
  const connection = await open(server);
  if (bytes !== "") await connection.send(bytes);
  await connection.ended();
  expect(server.clientErrors).toEqual(faults);
});

test("A client that reads nothing of its answer is given up.", async () => {
  const fault = gate<string>();
  const server = await watchBoth(() => text("x".repeat(16 * 1_024 * 1_024)), {
    stallMs: 100,
    onClientError: fault.open,
  });
  const connection = await open(server);
  await connection.send(get("/"));
  expect(await fault.opened).toBe("too-slow");
});

test.each(["at once", "later"])(
  "An answer that cannot be written %s breaks its connection, and no other.",
  async (when) => {
    const broken = prepare("Content-Length: 2\r\n", [1, 2]);
    const defect = new Error("the body is gone");
    const answer: EdgeAnswer = {
      status: 200,
      headers: [],
      body: undefined,
      prepared: {
        ...broken,
        copyBody: () => {
          throw defect;
        },
      },
    };
    const server = await watchBoth((request) => {
      if (request.target !== "/broken") return direct(request);
      return when === "later" ? Promise.resolve(answer) : answer;
    });
    const { end } = await exchangeToEnd(server.url, get("/broken"), []);
    expect(end.rest.toString("latin1")).toBe("");
    expect(server.failures).toEqual([defect]);
    const { answers } = await exchange(server.url, get("/1"));
    expect(bodies(answers)).toEqual(["direct /1"]);
  },
);

test("An answer for a connection that has just ended reaches no other one that got its descriptor.", async () => {
  const accepted: Socket[] = [];
  const server = createServer((socket) => accepted.push(socket));
  onTestFinished(() => {
    for (const socket of accepted) socket.destroy();
    server.close();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const first = connect(port, "127.0.0.1");
  await Promise.all([once(first, "connect"), once(server, "connection")]);
  const descriptor = descriptorOf(first);
  first.destroy();
  const second = connect(port, "127.0.0.1");
  await Promise.all([once(second, "connect"), once(server, "connection")]);
  onTestFinished(() => {
    second.destroy();
  });
  // The system gives out the lowest free descriptor. Otherwise this test shows nothing.
  expect(descriptorOf(second)).toBe(descriptor);
  writePrepared(first, descriptor, prepare("Content-Length: 2\r\n", [1, 2]), false);
  second.write("mine");
  const [got] = (await once(accepted[1] ?? server, "data")) as [Buffer];
  expect(got.toString()).toBe("mine");
});
