// The verdict of a fault run: it finds nothing at a real edge, and finds what is wrong at a cache that knows no laws.
import { createServer, request } from "node:http";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startProgramOfTest } from "../harness/program.ts";
import type { Reached } from "./clients/sent.ts";
import { World, type Operator } from "./world.ts";

const settings = {
  cacheableSessions: true,
  maxAgeMs: 60_000,
  // How far refreshes are apart cannot be seen on a busy machine.
  refreshAfterMs: 0,
  staleIfErrorMs: 0,
  requireOriginHint: false,
  cookieName: "ory_kratos_session",
  degradedMaxAgeMs: 10_000,
};

async function startWorld(seed: number): Promise<World> {
  const project = "default";
  const set = { seed, users: 12, project, host: "edge.example", settings };
  const world = await World.start(set);
  onTestFinished(() => world.close());
  return world;
}

/** Loads an edge until that much was sent and answered. */
async function loadUntil(world: World, checks: number): Promise<void> {
  world.begin({ checksPerSecond: 400, actsPerSecond: 20 });
  while (world.next <= checks) await world.sender.next();
}

test("The verdict on an edge under load and changes is that no law is broken.", async () => {
  const world = await startWorld(1);
  const folder = await mkdtemp(join(tmpdir(), "faults-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const key = "operator-0123456789abcdef0123456789abcdef";
  const keys = join(folder, "keys.json");
  await writeFile(
    keys,
    JSON.stringify({ keys: [{ name: "operator", key, scopes: ["invalidate"] }] }),
    {
      mode: 0o600,
    },
  );
  const flags = ["--cacheable-sessions", "--session-tokens", "--refresh-after", "2s"];
  const places = ["--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"];
  const origin = ["--origin", `http://127.0.0.1:${world.origin.port}`, "--admin-key-file", keys];
  const program = startProgramOfTest(["edge", ...origin, ...places, ...flags]);
  const ready = await program.until(/"url":"http:\/\/[^"]+:(\d+)","adminUrl":"([^"]+)".*"ready"/u);
  const edge: Reached = { name: "edge", port: Number(ready[1]) };
  const operator: Operator = { edge: "edge", url: `${ready[2]}/invalidations`, key };
  world.reach([edge], [operator]);

  await loadUntil(world, 800);
  const verdict = await world.end();

  expect(verdict.violations).toEqual([]);
  expect(verdict.failed.size).toBe(0);
  expect(verdict.errors).toBe(0);
  expect(verdict.hits).toBeGreaterThan(100);
  expect(verdict.changes).toBeGreaterThan(3);
  expect(world.load.failures).toEqual([]);
  expect(world.load.revocations).toBeGreaterThan(0);
  expect(verdict.unowned).toBeLessThan(verdict.calls / 4);
});

test("The verdict on a cache that knows of no change names the laws that it breaks.", async () => {
  const world = await startWorld(2);
  const port = await startPlainCache(world.origin.port);
  world.reach([{ name: "edge", port }], []);

  await loadUntil(world, 800);
  const verdict = await world.end();

  const laws = new Set(verdict.violations.map(({ law }) => law));
  expect([...laws]).toEqual(expect.arrayContaining(["L3", "L5"]));
});

/** A cache that keeps every answer to a check for ever, by all of its request's headers that name somebody. */
async function startPlainCache(originPort: number): Promise<number> {
  const kept = new Map<string, { status: number; headers: string[]; body: string }>();
  const server = createServer((asked, given) => {
    const { method = "", url = "", headers } = asked;
    const key = `${String(headers.cookie)} ${String(headers["x-session-token"])}`;
    const found = method === "GET" && url === "/sessions/whoami" ? kept.get(key) : undefined;
    if (found !== undefined) {
      given.writeHead(found.status, [...found.headers, "Cache-Status", "cache; hit; ttl=1"]);
      given.end(found.body);
      return;
    }
    const check = url === "/sessions/whoami";
    const sent = check
      ? asked.rawHeaders.flatMap((name, index, all) =>
          index % 2 === 0 && /^(?:cookie|x-session-token|traceparent)$/iu.test(name)
            ? [name, all[index + 1] ?? ""]
            : [],
        )
      : asked.rawHeaders;
    const passed = request({
      port: originPort,
      method: check ? "GET" : method,
      path: url,
      headers: check ? ["Host", "origin", ...sent] : sent,
    });
    passed.on("response", (answer) => {
      let body = "";
      answer.setEncoding("utf8");
      answer.on("data", (text: string) => (body += text));
      answer.on("end", () => {
        const status = answer.statusCode ?? 0;
        if (check) kept.set(key, { status, headers: answer.rawHeaders, body });
        given.writeHead(status, answer.rawHeaders);
        given.end(method === "HEAD" ? "" : body);
      });
    });
    asked.pipe(passed);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return (server.address() as AddressInfo).port;
}
