// How a program ends: what it says at the first signal, what a second signal does, and that clients lose no request.
import { once } from "node:events";
import { Agent, createServer, get, type Server, type ServerResponse } from "node:http";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createDevUser } from "../../src/cli/dev/user.ts";
import { createIdentityServer } from "../../src/identity/server.ts";
import { startProgramOfTest, type Program } from "../harness/program.ts";
import { listenOnLoopback } from "../harness/loopback.ts";

const free = "127.0.0.1:0";
const anywhere = ["--listen", free, "--admin-listen", free];

/** An identity server that answers when the test says so. */
let origin: Server;
let originUrl = "";
let onRequest: (response: ServerResponse) => void;
beforeEach(async () => {
  onRequest = (response) => response.end("from the origin");
  origin = createServer((_request, response) => onRequest(response));
  originUrl = await listenOnLoopback(origin);
});
afterEach(() => {
  origin.closeAllConnections();
  origin.close();
});

function start(...argv: readonly string[]): Program {
  return startProgramOfTest(argv);
}

/** Has one request wait for the origin, on one connection of two. Its answer is its text, or what went wrong. */
async function holdRequest(url: string): Promise<{
  readonly response: ServerResponse;
  readonly answer: Promise<unknown>;
}> {
  const held = Promise.withResolvers<ServerResponse>();
  onRequest = (response) => held.resolve(response);
  const answer = fetch(`${url}/self-service/errors`).then(
    (answered) => answered.text(),
    (failure: unknown) => failure,
  );
  const response = await held.promise;
  onRequest = (other) => other.end("at once");
  await (await fetch(`${url}/self-service/errors`)).text();
  return { response, answer };
}

const lateWords =
  /^Stopping\. Waiting for 1 request in progress and 1 open connection, at most 9 s\. Press Ctrl-C again to end now\.$/mu;

test("At Ctrl-C, dev says at once what it waits for, and waits for it.", async () => {
  const program = start("dev", ...anywhere, "--control-listen", free, "--origin", originUrl);
  const [, url = ""] = await program.until(/^Edge +(\S+)/mu);
  const { response, answer } = await holdRequest(url);
  program.child.kill("SIGINT");
  await program.until(lateWords);
  response.end("late but whole");
  expect(await answer).toBe("late but whole");
  expect(await program.ended).toBe(0);
});

test("At Ctrl-C, dev ends without waiting if no client is connected.", async () => {
  const program = start("dev", ...anywhere, "--control-listen", free, "--origin", originUrl);
  await program.until(/Ctrl-C ends everything/u);
  program.child.kill("SIGINT");
  expect(await program.ended).toBe(0);
  expect(program.stderr()).toBe("Stopping.\n");
});

/** Sends the signal again and again, like an impatient person. npm's own second signal comes at once and means nothing. */
async function insist({ child, ended }: Program): Promise<number> {
  const asking = setInterval(() => child.kill("SIGINT"), 100);
  try {
    return await ended;
  } finally {
    clearInterval(asking);
  }
}

test.each([
  ["edge", ["--origin"]],
  ["dev", ["--control-listen", free, "--origin"]],
])("At a second signal, %s ends at once and says so.", async (command, flags) => {
  const program = start(command, ...anywhere, ...flags, originUrl, "--log-level", "info");
  const [, url = ""] = await program.until(/"url":"([^"]+)".*"msg":"ready"/u);
  await holdRequest(url);
  expect(await insist(program)).toBe(1);
  expect(program.stderr()).toContain(
    "edge-sessions: ended at once, because it was asked to end twice.\n",
  );
});

test("At a signal during the start, dev says that it will end, and a second signal ends it.", async () => {
  const asked = once(origin, "request");
  onRequest = () => undefined;
  const program = start("dev", ...anywhere, "--control-listen", free, "--origin", originUrl);
  await asked;
  program.child.kill("SIGINT");
  await program.until(/^edge-sessions dev: will end as soon as it has started\.$/mu);
  expect(await insist(program)).toBe(1);
});

test("An edge that stops logs what it waits for.", async () => {
  const program = start("edge", ...anywhere, "--origin", originUrl);
  const [, url = ""] = await program.until(/"url":"([^"]+)".*"msg":"ready"/u);
  const { response } = await holdRequest(url);
  program.child.kill("SIGTERM");
  const [line] = await program.until(/^.*"msg":"stopping".*$/mu);
  expect(JSON.parse(line)).toMatchObject({ requests: 1, connections: 2, withinMs: 9_000 });
  response.end();
  expect(await program.ended).toBe(0);
});

test("SIGTERM loses no request of 50 kept connections at 100 requests a second.", async () => {
  const identity = createIdentityServer();
  await identity.start();
  const { cookie } = await createDevUser(
    identity.publicUrl,
    identity.adminUrl,
    "ory_kratos_session",
  );
  const flags = ["--cacheable-sessions", "--refresh-after", "100ms"];
  const program = start("edge", ...anywhere, "--origin", identity.publicUrl, ...flags);
  const [, url = ""] = await program.until(/"url":"([^"]+)".*"msg":"ready"/u);

  const clients = Array.from({ length: 50 }, () => ({
    agent: new Agent({ keepAlive: true, maxSockets: 1 }),
    told: false,
  }));
  const seen = { answered: 0, hits: 0, connections: new Set<unknown>(), lost: [] as unknown[] };
  const over = Promise.withResolvers<void>();
  const end = (client: (typeof clients)[number]): void => {
    client.told = true;
    if (clients.every(({ told }) => told)) over.resolve();
  };
  const ask = (client: (typeof clients)[number]): void => {
    const options = { agent: client.agent, headers: { Cookie: cookie } };
    const request = get(`${url}/sessions/whoami`, options, (response) => {
      response.resume();
      response.once("end", () => {
        seen.answered += 1;
        if (response.statusCode !== 200) seen.lost.push(response.statusCode);
        if (String(response.headers["cache-status"]).includes("; hit")) seen.hits += 1;
        // The client's signal to open another connection, to the server that runs then.
        if (response.headers.connection === "close") end(client);
        if (seen.answered === 150) program.child.kill("SIGTERM");
      });
    });
    request.once("socket", (socket) => seen.connections.add(socket));
    request.once("error", (error) => {
      seen.lost.push(error);
      end(client);
    });
  };
  let turn = 0;
  const asking = setInterval(() => {
    const client = clients[(turn += 1) % clients.length];
    if (client?.told === false) ask(client);
  }, 10);
  try {
    await over.promise;
  } finally {
    clearInterval(asking);
  }
  expect(await program.ended).toBe(0);
  await identity.stop();
  expect(seen.lost).toEqual([]);
  expect(seen.connections.size).toBe(clients.length);
  expect(seen.answered).toBeGreaterThanOrEqual(200);
  expect(seen.hits).toBeGreaterThan(seen.answered / 2);
});
