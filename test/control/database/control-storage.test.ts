// The control plane's storage on both its databases: one suite, in memory, in a file and in a real Postgres.
import { copyFile, rename } from "node:fs/promises";
import { Kysely, sql } from "kysely";
import { Client, Pool } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openControlStorage } from "../../../src/control/database/open.ts";
import { postgresDialect } from "../../../src/control/database/postgres-driver.ts";
import type { ControlStorage } from "../../../src/control/storage.ts";
import { keepsAudit } from "./audit-contract.ts";
import { keepsKeys } from "./key-contract.ts";
import { lasts } from "./lasting-contract.ts";
import { filePlace, openAt, type MakePlace } from "./place.ts";
import { startPostgres, type PostgresServer } from "../../harness/postgres.ts";
import { boundsDeletions, keepsProjects } from "./project-contract.ts";
import { boundsSignIns, keepsSignIns } from "./sign-in-contract.ts";
import { watchesSchema } from "./schema-contract.ts";
import { sampleAudit, wholeLog } from "./samples.ts";
import { keepsSubscribers } from "./subscriber-contract.ts";
import { keepsTraffic } from "./traffic-contract.ts";

function storageContract(open: () => Promise<ControlStorage>): void {
  describe("projects", () => {
    keepsProjects(open);
  });
  describe("keys", () => {
    keepsKeys(open);
  });
  describe("sign-ins", () => {
    keepsSignIns(open);
  });
  describe("audit log", () => {
    keepsAudit(open);
  });
  describe("traffic", () => {
    keepsTraffic(open);
  });
  describe("subscribers", () => {
    keepsSubscribers(open);
  });
}

function lastingStorageContract(makePlace: MakePlace): void {
  storageContract(async () => openAt(await makePlace()));
  describe("many deletions", () => {
    boundsDeletions(makePlace);
  });
  describe("many sign-ins", () => {
    boundsSignIns(makePlace);
  });
  describe("schema", () => {
    watchesSchema(makePlace);
  });
  describe("over processes", () => {
    lasts(makePlace);
  });
}

describe("control storage in memory", () => {
  storageContract(() => openAt({ url: ":memory:" }));
});

describe("control storage in a file", () => {
  lastingStorageContract(filePlace);

  it("After its file was deleted or replaced, the storage refuses all calls and can still be closed.", async () => {
    const place = await filePlace();
    const storage = await openAt(place);
    await storage.appendAudit(sampleAudit());
    await rename(place.url, `${place.url}.aside`);
    await expect(storage.appendAudit(sampleAudit())).rejects.toThrow("was deleted or replaced");
    await expect(storage.listProjects()).rejects.toThrow("was deleted or replaced");
    await copyFile(`${place.url}.aside`, place.url);
    await expect(storage.listProjects()).rejects.toThrow("was deleted or replaced");
    await storage.close();
  });
});

describe("control storage in Postgres", () => {
  let server: PostgresServer | undefined;
  const running = (): PostgresServer => {
    if (server === undefined) throw new Error("Postgres does not run");
    return server;
  };
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.stop());

  lastingStorageContract(() => running().place());

  it("The storage goes on after the server has ended its connections, idle or in use.", async () => {
    const place = await running().place();
    const storage = await openAt(place);
    await Promise.all(Array.from({ length: 8 }, () => storage.listProjects()));
    await running().disconnect(place);
    const writing = Promise.allSettled(
      Array.from({ length: 20 }, () => storage.appendAudit(sampleAudit())),
    );
    await running().disconnect(place);
    const results = await writing;
    const written = results.filter(({ status }) => status === "fulfilled").length;
    // A dead connection is closed when it is found, so each connection of the pool fails at most once.
    for (let met = 0; met < 8; met += 1) await storage.listProjects().catch(() => []);
    expect(await storage.listProjects()).toEqual([]);
    expect((await wholeLog(storage)).length).toBeGreaterThanOrEqual(written);
    await storage.appendAudit(sampleAudit());
  });

  it("A connection whose query got no answer is closed, and the error says what failed.", async () => {
    const { url } = await running().place();
    const blocker = new Client({ connectionString: url });
    await blocker.connect();
    await blocker.query("select pg_advisory_lock(1)");
    const pool = new Pool({ connectionString: url, max: 1, query_timeout: 200 });
    const db = new Kysely({ dialect: postgresDialect(pool) });
    const stuck = db
      .transaction()
      .execute((transaction) => sql`select pg_advisory_lock(1)`.execute(transaction));
    await expect(stuck).rejects.toThrow("Query read timeout");
    // The first connection still waits, so this answer comes over another one.
    expect((await sql`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }]);
    await db.destroy();
    await blocker.end();
  });

  it("A wrong password is refused, and the error does not repeat it.", async () => {
    const { url } = await running().place();
    for (const password of ["wrong-secret", "wr%6Fng-secret", "%zz-secret"]) {
      const wrong = url.replace(running().password, password);
      const opening = openControlStorage(wrong).open();
      await expect(opening).rejects.toThrow(/^Postgres database: /);
      await expect(opening).rejects.not.toThrow("secret");
    }
  });

  it("A database that does not exist is refused.", async () => {
    const { url } = await running().place();
    await expect(openControlStorage(`${url}_not`).open()).rejects.toThrow(/does not exist/);
  });
});
