// The shared bus in a real Postgres: the contract of every shared bus, and what can happen to a database. It is one long
// file, because starting the server takes longer than most of these tests.
import { randomUUID } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { inspect } from "node:util";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { openConnections } from "../../src/bus/postgres/connections.ts";
import { createPostgresBus, type PostgresBusOptions } from "../../src/bus/postgres/postgres-bus.ts";
import { explained } from "../../src/bus/postgres/start-errors.ts";
import { forgetOldDeletions, pruneLogs } from "../../src/bus/postgres/pruning.ts";
import { layoutSteps, prepareTables } from "../../src/bus/postgres/tables.ts";
import { messageId } from "../../src/core/bus-message.ts";
import { deletedProject, deletionKeptMs } from "../../src/core/deleted-project.ts";
import type { Invalidation } from "../../src/core/invalidation.ts";
import { createBusLink } from "../../src/edge/link/bus-link.ts";
import { BusRefusal, type SharedBus } from "../../src/edge/ports.ts";
import { createClock, newId } from "../../src/runtime/node.ts";
import { startPostgres, type PostgresServer } from "../harness/postgres.ts";
import { driftOf, openAt } from "../control/database/place.ts";
import { sampleInvalidation } from "./bus-contract.ts";
import {
  Hearing,
  sampleAnswer,
  sampleHeartbeat,
  sampleTraffic,
  sampleMessage,
  sampleProject,
  sharedBusContract,
} from "./shared-bus-contract.ts";

let server: PostgresServer;
/** The URL of a database on it, and a connection to that database that is not part of any bus. */
let database: string;
let admin: Client;

beforeAll(async () => {
  server = await startPostgres();
  database = `postgres://control:${server.password}@127.0.0.1:${server.port}/postgres`;
  await connectAdmin();
});

async function connectAdmin(): Promise<void> {
  admin = new Client({ connectionString: database });
  // The server is made to end connections.
  admin.on("error", () => undefined);
  await admin.connect();
}

afterAll(async () => {
  await admin.end();
  await server.stop();
});

/** A new schema, and the URL that leads to it. */
async function newSchema(): Promise<{ readonly schema: string; readonly url: string }> {
  const schema = `bus_${randomUUID().replaceAll("-", "")}`;
  await admin.query(`create schema ${schema}`);
  return { schema, url: `${database}?options=-c%20search_path%3D${schema}` };
}

sharedBusContract("in Postgres", async () => {
  const { schema, url } = await newSchema();
  const connections = openConnections(url);
  return {
    connect: (region) => createPostgresBus({ url, region }),
    async truncate(region, through) {
      const [kept] = await connections.run<{ count: number }>(
        "select count(*) from edge_sessions_bus_messages where region = $1 and lasting and sequence > $2",
        [region, through],
      );
      const lastingMax = kept?.count ?? 0;
      await pruneLogs(connections.run, [region], { retentionMs: 3_600_000, lastingMax });
    },
    async close() {
      await connections.end();
      await admin.query(`drop schema ${schema} cascade`);
    },
  };
});

/** A schema of one test. */
interface Scene {
  readonly url: string;
  readonly schema: string;
  /** Runs a statement in it. */
  readonly run: ReturnType<typeof openConnections>["run"];
  member(
    region: string,
    options?: Partial<PostgresBusOptions>,
  ): Promise<{ readonly bus: SharedBus; readonly hearing: Hearing }>;
}

async function createScene(): Promise<Scene> {
  const { url, schema } = await newSchema();
  const connections = openConnections(url);
  onTestFinished(async () => {
    await connections.end();
    await admin.query(`drop schema ${schema} cascade`);
  });
  return {
    url,
    schema,
    run: connections.run,
    async member(region, options = {}) {
      const bus = createPostgresBus({ url, region, ...options });
      const hearing = new Hearing();
      await bus.start(hearing);
      onTestFinished(() => bus.stop());
      return { bus, hearing };
    },
  };
}

/** The processes of the server that serve a connection with this in its name or query. */
async function backends(where: string): Promise<readonly number[]> {
  const { rows } = await admin.query<{ pid: number }>(
    `select pid from pg_stat_activity where pid <> pg_backend_pid() and ${where}`,
  );
  return rows.map(({ pid }) => pid);
}

