// A running edge has every counter at 0 before the first request, so that `increase()` sees the first event of a kind.
import { createServer, type Server } from "node:http";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listenOnLoopback } from "../harness/loopback.ts";
import { startProgram, type Program } from "../harness/program.ts";

const key = "ops-key-0123456789abcdef0123456789abcdef";
const identityId = "00000000-0000-4000-9000-000000000001";
const session = {
  id: "00000000-0000-4000-8000-000000000001",
  active: true,
  expires_at: "2099-01-01T00:00:00Z",
  identity: { id: identityId, traits: {} },
};
let origin: Server;
let program: Program;
let folder = "";
let url = "";
let adminUrl = "";

beforeAll(async () => {
  origin = createServer((request, response) => {
    const path = request.url ?? "";
    if (path === "/broken") response.destroy();
    else if (path === "/sessions/whoami") {
      const known = (request.headers.cookie ?? "").includes("alice");
      response.writeHead(known ? 200 : 401, { "Content-Type": "application/json" });
      response.end(JSON.stringify(known ? session : { error: { code: 401 } }));
    } else response.writeHead(204).end();
  });
  const originUrl = await listenOnLoopback(origin);
  folder = await mkdtemp(join(tmpdir(), "edge-sessions-counters-"));
  const keys = join(folder, "keys.yaml");
  const scopes = ["read", "invalidate", "hooks", "admin"];
  await writeFile(keys, JSON.stringify({ keys: [{ name: "ops", key, scopes }] }));
  program = startProgram(
    `edge --listen 127.0.0.1:0 --admin-listen 127.0.0.1:0 --cacheable-sessions --origin ${originUrl} --admin-origin ${originUrl} --admin-key-file ${keys}`.split(
      " ",
    ),
  );
  const [line] = await program.until(/^\{.*"msg":"ready".*$/mu);
  ({ url, adminUrl } = JSON.parse(line));
});
afterAll(async () => {
  program.child.kill("SIGKILL");
  origin.closeAllConnections();
  origin.close();
  await rm(folder, { recursive: true });
});

/** The counters by series. */
async function counters(): Promise<ReadonlyMap<string, number>> {
  const response = await operator("/metrics");
  const lines = (await response.text()).split("\n");
  return new Map(
    lines
      .filter((line) => !line.startsWith("#") && /^\w+_(?:total|count)\b/u.test(line))
      .map((line) => [line.replace(/ \S+$/u, ""), Number(line.split(" ").at(-1))]),
  );
}

function operator(path: string, body?: unknown): Promise<Response> {
  return fetch(`${adminUrl}${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

async function client(path: string, method = "GET", cookie = "alice"): Promise<void> {
  const headers = { Cookie: `ory_kratos_session=${cookie}` };
  await (await fetch(`${url}${path}`, { method, headers })).arrayBuffer();
}

test("No series of a counter appears that was not at 0 before the first request.", async () => {
  const before = await counters();
  // The scrape itself is authorised, so nothing has been counted yet except the CPU time.
  const counted = [...before].filter(
    ([series, value]) => value > 0 && series.startsWith("edge_sessions_"),
  );
  expect(counted).toEqual([]);

  await client("/sessions/whoami");
  await client("/sessions/whoami");
  await client("/sessions/whoami", "GET", "mallory");
  await client("/sessions/whoami", "PUT");
  await client("/self-service/errors");
  await client("/self-service/settings?flow=1", "POST");
  await client("/broken");
  await operator("/invalidations", { invalidations: [{ identity_id: identityId }] });
  await operator("/hooks/kratos", { flow: "login", identity_id: identityId });
  await operator("/hooks/ory", {
    name: "IdentityUpdated",
    eventAttributes: { IdentityID: identityId },
  });
  await operator("/hooks/kratos", "not a hook");
  await operator("/admin/identities");
  await operator("/nowhere");
  await fetch(`${adminUrl}/metrics`);

  const after = await counters();
  expect([...after.keys()].filter((series) => !before.has(series))).toEqual([]);
  const rose = [...after].filter(([series, value]) => value > (before.get(series) ?? 0));
  expect(rose.map(([series]) => series)).toEqual(
    expect.arrayContaining([
      'edge_sessions_checks_total{result="hit"}',
      'edge_sessions_checks_total{result="miss"}',
      'edge_sessions_checks_total{result="bypass"}',
      'edge_sessions_origin_calls_total{purpose="fill",outcome="2xx"}',
      'edge_sessions_origin_calls_total{purpose="forward",outcome="broken"}',
      'edge_sessions_mutations_total{row="settings",status="2xx"}',
      'edge_sessions_errors_total{id="edge_origin_unreachable"}',
      'edge_sessions_errors_total{id="edge_key_required"}',
      'edge_sessions_intake_refused_total{area="metrics",id="edge_key_required"}',
      'edge_sessions_intake_applied_total{source="hook",scope="identity",again="false"}',
      'edge_sessions_hooks_total{sender="ory",flow="IdentityUpdated",outcome="taken"}',
      'edge_sessions_gateway_total{status="2xx"}',
    ]),
  );
});
