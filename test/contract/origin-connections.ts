// The part of the origin contract about connections: which are used again, and which never.
import { createServer as createTlsServer } from "node:https";
import { createServer } from "node:net";
import { expect, it } from "vitest";
import {
  answerOf,
  Arrivals,
  failureOf,
  openOrigin,
  pieces,
  readBody,
  request,
  signalled,
  textOf,
  type CreateOrigin,
} from "./origin-calls.ts";
import type { OriginRequest } from "../../src/edge/ports.ts";
import { makeLoopbackCertificate } from "../harness/loopback-certificate.ts";
import { emptyAnswer, listen, serveRaw, type RawRequest } from "../harness/raw-server.ts";

const { certificate, privateKey } = makeLoopbackCertificate();

/** Lets the event loop go round. */
async function turns(count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) await new Promise((done) => setImmediate(done));
}

/** What an origin may send that no request asked for. */
const surpluses = [
  ["a whole answer", "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nforeign"],
  ["the beginning of one", "HTTP/1.1 2"],
  ["an empty line", "\r\n"],
  ["no HTTP", "foreign"],
] as const;

/** Has a surplus arrive on an idle connection just before a request, which must use another connection. */
async function expectNothingWrittenAfter(
  create: CreateOrigin,
  surplus: string,
  next: Partial<OriginRequest>,
): Promise<void> {
  const { url, sockets } = await serveRaw(({ socket, connection }) =>
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n${connection}`),
  );
  const origin = openOrigin(create, { url });
  await textOf(origin);
  await turns(5);
  // The kernel has it, but the event loop does not poll before the request is written.
  sockets.at(-1)?.write(surplus);
  expect(await textOf(origin, next)).toBe("2");
  expect(sockets).toHaveLength(2);
}

/** Use and re-use. */
export function usesConnections(create: CreateOrigin): void {
  it("A connection is reused after an exchange that ended cleanly.", async () => {
    const { url, sockets } = await serveRaw(({ socket, nth }) =>
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n${nth}`),
    );
    const origin = openOrigin(create, { url });
    expect(await textOf(origin)).toBe("1");
    expect(await textOf(origin)).toBe("2");
    expect(await textOf(origin)).toBe("3");
    expect(sockets).toHaveLength(1);
  });

  it("The origin opens at most its number of connections, and the call that has waited longest is next.", async () => {
    const requests = new Arrivals<RawRequest>();
    const { url, sockets } = await serveRaw((arrived) => requests.push(arrived));
    const origin = openOrigin(create, { url, connectionsMax: 2 });
    const calls = [1, 2, 3, 4, 5].map((n) => textOf(origin, { target: `/${n}` }));
    for (let n = 1; n <= 5; n += 1) (await requests.nth(n)).socket.write(emptyAnswer);
    expect(await Promise.all(calls)).toEqual(["", "", "", "", ""]);
    expect(sockets).toHaveLength(2);
    const targets = requests.items.map(({ head }) => head.split(" ")[1]);
    expect(targets.slice(2)).toEqual(["/3", "/4", "/5"]);
  });

  it("The origin says when a request leaves after its wait for a connection.", async () => {
    const requests = new Arrivals<RawRequest>();
    const { url } = await serveRaw((arrived) => requests.push(arrived));
    const origin = openOrigin(create, { url, connectionsMax: 1 });
    const said: string[] = [];
    const calls = ["/1", "/2"].map(async (target) => {
      await textOf(origin, { target, onLeaving: () => said.push(`${target} leaves`) });
      said.push(`${target} is over`);
    });
    for (let n = 1; n <= 2; n += 1) (await requests.nth(n)).socket.write(emptyAnswer);
    await Promise.all(calls);
    expect(said).toEqual(["/1 leaves", "/1 is over", "/2 leaves", "/2 is over"]);
  });

  it.each([
    ["says that it closes", "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"],
    ["speaks HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n"],
  ])("A connection is not reused if the origin %s.", async (_, bytes) => {
    const { url, sockets } = await serveRaw(({ socket }) => socket.write(bytes));
    const origin = openOrigin(create, { url });
    await textOf(origin);
    await textOf(origin);
    expect(sockets).toHaveLength(2);
  });

  it.each(surpluses)(
    "No request is written to a connection on which %s has arrived in the meantime.",
    async (_, surplus) => {
      await expectNothingWrittenAfter(create, surplus, {});
    },
  );

  it("An answer without a request is never given to the next call.", async () => {
    const foreign = "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nforeign";
    const { url } = await serveRaw(({ socket, nth }) =>
      socket.write(
        nth === 1 ? `HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nown${foreign}` : emptyAnswer,
      ),
    );
    const origin = openOrigin(create, { url, connectionsMax: 1 });
    for (let i = 0; i < 5; i += 1) expect(await textOf(origin)).toBe("own");
  });
}

