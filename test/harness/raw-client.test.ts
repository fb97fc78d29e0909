// The raw client itself, against a peer whose bytes are given: a test tool that misreads would prove anything.
import { createServer, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { exchange, exchangeToEnd, RawConnection, rawRequest, Truncated } from "./raw-client.ts";

type Ending = "end" | "reset" | "open";

/** A peer that answers its first bytes with the pieces given, each sent on its own. */
async function peer(pieces: readonly string[], ending: Ending): Promise<string> {
  const answer = async (socket: Socket): Promise<void> => {
    for (const piece of pieces) {
      await new Promise<void>((resolve) => {
        socket.write(Buffer.from(piece, "latin1"), () => resolve());
      });
    }
    if (ending === "end") socket.end();
    else if (ending === "reset") socket.resetAndDestroy();
  };
  const server = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.once("data", () => void answer(socket));
    onTestFinished(() => {
      socket.destroy();
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return `http://127.0.0.1:${address.port}`;
}

const request = rawRequest("GET / HTTP/1.1", ["Host: a"]);

test("The raw client sends what it is given and nothing else.", () => {
  expect(rawRequest("GET / HTTP/1.1", ["Host: a", "X:b"], "body")).toBe(
    "GET / HTTP/1.1\r\nHost: a\r\nX:b\r\n\r\nbody",
  );
});

test("The raw client reads pipelined responses of every framing, however they are cut.", async () => {
  const all =
    "HTTP/1.1 100 Continue\r\nX-I: 1\r\n\r\n" +
    "HTTP/1.1 200 OK\r\nX-a:  1 \r\nx-A: \xe9\r\nContent-Length: 5\r\n\r\nhello" +
    "HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA\r\n0123456789\r\n0\r\nX-T: 1\r\n\r\n" +
    "HTTP/1.1 204 No Content\r\nContent-Length: 9\r\n\r\n" +
    "HTTP/1.0 200 OK\r\n\r\nto the end";
  const url = await peer(all.split(/(?<=\r)/), "end");
  const { answers, end } = await exchangeToEnd(url, request, ["GET", "GET", "GET", "GET"]);
  expect(answers.map(({ status, body }) => [status, body.toString()])).toEqual([
    [200, "hello"],
    [200, "abc0123456789"],
    [204, ""],
    [200, "to the end"],
  ]);
  expect(answers[0]?.headers).toEqual([
    ["X-a", "1"],
    ["x-A", "\xe9"],
    ["Content-Length", "5"],
  ]);
  expect(answers[0]?.interim).toMatchObject([{ status: 100, headers: [["X-I", "1"]] }]);
  expect(answers[1]?.trailers).toEqual([["X-T", "1"]]);
  expect(answers[3]?.version).toBe("HTTP/1.0");
  expect(end).toMatchObject({ reset: false });
});

test.each([
  ["in mid-head", "HTTP/1.1 200 OK\r\nX"],
  ["in mid-body", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell"],
  ["before the last chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n"],
])("The raw client reports a response that ends %s.", async (_name, bytes) => {
  const connection = await RawConnection.open(await peer([bytes], "end"));
  await connection.send(request);
  await expect(connection.answer()).rejects.toThrow(Truncated);
  connection.destroy();
});

test.each([
  ["no status line", "HTP/1.1 200 OK\r\n\r\n"],
  ["a header without colon", "HTTP/1.1 200 OK\r\nnonsense\r\n\r\n"],
  [
    "a chunk size that is not a number",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
  ],
  [
    "a chunk longer than its size",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n",
  ],
  ["two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na"],
])("The raw client objects to %s.", async (_name, bytes) => {
  const url = await peer([bytes], "end");
  const failure: unknown = await exchange(url, request).catch((cause: unknown) => cause);
  expect(failure).toBeInstanceOf(Error);
  expect(failure).not.toBeInstanceOf(Truncated);
});

test("The raw client tells a reset from an end, and both from an open connection.", async () => {
  const answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
  expect(await exchangeToEnd(await peer([answer], "end"), request)).toMatchObject({
    end: { reset: false },
  });
  expect(await exchangeToEnd(await peer([], "reset"), request)).toMatchObject({
    answers: [],
    end: { reset: true },
  });
  expect(await exchange(await peer([answer], "open"), request)).toMatchObject({ end: undefined });
});

test("The raw client keeps what comes after the last response.", async () => {
  const url = await peer(["HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 ", "500"], "end");
  const { end } = await exchangeToEnd(url, request);
  expect(end.rest.toString()).toBe("HTTP/1.1 500");
});
