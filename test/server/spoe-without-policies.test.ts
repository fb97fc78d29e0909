// Without any policy, the path of decisions belongs to the identity server. Whatever it answers there, HAProxy lets nobody
// through.
import { once } from "node:events";
import { createServer } from "node:http";
import { connect } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { integerOctets, stringOctets, valueOctets } from "../../src/host/spoe/octets.ts";
import { startCommandOfTest } from "../harness/command.ts";
import { freePorts } from "../harness/free-ports.ts";
import { listenOnLoopback } from "../harness/loopback.ts";

function frame(type: number, payload: readonly Buffer[]): Buffer {
  const ids = [...integerOctets(1), ...integerOctets(1)];
  const octets = Buffer.concat([Buffer.from([type, 0, 0, 0, 1, ...ids]), ...payload]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(octets.length);
  return Buffer.concat([length, octets]);
}

const pair = (name: string, value: string | number): Buffer =>
  Buffer.concat([stringOctets(name), valueOctets(value)]);

test("An identity server that answers every path with 200 lets nobody through HAProxy.", async () => {
  const asked: (string | undefined)[] = [];
  const origin = createServer((request, response) => {
    asked.push(request.url);
    response.writeHead(200, { "X-User-Id": "chosen-by-the-origin" }).end("a page for every path");
  });
  const originUrl = await listenOnLoopback(origin);
  onTestFinished(() => {
    origin.closeAllConnections();
    origin.close();
  });
  const [port = 0] = await freePorts(1);
  const anywhere = ["--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"];
  const spoe = ["--spoe-listen", `127.0.0.1:${port}`];
  const program = startCommandOfTest(["edge", ...anywhere, ...spoe, "--origin", originUrl]);
  await program.until(/"msg":"ready"/u);
  const socket = connect(port, "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  await once(socket, "connect");
  const received: Buffer[] = [];
  socket.on("data", (bytes) => received.push(bytes));
  const hello = [
    pair("supported-versions", "2.0"),
    pair("max-frame-size", 16_380),
    pair("capabilities", "pipelining"),
  ];
  const args = [pair("policy", "app"), pair("headers", "cookie: a=b\r\n\r\n")];
  socket.write(
    Buffer.concat([
      frame(1, hello),
      frame(3, [stringOctets("authorize"), Buffer.from([args.length]), ...args]),
    ]),
  );
  const text = (): string => Buffer.concat(received).toString("latin1");
  await expect.poll(text).toContain("status");
  expect(text()).toContain("edge_policy_unknown");
  expect(text()).not.toContain("chosen-by-the-origin");
  expect(asked).toEqual([]);
});
