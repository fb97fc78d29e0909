// What an operator gets wrong with NATS: the start is refused, and the message says how to fix it.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, nanos } from "@nats-io/transport-node";
import { jetstreamManager, type StreamConfig } from "@nats-io/jetstream";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { checkNatsBus, removeNatsRegion, setUpNatsBus } from "../../src/bus/nats/administration.ts";
import { permissionsOf, type NatsPermissions } from "../../src/bus/nats/layout.ts";
import { createNatsBus, type NatsBusOptions } from "../../src/bus/nats/nats-bus.ts";
import { BusRefusal } from "../../src/edge/ports.ts";
import { freePorts } from "../harness/free-ports.ts";
import { makeLoopbackCertificate } from "../harness/loopback-certificate.ts";
import { startNatsPair } from "../harness/nats-pair.ts";
import { startNatsServer, type NatsServer } from "../harness/nats-server.ts";
import { needsProgram } from "../harness/skipping.ts";
import { createNatsOperator } from "./nats-credentials.ts";
import { Hearing, sampleHeartbeat, sampleMessage, sampleProject } from "./shared-bus-contract.ts";

const ending: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ending.toReversed()) await end();
  ending.length = 0;
});

/** The user `edge` of an account, with these permissions. */
function userWith(name: string, permissions: NatsPermissions) {
  const { publish, subscribe } = permissions;
  return { user: name, password: "pw", permissions: { publish, subscribe } };
}

const everything: NatsPermissions = { publish: [">"], subscribe: [">"] };
const recommended = permissionsOf({ domains: false, region: "eu", role: "edge" });
const without = (subject: string): NatsPermissions => ({
  publish: recommended.publish.filter((one) => one !== subject),
  subscribe: recommended.subscribe.filter((one) => one !== subject),
});

async function started(options: Omit<NatsBusOptions, "name">) {
  const bus = createNatsBus({ name: "test", ...options });
  const hearing = new Hearing();
  ending.push(() => bus.stop());
  await bus.start(hearing);
  return { bus, hearing };
}

/** The message with which a start is refused. */
async function refusalOf(options: Omit<NatsBusOptions, "name">): Promise<string> {
  const error = await started(options).then(
    () => undefined,
    (refused: unknown) => refused,
  );
  expect(error).toBeInstanceOf(BusRefusal);
  return error instanceof Error ? error.message : "";
}

