// The part of the origin contract about calls that bring no whole answer: whose fault it is called, and what is closed.
import { once } from "node:events";
import type { Socket } from "node:net";
import { expect, it, onTestFinished, vi } from "vitest";
import { uploadStepBytes, type OriginRequest } from "../../src/edge/ports.ts";
import {
  answerOf,
  Arrivals,
  failureOf,
  openOrigin,
  pieces,
  readBody,
  signalled,
  textOf,
  type CreateOrigin,
} from "./origin-calls.ts";
import { emptyAnswer, serveRaw, type RawRequest } from "../harness/raw-server.ts";

/** A limit that a server which never answers is sure to exceed. */
const tinyWaitMs = 20;

/** Stops the timers of a test; they run only as it moves the time. */
function holdTimers(): void {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
}

/** A body of that many chunks, with this pause after each. */
async function* slowUpload(chunks: number, chunkBytes: number, pauseMs: number) {
  for (let sent = 0; sent < chunks; sent += 1) {
    yield new Uint8Array(chunkBytes);
    vi.advanceTimersByTime(pauseMs);
  }
}

/** The origin's fault. */
export function breaksOff(create: CreateOrigin): void {
  it("An origin is unreachable if nothing listens at its address.", async () => {
    const { url } = await serveRaw(() => undefined);
    // A port that was free a moment ago, on an address of the loopback network at which nothing listens.
    const nobody = url.replace("127.0.0.1", "127.0.0.2");
    const { kind, cause } = await failureOf(openOrigin(create, { url: nobody }));
    expect(kind).toBe("unreachable");
    expect(cause).toBeInstanceOf(Error);
  });

  it("A closed origin is unreachable, and gives up the calls in flight.", async () => {
    const reached = signalled();
    const { url } = await serveRaw(() => reached.resolve());
    const origin = openOrigin(create, { url, connectionsMax: 1 });
    const underWay = failureOf(origin);
    const waiting = failureOf(origin);
    await reached.promise;
    await origin.close();
    expect((await underWay).kind).toBe("aborted");
    expect((await waiting).kind).toBe("aborted");
    expect((await failureOf(origin)).kind).toBe("unreachable");
  });

  it.each([
    ["closes the connection", ""],
    ["closes it within the head", "HTTP/1.1 200 OK\r\nContent-"],
    ["does not speak HTTP", "hello\r\n\r\n"],
    ["sends two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc"],
    ["sends a length twice", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nab"],
    ["sends a list of lengths", "HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nab"],
    ["sends a length that is none", "HTTP/1.1 200 OK\r\nContent-Length: two\r\n\r\nab"],
    [
      "sends a length beside chunks",
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n",
    ],
    [
      "sends chunks beside a length",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n2\r\nab\r\n0\r\n\r\n",
    ],
    ["uses another coding", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nab"],
    [
      "chunks twice",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n",
    ],
    ["sends a NUL in a value", "HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 0\r\n\r\n"],
    ["folds a line", "HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 0\r\n\r\n"],
    ["ends a line with LF alone", "HTTP/1.1 200 OK\r\nX: a\nContent-Length: 0\r\n\r\n"],
    ["sends a CR within a line", "HTTP/1.1 200 OK\r\nX: a\rb\r\nContent-Length: 0\r\n\r\n"],
    ["puts a space behind a name", "HTTP/1.1 200 OK\r\nX : a\r\nContent-Length: 0\r\n\r\n"],
    ["switches protocols", `HTTP/1.1 101 Switching Protocols\r\n\r\n${emptyAnswer}`],
    ["sends too long a head", `HTTP/1.1 200 OK\r\nX: ${"x".repeat(66_000)}\r\n\r\n`],
  ])("A call is broken if the origin %s.", async (_, bytes) => {
    const { url, sockets } = await serveRaw(({ socket }) => socket.end(bytes, "latin1"));
    expect((await failureOf(openOrigin(create, { url }))).kind).toBe("broken");
    expect(sockets).toHaveLength(1);
  });

  it("A call is broken if the origin resets the connection before it answers.", async () => {
    const { url } = await serveRaw(({ socket }) => socket.resetAndDestroy());
    expect((await failureOf(openOrigin(create, { url }))).kind).toBe("broken");
  });

  it.each([
    ["a length", "Content-Length: 10\r\n\r\nabc"],
    ["chunks", "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n5\r\nde"],
    ["chunks that are none", "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nxyz\r\n"],
  ])(
    "The part of a body that is cut short with %s arrives, followed by the failure.",
    async (_, rest) => {
      const { url } = await serveRaw(({ socket }) => socket.end(`HTTP/1.1 200 OK\r\n${rest}`));
      const { status, body } = await answerOf(openOrigin(create, { url }));
      expect(status).toBe(200);
      const { text, failure } = await readBody(body);
      expect(failure?.kind).toBe("broken");
      expect(text).toMatch(/^abc(de)?$/);
    },
  );
}

/** A failure by timeout. */
export function runsOutOfTime(create: CreateOrigin): void {
  it("A call waits no longer than its limit for a head, and then closes the connection.", async () => {
    const closed = signalled();
    const reached: string[] = [];
    const { url } = await serveRaw(({ socket }) => {
      reached.push("a call");
      socket.on("close", () => closed.resolve());
    });
    const origin = openOrigin(create, { url });
    // On a busy machine the wait may be over before the server has heard of the call.
    do {
      expect((await failureOf(origin, { headWaitMs: tinyWaitMs })).kind).toBe("timeout");
    } while (reached.length === 0);
    await closed.promise;
  });

  it("The wait for a free connection counts as part of the wait for a head.", async () => {
    const { url } = await serveRaw(() => undefined);
    const origin = openOrigin(create, { url, connectionsMax: 1 });
    const first = failureOf(origin);
    expect((await failureOf(origin, { headWaitMs: tinyWaitMs })).kind).toBe("timeout");
    await origin.close();
    expect((await first).kind).toBe("aborted");
  });

  it("Interim answers do not count as a head.", async () => {
    const { url } = await serveRaw(({ socket }) => socket.write("HTTP/1.1 102 Processing\r\n\r\n"));
    const { kind } = await failureOf(openOrigin(create, { url }), { headWaitMs: tinyWaitMs });
    expect(kind).toBe("timeout");
  });

  it("The whole answer has a time limit, even if it comes drop by drop.", async () => {
    const { url } = await serveRaw(({ socket }) => {
      socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
      const drip = (): void => {
        if (!socket.destroyed) socket.write("1\r\n.\r\n", () => setImmediate(drip));
      };
      drip();
    });
    const { body } = await answerOf(openOrigin(create, { url }), { totalWaitMs: 200 });
    const { text, failure } = await readBody(body);
    expect(failure?.kind).toBe("timeout");
    expect(text).toMatch(/^\.+$/);
  });

  it("The whole answer's time limit holds even if no head has come.", async () => {
    const { url } = await serveRaw(() => undefined);
    const { kind } = await failureOf(openOrigin(create, { url }), { totalWaitMs: tinyWaitMs });
    expect(kind).toBe("timeout");
  });

  it("A body without a time limit may take longer than its head could.", async () => {
    const { url, sockets } = await serveRaw(({ socket }) =>
      socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na"),
    );
    const origin = openOrigin(create, { url });
    const waits = { headWaitMs: 500, totalWaitMs: undefined };
    const { body } = await answerOf(origin, waits);
    // The head's limit passes for a separate call that began later.
    const later = await serveRaw(() => undefined);
    expect((await failureOf(openOrigin(create, { url: later.url }), waits)).kind).toBe("timeout");
    sockets[0]?.write("b");
    expect(await readBody(body)).toEqual({ text: "ab", failure: undefined });
  });

  it("Waits that no timer can count are accepted.", async () => {
    const { url } = await serveRaw(({ socket }) => socket.write(emptyAnswer));
    const waits = { headWaitMs: Number.POSITIVE_INFINITY, totalWaitMs: 2 ** 40 };
    expect(await textOf(openOrigin(create, { url }), waits)).toBe("");
  });
}

/** The caller's doing. */
export function isGivenUp(create: CreateOrigin): void {
  it("A signal that has already fired prevents the call.", async () => {
    const { url, sockets } = await serveRaw(({ socket }) => socket.write(emptyAnswer));
    const origin = openOrigin(create, { url });
    const reason = new Error("gone");
    expect(await failureOf(origin, { signal: AbortSignal.abort(reason) })).toEqual({
      kind: "aborted",
      cause: reason,
    });
    await textOf(origin);
    expect(sockets).toHaveLength(1);
  });

  it("A signal that fires while the call waits for the head ends the call and closes the connection.", async () => {
    const abort = new AbortController();
    const closed = signalled();
    const { url } = await serveRaw(({ socket }) => {
      socket.on("close", () => closed.resolve());
      abort.abort();
    });
    const { kind } = await failureOf(openOrigin(create, { url }), { signal: abort.signal });
    expect(kind).toBe("aborted");
    await closed.promise;
  });

  it("A signal that fires while the call waits for a connection ends the call, and the next call gets that connection.", async () => {
    const requests = new Arrivals<RawRequest>();
    const { url } = await serveRaw((request) => requests.push(request));
    const origin = openOrigin(create, { url, connectionsMax: 1 });
    const abort = new AbortController();
    const first = textOf(origin);
    const second = failureOf(origin, { signal: abort.signal });
    const third = textOf(origin);
    abort.abort();
    expect((await second).kind).toBe("aborted");
    (await requests.nth(1)).socket.write(emptyAnswer);
    expect(await first).toBe("");
    (await requests.nth(2)).socket.write(emptyAnswer);
    expect(await third).toBe("");
    expect(requests.items).toHaveLength(2);
  });

  it("A signal that fires within the body ends the call and closes the connection.", async () => {
    const abort = new AbortController();
    const { url, sockets } = await serveRaw(({ socket }) =>
      socket.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"),
    );
    const { body } = await answerOf(openOrigin(create, { url }), { signal: abort.signal });
    const iterator = body[Symbol.asyncIterator]();
    await iterator.next();
    const closed = onceClosed(sockets);
    abort.abort();
    await expect(iterator.next()).rejects.toMatchObject({ failure: { kind: "aborted" } });
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
    await closed;
  });

  it("A signal that fires after the answer does no harm.", async () => {
    const abort = new AbortController();
    const { url, sockets } = await serveRaw(({ socket }) => socket.write(emptyAnswer));
    const origin = openOrigin(create, { url });
    await textOf(origin, { signal: abort.signal });
    abort.abort();
    await textOf(origin);
    expect(sockets).toHaveLength(1);
  });
}

/** Uploads. */
export function isSlowOrBrokenUpload(create: CreateOrigin): void {
  it.each([
    ["a step at a time", 4, uploadStepBytes],
    ["in halves of a step", 7, uploadStepBytes / 2],
  ])(
    "An upload that makes progress may take longer than a head may, %s.",
    async (_, chunks, bytes) => {
      const { url } = await serveRaw(({ socket }) => {
        socket.on("data", (chunk) => {
          if (chunk.toString("latin1").endsWith("0\r\n\r\n")) socket.write(emptyAnswer);
        });
      });
      holdTimers();
      const pauseMs = (900 * bytes) / uploadStepBytes;
      const { status } = await answerOf(openOrigin(create, { url }), {
        method: "POST",
        body: slowUpload(chunks, bytes, pauseMs),
        headWaitMs: 1_000,
      });
      expect(status).toBe(200);
    },
  );

  it("A trickle does not count as progress.", async () => {
    const { url } = await serveRaw(() => undefined);
    holdTimers();
    const { kind } = await failureOf(openOrigin(create, { url }), {
      method: "POST",
      body: slowUpload(4, 1, 300),
      headWaitMs: 1_000,
    });
    expect(kind).toBe("timeout");
  });

  it.each([
    ["breaks off", breaking(), undefined],
    ["breaks off short of its length", breaking(), 10],
    ["ends short of its length", pieces("ab"), 3],
    ["is longer than its length", pieces("ab", "cd"), 3],
  ])(
    "A call is given up if its request body %s, and the body is never sent as complete.",
    async (_, body, bodyBytes) => {
      const received = signalled<string>();
      const { url } = await serveRaw(({ socket, bodyStart }) => {
        let text = bodyStart;
        socket.on("data", (chunk: Buffer) => (text += chunk.toString("latin1")));
        socket.on("close", () => received.resolve(text));
      });
      const changes: Partial<OriginRequest> = { method: "POST", body, bodyBytes };
      expect((await failureOf(openOrigin(create, { url }), changes)).kind).toBe("aborted");
      const text = await received.promise;
      expect(text).not.toContain("0\r\n\r\n");
      expect(text).not.toContain("cd");
    },
  );

  it("The answer ends if the request's body breaks off after the head.", async () => {
    const answered = signalled();
    const { url } = await serveRaw(({ socket }) => {
      socket.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc");
    });
    async function* body(): AsyncGenerator<Uint8Array> {
      yield Buffer.from("first");
      await answered.promise;
      throw new Error("the client has gone");
    }
    const answer = await answerOf(openOrigin(create, { url }), { method: "POST", body: body() });
    answered.resolve();
    expect(await readBody(answer.body)).toMatchObject({ failure: { kind: "aborted" } });
  });
}

async function* breaking(): AsyncGenerator<Uint8Array> {
  yield Buffer.from("ab");
  throw new Error("the client has gone");
}

function onceClosed(sockets: readonly Socket[]): Promise<unknown> {
  return Promise.all(sockets.map((socket) => once(socket, "close")));
}
