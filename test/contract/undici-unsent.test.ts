// What a call does with a connection on which its request was not sent completely.
import { expect, it } from "vitest";
import { Call } from "../../src/origin/undici/call.ts";
import type { Connection, ConnectionPool } from "../../src/origin/undici/connection-pool.ts";
import { createUndiciOrigin } from "../../src/origin/undici/undici-origin.ts";
import { failureOf, openOrigin, pieces, request, textOf } from "./origin-calls.ts";
import { emptyAnswer, serveRaw } from "../harness/raw-server.ts";

/** A pool that notes what is done with its one connection, which sends nothing. */
function notingPool(): { readonly pool: ConnectionPool; readonly done: string[] } {
  const done: string[] = [];
  const connection: Connection = {
    client: {
      dispatch: () => {
        done.push("dispatched");
        return true;
      },
    },
    requests: 1,
    isQuiet: () => true,
    brought: () => "none",
    hold: () => undefined,
    letGo: () => undefined,
    answerEnded: () => undefined,
    destroy: () => Promise.resolve(),
  };
  const pool: ConnectionPool = {
    lend: (take) => {
      take(connection);
      return () => undefined;
    },
    giveBack: () => done.push("given back"),
    drop: () => done.push("dropped"),
    renew: () => connection,
    close: () => Promise.resolve(),
  };
  return { pool, done };
}

/** What undici hands to a handler. */
const controller = {
  aborted: false,
  paused: false,
  reason: null,
  rawHeaders: [],
  rawTrailers: [],
  abort: () => undefined,
  pause: () => undefined,
  resume: () => undefined,
};

it("The connection of a call that is given up before its request was written is dropped.", () => {
  const { pool, done } = notingPool();
  const call = new Call(request(), "/", pool, () => undefined);
  call.start();
  call.fail("aborted", new Error("the client has gone"));
  expect(done).toEqual(["dispatched", "dropped"]);
});

it("The connection of an answer that came before its request was sent completely is dropped.", async () => {
  const { pool, done } = notingPool();
  const upload = request({ method: "POST", body: pieces("a", "b"), bodyBytes: 2 });
  const call = new Call(upload, "/", pool, () => undefined);
  call.start();
  await new Promise((turn) => setImmediate(turn));
  call.onRequestStart(controller);
  call.onResponseStart(controller, 413);
  call.onResponseEnd();
  await new Promise((turn) => setImmediate(turn));
  expect(done).toEqual(["dispatched", "dropped"]);
});

it("The connection of an answer to a request that was sent completely is returned.", async () => {
  const { pool, done } = notingPool();
  const call = new Call(request(), "/", pool, () => undefined);
  call.start();
  call.onRequestStart(controller);
  call.onRequestSent();
  call.onResponseStart(controller, 200);
  call.onResponseEnd();
  await new Promise((turn) => setImmediate(turn));
  expect(done).toEqual(["dispatched", "given back"]);
});

it("The request of a call that is given up before a kept connection takes it is never sent.", async () => {
  const heads: string[] = [];
  const { url } = await serveRaw(({ socket, head }) => {
    heads.push(head.split(" ")[1] ?? "");
    socket.write(emptyAnswer);
  });
  const origin = openOrigin(createUndiciOrigin, { url });
  await textOf(origin, { target: "/first" });
  const left = new AbortController();
  const givenUp = failureOf(origin, { target: "/given-up", signal: left.signal });
  left.abort();
  expect((await givenUp).kind).toBe("aborted");
  await textOf(origin, { target: "/next" });
  expect(heads).toEqual(["/first", "/next"]);
});