/** Use and re-use of connections by uploads, and by the two kinds of call. */
export function keepsConnectionsApart(create: CreateOrigin): void {
  it("An upload gets no connection before its first bytes are there.", async () => {
    const { url, sockets } = await serveRaw(({ socket, connection }) =>
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n${connection}`),
    );
    const origin = openOrigin(create, { url });
    await textOf(origin);
    const first = signalled();
    async function* late() {
      await first.promise;
      yield* pieces("", "a");
    }
    const upload = textOf(origin, { method: "POST", body: late(), bodyBytes: 1 });
    await turns(5);
    sockets[0]?.write("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nforeign");
    await turns(5);
    first.resolve();
    expect(await upload).toBe("2");
  });

  it.each(surpluses)(
    "No upload is written to a connection on which %s has arrived in the meantime.",
    async (_, surplus) => {
      await expectNothingWrittenAfter(create, surplus, {
        method: "POST",
        body: pieces("a", "b"),
        bodyBytes: 2,
      });
    },
  );

  it("The edge's own calls and forwarded requests use separate connections.", async () => {
    const { url, sockets } = await serveRaw(({ socket, connection }) =>
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n${connection}`),
    );
    const origin = openOrigin(create, { url });
    const used: string[] = [];
    for (const purpose of ["own", "forwarded", "forwarded", "own"] as const) {
      used.push(await textOf(origin, { purpose }));
    }
    expect(used).toEqual(["1", "2", "2", "1"]);
    expect(sockets).toHaveLength(2);
  });
}

/** Connections whose exchange did not end cleanly. */
export function closesConnections(create: CreateOrigin): void {
  /** A server that answers each connection's first request with too little, and lists which were closed. */
  async function stalling(): Promise<{
    readonly url: string;
    readonly closed: Arrivals<number>;
    readonly used: number[];
  }> {
    const closed = new Arrivals<number>();
    const used: number[] = [];
    const { url } = await serveRaw(({ socket, connection }) => {
      used.push(connection);
      socket.on("close", () => closed.push(connection));
      const stalls = connection === 1;
      socket.write(stalls ? "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nstall" : emptyAnswer);
    });
    return { url, closed, used };
  }

  it("A body that is discarded closes its connection.", async () => {
    const { url, closed, used } = await stalling();
    const origin = openOrigin(create, { url });
    const answer = await answerOf(origin);
    answer.discard();
    answer.discard();
    expect(await closed.nth(1)).toBe(1);
    expect(await readBody(answer.body)).toEqual({ text: "", failure: undefined });
    await textOf(origin);
    expect(used).toEqual([1, 2]);
  });

  it("A body whose reader stops early closes its connection.", async () => {
    const { url, closed, used } = await stalling();
    const origin = openOrigin(create, { url });
    const { body } = await answerOf(origin);
    for await (const chunk of body) {
      expect(chunk.byteLength).toBeGreaterThan(0);
      break;
    }
    expect(await closed.nth(1)).toBe(1);
    await textOf(origin);
    expect(used).toEqual([1, 2]);
  });

  it("A body that takes too long closes its connection.", async () => {
    const { url, closed, used } = await stalling();
    const origin = openOrigin(create, { url });
    const { body } = await answerOf(origin, { totalWaitMs: 100 });
    expect((await readBody(body)).failure?.kind).toBe("timeout");
    expect(await closed.nth(1)).toBe(1);
    await textOf(origin);
    expect(used).toEqual([1, 2]);
  });

  it("A waiting call gets the place of a connection that was closed.", async () => {
    const { url, used } = await stalling();
    const origin = openOrigin(create, { url, connectionsMax: 1 });
    const answer = await answerOf(origin);
    const waiting = textOf(origin);
    answer.discard();
    expect(await waiting).toBe("");
    expect(used).toEqual([1, 2]);
  });

  it("A connection is kept if the whole answer had arrived when the rest was discarded.", async () => {
    const { url, sockets } = await serveRaw(({ socket }) =>
      socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"),
    );
    const origin = openOrigin(create, { url });
    const answer = await answerOf(origin);
    await textOf(origin);
    answer.discard();
    await textOf(origin);
    expect(sockets.length).toBeLessThanOrEqual(2);
  });
}

