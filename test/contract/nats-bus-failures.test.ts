// The shared bus on NATS while servers are killed, frozen, cut off and replaced.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "@nats-io/transport-node";
import { jetstreamManager } from "@nats-io/jetstream";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { setUpNatsBus } from "../../src/bus/nats/administration.ts";
import { createNatsBus, type NatsBusOptions } from "../../src/bus/nats/nats-bus.ts";
import type { SharedBus } from "../../src/edge/ports.ts";
import { startNatsPair, type NatsPair } from "../harness/nats-pair.ts";
import { startNatsServer, type NatsServer } from "../harness/nats-server.ts";
import { needsProgram } from "../harness/skipping.ts";
import { Hearing, sampleHeartbeat, sampleMessage, sampleProject } from "./shared-bus-contract.ts";

const ending: (() => Promise<unknown>)[] = [];
let buses = 0;

function newPrefix(): string {
  buses += 1;
  return `bus-${buses}`;
}

async function member(options: Omit<NatsBusOptions, "name">) {
  const bus = createNatsBus({ name: "test", ...options });
  const hearing = new Hearing();
  await bus.start(hearing);
  ending.push(() => bus.stop());
  return { bus, hearing };
}

/** Appends as soon as that is possible. */
async function appended(bus: SharedBus, id: string): Promise<number> {
  for (;;) {
    const sequence = await bus.append([sampleMessage(id)]).catch(() => undefined);
    if (sequence !== undefined) return sequence;
    await new Promise(setImmediate);
  }
}

/** Reads which log it is as soon as that is possible. A server that makes a stream takes messages before it lists it. */
async function incarnationOf(bus: SharedBus, region: string): Promise<string> {
  for (;;) {
    const read = await bus.read(region, undefined).catch(() => undefined);
    if (read !== undefined) return read.incarnation;
    await new Promise(setImmediate);
  }
}

afterEach(async () => {
  for (const end of ending.toReversed()) await end();
  ending.length = 0;
});

describe("one server", needsProgram("nats-server"), () => {
  let server: NatsServer;
  beforeAll(async () => {
    server = await startNatsServer({ name: "alone" });
  });
  afterAll(() => server.stop());

  const alone = () => ({
    servers: [server.url],
    domains: false,
    prefix: newPrefix(),
    region: "eu",
  });

  test("A server that is killed and restarted loses nothing, and members get everything again.", async () => {
    const options = alone();
    const { bus, hearing } = await member(options);
    const other = await member(options);
    const before = await bus.append([sampleMessage("before")]);
    await bus.publishProject(sampleProject("acme", 1));
    await hearing.until(() => hearing.revision("acme") === 1);
    const { incarnation } = await bus.read("eu", undefined);
    hearing.projects.length = 0;
    hearing.known = [];

    await server.kill();
    await hearing.until(() => hearing.interruptions > 0);
    await expect(bus.append([sampleMessage("lost")])).rejects.toThrow("NATS is not connected");
    await expect(bus.read("eu", before)).rejects.toThrow("NATS is not connected");
    await server.restart();

    await hearing.until(() => hearing.interruptions > 1);
    await hearing.until(() => hearing.known.includes("eu") && hearing.revision("acme") === 1);
    const after = await appended(bus, "after");
    await other.hearing.until(() => other.hearing.ids().includes("after"));
    const read = await bus.read("eu", before);
    expect(read).toMatchObject({ incarnation, through: after, reachesBack: true });
    expect(read.idAtStart).toBe("before");
  });

  test("A frozen server is noticed, and members get everything again when it thaws.", async () => {
    const { bus, hearing } = await member(alone());
    await bus.publishProject(sampleProject("acme", 1));
    await hearing.until(() => hearing.revision("acme") === 1);
    hearing.projects.length = 0;
    hearing.known = [];

    await server.freeze();
    const appending = bus.append([sampleMessage("frozen")]);
    const reading = bus.read("eu", 0);
    await expect(appending).rejects.toThrow("NATS did not answer in time");
    await expect(reading).rejects.toThrow("Cannot read the log of region eu: NATS did not answer");
    await hearing.until(() => hearing.interruptions > 0);
    server.thaw();

    await hearing.until(() => hearing.known.includes("eu") && hearing.revision("acme") === 1);
    await appended(bus, "thawed");
    await hearing.until(() => hearing.ids().includes("thawed"));
  });

  test("A frozen server is noticed although more is on its way than the system takes.", async () => {
    const { bus, hearing } = await member(alone());
    const long = "x".repeat(20_000);
    await server.freeze();
    const appending = bus.append(Array.from({ length: 1_000 }, () => sampleMessage(long)));
    await expect(appending).rejects.toThrow(/^Cannot publish to the log of region eu/u);
    // The client gives up, and the bus connects by itself.
    await hearing.until(() => hearing.failures.some((error) => /was closed/u.test(String(error))));
    server.thaw();
    await hearing.until(() => hearing.known.includes("eu"));
    await appended(bus, "thawed");
    await hearing.until(() => hearing.ids().includes("thawed"));
    await bus.publishProject(sampleProject("acme", 1));
    await hearing.until(() => hearing.revision("acme") === 1);
  });

  test("A member that stops while the server is frozen does not wait for it.", async () => {
    const { bus } = await member(alone());
    await server.freeze();
    await expect(bus.stop()).resolves.toBeUndefined();
    server.thaw();
  });

  test("A member that may no longer listen says so, and listens again when it may.", async () => {
    const subscribing = (allowed: string) => ({
      authorization: {
        users: [{ user: "eu", password: "pw", permissions: { subscribe: [allowed, "_INBOX.>"] } }],
      },
    });
    const strict = await startNatsServer({ name: "strict", configuration: subscribing(">") });
    ending.push(() => strict.stop());
    const { bus, hearing } = await member({
      ...alone(),
      servers: [strict.url],
      user: "eu",
      password: "pw",
    });
    await strict.kill();
    await strict.restart(subscribing("nothing"));
    await hearing.until(() =>
      hearing.failures.some((error) => /may not subscribe/u.test(String(error))),
    );
    await strict.restart(subscribing(">"));
    await appended(bus, "again");
    await hearing.until(() => hearing.ids().includes("again"));
    expect(hearing.ids()).toEqual(["again"]);
  });

  test("A log that an operator deleted is made again.", async () => {
    const options = alone();
    const { bus, hearing } = await member(options);
    const { incarnation } = await bus.read("eu", undefined);
    const admin = await connect({ servers: server.url });
    ending.push(() => admin.close());
    await (await jetstreamManager(admin)).streams.delete(`${options.prefix}-eu`);
    await expect(bus.append([sampleMessage("gone")])).rejects.toThrow(
      "Cannot publish to the log of region eu: JetStream does not answer.",
    );
    expect(await appended(bus, "new")).toBe(1);
    await hearing.until(() => hearing.ids().includes("new"));
    expect((await bus.read("eu", 0)).incarnation).not.toBe(incarnation);
  });

  test("A server that lost its files gets its streams, regions and projects back.", async () => {
    const losing = await startNatsServer({ name: "losing" });
    const folder = await mkdtemp(join(tmpdir(), "nats-lost-"));
    ending.push(async () => {
      await losing.stop();
      await rm(folder, { recursive: true });
    });
    const options = { ...alone(), servers: [losing.url] };
    const { bus, hearing } = await member(options);
    await bus.append([sampleMessage("gone")]);
    await bus.publishProject(sampleProject("acme", 7));
    const { incarnation } = await bus.read("eu", undefined);

    await losing.kill();
    await losing.restart({ jetstream: { store_dir: folder } });
    await hearing.until(() => hearing.interruptions > 1);
    expect(await appended(bus, "new")).toBe(1);
    expect(await incarnationOf(bus, "eu")).not.toBe(incarnation);
    const late = await member(options);
    expect(late.hearing.known).toEqual(["eu"]);
    await late.hearing.until(() => late.hearing.revision("acme") === 7);
  });
});

