// A real Postgres as the harness starts it: what survives a restart.
import { Client } from "pg";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { startPostgres, type PostgresServer } from "./postgres.ts";

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

test.each(["restarted", "killed and restarted"])(
  "A Postgres that is %s has the same port and the same data.",
  async (how) => {
    const { url, alter } = await server.place();
    await alter("create table kept (what text)");
    await alter("insert into kept values ('before')");
    const client = new Client({ connectionString: url });
    const lost = Promise.withResolvers<void>();
    client.on("error", () => {
      lost.resolve();
    });
    await client.connect();
    const pid = server.pid();
    if (how !== "restarted") await server.kill();
    await server.restart();
    await lost.promise;
    expect(server.pid()).not.toBe(pid);
    const next = new Client({ connectionString: url });
    await next.connect();
    onTestFinished(() => next.end());
    expect((await next.query("select what from kept")).rows).toEqual([{ what: "before" }]);
  },
);

test("A killed Postgres refuses connections until it is restarted.", async () => {
  const { alter } = await server.place();
  await server.kill();
  await expect(alter("select 1")).rejects.toThrow("ECONNREFUSED");
  await server.restart();
  await alter("select 1");
});

const databasesUsed = new Set<string>();

test.each(["first", "second"])("The %s test that uses a database finds it empty.", async () => {
  const { url, alter } = await server.place();
  await alter("create table kept (what text)");
  await alter("create schema elsewhere; create table elsewhere.kept (what text)");
  databasesUsed.add(url);
  expect(databasesUsed.size).toBe(1);
});