/** Kept connections that the origin has closed meanwhile. */
export function retriesDeadConnections(create: CreateOrigin): void {
  /** Answers first requests, and lets connections die on later ones in a way of the test's choice. */
  async function dying(die: (dead: RawRequest) => void): Promise<{
    readonly url: string;
    readonly seen: string[];
  }> {
    const seen: string[] = [];
    const { url } = await serveRaw((arrived) => {
      seen.push(`${arrived.connection}.${arrived.nth}`);
      if (arrived.nth === 1) arrived.socket.write(emptyAnswer);
      else die(arrived);
    });
    return { url, seen };
  }

  it.each([
    ["closes", (dead: RawRequest) => dead.socket.destroy()],
    ["resets", (dead: RawRequest) => dead.socket.resetAndDestroy()],
    ["ends", (dead: RawRequest) => dead.socket.end()],
  ])("A call is repeated once on a new connection if the origin %s a kept one.", async (_, die) => {
    const { url, seen } = await dying(die);
    const origin = openOrigin(create, { url, connectionsMax: 1 });
    await textOf(origin, { purpose: "own" });
    let left = 0;
    const onLeaving = (): void => void (left += 1);
    expect(await textOf(origin, { purpose: "own", onLeaving })).toBe("");
    expect(seen).toEqual(["1.1", "1.2", "2.1"]);
    expect(left).toBe(2);
  });

  it("A forwarded request on a dead connection is not repeated.", async () => {
    const { url, seen } = await dying((dead) => dead.socket.destroy());
    const origin = openOrigin(create, { url });
    await textOf(origin);
    expect((await failureOf(origin)).kind).toBe("broken");
    expect(seen).toEqual(["1.1", "1.2"]);
  });

  it("A call is not repeated if a byte of its answer had arrived.", async () => {
    const { url, seen } = await dying((dead) => dead.socket.end("HTTP/1.1 2"));
    const origin = openOrigin(create, { url });
    await textOf(origin, { purpose: "own" });
    expect((await failureOf(origin, { purpose: "own" })).kind).toBe("broken");
    expect(seen).toEqual(["1.1", "1.2"]);
  });

  it("A call on a new connection is not repeated.", async () => {
    const { url, sockets } = await serveRaw(({ socket }) => socket.destroy());
    const origin = openOrigin(create, { url });
    expect((await failureOf(origin, { purpose: "own" })).kind).toBe("broken");
    expect(sockets).toHaveLength(1);
  });

  it("A call fails at once if the new connection of its repetition is refused.", async () => {
    const server = createServer((socket) => {
      socket.once("data", () => {
        socket.write(emptyAnswer);
        socket.once("data", () => {
          server.close();
          socket.destroy();
        });
      });
    });
    const { url } = await listen(server);
    const origin = openOrigin(create, { url });
    await textOf(origin, { purpose: "own" });
    const refused = await failureOf(origin, { purpose: "own" });
    expect([refused.kind, String(refused.cause)]).toEqual([
      "unreachable",
      expect.stringContaining("ECONNREFUSED"),
    ]);
  });

  it("A call is repeated only once, even if there are other kept connections.", async () => {
    const requests = new Arrivals<RawRequest>();
    const { url, sockets } = await serveRaw((arrived) => {
      requests.push(arrived);
      if (requests.items.length > 3) arrived.socket.destroy();
    });
    const origin = openOrigin(create, { url });
    const first = [1, 2, 3].map(() => textOf(origin, { purpose: "own" }));
    for (const n of [1, 2, 3]) (await requests.nth(n)).socket.write(emptyAnswer);
    await Promise.all(first);
    expect((await failureOf(origin, { purpose: "own" })).kind).toBe("broken");
    expect(requests.items).toHaveLength(5);
    expect(requests.items[4]).toMatchObject({ connection: 4, nth: 1 });
    expect(sockets).toHaveLength(4);
  });

  it("Both attempts of a call count against its time.", async () => {
    const { url } = await serveRaw(({ socket, connection, nth }) => {
      if (connection === 1) {
        if (nth === 1) socket.write(emptyAnswer);
        else socket.destroy();
      }
    });
    const origin = openOrigin(create, { url });
    await textOf(origin, { purpose: "own" });
    const late = await failureOf(origin, { purpose: "own", headWaitMs: 50 });
    expect(late.kind).toBe("timeout");
  });

  it("If the origin had closed the kept connection, a call opens a new one, which counts as new.", async () => {
    const closed = new Arrivals<number>();
    const { url, sockets } = await serveRaw(({ socket, connection }) => {
      if (connection === 3) {
        socket.destroy();
      } else {
        socket.on("close", () => closed.push(connection));
        socket.end(emptyAnswer);
      }
    });
    const origin = openOrigin(create, { url, connectionsMax: 1 });
    expect(await textOf(origin, { purpose: "own" })).toBe("");
    expect(await closed.nth(1)).toBe(1);
    expect(await textOf(origin, { purpose: "own" })).toBe("");
    expect(await closed.nth(2)).toBe(2);
    expect((await failureOf(origin, { purpose: "own" })).kind).toBe("broken");
    expect(sockets).toHaveLength(3);
  });
}