describe("NATS", needsProgram("nats-server"), () => {
  let server: NatsServer;
  const missing = [
    "edge-sessions.eu.lasting",
    "edge-sessions.eu.heartbeat.*",
    "$KV.edge-sessions.region.*",
    "$JS.API.STREAM.INFO.*",
    "$JS.API.STREAM.MSG.GET.*",
    "$JS.API.CONSUMER.CREATE.*",
    "$JS.API.CONSUMER.MSG.NEXT.*.*",
    "edge-sessions-live.>",
    "edge-sessions-bucket.>",
  ];
  beforeAll(async () => {
    server = await startNatsServer({
      name: "alone",
      configuration: {
        accounts: {
          SESSIONS: {
            jetstream: "enabled",
            users: [
              userWith("admin", everything),
              userWith("eu", recommended),
              userWith("us", permissionsOf({ domains: false, region: "us", role: "edge" })),
              userWith("control", permissionsOf({ domains: false, region: "eu", role: "control" })),
              ...missing.map((subject, at) => userWith(`missing-${at}`, without(subject))),
            ],
          },
          EMPTY: { jetstream: "enabled", users: [userWith("empty", recommended)] },
          PLAIN: { users: [userWith("plain", everything)] },
        },
      },
    });
    await setUpNatsBus({ ...as("admin"), name: "test" }, { regions: ["eu", "us"] });
  });
  afterAll(() => server.stop());

  const as = (user: string, prefix?: string) => ({
    servers: [server.url],
    user,
    password: "pw",
    domains: false,
    region: "eu",
    prefix,
  });

  test("A wrong password is refused, and not repeated.", async () => {
    const message = await refusalOf({ ...as("eu"), password: "secret-word" });
    expect(message).toMatch(/refused the user eu or its password/u);
    expect(message).not.toContain("secret-word");
    const none = await refusalOf({ servers: [server.url], domains: false, region: "eu" });
    expect(none).toContain("it has no credentials");
    const token = { servers: [server.url], domains: false, region: "eu", token: "secret-word" };
    expect(await refusalOf(token)).not.toContain("secret-word");
  });

  test.each(missing.map((subject, at) => [subject, at] as const))(
    "A start without permission for %s is refused, and the message names the subject.",
    async (subject, at) => {
      const message = await refusalOf(as(`missing-${at}`));
      const [literal = ""] = subject.split(/[*>]/u);
      expect(message).toContain(literal);
      expect(message).toMatch(/may not (?:publish|subscribe) to .* permissions\.$/u);
    },
  );

  test("The recommended permissions are enough for an edge.", async () => {
    const { bus, hearing } = await started(as("eu"));
    const us = await started({ ...as("us"), region: "us" });
    const start = await us.bus.read("eu", undefined);
    const last = await bus.append([sampleMessage("a"), sampleHeartbeat("eu", 1)]);
    await us.hearing.until(() => us.hearing.sequences("eu").includes(last));
    const read = await us.bus.read("eu", start.through);
    expect(read.messages).toHaveLength(1);
    await bus.removeRegion("us");
    await hearing.until(() => !hearing.known.includes("us"));
    await us.bus.addRegion();
    await hearing.until(() => hearing.known.includes("us"));
    expect(hearing.failures).toEqual([]);
  });

  test("With the recommended permissions only a control plane may publish projects.", async () => {
    const edge = await started(as("eu"));
    const control = await started(as("control"));
    await expect(edge.bus.publishProject(sampleProject("acme", 1))).rejects.toThrow(
      /may not publish to \$KV\.edge-sessions\.project\.acme/u,
    );
    await control.bus.publishProject(sampleProject("acme", 2));
    await edge.hearing.until(() => edge.hearing.revision("acme") === 2);
  });

  test("With the recommended permissions an edge may not publish for another region.", async () => {
    const { bus } = await started(as("us")).catch(() => ({ bus: undefined }));
    expect(bus).toBeUndefined();
    const connection = await connect({ servers: server.url, user: "us", pass: "pw" });
    ending.push(() => connection.close());
    const jsm = await jetstreamManager(connection, { checkAPI: false });
    const forbidden = [
      "edge-sessions.eu.lasting",
      "edge-sessions.eu.heartbeat.x",
      "edge-sessions-live.eu.lasting",
      "edge-sessions-bucket.all.project.acme",
      "$KV.edge-sessions.project.acme",
      "$JS.API.STREAM.DELETE.edge-sessions-eu",
      "$JS.API.STREAM.PURGE.edge-sessions-eu",
    ];
    for (const subject of forbidden) {
      await expect(jsm.jetstream().publish(subject, "{}")).rejects.toThrow(
        /permissions violation/iu,
      );
    }
  });

  test("A stream that is missing and may not be created is refused.", async () => {
    expect(await refusalOf(as("empty"))).toBe(
      'The stream edge-sessions-eu does not exist, and the user of NATS may not create it. Run "edge-sessions bus create --regions eu" with a user who may.',
    );
  });

  test("An account without JetStream is refused.", async () => {
    expect(await refusalOf(as("plain"))).toContain("JetStream is not enabled for the account");
  });

  test("A stream with wrong limits is refused, checked and changed.", async () => {
    const prefix = "by-hand";
    const admin = await connect({ servers: server.url, user: "admin", pass: "pw" });
    ending.push(() => admin.close());
    const jsm = await jetstreamManager(admin);
    await jsm.streams.add({
      name: "by-hand-eu",
      subjects: ["by-hand.eu.lasting"],
      max_age: nanos(60_000),
      max_msgs: 1_000,
      discard: "new",
      // Servers of 2.9 cannot add it later.
      republish: { src: "by-hand.eu.>", dest: "by-hand-live.eu.>" },
    });
    const message = await refusalOf(as("admin", prefix));
    expect(message).toContain("max_age is 1m and must be at least 10m");
    expect(message).toContain('Run "edge-sessions bus create --regions eu"');

    const options = { ...as("admin", prefix), name: "test" };
    const differences = await checkNatsBus(options, { regions: ["eu"] });
    const [first] = differences;
    expect(first?.where).toBe("stream by-hand-eu");
    expect(differences.map(({ what, is, shouldBe }) => `${what}: ${is} → ${shouldBe}`)).toEqual([
      "description:  → Edge Sessions, layout 1: log of region eu",
      'subjects: ["by-hand.eu.lasting"] → ["by-hand.eu.>"]',
      "discard: new → old",
      "max_msgs: 1000 → -1",
      "max_age: 1m → at least 10m",
      "max_bytes: unlimited → at least 16MiB",
      "existence: missing → present",
    ]);

    const { done, left } = await setUpNatsBus(options, { regions: ["eu"] });
    expect(left).toEqual([]);
    expect(done).toEqual([
      { where: "stream by-hand-eu", what: "changed" },
      { where: "stream KV_by-hand", what: "created" },
    ]);
    expect(await checkNatsBus(options, { regions: ["eu"] })).toEqual([]);
    await started(as("admin", prefix));
  });

  test("What NATS cannot change is named, with what to do.", async () => {
    const options = { ...as("admin", "in-memory"), name: "test" };
    await made({ name: "in-memory-eu", subjects: ["in-memory.eu.>"], storage: "memory" });
    const differences = await checkNatsBus(options, { regions: ["eu"] });
    expect(differences).toContainEqual(expect.objectContaining({ what: "republish", is: "none" }));
    const { left } = await setUpNatsBus(options, { regions: ["eu"] });
    expect(left).toContainEqual(
      expect.objectContaining({ what: "storage", is: "memory", shouldBe: "file" }),
    );
    expect(left[0]?.fix).toContain("nats stream rm in-memory-eu");
  });

  test("What an operator chooses is checked and made exactly.", async () => {
    const options = { ...as("admin", "chosen"), name: "test" };
    const plan = { regions: ["eu"], retentionMs: 3_600_000, maxBytes: 64 * 1_024 * 1_024 };
    await setUpNatsBus(options, plan);
    expect(await checkNatsBus(options, plan)).toEqual([]);
    expect(await checkNatsBus(options, { regions: ["eu"] })).toEqual([]);
    const other = await checkNatsBus(options, { ...plan, retentionMs: 7_200_000 });
    expect(other).toEqual([expect.objectContaining({ what: "max_age", is: "1h", shouldBe: "2h" })]);
    await setUpNatsBus(options, { regions: ["eu"] });
    expect(await checkNatsBus(options, plan)).toEqual([]);
  });

  test("A stream of a newer version is refused everywhere.", async () => {
    const description = "Edge Sessions, layout 2: log of region eu";
    await made({ name: "newer-eu", subjects: ["newer.eu.>"], description });
    const newer = /has layout 2, and this version of edge-sessions knows only layout 1/u;
    expect(await refusalOf(as("admin", "newer"))).toMatch(newer);
    const options = { ...as("admin", "newer"), name: "test" };
    await expect(checkNatsBus(options, { regions: ["eu"] })).rejects.toThrow(newer);
    await expect(setUpNatsBus(options, { regions: ["eu"] })).rejects.toThrow(newer);
  });

  test("A region that an operator removes is gone for all members.", async () => {
    const { hearing } = await started(as("admin", "removing"));
    const us = await started({ ...as("admin", "removing"), region: "us" });
    await hearing.until(() => hearing.known.includes("us"));
    await us.bus.stop();
    await removeNatsRegion({ ...as("admin", "removing"), name: "test" }, "us", "eu");
    await hearing.until(() => !hearing.known.includes("us"));
    expect(hearing.known).toEqual(["eu"]);
  });

  async function made(config: Partial<StreamConfig> & { readonly name: string }): Promise<void> {
    const admin = await connect({ servers: server.url, user: "admin", pass: "pw" });
    await (await jetstreamManager(admin)).streams.add(config);
    await admin.close();
  }
});

