// The client of the edge's own calls against the origin contract, and its own care with connections.
import { once } from "node:events";
import { expect, it } from "vitest";
import type { AskedAnswer, Origin, OriginFailure } from "../../src/edge/ports.ts";
import { createUndiciOrigin } from "../../src/origin/undici/undici-origin.ts";
import { asOwnCalls, openOrigin, pieces, readBody, textOf } from "./origin-calls.ts";
import { bodilessOriginContract } from "./origin-contract.ts";
import { emptyAnswer, serveRaw } from "../harness/raw-server.ts";

const createOwnOrigin = asOwnCalls(createUndiciOrigin);

bodilessOriginContract("own calls", createOwnOrigin);

it("A call that counts on a connection which is lost before it is free gets a new one.", async () => {
  const { url, sockets } = await serveRaw(({ socket }) => socket.write(emptyAnswer));
  const origin = openOrigin(createOwnOrigin, { url, connectionsMax: 1 });
  let turnsSince = -1;
  const next = Promise.withResolvers<string>();
  // An immediate that was there before the connection is given back runs, in each turn, before the pool's own. In the
  // second turn the surplus has been read, and the pool has not looked at the connection yet.
  const turn = (): void => {
    if (turnsSince >= 0) turnsSince += 1;
    if (turnsSince === 2) next.resolve(textOf(origin));
    else setImmediate(turn);
  };
  setImmediate(turn);
  await textOf(origin);
  sockets[0]?.write("surplus");
  turnsSince = 0;
  expect(await next.promise).toBe("");
  expect(sockets).toHaveLength(2);
});

/** Asks an origin for a body of up to 8 bytes. */
function ask(origin: Origin, knownBody?: Uint8Array): Promise<AskedAnswer | OriginFailure> {
  return new Promise((resolve) => {
    origin.ask?.({
      method: "GET",
      target: "/",
      headers: [],
      waitMs: 20_000,
      bodyBytesMax: 8,
      knownBody,
      onLeaving: () => undefined,
      onAnswer: resolve,
      onFailure: resolve,
    });
  });
}

it("An answer that repeats the known body has that very array, and any other has an array to itself.", async () => {
  const { url } = await serveRaw(({ socket, nth }) =>
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n${nth < 3 ? "same" : "else"}`),
  );
  const origin = openOrigin(createUndiciOrigin, { url });
  const first = await ask(origin);
  const { body } = first as AskedAnswer;
  expect([body.byteLength, body.buffer.byteLength, body.byteOffset]).toEqual([4, 4, 0]);
  const again = (await ask(origin, body)) as AskedAnswer;
  expect(again.body).toBe(body);
  const changed = (await ask(origin, body)) as AskedAnswer;
  expect(Buffer.from(changed.body).toString()).toBe("else");
});

it("An answer that is too large to be read whole comes with a stream of the rest.", async () => {
  const { url } = await serveRaw(({ socket }) =>
    socket.write("HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\nabcdefghi", () =>
      socket.write("jkl"),
    ),
  );
  const answer = (await ask(openOrigin(createUndiciOrigin, { url }))) as AskedAnswer;
  expect(answer.ending).toBe("large");
  const { text } = await readBody(answer.rest ?? pieces());
  expect(Buffer.from(answer.body).toString() + text).toBe("abcdefghijkl");
});

it("A body that breaks off comes as far as it arrived, with the reason.", async () => {
  const { url } = await serveRaw(({ socket }) =>
    socket.end("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabc"),
  );
  const answer = (await ask(openOrigin(createUndiciOrigin, { url }))) as AskedAnswer;
  expect(Buffer.from(answer.body).toString()).toBe("abc");
  expect([answer.ending, answer.failure?.kind]).toEqual(["broken", "broken"]);
});

it("A question to a closed origin fails after `ask` has returned.", async () => {
  const origin = createUndiciOrigin({ url: "http://127.0.0.1:9" });
  await origin.close();
  expect(await ask(origin)).toMatchObject({ kind: "unreachable" });
});

it("An idle connection is closed after its time.", async () => {
  const { url, sockets } = await serveRaw(({ socket }) => socket.write(emptyAnswer));
  const origin = openOrigin((options) => createUndiciOrigin({ ...options, idleMs: 20 }), { url });
  await ask(origin);
  const [socket] = sockets;
  if (socket?.closed === false) await once(socket, "close");
  expect(socket?.closed).toBe(true);
});

it("A connection that the origin closes about as soon as it is idle is not kept.", async () => {
  const { url, sockets } = await serveRaw(({ socket }) =>
    socket.write("HTTP/1.1 200 OK\r\nKeep-Alive: timeout=2\r\nContent-Length: 0\r\n\r\n"),
  );
  const origin = openOrigin(createUndiciOrigin, { url });
  await ask(origin);
  await ask(origin);
  expect(sockets).toHaveLength(2);
});

it("A connection is lent again after the event loop has polled once more.", async () => {
  const { url } = await serveRaw(({ socket }) => socket.write(emptyAnswer));
  const origin = openOrigin(createUndiciOrigin, { url, connectionsMax: 1 });
  const trace: string[] = [];
  const first = ask(origin);
  const left = Promise.withResolvers<void>();
  await first;
  origin.ask?.({
    method: "GET",
    target: "/",
    headers: [],
    waitMs: 20_000,
    bodyBytesMax: 8,
    knownBody: undefined,
    onLeaving: () => {
      trace.push("lent");
      left.resolve();
    },
    onAnswer: () => undefined,
    onFailure: () => undefined,
  });
  trace.push("same turn");
  await new Promise((turn) => setImmediate(turn));
  trace.push("first check phase");
  await left.promise;
  expect(trace).toEqual(["same turn", "first check phase", "lent"]);
});
