// What the client does with a server that is not a control plane or is broken: it gives nothing away and reports it.
import { createServer, type RequestListener, type Server } from "node:http";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ran, type Ran, type Shell } from "./ran.ts";
import { listenOnLoopback } from "../../harness/loopback.ts";

const key = `es_key_${"a1B2c3D4".repeat(5)}xyz`;
const servers: Server[] = [];
let folder = "";
let keyFile = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "edge-sessions-client-"));
  keyFile = join(folder, "key");
  await writeFile(keyFile, `${key}\n`, { mode: 0o600 });
});
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
  await rm(folder, { recursive: true });
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  return await listenOnLoopback(server);
}

function asked(url: string, argv: readonly string[], shell: Shell = {}): Promise<Ran> {
  return ran([...argv, "--control", url, "--key-file", keyFile], shell);
}

const list = ["list", "projects"];
const make = ["create", "key", "--name", "x"];

test("A command sends the key in one header, and puts the path of --control before the API's.", async () => {
  const seen: string[] = [];
  const url = await serve((request, response) => {
    seen.push(`${request.method} ${request.url}`, ...request.rawHeaders);
    response.end('{"projects":[],"pages":0}');
  });
  const { code, stdout, stderr } = await asked(`${url}/behind/`, list);
  expect([code, stderr]).toEqual([0, expect.stringContaining("create project` creates one")]);
  expect(stdout).toBe("SLUG  NAME  STATE  CHECKS/S  HITS  ENVIRONMENT  PLAN  ID  HOSTS\n");
  expect(seen[0]).toBe("GET /behind/project-list?sort=name&page_size=200&page=1");
  expect(seen.filter((line) => line.includes(key))).toEqual([`Bearer ${key}`]);
});

test("A control plane of an earlier version lists its projects without their states.", async () => {
  const one = { id: "1", name: "Acme", slug: "acme", environment: "prod" };
  const url = await serve((request, response) => {
    if (request.url === "/projects") {
      response.end(JSON.stringify([{ ...one, subscription_plan: "growth", hosts: ["a.example"] }]));
      return;
    }
    response.writeHead(404);
    response.end('{"error":{"id":"control_not_found","message":"none"}}');
  });
  const all = await asked(url, list);
  expect(all).toMatchObject({ code: 0, stderr: "" });
  expect(all.stdout).toMatch(/\nacme +Acme +none +none +none +prod +growth +1 +a\.example\n/u);
  // Without the search it would list projects that nobody asked for.
  expect((await asked(url, [...list, "--search", "acme"])).code).toBe(1);
});

test("A command does not follow a redirect.", async () => {
  const elsewhere: string[] = [];
  const other = await serve((request, response) => {
    elsewhere.push(String(request.url));
    response.end("[]");
  });
  for (const status of [301, 302, 307, 308]) {
    const url = await serve((_request, response) => {
      response.writeHead(status, { Location: `${other}/projects?stolen` }).end();
    });
    const { code, stdout, stderr } = await asked(url, list);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain(`redirect to ${other} (${status}). It was not followed`);
    expect(stderr).not.toContain("stolen");
  }
  expect(elsewhere).toEqual([]);
});

test.each<readonly [string, RequestListener, RegExp]>([
  [
    "a page",
    (_request, response) => void response.end("<html>"),
    /200 with a body that is not JSON/u,
  ],
  [
    "another's JSON",
    (_request, response) => void response.end("{}"),
    /an answer that this version does not understand/u,
  ],
  [
    "another's error",
    (_request, response) => void response.writeHead(404).end("Not found"),
    /answered 404, but not with an error of the control plane/u,
  ],
  [
    "far too much",
    (_request, response) => void response.end(`"${"x".repeat(17 * 1_024 * 1_024)}"`),
    /more than 16 MiB/u,
  ],
  [
    "half an answer",
    (_request, response) => {
      response.writeHead(200, { "Content-Length": "100" });
      response.write("[");
      response.destroy();
    },
    /did not answer: /u,
  ],
])("An answer that the API would not give is an error: %s.", async (_what, listener, message) => {
  const { code, stdout, stderr } = await asked(await serve(listener), list);
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(message);
  expect(stderr).toContain("--control");
});

test("An error does not print the key, even if the server repeats it.", async () => {
  const error = { code: 403, id: "x", reason: `why ${key}`, message: `no ${key}`, status: "F" };
  const refusing = await serve((_request, response) => {
    response.writeHead(403).end(JSON.stringify({ error }));
  });
  const refused = await asked(refusing, list);
  expect(refused).toMatchObject({ code: 1, stdout: "" });
  expect(refused.stderr).toContain("refused with 403 x. why [key]");
  const listing = await serve((_request, response) => {
    response.end(JSON.stringify([{ id: key, name: key, slug: key }]));
  });
  const listed = await asked(listing, [...list, "--format", "json"]);
  for (const { stdout, stderr } of [refused, listed]) expect(stdout + stderr).not.toContain(key);
});

describe("calls without an answer", () => {
  test("If no control plane listens, the error names the URL and how to start one, and no file is left behind.", async () => {
    const url = await serve(() => undefined);
    servers.splice(0)[0]?.close();
    const out = join(folder, "new.key");
    const { code, stdout, stderr } = await asked(url, [...make, "--out", out]);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain(`${url} did not answer: ECONNREFUSED.`);
    expect(stderr).toContain("`edge-sessions control` starts one");
    expect(stderr).not.toContain("taken effect");
    expect(await readdir(folder)).toEqual(["key"]);
  });

  test("If the call of a change times out, the error says that its outcome is not known.", async () => {
    const url = await serve(() => undefined);
    const looked = await asked(url, [...list, "--timeout", "1ms"]);
    expect([looked.code, looked.stderr]).toEqual([1, expect.stringContaining("it took too long")]);
    expect(looked.stderr).not.toContain("taken effect");
    const made = await asked(url, [...make, "--timeout", "1ms"]);
    expect([made.code, made.stderr]).toEqual([1, expect.stringContaining("may have taken effect")]);
  });

  test("A command that is interrupted while it waits ends.", async () => {
    const ending = new AbortController();
    const url = await serve(() => ending.abort());
    const { code, stderr } = await asked(url, make, { signal: ending.signal });
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/interrupted[^]*may have taken effect/u),
    ]);
  });
});
