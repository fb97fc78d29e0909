// `bus check`, `bus create` and `bus remove-region` against a real server of NATS.
import { connect } from "@nats-io/transport-node";
import { jetstreamManager } from "@nats-io/jetstream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createNatsBus } from "../../src/bus/nats/nats-bus.ts";
import { createPostgresBus } from "../../src/bus/postgres/postgres-bus.ts";
import { Hearing } from "../contract/shared-bus-contract.ts";
import { startNatsServer, type NatsServer } from "../harness/nats-server.ts";
import { startPostgres, type PostgresServer } from "../harness/postgres.ts";
import { needsProgram } from "../harness/skipping.ts";
import { ran } from "./client/ran.ts";

describe("the bus commands", needsProgram("nats-server"), () => {
  let server: NatsServer;
  beforeAll(async () => {
    const authorization = { user: "admin", password: "secret-word" };
    server = await startNatsServer({ name: "alone", configuration: { authorization } });
  });
  afterAll(() => server.stop());

  const url = (password = "secret-word"): string =>
    `nats://admin:${password}@127.0.0.1:${server.port}`;

  test("What is missing is named, made, and then no difference.", async () => {
    const at = ["--bus", url(), "--regions", "eu,us"];
    const before = await ran(["bus", "check", ...at]);
    expect(before).toMatchObject({ code: 1, stderr: "" });
    expect(before.stdout.split("\n")[0]).toBe(
      'stream edge-sessions-eu does not exist. Run "edge-sessions bus create --regions eu,us".',
    );
    expect(await ran(["bus", "create", ...at])).toEqual({
      code: 0,
      stdout:
        "created: stream edge-sessions-eu\ncreated: stream edge-sessions-us\ncreated: stream KV_edge-sessions\n",
      stderr: "",
    });
    expect(await ran(["bus", "create", ...at])).toMatchObject({
      code: 0,
      stdout: "nothing to change\n",
    });
    expect(await ran(["bus", "check", ...at])).toMatchObject({
      code: 0,
      stdout: "no differences: eu, us\n",
    });
  });

  test("A difference is printed as JSON, and what cannot be changed ends with 1.", async () => {
    const connection = await connect({ servers: server.url, user: "admin", pass: "secret-word" });
    const jsm = await jetstreamManager(connection);
    await jsm.streams.add({
      name: "edge-sessions-memory",
      subjects: ["edge-sessions.memory.>"],
      storage: "memory",
    });
    await connection.close();
    const at = ["--bus", url(), "--regions", "memory", "--format", "json"];
    const checked = await ran(["bus", "check", ...at]);
    expect(checked.code).toBe(1);
    const { ok, differences } = JSON.parse(checked.stdout);
    expect(ok).toBe(false);
    expect(differences).toContainEqual({
      where: "stream edge-sessions-memory",
      what: "storage",
      is: "memory",
      should_be: "file",
      fix: 'Run "edge-sessions bus create --regions memory".',
    });
    const created = await ran(["bus", "create", ...at]);
    expect(created.code).toBe(1);
    expect(JSON.parse(created.stdout)).toMatchObject({
      ok: false,
      done: [{ where: "stream edge-sessions-memory", what: "changed" }],
    });
    expect(JSON.parse(created.stdout).left).toContainEqual(
      expect.objectContaining({ what: "storage" }),
    );
  });

  test("A region is removed.", async () => {
    const hearing = new Hearing();
    const member = { servers: [server.url], user: "admin", password: "secret-word", name: "test" };
    const eu = createNatsBus({ ...member, domains: false, region: "eu" });
    const us = createNatsBus({ ...member, domains: false, region: "us" });
    await eu.start(hearing);
    await us.start(new Hearing());
    await hearing.until(() => hearing.known.includes("us"));
    await us.stop();
    const nowhere = await ran(["bus", "remove-region", "us", "--bus", url()]);
    expect(nowhere).toMatchObject({ code: 1, stdout: "" });
    expect(nowhere.stderr).toContain("There is no stream edge-sessions-default. Name a region");
    expect(await ran(["bus", "remove-region", "us", "--bus", url(), "--region", "eu"])).toEqual({
      code: 0,
      stdout: "removed: us\n",
      stderr: "",
    });
    await hearing.until(() => !hearing.known.includes("us"));
    const heard = hearing.messages.map(({ message }) => message);
    expect(heard).toContainEqual({
      kind: "removal",
      removal: expect.objectContaining({ region: "us" }),
    });
    await eu.stop();
  });

  test("A wrong password ends with 1, and is not printed.", async () => {
    const { code, stdout, stderr } = await ran(["bus", "check", "--bus", url("wrong-word")]);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/^edge-sessions bus check: NATS at .* refused the user admin/u);
    expect(stderr).not.toContain("wrong-word");
  });

  test.each([
    [["bus", "check"], "--bus is required"],
    [["bus", "check", "--bus", "none"], "--bus must name a bus"],
    [["bus", "create", "--bus", "nats://x", "--regions", "eu,US"], "--regions must be a region"],
    [["bus", "create", "--bus", "nats://x", "--retention", "1m"], "--retention must be at least"],
    [["bus", "remove-region", "--bus", "nats://x"], "must be the region to remove"],
    [["bus", "remove-region", "US", "--bus", "nats://x"], "must be the region to remove"],
  ])("The arguments %j are wrong usage.", async (argv, message) => {
    const { code, stdout, stderr } = await ran(argv);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
  });
});

