// A mutation's answer whose body begins and then stays away: the edge has to read it, and must not wait for good.
import { createServer } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { startEdge } from "../harness/edge-under-test.ts";
import { send } from "../harness/asking.ts";
import { exchange, rawRequest } from "../harness/raw-client.ts";
import { untilSeen } from "../harness/scene.ts";
import { listenOnLoopback } from "../harness/loopback.ts";

async function startStalling(): Promise<string> {
  const server = createServer((request, response) => {
    response.writeHead(200, { "Content-Type": "application/json" });
    if (request.method === "POST") response.write('{"session":');
    else response.end("{}");
  });
  const url = await listenOnLoopback(server);
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return url;
}

test("A response that stalls is broken off at its client, and its place in the lane is free again.", async () => {
  const limits = { forwardCallsMax: 1, waitingPerLaneMax: 0 };
  const edge = await startEdge({ origin: await startStalling(), limits, forwardTimeoutMs: 60_000 });
  onTestFinished(() => edge.stop());
  const lines = [`Host: ${new URL(edge.url).host}`, "Content-Length: 0"];
  const submitted = exchange(edge.url, rawRequest("POST /self-service/login HTTP/1.1", lines));
  await untilSeen(edge, ({ kind }) => kind === "call", 1, 0);
  const flow = { target: "/self-service/login/api" };
  expect((await send(edge.url, flow)).status).toBe(503);
  edge.advance(60_001);
  expect((await submitted).answers).toEqual([]);
  expect(edge.edge.stats().lanes.forward).toEqual({ calls: 0, waiting: 0 });
  expect((await send(edge.url, flow)).status).toBe(200);
});
