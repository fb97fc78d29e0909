// Opening the control database: what is refused, and in which words.
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
  it("changes nothing, and says what differs", async () => {
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

  it("tells an empty database from one that can not be opened, without a password", async () => {
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
  it("makes a file that only its owner may read, and its companions alike", async () => {
    const path = await newFile();
    const storage = await openAt({ url: path });
    expect(await storage.listProjects()).toEqual([]);
    for (const file of [path, `${path}-wal`, `${path}-shm`]) {
      expect(((await stat(file)).mode & 0o777).toString(8)).toBe("600");
    }
  });

  it("refuses a file that is none of SQLite's, and leaves it as it was", async () => {
    const path = await newFile();
    await writeFile(path, "dear diary, ".repeat(100));
    expect((await refusalOf(path)).message).toBe(`database ${path}: file is not a database`);
    expect((await stat(path)).size).toBe(1_200);
  });

  it("refuses a file in a folder that is not there", async () => {
    const path = `${await newFile()}/below`;
    expect((await refusalOf(path)).message).toContain("ENOENT");
  });

  it("refuses no name, and addresses of other databases", async () => {
    expect((await refusalOf("")).message).toBe(
      "database without a name: the path of the database must not be empty",
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
  ])("says nothing of the password in %s", async (url) => {
    const refusal = await refusalOf(url);
    expect(refusal.message).toMatch(/^Postgres database: ./);
    expect(inspect(refusal, { depth: 5 })).not.toContain("secret");
  });

  it("refuses methods before and a second open after", async () => {
    const storage = openControlStorage(":memory:");
    await expect(storage.listProjects()).rejects.toThrow("not open");
    await storage.open();
    await expect(storage.open()).rejects.toThrow("open already");
    await storage.close();
    await storage.close();
  });
});
