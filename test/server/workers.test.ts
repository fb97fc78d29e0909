// `edge --workers 2` as processes: what one worker has passed on is in force at the other before it is answered, workers
// that end or hang are replaced, and the admin listener speaks for all of them.
import { once } from "node:events";
import { Agent, createServer, request, type Server, type ServerResponse } from "node:http";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { defaultLimits } from "../../src/core/limits.ts";
import { canShareAddress } from "../../src/config/values/worker-count.ts";
import { claimAddress } from "../../src/server/listener.ts";
import { freezeProcess } from "../harness/frozen-process.ts";
import { listenOnLoopback } from "../harness/loopback.ts";
import { startProgram, type Program } from "../harness/program.ts";
import { skipUnless } from "../harness/skipping.ts";
import { openStream } from "../endings/reader.ts";

/** Enough that the system gives some to each worker. */
const connectionsCount = 16;
let origin: Server;
let signedIn: Set<string>;
let onMutation: (answer: () => void) => void;
let program: Program;
let url = "";
let adminUrl = "";
let connections: readonly Agent[] = [];
let folder = "";
const key = "ops-key-0123456789abcdef0123456789abcdef";

const sessionId = (user: string): string => `00000000-0000-4000-8000-${user.padStart(12, "0")}`;
const identityId = (user: string): string => `00000000-0000-4000-9000-${user.padStart(12, "0")}`;

/** An identity server with users whose names are their session tokens. */
function answerAsOrigin(cookie: string, path: string, response: ServerResponse): void {
  const token =
    /^\/admin\/sessions\/.*-0*(\w+)$/u.exec(path)?.[1] ??
    /ory_kratos_session=(\w+)/u.exec(cookie)?.[1] ??
    "";
  if (path !== "/sessions/whoami") {
    onMutation(() => {
      signedIn.delete(token);
      response.writeHead(204).end();
    });
    return;
  }
  const found = signedIn.has(token);
  response.writeHead(found ? 200 : 401, { "Content-Type": "application/json" });
  const session = {
    id: sessionId(token),
    active: true,
    expires_at: "2099-01-01T00:00:00Z",
    identity: { id: identityId(token), traits: {} },
  };
  response.end(JSON.stringify(found ? session : { error: { code: 401 } }));
}

function connect(): void {
  for (const agent of connections) agent.destroy();
  connections = Array.from(
    { length: connectionsCount },
    () => new Agent({ keepAlive: true, maxSockets: 1 }),
  );
}

interface Answer {
  readonly agent: Agent;
  readonly status: number | undefined;
  readonly cacheStatus: string;
}

/** Asks on a connection. */
async function ask(agent: Agent, user: string, path = "/sessions/whoami"): Promise<Answer> {
  const asking = request(url + path, { agent, headers: { Cookie: `ory_kratos_session=${user}` } });
  asking.end();
  const [response] = await once(asking, "response");
  response.resume();
  await once(response, "end");
  const cacheStatus = String(response.headers["cache-status"] ?? "");
  return { agent, status: response.statusCode, cacheStatus };
}

const signOut = (agent: Agent, user: string): Promise<Answer> =>
  ask(agent, user, "/self-service/logout?token=x");

function askOnAll(user: string): Promise<readonly Answer[]> {
  return Promise.all(connections.map((agent) => ask(agent, user)));
}

/** Has both workers hold the answer for a user. */
async function fillBoth(user: string): Promise<void> {
  signedIn.add(user);
  await askOnAll(user);
  const answers = await askOnAll(user);
  expect(answers.map(({ cacheStatus }) => /; hit/u.test(cacheStatus))).not.toContain(false);
}

/** The process ids of the workers, the latest last. */
function workerIds(): readonly number[] {
  return [...program.stderr().matchAll(/"pid":(\d+),"msg":"worker ready"/gu)].map(([, id]) =>
    Number(id),
  );
}

/** Resolves when this many workers have been ready. */
async function untilReady(count: number): Promise<void> {
  await program.until(new RegExp(`(?:[^]*"msg":"worker ready"){${count}}`, "u"));
}