describe("the connection", needsProgram("nats-server"), () => {
  test("A server that cannot be reached is not a refusal.", async () => {
    const [port = 0] = await freePorts(1);
    const error = await started({
      servers: [`127.0.0.1:${port}`],
      domains: false,
      region: "eu",
    }).catch((failed: unknown) => failed);
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(BusRefusal);
    expect(String(error)).toMatch(/NATS at 127\.0\.0\.1:\d+ cannot be reached/u);
  });

  test("A server without JetStream is refused.", async () => {
    const server = await startNatsServer({
      name: "plain",
      configuration: { jetstream: undefined },
    });
    ending.push(() => server.stop());
    const message = await refusalOf({ servers: [server.url], domains: false, region: "eu" });
    expect(message).toContain("JetStream is not enabled on the server");
  });

  test("A server without the domain of the region is refused.", async () => {
    const server = await startNatsServer({ name: "no-domain" });
    ending.push(() => server.stop());
    const message = await refusalOf({ servers: [server.url], domains: true, region: "eu" });
    expect(message).toContain("Set domain: eu in its jetstream block");
  });

  test("A certificate is trusted only if its authority is named.", async () => {
    const { certificate, privateKey } = makeLoopbackCertificate();
    const folder = await mkdtemp(join(tmpdir(), "nats-tls-"));
    const [certificateFile, keyFile] = [join(folder, "ca.pem"), join(folder, "key.pem")];
    await writeFile(certificateFile, certificate);
    await writeFile(keyFile, privateKey, { mode: 0o600 });
    const tls = { cert_file: certificateFile, key_file: keyFile };
    const server = await startNatsServer({ name: "tls", configuration: { tls } });
    const plain = await startNatsServer({ name: "plain" });
    ending.push(async () => {
      await Promise.all([server.stop(), plain.stop()]);
      await rm(folder, { recursive: true });
    });
    const options = { servers: [server.url], domains: false, region: "eu", tls: true };
    expect(await refusalOf(options)).toMatch(/is not trusted \(.*--bus-ca/u);
    await started({ ...options, caFile: certificateFile });
    expect(await refusalOf({ ...options, servers: [plain.url] })).toContain("does not offer TLS");
    expect(await refusalOf({ ...options, caFile: join(folder, "none.pem") })).toContain("ENOENT");
  });

  test("A credentials file that is missing or is not one is refused.", async () => {
    const server = await startNatsServer({ name: "creds" });
    const folder = await mkdtemp(join(tmpdir(), "nats-creds-"));
    ending.push(async () => {
      await server.stop();
      await rm(folder, { recursive: true });
    });
    const options = { servers: [server.url], domains: false, region: "eu" };
    const missing = { ...options, credentialsFile: join(folder, "none.creds") };
    expect(await refusalOf(missing)).toContain(
      "none.creds with the credentials for NATS cannot be read: ENOENT",
    );
    const wrong = join(folder, "wrong.creds");
    await writeFile(wrong, "not credentials");
    expect(await refusalOf({ ...options, credentialsFile: wrong })).toContain(
      "is not a credentials file",
    );
  });

  test("A process connects with a credentials file, and again after the file was replaced.", async () => {
    const folder = await mkdtemp(join(tmpdir(), "nats-creds-"));
    const credentialsFile = join(folder, "edge.creds");
    const [before, after] = [createNatsOperator(), createNatsOperator()];
    const server = await startNatsServer({ name: "creds", configuration: before.configuration });
    ending.push(async () => {
      await server.stop();
      await rm(folder, { recursive: true });
    });
    const options = { servers: [server.url], domains: false, region: "eu", credentialsFile };
    await writeFile(credentialsFile, after.credentials("stranger"));
    expect(await refusalOf(options)).toContain(
      `refused the credentials of the file ${credentialsFile}`,
    );
    await writeFile(credentialsFile, before.credentials("edge"));
    const { bus, hearing } = await started(options);
    await bus.append([sampleMessage("a")]);

    await server.kill();
    hearing.known = [];
    await writeFile(credentialsFile, after.credentials("edge"));
    await server.restart(after.configuration);
    // This is another account, in which everything is made again.
    await hearing.until(() => hearing.known.includes("eu"));
    expect(await bus.append([sampleMessage("b")])).toBe(1);
  });

  test("The recommended permissions are enough in two domains.", async () => {
    const accounts = (region: string) => ({
      SESSIONS: {
        jetstream: "enabled",
        users: [
          userWith("admin", everything),
          userWith("edge", permissionsOf({ domains: true, region, role: "edge" })),
          userWith("control", permissionsOf({ domains: true, region, role: "control" })),
        ],
      },
    });
    const pair = await startNatsPair({
      eu: {
        configuration: { accounts: accounts("eu") },
        leafnodes: { authorization: { user: "leaf", password: "pw", account: "SESSIONS" } },
      },
      us: { configuration: { accounts: accounts("us") } },
      route: (port) =>
        Promise.resolve({
          host: "127.0.0.1",
          port,
          user: "leaf:pw",
          more: { account: "SESSIONS" },
        }),
    });
    ending.push(() => pair.stop());
    const as = (region: "eu" | "us", user: string) => ({
      servers: [pair[region].url],
      user,
      password: "pw",
      domains: true,
      region,
      name: "test",
    });
    await setUpNatsBus(as("eu", "admin"), { regions: ["eu", "us"] });
    expect(await checkNatsBus(as("us", "admin"), { regions: ["eu", "us"] })).toEqual([]);
    const eu = await started(as("eu", "edge"));
    const control = await started(as("eu", "control"));
    const us = await started(as("us", "edge"));
    await control.bus.publishProject(sampleProject("acme", 1));
    await us.hearing.until(() => us.hearing.revision("acme") === 1);
    await eu.hearing.until(() => eu.hearing.known.length === 2);
    const last = await us.bus.append([sampleMessage("a")]);
    await eu.hearing.until(() => eu.hearing.sequences("us").includes(last));
    expect((await eu.bus.read("us", last - 1)).messages).toHaveLength(1);
    await expect(eu.bus.publishProject(sampleProject("other", 1))).rejects.toThrow(
      /may not publish to \$KV\.edge-sessions\.project\.other/u,
    );
    // The edge may not copy the project to its region. That is not a failure.
    await pair.us.untilLogged(/Publish Violation .*"\$KV\.edge-sessions\.project\.acme"/u);
    await us.bus.append([sampleMessage("b")]);
    expect(us.hearing.failures).toEqual([]);
  });
});
