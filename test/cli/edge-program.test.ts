// `edge-sessions edge` as a process: start, serve, drain, exit codes.
import { createServer, type Server, type ServerResponse } from "node:http";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startCommandOfTest, type RunningCommand } from "../harness/command.ts";
import { startProgramOfTest, type Program } from "../harness/program.ts";
import { listenOnLoopback } from "../harness/loopback.ts";

const anywhere = ["--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"];
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

function start(argv: readonly string[], env: Record<string, string> = {}): Program {
  return startProgramOfTest(["edge", ...argv], env);
}

async function ready(
  program: Program | RunningCommand,
): Promise<{ url: string; adminUrl: string }> {
  const [line] = await program.until(/^\{.*"msg":"ready".*$/mu);
  return JSON.parse(line);
}

test("An edge answers clients and operators, and ends with exit code 0 on SIGTERM.", async () => {
  const program = start([...anywhere, "--origin", originUrl, "--cacheable-sessions"]);
  const { url, adminUrl } = await ready(program);
  expect(await (await fetch(`${url}/self-service/errors`)).text()).toBe("from the origin");
  expect((await fetch(`${adminUrl}/health/ready`)).status).toBe(200);
  const metrics = await (await fetch(`${adminUrl}/metrics`)).text();
  expect(metrics).toContain('edge_sessions_cacheable_sessions{project="default"} 1');
  expect(metrics).toMatch(/edge_sessions_forwarded_total\{.*\} 1/u);
  program.child.kill("SIGTERM");
  expect(await program.ended).toBe(0);
  expect(program.stdout()).toBe("");
});

test("An edge finishes the requests in flight even if two signals come at once.", async () => {
  const program = start([...anywhere, "--origin", originUrl]);
  const { url } = await ready(program);
  const asked = Promise.withResolvers<ServerResponse>();
  onRequest = (response) => asked.resolve(response);
  const answering = fetch(`${url}/self-service/errors`);
  const response = await asked.promise;
  program.child.kill("SIGINT");
  program.child.kill("SIGTERM");
  await program.until(/"msg":"stopping"/u);
  response.end("in time");
  expect(await (await answering).text()).toBe("in time");
  expect(await program.ended).toBe(0);
});

test("The public listener has no operators' paths.", async () => {
  const paths: string[] = [];
  origin.on("request", ({ url }: { url: string }) => paths.push(url));
  const { url } = await ready(startCommandOfTest(["edge", ...anywhere, "--origin", originUrl]));
  await fetch(`${url}/metrics`);
  await fetch(`${url}/health/ready`);
  expect(paths).toEqual(["/metrics", "/health/ready"]);
});

test("On SIGTERM an edge finishes the requests in flight, reports that it is not ready, and accepts no new ones.", async () => {
  const program = start([...anywhere, "--origin", originUrl]);
  const { url, adminUrl } = await ready(program);
  const held = new Promise<ServerResponse>((resolve) => {
    onRequest = resolve;
  });
  const answer = fetch(`${url}/slow`).then((response) => response.text());
  const response = await held;
  program.child.kill("SIGTERM");
  await program.until(/"msg":"stopping"/u);
  expect((await fetch(`${adminUrl}/health/ready`)).status).toBe(503);
  expect((await fetch(`${adminUrl}/health/alive`)).status).toBe(200);
  await expect(fetch(`${url}/another`)).rejects.toThrow("fetch failed");
  response.end("late but whole");
  expect(await answer).toBe("late but whole");
  expect(await program.ended).toBe(0);
});

describe("an edge with wrong settings", () => {
  test("Wrong settings stop the start with exit code 2, and every problem from every place is listed.", async () => {
    const folder = await mkdtemp(join(tmpdir(), "edge-sessions-cli-"));
    const file = join(folder, "edge.yaml");
    await writeFile(file, "refresh-afer: 1s\n");
    const program = start(["--config", file, "--listen", "x"], { EDGE_SESSIONS_NAME: "1" });
    expect(await program.ended).toBe(2);
    await rm(folder, { recursive: true });
    expect(program.stdout()).toBe("");
    const where = [...program.stderr().matchAll(/^ {2}(.+?) (?:must|is) /gmu)].map(
      ([, place]) => place,
    );
    expect(new Set(where)).toEqual(
      new Set(["--listen", "--origin", `refresh-afer in ${file}`, "EDGE_SESSIONS_NAME"]),
    );
    expect(where).toHaveLength(4);
  });
});