describe("two domains", needsProgram("nats-server"), () => {
  let pair: NatsPair;
  beforeAll(async () => {
    pair = await startNatsPair();
  });
  afterAll(() => pair.stop());

  async function twoRegions() {
    const prefix = newPrefix();
    const eu = { servers: [pair.eu.url], domains: true, prefix, region: "eu" };
    const us = { servers: [pair.us.url], domains: true, prefix, region: "us" };
    await setUpNatsBus({ ...eu, name: "test" }, { regions: ["eu", "us"] });
    return { prefix, eu, us };
  }

  test("A project that is published while a region is down arrives there when it is back.", async () => {
    const { eu, us } = await twoRegions();
    const publisher = await member(eu);
    const { hearing } = await member(us);
    await pair.us.kill();
    await publisher.bus.publishProject(sampleProject("acme", 3));
    await pair.us.restart();
    await pair.joined();
    await hearing.until(() => hearing.revision("acme") === 3);
    expect(hearing.projects.at(-1)).toEqual(sampleProject("acme", 3));
  });

  test("A region that is cut off has the projects and regions that its members had read before.", async () => {
    const { prefix, eu, us } = await twoRegions();
    const regionCopied = await subscribed(pair.us, `${prefix}-bucket.us.region.eu`);
    const projectCopied = await subscribed(pair.us, `${prefix}-bucket.us.project.acme`);
    const publisher = await member(eu);
    await member(us);
    await publisher.bus.publishProject(sampleProject("acme", 4));
    await Promise.all([regionCopied.first, projectCopied.first]);
    await pair.eu.kill();
    const late = await member(us);
    expect(late.hearing.known).toEqual(["eu", "us"]);
    expect(late.hearing.revision("acme")).toBe(4);
    await expect(late.bus.read("eu", undefined)).rejects.toThrow(
      /^Cannot read the log of region eu/u,
    );
    await pair.eu.restart();
    await pair.joined();
  });

  test("Regions that were not listed know each other once one hears the other.", async () => {
    const prefix = newPrefix();
    const at = { domains: true, prefix };
    const inUs = { ...at, servers: [pair.us.url], region: "us" };
    const before = await member(inUs);
    await before.bus.stop();
    const eu = await member({ ...at, servers: [pair.eu.url], region: "eu" });
    const us = await member(inUs);
    expect(eu.hearing.known).toEqual(["eu"]);
    expect(us.hearing.known).toEqual(["us"]);
    await us.bus.append([sampleHeartbeat("us", 1)]);
    await eu.hearing.until(() => eu.hearing.known.includes("us"));
    await us.hearing.until(() => us.hearing.known.includes("eu"));
  });
});

/** Subscribes at a server. `first` resolves with the first message. */
async function subscribed(server: NatsServer, subject: string) {
  const connection = await connect({ servers: server.url });
  ending.push(() => connection.close());
  const first = new Promise<void>((resolve) => {
    connection.subscribe(subject, { callback: () => resolve() });
  });
  await connection.flush();
  return { first };
}
