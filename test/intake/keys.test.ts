// Which keys there are: replaced while requests come, or none at all.
import { expect, test } from "vitest";
import { createKeyRing } from "../../src/intake/key-ring.ts";
import { rawCheck } from "../harness/raw-check.ts";
import { startEdge } from "../harness/edge-under-test.ts";
import { adminKey, ask, eventsOf, keyTexts, ringOfAll } from "../harness/admin-scene.ts";

const next = "next-key-0123456789abcdef0123456789abcdef";

test("Several keys work at once, each under its own name.", () => {
  const ring = createKeyRing([adminKey("old", keyTexts.read, ["read"]), adminKey("new", next, [])]);
  expect(ring.find(keyTexts.read)?.name).toBe("old");
  expect(ring.find(next)?.name).toBe("new");
  for (const wrong of ["", "old", next.slice(0, -1), `${next} `, next.toUpperCase()]) {
    expect(ring.find(wrong)).toBeUndefined();
  }
});

test("A key that was replaced is refused from then on, and the new one is accepted.", async () => {
  const keys = ringOfAll();
  const edge = await startEdge({ origin: "http://127.0.0.1:9", admin: { keys } });
  const status = async (key: string): Promise<number> =>
    (await ask(edge.adminUrl, "/metrics", { key })).status;
  expect(await status(keyTexts.read)).toBe(200);
  keys.replace([adminKey("next", next, ["read"])]);
  expect([await status(keyTexts.read), await status(next)]).toEqual([401, 200]);
  await edge.stop();
});

test("Without a key file, metrics and health are open and no other path exists.", async () => {
  const edge = await startEdge({ origin: "http://127.0.0.1:9" });
  const seen: (readonly [string, number])[] = [];
  const json = { scope: "project", identity_id: "9f425a8d-7efc-4768-8f23-7647a74fdf13" };
  for (const path of ["/invalidations", "/hooks/kratos", "/hooks/ory", "/admin/sessions"]) {
    seen.push([path, (await ask(edge.adminUrl, path, { json, key: keyTexts.all })).status]);
  }
  const open = await Promise.all(
    ["/metrics", "/health/ready"].map(async (path) => (await ask(edge.adminUrl, path)).status),
  );
  await edge.stop();
  expect(open).toEqual([200, 200]);
  expect(seen.map(([, status]) => status)).toEqual([404, 404, 404, 404]);
  expect(eventsOf(edge.events, "fence")).toEqual([]);
  expect(eventsOf(edge.events, "intake-refused").map((event) => event.id)).toEqual(
    seen.map(() => "edge_intake_off"),
  );
});

test("Without keys, the admin listener answers only to names of this machine, except for health checks.", async () => {
  const edge = await startEdge({ origin: "http://127.0.0.1:9" });
  const asked = async (path: string, host: string) => {
    const seen = await rawCheck(edge.adminUrl, ["Host", host], { path });
    return [host, seen.status, JSON.parse(seen.body || "{}").error?.id];
  };
  const { port } = new URL(edge.adminUrl);
  for (const host of [
    "localhost",
    `127.0.0.1:${port}`,
    "127.8.9.1",
    "[::1]:4001",
    "app.localhost",
    "LOCALHOST.",
  ]) {
    expect((await rawCheck(edge.adminUrl, ["Host", host], { path: "/metrics" })).status).toBe(200);
  }
  const refused = "edge_admin_host_refused";
  for (const host of [
    "evil.example",
    "127.0.0.1.evil.example",
    "localhost.evil.example",
    "0.0.0.0",
    "10.0.0.1",
    "[::2]",
    "notlocalhost",
  ]) {
    for (const path of ["/metrics", "/nothing", "/invalidations", "/admin/identities"]) {
      expect(await asked(path, host)).toEqual([host, 421, refused]);
    }
    expect((await asked("/health/ready", host))[1]).toBe(200);
  }
  await edge.stop();
});

test("Beyond loopback, a scraper may use any name of the machine.", async () => {
  const edge = await startEdge({ origin: "http://127.0.0.1:9", admin: { loopback: false } });
  const seen = await rawCheck(edge.adminUrl, ["Host", "edge.svc"], { path: "/metrics" });
  expect(seen.status).toBe(200);
  await edge.stop();
});

test("With keys, the admin listener answers to every name.", async () => {
  const edge = await startEdge({ origin: "http://127.0.0.1:9", admin: { keys: ringOfAll() } });
  const headers = ["Host", "edge.internal", "X-Api-Key", keyTexts.read];
  expect((await rawCheck(edge.adminUrl, headers, { path: "/metrics" })).status).toBe(200);
  await edge.stop();
});