function askAdmin(method: string, path: string, json?: unknown): Promise<Response> {
  const headers = { Authorization: `Bearer ${key}`, "Content-Type": "application/json" };
  const body = json === undefined ? {} : { body: JSON.stringify(json) };
  return fetch(adminUrl + path, { method, headers, ...body });
}

async function readiness(): Promise<{ readonly status: number; readonly text: string }> {
  const answer = await fetch(`${adminUrl}/health/ready`);
  return { status: answer.status, text: await answer.text() };
}

/** A connection to the worker that is not frozen. */
async function connectionThatAnswers(): Promise<Agent> {
  const asked = connections.map((agent) => ask(agent, "nobody"));
  // Those to the frozen worker fail once it is killed, and nobody waits for them then.
  for (const each of asked) each.catch(() => undefined);
  const { agent } = await Promise.any(asked);
  return agent;
}

const needsSharing = skipUnless(canShareAddress(), "processes cannot share an address here");

describe("an edge with two workers", needsSharing, () => {
  beforeAll(async () => {
    signedIn = new Set();
    onMutation = (answer) => answer();
    origin = createServer(({ headers, url: path = "" }, response) => {
      answerAsOrigin(headers.cookie ?? "", path, response);
    });
    const originUrl = await listenOnLoopback(origin);
    folder = await mkdtemp(join(tmpdir(), "edge-sessions-workers-"));
    const keyFile = join(folder, "keys.json");
    const scopes = ["read", "invalidate", "hooks", "endings", "admin"];
    await writeFile(keyFile, JSON.stringify({ keys: [{ name: "ops", key, scopes }] }), {
      mode: 0o600,
    });
    program = startProgram([
      "edge",
      "--workers=2",
      "--cacheable-sessions",
      "--refresh-after=1m",
      `--origin=${originUrl}`,
      `--admin-origin=${originUrl}`,
      `--admin-key-file=${keyFile}`,
      "--limit-worker-wait=2s",
      "--listen=127.0.0.1:0",
      "--admin-listen=127.0.0.1:0",
    ]);
    const [line] = await program.until(/^\{.*"msg":"ready".*$/mu);
    const ready: { url: string; adminUrl: string } = JSON.parse(line);
    ({ url, adminUrl } = ready);
    connect();
  });

  afterAll(async () => {
    for (const agent of connections) agent.destroy();
    program.child.kill("SIGKILL");
    origin.closeAllConnections();
    origin.close();
    await rm(folder, { recursive: true });
  });

  test("A sign-out at one worker is in force at both before it is answered.", async () => {
    for (const [index, agent] of connections.entries()) {
      const user = `${index}`;
      await fillBoth(user);
      expect((await signOut(agent, user)).status).toBe(204);
      const after = await askOnAll(user);
      expect(new Set(after.map(({ status }) => status))).toEqual(new Set([401]));
    }
  });

  test("What the admin listener changes is in force at both workers before it answers.", async () => {
    const changes: readonly (readonly [string, () => Promise<Response>])[] = [
      ["61", () => askAdmin("DELETE", `/admin/sessions/${sessionId("61")}`)],
      ["62", () => askAdmin("POST", "/invalidations", { scope: "identity", id: identityId("62") })],
      ["63", () => askAdmin("POST", "/hooks/kratos", { flow: "x", identity_id: identityId("63") })],
    ];
    const texts: string[] = [];
    for (const [user, change] of changes) {
      await fillBoth(user);
      signedIn.delete(user);
      const answer = await change();
      expect(answer.status).toBeLessThan(300);
      texts.push(await answer.text());
      const after = await askOnAll(user);
      expect(new Set(after.map(({ status }) => status))).toEqual(new Set([401]));
    }
    const { edges }: { edges: { applied: unknown[] } } = JSON.parse(texts[1] ?? "");
    expect(edges.applied).toHaveLength(2);
  });

  test("A stream of the admin listener tells what any worker noticed, once.", async () => {
    await fillBoth("35");
    await using stream = await openStream(adminUrl, { key });
    await expect.poll(() => stream.lastId()).toBeDefined();
    const [agent] = connections;
    if (agent === undefined) throw new Error("there is no connection");
    await signOut(agent, "35");
    await askAdmin("DELETE", `/admin/sessions/${sessionId("36")}`);
    await expect
      .poll(() => stream.events.map(({ event, data }) => [event, data["session_id"]]))
      .toEqual([
        ["session-revoked", sessionId("35")],
        ["session-revoked", sessionId("36")],
      ]);
  });

  test("A second edge on the address of the workers is refused.", async () => {
    const { hostname, port } = new URL(url);
    await expect(claimAddress({ host: hostname, port: Number(port) }, "--listen")).rejects.toThrow(
      "another process uses this address",
    );
  });

  test("Metrics are the sums of both workers, and do not go back when one ends.", async () => {
    const checks = async (): Promise<number> => {
      const text = await (await askAdmin("GET", "/metrics")).text();
      const found = text.matchAll(/^edge_sessions_checks_total\{.*\} (\d+)$/gmu);
      return [...found].reduce((sum, [, value]) => sum + Number(value), 0);
    };
    const before = await checks();
    await fillBoth("20");
    const after = await checks();
    expect(after - before).toBe(2 * connectionsCount);
    const text = await (await askAdmin("GET", "/metrics")).text();
    expect(text).toContain('edge_sessions_workers{state="ready"} 2');
    expect(text).toMatch(/^edge_sessions_build_info\{.*\} 1$/mu);
    // Only the workers store answers.
    expect(text).toContain(`edge_sessions_entry_bytes_limit ${2 * defaultLimits.cacheBytesMax}`);
    expect(text).toContain('edge_sessions_workers_ended_total{why="hung"} 0');
    const [, second = 0] = workerIds();
    process.kill(second, "SIGKILL");
    await untilReady(3);
    expect(await checks()).toBe(after);
    connect();
  });

  test("A worker that is killed during a sign-out holds it up no longer, and a successor appears.", async () => {
    await fillBoth("30");
    const ready = workerIds().length;
    const frozen = workerIds().at(-1) ?? 0;
    await freezeProcess(frozen);
    const agent = await connectionThatAnswers();
    onMutation = (answer) => {
      answer();
      // The answer is on its way to the worker, and waits there for the frozen one.
      setImmediate(() => process.kill(frozen, "SIGKILL"));
    };
    const answer = await signOut(agent, "30");
    onMutation = (next) => next();
    expect(answer.status).toBe(204);
    expect(program.stderr()).not.toMatch(new RegExp(`"pid":${frozen},.*"why"`, "u"));
    await untilReady(ready + 1);
    connect();
    expect(new Set((await askOnAll("30")).map(({ status }) => status))).toEqual(new Set([401]));
  });

  test("A worker that hangs is replaced, and the sign-out is answered after that. Meanwhile the edge is not ready.", async () => {
    await fillBoth("40");
    expect(await readiness()).toEqual({ status: 200, text: '{"status":"ok"}\n' });
    const ready = workerIds().length;
    const frozen = workerIds().at(-1) ?? 0;
    await freezeProcess(frozen);
    const agent = await connectionThatAnswers();
    expect((await signOut(agent, "40")).status).toBe(204);
    // The frozen worker had not applied the sign-out, so it must not be able to answer any more.
    expect(() => process.kill(frozen, 0)).toThrow("ESRCH");
    const { status, text } = await readiness();
    expect(status).toBe(503);
    expect(text).toMatch(/"worker \d":"it is starting"/u);
    await program.until(/"why":"it did not apply a change within 2000 ms"/u);
    await untilReady(ready + 1);
    expect((await readiness()).status).toBe(200);
    connect();
  });

  test("On SIGTERM the workers finish the requests in flight, and the edge ends with exit code 0.", async () => {
    signedIn.add("50");
    const held = Promise.withResolvers<() => void>();
    onMutation = (answer) => held.resolve(answer);
    const [agent] = connections;
    if (agent === undefined) throw new Error("there is no connection");
    const answer = signOut(agent, "50");
    const release = await held.promise;
    program.child.kill("SIGTERM");
    await program.until(/"msg":"stopping"/u);
    release();
    expect((await answer).status).toBe(204);
    expect(await program.ended).toBe(0);
    for (const id of workerIds()) expect(() => process.kill(id, 0)).toThrow("ESRCH");
  });
});
