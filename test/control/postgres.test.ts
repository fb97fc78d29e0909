// The control plane on a real Postgres, in cases where it is stricter than SQLite.
import { afterAll, beforeAll, expect, test } from "vitest";
import { startPostgres, type PostgresServer } from "../harness/postgres.ts";
import { startScene } from "./scene.ts";

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

test("A NUL in a path gets a 404 and causes no failure.", async () => {
  const { url: database } = await server.place();
  await using scene = await startScene({ options: { database } });
  await scene.ask("/projects", { json: { name: "Acme", slug: "acme", environment: "dev" } });
  for (const [method, path] of [
    ["GET", "/projects/%00"],
    ["GET", "/projects/acme%00"],
    ["PATCH", "/projects/acme/revision/%00"],
    ["DELETE", "/projects/acme/tokens/%00"],
    ["DELETE", "/operator/tokens/%00"],
    ["POST", "/projects/%00/hooks/kratos"],
  ] as const) {
    expect([path, (await scene.ask(path, { method })).status]).toEqual([path, 404]);
  }
  expect(scene.log()).not.toContain("the control plane failed");
});
