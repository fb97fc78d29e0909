// Doctor in front of a real bus in Postgres: one that cannot be used, one on which all is well, and one on which edges are
// not as they should be. It must not change what it looks at.
import { afterAll, beforeAll, expect, test } from "vitest";
import { createPostgresBus } from "../../src/bus/postgres/postgres-bus.ts";
import type { SharedBus } from "../../src/edge/ports.ts";
import { createClock } from "../../src/runtime/node.ts";
import { sampleProject } from "../contract/shared-bus-contract.ts";
import { startPostgres, type PostgresServer } from "../harness/postgres.ts";
import { examineBus, join } from "./bus-scene.ts";

let server: PostgresServer;

beforeAll(async () => {
  server = await startPostgres();
});
afterAll(async () => {
  await server.stop();
});

/** The number of the bus's tables and of its regions. */
async function sizeOf(url: string): Promise<string> {
  const { Client } = await import("pg");
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ tables: string }>(
    "select count(*) as tables from pg_tables where tablename like 'edge_sessions_bus_%'",
  );
  const tables = Number(rows[0]?.tables);
  const regions =
    tables === 0 ? [] : (await client.query("select * from edge_sessions_bus_regions")).rows;
  await client.end();
  return `${tables} tables, ${regions.length} regions`;
}

function busAt(url: string, region: string): SharedBus {
  return createPostgresBus({ url, region });
}

test("Doctor says that the bus has no tables yet, and does not create them.", async () => {
  const { url } = await server.place();
  const { findings, stdout } = await examineBus("--bus", url);
  expect(findings).toEqual(["problem bus-layout"]);
  expect(stdout).toContain('Run \\"edge-sessions bus create\\", or start an edge.');
  expect(await sizeOf(url)).toBe("0 tables, 0 regions");
});

test.each([
  [
    "a port on which nothing listens",
    (url: string) => url.replace(/:\d+\//u, ":9/"),
    "unreachable",
    "ECONNREFUSED",
  ],
  [
    "a wrong password",
    (url: string) => url.replace(/:\w+@/u, ":wrong@"),
    "refused",
    "Correct the user or the password",
  ],
  ["a database that does not exist", (url: string) => `${url}_none`, "refused", "CREATE DATABASE"],
])("Doctor says what to change about %s.", async (_name, change, kind, remedy) => {
  const { findings, stdout, stderr } = await examineBus("--bus", change(server.url));
  expect(findings).toEqual([`problem bus-${kind}`]);
  expect(stdout).toContain(remedy);
  expect(stdout + stderr).not.toContain(server.password);
});

test("Doctor says which right a user lacks, and what grants it.", async () => {
  const { url, alter } = await server.place();
  await (await join(busAt(url, "eu"), "one")).fallSilent();
  await alter("create role guest login password 'guest'");
  const { findings, stdout } = await examineBus(
    "--bus",
    url.replace(/control:\w+@/u, "guest:guest@"),
  );
  await alter("drop role guest");
  expect(findings).toEqual(["problem bus-refused"]);
  expect(stdout).toMatch(/lacks these rights: SELECT.*GRANT SELECT/u);
});

test("Doctor says that a newer version has changed the bus.", async () => {
  const { url, alter } = await server.place();
  await (await join(busAt(url, "eu"), "one")).fallSilent();
  await alter("update edge_sessions_bus_state set layout = 99, compatible_from = 99");
  const { findings, stdout } = await examineBus("--bus", url);
  expect(findings).toEqual(["problem bus-refused"]);
  expect(stdout).toContain("layout 99");
});

test("Doctor hears who is on a healthy bus, has nothing to say, and does not join it.", async () => {
  const { url } = await server.place();
  await join(busAt(url, "eu"), "one");
  await join(busAt(url, "us"), "two");
  const before = await sizeOf(url);
  const { findings, examined } = await examineBus("--bus", url);
  expect(findings).toEqual([]);
  expect(examined.at(-1)).toMatch(/^the bus \((?:one in eu; two in us|two in us; one in eu)\)$/u);
  expect(await sizeOf(url)).toBe(before);
});

test("Doctor says which edges are silent, degraded, behind, of another version, of one name, or have a wrong clock.", async () => {
  const { url } = await server.place();
  const clock = createClock();
  const yesterday = { ...clock, wallMs: () => clock.wallMs() - 86_400_000 };
  const bus = busAt(url, "eu");
  await join(bus, "one", { report: { projects: 1, revisions: 3 } });
  await bus.publishProject(sampleProject("acme", 3));
  const report = { healthy: false, unpublished: 2, projects: 1, revisions: 2 };
  await join(busAt(url, "eu"), "one", { software: "0.2.0", clock: yesterday, report });
  await (await join(busAt(url, "us"), "two")).fallSilent();
  const { findings, stdout } = await examineBus("--bus", url);
  expect(findings.toSorted()).toEqual([
    "problem edge-degraded",
    "problem edge-settings",
    "problem region-silent",
    "warning edge-clock",
    "warning edge-name",
    "warning edge-silent",
    "warning edge-unpublished",
    "warning edge-version",
  ]);
  expect(stdout).toMatch(/one by 86400\.\d s \(behind\)/u);
});
