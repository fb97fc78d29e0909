// The access log of a running edge: a line for each request, however it was read and answered, and no secret in it.
import { once } from "node:events";
import { Agent, createServer, request, type Server } from "node:http";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { startCommandOfTest, type RunningCommand } from "../harness/command.ts";
import { listenOnLoopback } from "../harness/loopback.ts";

const secret = "canary-77aa";
const session = {
  id: "00000000-0000-4000-8000-000000000001",
  active: true,
  expires_at: "2099-01-01T00:00:00Z",
  identity: { id: "00000000-0000-4000-9000-000000000001", traits: {} },
};
let origin: Server;
let originUrl = "";
let agent: Agent;

beforeAll(async () => {
  origin = createServer((request, response) => {
    response.writeHead(200, {
      "Content-Type": "application/json",
      "Set-Cookie": `a=${secret}`,
      // What a cache in front of it says is not what the edge did.
      "Cache-Status": "cdn; hit",
    });
    response.end(request.url === "/sessions/whoami" ? JSON.stringify(session) : "{}");
  });
  originUrl = await listenOnLoopback(origin);
});
afterAll(() => {
  origin.closeAllConnections();
  origin.close();
});

async function start(...flags: string[]): Promise<{ program: RunningCommand; url: string }> {
  const anywhere = ["--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"];
  const argv = ["edge", ...anywhere, "--origin", originUrl, "--cacheable-sessions", ...flags];
  const program = startCommandOfTest(argv);
  agent = new Agent({ keepAlive: true, maxSockets: 1 });
  // The edge would wait for a kept connection when it stops, so this is registered after the stop, and runs before it.
  onTestFinished(() => agent.destroy());
  const [line] = await program.until(/^\{.*"msg":"ready".*$/mu);
  return { program, url: JSON.parse(line).url };
}

/** The access lines that it wrote, without time and the size of what the test made up. */
function accessLines(program: RunningCommand): Record<string, unknown>[] {
  return program
    .stderr()
    .split("\n")
    .filter((line) => line.includes('"kind":"access"'))
    .map((line) => JSON.parse(line));
}

const headers = {
  Cookie: `ory_kratos_session=${secret}`,
  "X-Forwarded-For": `${secret}, 203.0.113.9`,
};

/** Asks on a kept connection, since those are read without node:http while they bring simple requests. */
async function ask(url: string, body?: string): Promise<void> {
  const asking = request(url, { agent, headers, method: body === undefined ? "GET" : "POST" });
  asking.end(body);
  const [response] = await once(asking, "response");
  response.resume();
  await once(response, "end");
}

test("Each request has a line with its path, status, result and client, and nothing secret.", async () => {
  const { program, url } = await start("--access-log", "--trusted-proxies", "127.0.0.1");
  await ask(`${url}/sessions/whoami`);
  await ask(`${url}/sessions/whoami?token=${secret}`);
  await ask(`${url}/self-service/recovery?token=${secret}`);
  await ask(`${url}/self-service/settings%3ftoken=${secret}`, secret);
  await ask(`${url}/${"long/".repeat(200)}`);
  const lines = accessLines(program);
  expect(lines.map(({ method, path, status, cache }) => [method, path, status, cache])).toEqual([
    ["GET", "/sessions/whoami", 200, "edge-sessions; fwd=miss; stored"],
    ["GET", "/sessions/whoami", 200, expect.stringMatching(/^edge-sessions; hit; ttl=\d+$/u)],
    ["GET", "/self-service/recovery", 200, undefined],
    ["POST", "/self-service/settings", 200, undefined],
    ["GET", `/${"long/".repeat(51)}…`, 200, undefined],
  ]);
  expect(lines[1]).toMatchObject({
    level: "info",
    msg: "request",
    project: "default",
    client: "203.0.113.9",
    host: new URL(url).host,
    bytes: JSON.stringify(session).length,
  });
  expect(program.stderr()).not.toContain(secret);
});

test("Without --access-log no request has a line.", async () => {
  const { program, url } = await start("--log-level", "info");
  await ask(`${url}/sessions/whoami`);
  await ask(`${url}/sessions/whoami`);
  await ask(`${url}/a`);
  expect(accessLines(program)).toEqual([]);
});
