// Opening the control database: what is refused, and with which messages.
import { stat, writeFile } from "node:fs/promises";
import { DatabaseSync } from "node:sqlite";
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { examineControlDatabase, openControlStorage } from "../../../src/control/database/open.ts";
import { SchemaRefusal } from "../../../src/control/storage.ts";
import { newFile, openAt } from "./place.ts";

async function refusalOf(url: string): Promise<SchemaRefusal> {
  const outcome: unknown = await openControlStorage(url)
    .open()
    .catch((cause: unknown) => cause);
  if (!(outcome instanceof SchemaRefusal)) throw new Error(`not refused: ${inspect(outcome)}`);
  return outcome;
}

describe("examining a control database", () => {
  it("Examining a database changes nothing and lists what differs.", async () => {
    const path = await newFile();
    expect(await examineControlDatabase(path)).toEqual({
      kind: "unreachable",
      why: `there is no file ${path}`,
    });
    const storage = openControlStorage(path);
    await storage.open();
    await storage.close();
    expect(await examineControlDatabase(path)).toEqual({ kind: "seen", drift: [] });
    const database = new DatabaseSync(path);
    database.exec("create table stranger (id integer) strict");
    database.close();
    expect(await examineControlDatabase(path)).toEqual({
      kind: "seen",
      drift: ["table stranger is not in the schema of this version"],
    });
  });

  it("An empty database is told apart from one that cannot be opened, without naming the password.", async () => {
    expect(await examineControlDatabase(":memory:")).toMatchObject({
      kind: "seen",
      drift: expect.arrayContaining(["there is no table projects"]),
    });
    const state = await examineControlDatabase("postgres://control:secret@127.0.0.1:1/control");
    expect(state.kind).toBe("unreachable");
    expect(inspect(state)).not.toContain("secret");
  });
});

describe("opening a control database", () => {
  it("A new database file and its companions can be read only by their owner.", async () => {
    const path = await newFile();
    const storage = await openAt({ url: path });
    expect(await storage.listProjects()).toEqual([]);
    for (const file of [path, `${path}-wal`, `${path}-shm`]) {
      expect(((await stat(file)).mode & 0o777).toString(8)).toBe("600");
    }
  });

  it("A file that is not a SQLite database is refused and left as it was.", async () => {
    const path = await newFile();
    await writeFile(path, "dear diary, ".repeat(100));
    expect((await refusalOf(path)).message).toBe(`database ${path}: file is not a database`);
    expect((await stat(path)).size).toBe(1_200);
  });

  it("A file in a missing folder is refused.", async () => {
    const path = `${await newFile()}/below`;
    expect((await refusalOf(path)).message).toContain("ENOENT");
  });

  it("An empty name and addresses of other databases are refused.", async () => {
    expect((await refusalOf("")).message).toBe(
      "database: the path of the database must not be empty",
    );
    expect((await refusalOf("mysql://root:secret@db/control")).message).toBe(
      "database: the address must begin with postgres:// or be the path of a SQLite file; it begins with mysql://",
    );
  });

  it.each([
    "postgres://control:secret@127.0.0.1:1/control",
    "postgresql://control:secret@localhost:1/control",
    "postgres://control:secret@127.0.0.1:port/control",
    "postgres://127.0.0.1:1/control?user=control&password=secret",
    "postgres://control:%zz-secret@127.0.0.1:1/control",
  ])("The error for %s does not contain the password.", async (url) => {
    const refusal = await refusalOf(url);
    expect(refusal.message).toMatch(/^Postgres database: ./);
    expect(inspect(refusal, { depth: 5 })).not.toContain("secret");
  });

  it("Methods are refused before the storage is open, and a second open is refused after.", async () => {
    const storage = openControlStorage(":memory:");
    await expect(storage.listProjects()).rejects.toThrow("not open");
    await storage.open();
    await expect(storage.open()).rejects.toThrow("open already");
    await storage.close();
    await storage.close();
  });
});