async function dataDirectory(): Promise<string> {
  const { rows } = await admin.query<{ data_directory: string }>("show data_directory");
  return rows[0]?.data_directory ?? "";
}

/** The process of the server that starts all others. */
async function postmaster(): Promise<number> {
  const file = await readFile(`${await dataDirectory()}/postmaster.pid`, "utf8");
  return Number(file.split("\n")[0]);
}

/** Stops all processes of the server that serve buses or connect them. Returns a function that lets them go on. */
async function freeze(): Promise<() => void> {
  const pids = [await postmaster(), ...(await backends("application_name like 'edge-sessions%'"))];
  for (const pid of pids) process.kill(pid, "SIGSTOP");
  const thaw = (): void => {
    for (const pid of pids.splice(0)) process.kill(pid, "SIGCONT");
  };
  onTestFinished(thaw);
  return thaw;
}

describe("notifications", () => {
  it("A message whose notification is lost arrives all the same, and so do those after it.", async () => {
    const scene = await createScene();
    const { bus, hearing } = await scene.member("eu");
    // It is added as another member would add it, but without a notification.
    await scene.run(`with own as (
        update edge_sessions_bus_regions set last_sequence = last_sequence + 1, lasting = lasting + 1
        where region = 'eu' returning last_sequence)
      insert into edge_sessions_bus_messages (region, sequence, lasting, message)
      select 'eu', last_sequence, true, '{"kind":"revision","instance":"i","project":"p","revision":7}' from own`);
    await hearing.until(() => hearing.messages.some(({ message }) => message.kind === "revision"));
    await bus.append([sampleMessage("next")]);
    await hearing.until(() => hearing.ids().includes("next"));
    expect(hearing.sequences("eu")).toEqual([1, 2]);
    expect(hearing.interruptions).toBe(0);
  });

  it("A member whose connection for notifications is ended says so, listens again, and misses nothing.", async () => {
    const scene = await createScene();
    const { bus, hearing } = await scene.member("eu");
    const other = await scene.member("us");
    await bus.publishProject(sampleProject("acme", 1));
    await other.hearing.until(() => other.hearing.revision("acme") === 1);
    const before = other.hearing.projects.length;
    const listeners = await backends("query like 'listen%'");
    expect(listeners).toHaveLength(2);
    for (const pid of listeners) await admin.query(`select pg_terminate_backend(${pid})`);
    await bus.append([sampleMessage("a"), sampleMessage("b")]);
    for (const { hearing: heard } of [{ hearing }, other]) {
      await heard.until(() => heard.interruptions > 0 && heard.ids().length === 2);
      expect(heard.sequences("eu")).toEqual([1, 2]);
    }
    // What was not missed is given once more, because the member cannot know that.
    await other.hearing.until(() => other.hearing.projects.length > before);
    await hearing.until(() => hearing.known.length === 2);
  });

  it("A message that is too long for a notification arrives in its place.", async () => {
    const scene = await createScene();
    const { bus, hearing } = await scene.member("eu");
    const invalidation: Invalidation = {
      ...sampleInvalidation("long"),
      scope: { kind: "identity", value: `${"x".repeat(20_000)} – 'quoted' \\ "ü"` },
    };
    await bus.append([
      sampleMessage("before"),
      { kind: "invalidation", invalidation },
      sampleMessage("after"),
    ]);
    await hearing.until(() => hearing.ids().length === 3);
    expect(hearing.ids()).toEqual(["before", "long", "after"]);
    expect(hearing.messages[1]?.message).toEqual({ kind: "invalidation", invalidation });
  });

  it("Two buses in schemas of one database do not hear each other.", async () => {
    const one = await createScene();
    const two = await createScene();
    const first = await one.member("eu");
    const second = await two.member("eu");
    await first.bus.append([sampleMessage("of the first")]);
    await second.bus.append([sampleMessage("of the second")]);
    await second.hearing.until(() => second.hearing.ids().length > 0);
    expect(second.hearing.ids()).toEqual(["of the second"]);
  });
});

/** Tries until it succeeds. Each attempt takes the time that the bus takes to give up. */
async function eventually<T>(attempt: () => Promise<T>): Promise<T> {
  for (;;) {
    const [outcome] = await Promise.allSettled([attempt()]);
    if (outcome.status === "fulfilled") return outcome.value;
  }
}