describe("the bus commands on Postgres", () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());

  test("The tables are missing, made, and then no difference.", async () => {
    const { url } = await server.place();
    const at = ["--bus", url];
    expect(await ran(["bus", "check", ...at])).toEqual({
      code: 1,
      stdout:
        'table edge_sessions_bus_state does not exist. Run "edge-sessions bus create", or start an edge.\n',
      stderr: "",
    });
    expect(await ran(["bus", "create", ...at])).toMatchObject({
      code: 0,
      stdout: "created: table edge_sessions_bus_state\n",
    });
    expect(await ran(["bus", "create", ...at])).toMatchObject({ stdout: "nothing to change\n" });
    expect(await ran(["bus", "check", ...at])).toMatchObject({
      code: 0,
      stdout: "no differences: default\n",
    });
  });

  test("A region is removed, and every member hears of it.", async () => {
    const { url } = await server.place();
    const hearing = new Hearing();
    const eu = createPostgresBus({ url, region: "eu" });
    const us = createPostgresBus({ url, region: "us" });
    await us.start(new Hearing());
    await us.stop();
    await eu.start(hearing);
    expect(hearing.known).toEqual(["eu", "us"]);
    const removed = await ran(["bus", "remove-region", "us", "--bus", url, "--region", "eu"]);
    expect(removed).toEqual({ code: 0, stdout: "removed: us\n", stderr: "" });
    await hearing.until(() => hearing.known.length === 1);
    await hearing.until(() => hearing.messages.some(({ message }) => message.kind === "removal"));
    expect(hearing.known).toEqual(["eu"]);
    await eu.stop();
  });

  test("A wrong password and an unknown region are said in a sentence, without the password.", async () => {
    const { url } = await server.place();
    const wrong = url.replace(/:[^:@]+@/u, ":wrong-word@");
    const refused = await ran(["bus", "check", "--bus", wrong]);
    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(refused.stderr).toMatch(
      /^edge-sessions bus check: Bus in Postgres: .*password.*\.\n$/su,
    );
    expect(refused.stderr).not.toContain("wrong-word");
    const unknown = await ran(["bus", "remove-region", "us", "--bus", url, "--region", "eu"]);
    expect(unknown).toMatchObject({ code: 1, stdout: "" });
    expect(unknown.stderr).toContain("There is no region eu in this database.");
  });
});