/** TLS. */
export function speaksTls(create: CreateOrigin): void {
  async function serveTls(): Promise<string> {
    const server = createTlsServer({ cert: certificate, key: privateKey }, (incoming, answer) => {
      answer.setHeader("X-Protocol", incoming.httpVersion);
      answer.end("over tls");
    });
    return (await listen(server, "https")).url;
  }

  it("An origin with a trusted certificate is called by HTTP/1.1.", async () => {
    const url = await serveTls();
    const origin = openOrigin(create, { url, certificateAuthorities: certificate });
    const { headers, body } = await answerOf(origin);
    expect(headers.slice(0, 2)).toEqual(["X-Protocol", "1.1"]);
    expect(await readBody(body)).toEqual({ text: "over tls", failure: undefined });
  });

  it("An origin whose certificate is not trusted is unreachable, and nothing is sent.", async () => {
    const outcome = await openOrigin(create, { url: await serveTls() }).send(request());
    expect(outcome).toMatchObject({ kind: "failure", failure: { kind: "unreachable" } });
  });

  it("A handshake that takes too long closes its connection.", async () => {
    const closed = signalled();
    const silent = createServer((socket) => {
      socket.on("error", () => socket.destroy()).on("close", () => closed.resolve());
      socket.resume();
    });
    const { url } = await listen(silent, "https");
    const late = await failureOf(openOrigin(create, { url }), { headWaitMs: 50 });
    expect(late.kind).toBe("timeout");
    await closed.promise;
  });

  it("An origin that does not speak TLS is unreachable.", async () => {
    const talkative = createServer((socket) => {
      socket.on("error", () => socket.destroy()).on("data", () => socket.end(emptyAnswer));
    });
    const { url } = await listen(talkative, "https");
    expect((await failureOf(openOrigin(create, { url }))).kind).toBe("unreachable");
  });
}