describe("a server that fails", () => {
  it("While the server is frozen everything fails in time, a start too, and afterwards everything works.", async () => {
    const scene = await createScene();
    const { bus, hearing } = await scene.member("eu");
    const leaving = await scene.member("us");
    await bus.append([sampleMessage("before")]);
    const thaw = await freeze();
    await leaving.bus.stop();
    const starting = createPostgresBus({ url: scene.url, region: "us" });
    const heard = new Hearing();
    const outcomes = await Promise.allSettled([
      starting.start(heard),
      bus.append([sampleMessage("during")]),
      bus.read("eu", 0),
      bus.publishProject(sampleProject("acme", 1)),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(Array(4).fill("rejected"));
    await hearing.until(() => hearing.failures.length > 0);
    thaw();
    await eventually(() => bus.append([sampleMessage("after")]));
    await hearing.until(() => hearing.ids().includes("after"));
    await eventually(() => starting.start(heard));
    onTestFinished(() => starting.stop());
    await starting.append([sampleMessage("of the one that started later")]);
    await heard.until(() => heard.ids().includes("of the one that started later"));
    const read = await bus.read("eu", 0);
    expect(read.messages.map(({ sequence }) => sequence)).toEqual(
      Array.from({ length: read.through }, (_, index) => index + 1),
    );
  });

  it("After the server has crashed and recovered, members are connected again and the log is whole.", async () => {
    const scene = await createScene();
    const { bus, hearing } = await scene.member("eu");
    await bus.append([sampleMessage("before")]);
    const [backend] = await backends("query like 'listen%'");
    if (backend === undefined) throw new Error("nobody listens");
    // Postgres ends all its processes and recovers when one of them is killed.
    process.kill(backend, "SIGKILL");
    await hearing.until(() => hearing.interruptions > 0);
    await connectAdmin();
    const { incarnation } = await eventually(() => bus.read("eu", undefined));
    await bus.append([sampleMessage("after")]);
    await hearing.until(() => hearing.ids().includes("after"));
    const read = await bus.read("eu", 0);
    expect(read).toMatchObject({ incarnation, reachesBack: true, complete: true });
    expect(read.messages.map(({ message }) => messageId(message))).toEqual(["before", "after"]);
  });

  it("After a failover, which may lose messages, the log counts as another one.", async () => {
    const scene = await createScene();
    const { bus, hearing } = await scene.member("eu");
    const at = await bus.append([sampleMessage("before")]);
    const { incarnation } = await bus.read("eu", at);
    // Like a standby that takes over, a server that recovers from an archive begins another timeline.
    await admin.query("alter system set restore_command = 'false'");
    await admin.query("select pg_reload_conf()");
    await writeFile(`${await dataDirectory()}/recovery.signal`, "");
    const [backend] = await backends("query like 'listen%'");
    if (backend === undefined) throw new Error("nobody listens");
    process.kill(backend, "SIGKILL");
    await hearing.until(() => hearing.interruptions > 0);
    await connectAdmin();
    const read = await eventually(() => bus.read("eu", at));
    expect(read.idAtStart).toBe("before");
    expect(read.incarnation).not.toBe(incarnation);
    await bus.append([sampleMessage("after")]);
    await hearing.until(() => hearing.ids().includes("after"));
  });

  it("A connection for notifications that is half open is opened again.", async () => {
    const scene = await createScene();
    const { bus, hearing } = await scene.member("eu");
    const [backend] = await backends("query like 'listen%'");
    if (backend === undefined) throw new Error("nobody listens");
    process.kill(backend, "SIGSTOP");
    onTestFinished(() => {
      process.kill(backend, "SIGCONT");
    });
    await bus.append([sampleMessage("by a look")]);
    await hearing.until(() => hearing.ids().length === 1);
    expect(hearing.interruptions).toBe(0);
    await hearing.until(() => hearing.interruptions > 0);
    expect(await backends("query like 'listen%'")).toHaveLength(2);
  });

  it("If the tables are dropped, they are created again, and the log is a new one.", async () => {
    const scene = await createScene();
    const { bus, hearing } = await scene.member("eu");
    const at = await bus.append([sampleMessage("before")]);
    const { incarnation } = await bus.read("eu", at);
    await scene.run(`drop table edge_sessions_bus_state, edge_sessions_bus_regions,
      edge_sessions_bus_messages, edge_sessions_bus_projects`);
    const newcomer = await scene.member("us");
    await hearing.until(() => hearing.interruptions > 0);
    await hearing.until(() => hearing.known.includes("us") && hearing.known.includes("eu"));
    const read = await bus.read("eu", at);
    expect(read.incarnation).not.toBe(incarnation);
    await newcomer.bus.append([sampleMessage("from the newcomer")]);
    await hearing.until(() => hearing.ids().includes("from the newcomer"));
  });
});

describe("pruning", () => {
  /** Lets all messages of a schema be older. */
  async function age(scene: Scene, interval: string): Promise<void> {
    await scene.run(`update edge_sessions_bus_messages set at = at - interval '${interval}'`);
  }

  it("Pruned heartbeats, reports and answers do not look like lost messages, and pruned invalidations do.", async () => {
    const scene = await createScene();
    const { bus } = await scene.member("eu");
    await bus.append([sampleMessage("1"), sampleHeartbeat("eu", 2), sampleMessage("3")]);
    await bus.append([sampleTraffic("i", 1), sampleAnswer("q")]);
    await age(scene, "2 minutes");
    await pruneLogs(scene.run, ["eu"], { retentionMs: 3_600_000, lastingMax: 100 });
    expect(await bus.read("eu", 0)).toMatchObject({
      through: 5,
      reachesBack: true,
      complete: true,
    });
    expect(await bus.read("eu", 3)).toMatchObject({ messages: [], through: 5, complete: true });
    await bus.append([sampleHeartbeat("eu", 6)]);
    await pruneLogs(scene.run, ["eu"], { retentionMs: 3_600_000, lastingMax: 100 });
    const whole = await bus.read("eu", 0);
    expect(whole.messages.map(({ sequence }) => sequence)).toEqual([1, 3, 6]);
    expect(whole).toMatchObject({ through: 6, reachesBack: true, complete: true });
    expect((await bus.read("eu", 3)).idAtStart).toBe("3");
    // The place of a pruned heartbeat is still a place to read from.
    expect(await bus.read("eu", 4)).toMatchObject({ reachesBack: true, idAtStart: undefined });

    await age(scene, "1 hour");
    await bus.append([sampleMessage("7")]);
    await pruneLogs(scene.run, ["eu"], { retentionMs: 3_600_000, lastingMax: 100 });
    expect(await bus.read("eu", 2)).toMatchObject({ reachesBack: false, through: 7 });
    expect(await bus.read("eu", 3)).toMatchObject({ reachesBack: true, through: 7 });
    expect((await bus.read("eu", 0)).messages.map(({ sequence }) => sequence)).toEqual([7]);
  });

  it("A log is bounded by number, and counts what stays.", async () => {
    const scene = await createScene();
    const { bus } = await scene.member("eu");
    const ids = Array.from({ length: 30 }, (_, index) => `m-${index}`);
    await bus.append(ids.map((id) => sampleMessage(id)));
    for (const lastingMax of [20, 7, 7]) {
      await pruneLogs(scene.run, ["eu"], { retentionMs: 3_600_000, lastingMax });
      const { messages } = await bus.read("eu", 0);
      expect(messages.map(({ message }) => messageId(message))).toEqual(ids.slice(-lastingMax));
    }
    await bus.append([sampleMessage("one more")]);
    await pruneLogs(scene.run, ["eu"], { retentionMs: 3_600_000, lastingMax: 7 });
    expect((await bus.read("eu", 0)).messages).toHaveLength(7);
  });

  it("One of the members prunes when it is due.", async () => {
    const scene = await createScene();
    const { bus } = await scene.member("eu", { retentionMs: 60_000 });
    const { hearing } = await scene.member("us", { retentionMs: 60_000 });
    await bus.append([sampleMessage("old"), sampleHeartbeat("eu", 1)]);
    await age(scene, "2 minutes");
    await scene.run("update edge_sessions_bus_state set pruned_at = now() - interval '1 minute'");
    let count = 1;
    while ((await bus.read("eu", 0)).messages.some(({ sequence }) => sequence <= 2)) {
      count += 1;
      const at = await bus.append([sampleHeartbeat("eu", count)]);
      await hearing.until(() => hearing.sequences("eu").includes(at));
    }
    expect((await bus.read("eu", 0)).reachesBack).toBe(false);
  });
});

describe("starting", () => {
  async function refusalOf(url: string): Promise<Error> {
    const bus = createPostgresBus({ url, region: "eu" });
    const outcome: unknown = await bus.start(new Hearing()).catch((cause: unknown) => cause);
    if (!(outcome instanceof Error)) throw new Error("it started");
    expect(inspect(outcome, { depth: 6 })).not.toContain(server.password);
    expect(inspect(outcome, { depth: 6 })).not.toContain("wrong-secret");
    return outcome;
  }

  it("Members that start at once on an empty database are members of one bus.", async () => {
    const scene = await createScene();
    const members = await Promise.all(
      ["eu", "eu", "us", "us"].map((region) => scene.member(region)),
    );
    await members[0]?.bus.append([sampleMessage("a")]);
    for (const { hearing } of members) {
      await hearing.until(() => hearing.ids().length === 1 && hearing.known.length === 2);
      expect(hearing.failures).toEqual([]);
    }
  });

  it("A wrong password, an unknown user and an unknown database are refused.", async () => {
    const url = new URL(database);
    url.password = "wrong-secret";
    const password = await refusalOf(url.href);
    expect(password).toBeInstanceOf(BusRefusal);
    expect(password.message).toBe(
      'bus in Postgres: password authentication failed for user "control". Correct the user or the password in the URL ' +
        "of the bus.",
    );
    url.username = "nobody-here";
    expect(await refusalOf(url.href)).toBeInstanceOf(BusRefusal);
    const elsewhere = await refusalOf(database.replace(/postgres$/, "nowhere"));
    expect(elsewhere).toBeInstanceOf(BusRefusal);
    expect(elsewhere.message).toContain('database "nowhere" does not exist. Correct the database');
    expect(await refusalOf("postgres://user@:port")).toBeInstanceOf(BusRefusal);
    expect(await refusalOf(`${database}?sslmode=verify-full`)).toBeInstanceOf(BusRefusal);
  });

  it("Whatever a driver says, the password of the URL is not in the error.", () => {
    const url = "postgres://control:p%40ss-secret@db/bus?password=other-secret";
    const cause = new Error(`cannot open ${url}: p@ss-secret is wrong`);
    expect(inspect(explained(cause, url))).not.toMatch(/p(@|%40)ss-secret|other-secret/);
  });

  it("A server that cannot be reached is tried later, so it is not refused.", async () => {
    const outcome = await refusalOf("postgres://control:wrong-secret@127.0.0.1:1/postgres");
    expect(outcome).not.toBeInstanceOf(BusRefusal);
    expect(outcome.message).toMatch(/^bus in Postgres: .*ECONNREFUSED/);
  });

  it("A standby is not used, and is not refused because it may become the primary.", async () => {
    const { schema, url } = await newSchema();
    // To run a standby takes long. Here the server says that it is one.
    await admin.query(
      `create function ${schema}.pg_is_in_recovery() returns boolean language sql as 'select true'`,
    );
    onTestFinished(async () => {
      await admin.query(`drop schema ${schema} cascade`);
    });
    const outcome = await refusalOf(`${url},pg_catalog`);
    expect(outcome).not.toBeInstanceOf(BusRefusal);
    expect(outcome.message).toContain("the server is a standby");
  });

  it("Every connection has its limits, even if the server is set to others.", async () => {
    const connections = openConnections(`${database}?options=-c%20idle_session_timeout%3D60000`);
    const client = await connections.connect(5_000);
    onTestFinished(async () => {
      await client.end();
      await connections.end();
    });
    const statement = `select name, setting from pg_settings where name in ('idle_session_timeout',
      'statement_timeout', 'tcp_keepalives_idle', 'tcp_user_timeout') order by name`;
    const limits = [
      { name: "idle_session_timeout", setting: "0" },
      { name: "statement_timeout", setting: "1900" },
      { name: "tcp_keepalives_idle", setting: "5" },
      { name: "tcp_user_timeout", setting: "15000" },
    ];
    expect(await connections.run(statement)).toEqual(limits);
    expect((await client.query(statement)).rows).toEqual(limits);
  });

  it("A role that may not create tables is refused, and told what to grant.", async () => {
    const { schema, url } = await newSchema();
    const role = `role_${schema}`;
    const secret = randomUUID();
    await admin.query(`create role ${role} login password '${secret}'`);
    onTestFinished(async () => {
      await admin.query(`drop schema ${schema} cascade; drop role ${role}`);
    });
    const asRole = new URL(url);
    asRole.username = role;
    asRole.password = secret;
    const noUsage = await refusalOf(asRole.href);
    expect(noUsage).toBeInstanceOf(BusRefusal);
    expect(noUsage.message).toContain(`GRANT USAGE, CREATE ON SCHEMA "public" TO "${role}"`);
    await admin.query(`grant usage on schema ${schema} to ${role}`);
    const noCreate = await refusalOf(asRole.href);
    expect(noCreate).toBeInstanceOf(BusRefusal);
    expect(noCreate.message).toContain(`GRANT USAGE, CREATE ON SCHEMA "${schema}" TO "${role}"`);

    // If the tables are there already, it needs only the rights on them.
    const owner = createPostgresBus({ url, region: "eu" });
    await owner.start(new Hearing());
    await owner.stop();
    expect((await refusalOf(asRole.href)).message).toContain("SELECT on edge_sessions_bus_state");
    await admin.query(`grant select on ${schema}.edge_sessions_bus_state to ${role}`);
    const noRights = await refusalOf(asRole.href);
    expect(noRights).toBeInstanceOf(BusRefusal);
    expect(noRights.message).toContain("INSERT on edge_sessions_bus_messages");
    const grants = /Let the owner of the tables run: (.*)$/.exec(noRights.message)?.[1] ?? "";
    await admin.query(`set search_path to ${schema}; ${grants} reset search_path`);
    const granted = createPostgresBus({ url: asRole.href, region: "eu" });
    const hearing = new Hearing();
    await granted.start(hearing);
    onTestFinished(() => granted.stop());
    await granted.append([sampleMessage("a")]);
    await granted.publishProject(sampleProject("acme", 1));
    await hearing.until(() => hearing.ids().length === 1 && hearing.revision("acme") === 1);
    await pruneLogs(openAs(asRole.href), ["eu"], { retentionMs: 0, lastingMax: 0 });
    // A member goes on without this right, which earlier versions did not ask for.
    await expect(forgetOldDeletions(openAs(asRole.href))).rejects.toMatchObject({ code: "42501" });
  });

  function openAs(url: string): Scene["run"] {
    const connections = openConnections(url);
    onTestFinished(() => connections.end());
    return connections.run;
  }

  it("Tables that a newer version has changed are refused, unless it says that this version can use them.", async () => {
    const scene = await createScene();
    await scene.member("eu");
    await scene.run("update edge_sessions_bus_state set layout = 9, compatible_from = 1");
    await scene.member("us");
    await scene.run("update edge_sessions_bus_state set compatible_from = 9");
    const refusal = await refusalOf(scene.url);
    expect(refusal).toBeInstanceOf(BusRefusal);
    expect(refusal.message).toContain("to layout 9, and this version only knows layout 1");
  });

  it("Tables of an older version are migrated once, by whichever member comes first.", async () => {
    const scene = await createScene();
    const { bus } = await scene.member("eu");
    const at = await bus.append([sampleMessage("of the older version")]);
    const steps = [
      ...layoutSteps,
      {
        compatibleFrom: 1,
        statements: ["alter table edge_sessions_bus_messages add column extra text"],
      },
    ];
    const clients = await Promise.all(
      [1, 2, 3].map(async () => {
        const client = new Client({ connectionString: scene.url });
        await client.connect();
        onTestFinished(() => client.end());
        return client;
      }),
    );
    const ids = await Promise.all(clients.map((client) => prepareTables(client, steps)));
    expect(new Set(ids).size).toBe(1);
    expect(await scene.run("select layout, compatible_from from edge_sessions_bus_state")).toEqual([
      { layout: 2, compatible_from: 1 },
    ]);
    expect((await bus.read("eu", at)).idAtStart).toBe("of the older version");
    await bus.append([sampleMessage("of the older version, later")]);
  });

  it("The bus may be in the database of a control plane, which does not take its tables for a mistake.", async () => {
    const place = await server.place();
    const bus = createPostgresBus({ url: place.url, region: "eu" });
    await bus.start(new Hearing());
    onTestFinished(() => bus.stop());
    await openAt(place);
    expect(await driftOf(place)).toEqual([]);
  });
});

describe("projects", () => {
  it("A revision that is published again, or is older, does not count as a change.", async () => {
    const scene = await createScene();
    const { bus } = await scene.member("eu");
    for (const revision of [2, 2, 1]) await bus.publishProject(sampleProject("acme", revision));
    expect(await scene.run("select project_changes from edge_sessions_bus_state")).toEqual([
      { project_changes: 1 },
    ]);
  });

  it("A deletion is forgotten when it is old enough, and projects that exist are not.", async () => {
    const scene = await createScene();
    const { bus } = await scene.member("eu");
    const keptFromMs = Date.now() - deletionKeptMs;
    await bus.publishProject(deletedProject("old", keptFromMs - 1_000));
    await bus.publishProject(deletedProject("recent", keptFromMs + 600_000));
    await bus.publishProject({ ...sampleProject("alive", 1), at: 0 });
    await forgetOldDeletions(scene.run);
    expect(
      await scene.run("select project from edge_sessions_bus_projects order by project"),
    ).toEqual([{ project: "alive" }, { project: "recent" }]);
  });

  it("Of two revisions that are published at once the later one stays.", async () => {
    const scene = await createScene();
    const { bus, hearing } = await scene.member("eu");
    const locker = new Client({ connectionString: scene.url });
    await locker.connect();
    onTestFinished(() => locker.end());
    /** Publishes a revision, and resolves when it waits for the lock or has failed. */
    async function begin(revision: number): Promise<{ readonly published: Promise<void> }> {
      const waiting = async (): Promise<number> =>
        (await backends("wait_event_type = 'Lock' and query like '%edge_sessions_bus_projects%'"))
          .length;
      const before = await waiting();
      const state = { failed: false };
      const published = bus.publishProject(sampleProject("acme", revision));
      published.catch(() => {
        state.failed = true;
      });
      while (!state.failed && (await waiting()) <= before);
      return { published };
    }
    let latest = 1;
    await bus.publishProject(sampleProject("acme", latest));
    // On a busy machine a statement may have waited for too long before the lock is released.
    await eventually(async () => {
      latest += 2;
      await locker.query("begin; select from edge_sessions_bus_state for update");
      // Both statements see the revision before them when they come to wait for this lock, in this order.
      const later = await begin(latest);
      const earlier = await begin(latest - 1);
      await locker.query("commit");
      await Promise.all([later.published, earlier.published]);
    });
    await hearing.until(() => hearing.revision("acme") === latest);
    const late = await scene.member("us");
    expect(late.hearing.revision("acme")).toBe(latest);
  });
});

describe("the link of a process", () => {
  it("Two processes are healthy, and what one publishes the other receives.", async () => {
    const scene = await createScene();
    const links = ["eu", "us"].map((region) => {
      const received: Invalidation[] = [];
      const link = createBusLink({
        bus: createPostgresBus({ url: scene.url, region }),
        clock: createClock(),
        newId,
        background: (task) => void task,
        emit: () => undefined,
        instance: `instance in ${region}`,
        name: region,
        software: "1.0.0",
        role: "edge",
        forgetAfterMs: 600_000,
        report: () => ({
          projects: 0,
          revisions: 0,
          entries: 0,
          bytes: 0,
          checks: 0,
          hits: 0,
          unpublished: 0,
          url: undefined,
        }),
        onError: (error) => {
          throw error;
        },
      });
      return { link, received };
    });
    for (const { link, received } of links) {
      await link.subscribe((invalidation) => received.push(invalidation));
      // It may be healthy for a moment and then hear of the other region. So the test waits below.
      await link.start();
      onTestFinished(() => link.stop());
    }
    const [eu, us] = links;
    if (eu === undefined || us === undefined) throw new Error("there are two links");
    // A member that has only now joined says with its next heartbeat that it is healthy.
    for (let confirmed = false; !confirmed;) {
      await eu.link.publish([sampleInvalidation("a")]);
      const { applied } = await eu.link.confirm(60_000);
      confirmed = applied.length === 1;
    }
    expect(us.received.map(({ id }) => id)).toContain("a");
    expect(eu.link.troubles()).toEqual([]);
    expect(us.link.troubles()).toEqual([]);
  });
});
