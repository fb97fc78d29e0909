// Case 14: a request whose end two readers could see in different places is refused, and the connection with it.
import { expect, test } from "vitest";
import { byCookie, sharePerson, shareScene } from "../harness/shared-scene.ts";
import { startScene } from "../harness/scene.ts";
import { RawConnection, rawRequest } from "../harness/raw-client.ts";
import { send } from "../harness/asking.ts";
import { expectRefused, malformed } from "./fixtures/refused.ts";

const scene = shareScene();
const a = sharePerson(scene, byCookie);

const lines = (...more: readonly string[]): string =>
  [
    "POST /self-service/login?flow=x HTTP/1.1",
    `Host: ${new URL(scene.edge.url).host}`,
    ...more,
    "",
    "",
  ].join("\r\n");

test.each<[string, () => string]>([
  [
    "Content-Length and Transfer-Encoding",
    () => `${lines("Content-Length: 5", "Transfer-Encoding: chunked")}0\r\n\r\n`,
  ],
  ["two different lengths", () => `${lines("Content-Length: 5", "Content-Length: 6")}hello`],
  ["a length that is a list", () => `${lines("Content-Length: 5, 5")}hello`],
  ["a length with a sign", () => `${lines("Content-Length: +5")}hello`],
  ["another coding than chunked", () => `${lines("Transfer-Encoding: gzip, chunked")}0\r\n\r\n`],
  [
    "chunked twice",
    () => `${lines("Transfer-Encoding: chunked", "Transfer-Encoding: chunked")}0\r\n\r\n`,
  ],
  ["chunked with a tail", () => `${lines("Transfer-Encoding: chunked;x")}0\r\n\r\n`],
  ["a bare LF between lines", () => lines("X: 1").replace("X: 1\r\n", "X: 1\n")],
  ["a folded line", () => lines("X: 1", " 2")],
  ["a blank before the colon", () => lines("Content-Length : 5")],
  ["a chunk size that is not a number", () => `${lines("Transfer-Encoding: chunked")}z\r\n`],
  ["a NUL in a value", () => lines("X: a\x00b")],
])("A request with %s gets a 400.", async (_, bytes) => {
  await expectRefused(scene, bytes(), malformed, a);
});

test("Chunks that become malformed while the origin waits for them reach nobody, and their call gives its place back.", async () => {
  const limits = { forwardCallsMax: 1 };
  await using narrow = await startScene({ edge: { limits, forwardTimeoutMs: 3_600_000 } });
  const host = `Host: ${new URL(narrow.edge.url).host}`;
  using connection = await RawConnection.open(narrow.edge.url);
  const post = "POST /self-service/settings?flow=x HTTP/1.1";
  await connection.send(rawRequest(post, [host, "Transfer-Encoding: chunked"], "5\r\nhello\r\n"));
  await connection.send("zz\r\n");
  expect((await connection.answer("POST")).status).toBe(400);
  expect((await connection.ended()).rest.toString("latin1")).toBe("");
  // The only place for such calls is free again, and the next caller is not taken for the rest of that request.
  const next = await send(narrow.edge.url, { target: "/health/alive" });
  expect(next.status).toBe(200);
  expect(narrow.relay.calls.map(({ target }) => target)).toEqual(["/health/alive"]);
});
