// The client of the edge's own calls against the origin contract, and its own care with connections.
import { expect, it } from "vitest";
import type { Origin } from "../../src/edge/ports.ts";
import { createUndiciOrigin } from "../../src/origin/undici/undici-origin.ts";
import { openOrigin, textOf, type ClosableOrigin, type OriginOptions } from "./origin-calls.ts";
import { bodilessOriginContract } from "./origin-contract.ts";
import { emptyAnswer, serveRaw } from "../harness/raw-server.ts";

/** An origin that makes every request an own call. */
function createOwnOrigin(options: OriginOptions): ClosableOrigin {
  const origin = createUndiciOrigin(options);
  const send: Origin["send"] = (request) => origin.send({ ...request, purpose: "own" });
  return { ...origin, send };
}

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
