// Migrations one by one, in cases that the released ones cannot show.
import { sql } from "kysely";
import { expect, it, onTestFinished } from "vitest";
import type { Engine } from "../../../src/control/database/engine.ts";
import { migrate } from "../../../src/control/database/migrate.ts";
import type { Migration } from "../../../src/control/database/migrations.ts";
import { openSqlite } from "../../../src/control/database/sqlite.ts";

const first: Migration = {
  number: 1,
  name: "cups",
  statements: ({ text }) => [`create table cups (colour ${text})`],
};
const second: Migration = {
  number: 2,
  name: "spoons",
  statements: () => ["create table spoons (length integer)", "insert into cups values ('red')"],
};
const broken: Migration = {
  ...second,
  statements: (words) => [...second.statements(words), "create table cups (handle text)"],
};

function emptyDatabase(): Engine {
  const engine = openSqlite(":memory:");
  onTestFinished(() => engine.close());
  return engine;
}

async function stateOf({ db }: Engine): Promise<unknown> {
  const tables = await sql<{ name: string }>`
    select name from sqlite_schema where type = 'table' order by name`.execute(db);
  const recorded = await db.selectFrom("schema_migrations").select("number").execute();
  return [tables.rows.map(({ name }) => name), recorded.map(({ number }) => number)];
}

it("Each migration runs once, in order.", async () => {
  const engine = emptyDatabase();
  await migrate(engine, [first]);
  await migrate(engine, [first, second]);
  await migrate(engine, [first, second]);
  expect(await stateOf(engine)).toEqual([
    ["cups", "schema_migrations", "spoons"],
    [1, 2],
  ]);
  const cups = await sql`select colour from cups`.execute(engine.db);
  expect(cups.rows).toHaveLength(1);
});

it("A migration that fails leaves nothing, and those before it stay.", async () => {
  const engine = emptyDatabase();
  await expect(migrate(engine, [first, broken])).rejects.toThrow(
    "migration 2 (spoons) failed: table cups already exists",
  );
  expect(await stateOf(engine)).toEqual([["cups", "schema_migrations"], [1]]);
  await migrate(engine, [first, second]);
  expect(await stateOf(engine)).toEqual([
    ["cups", "schema_migrations", "spoons"],
    [1, 2],
  ]);
});

it("A database that a newer version has migrated is refused.", async () => {
  const engine = emptyDatabase();
  await migrate(engine, [first, second]);
  await expect(migrate(engine, [first])).rejects.toThrow(
    "the last one that this version knows is 1",
  );
});
