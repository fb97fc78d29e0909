// Parts of the bus on NATS: buckets that several processes write, messages that were missed, names, and what is ignored.
import { readFile } from "node:fs/promises";
import { connect } from "@nats-io/transport-node";
import { jetstreamManager } from "@nats-io/jetstream";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { Bucket } from "../../src/bus/nats/bucket.ts";
import { createLayout, permissionsOf, projectKey, regionKey } from "../../src/bus/nats/layout.ts";
import { createNatsBus } from "../../src/bus/nats/nats-bus.ts";
import { isNewer, projectRecord, regionRecord } from "../../src/bus/nats/records.ts";
import { NatsSession } from "../../src/bus/nats/session.ts";
import { bucketStream } from "../../src/bus/nats/stream-config.ts";
import { readStream } from "../../src/bus/nats/stream-reading.ts";
import { startNatsServer, type NatsServer } from "../harness/nats-server.ts";
import { needsProgram } from "../harness/skipping.ts";
import {
  Hearing,
  sampleAnswer,
  sampleHeartbeat,
  sampleMessage,
  sampleProject,
  sampleQuestion,
  sampleTraffic,
} from "./shared-bus-contract.ts";

const ending: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ending.toReversed()) await end();
  ending.length = 0;
});

describe("records", () => {
  test("Of two records of a region the one with more changes is newer, and a known region wins.", () => {
    const held = regionRecord("us", false, 3);
    expect(isNewer(regionRecord("us", true, 3), held)).toBe(true);
    expect(isNewer(regionRecord("us", false, 3), regionRecord("us", true, 3))).toBe(false);
    expect(isNewer(regionRecord("us", false, 4), regionRecord("us", true, 3))).toBe(true);
    expect(isNewer(held, held)).toBe(false);
  });

  test("Of two records of a project the later revision is newer, then the later change.", () => {
    const held = projectRecord(sampleProject("acme", 3));
    const later = projectRecord({ ...sampleProject("acme", 3), at: 1_800_000_000_000 });
    expect(isNewer(projectRecord(sampleProject("acme", 4)), held)).toBe(true);
    expect(isNewer(projectRecord(sampleProject("acme", 2)), held)).toBe(false);
    expect(isNewer(later, held)).toBe(true);
    expect(isNewer(held, later)).toBe(false);
  });

  test("The id of a project that cannot be part of a key is encoded, and others are not.", () => {
    expect(projectKey("acme-1_a")).toBe("project.acme-1_a");
    expect(projectKey("a.b>*")).toBe("project.=YS5iPio");
  });
});

test("The recommended permissions are those of the documentation.", async () => {
  const page = await readFile(new URL("../../docs/internals/bus.md", import.meta.url), "utf8");
  const [block = ""] = /^permissions: \{.*?^\}/msu.exec(page) ?? [];
  const quoted = [...block.matchAll(/"([^"]+)"/gu)].map(([, subject]) => subject);
  const { publish, subscribe } = permissionsOf({ domains: true, region: "eu", role: "control" });
  expect(quoted).toEqual([...publish, ...subscribe]);
});

describe("NATS", needsProgram("nats-server"), () => {
  let server: NatsServer;
  let media = 0;
  beforeAll(async () => {
    server = await startNatsServer({ name: "alone" });
  });
  afterAll(() => server.stop());

  const newPrefix = (): string => {
    media += 1;
    return `bus-${media}`;
  };

  async function session(prefix: string): Promise<NatsSession> {
    const connection = await connect({ servers: server.url });
    const made = new NatsSession(connection, createLayout({ domains: false, prefix }));
    ending.push(() => made.close());
    return made;
  }

  async function bucketOf(prefix: string) {
    const own = await session(prefix);
    const jsm = await own.jsm("all");
    await jsm.streams.add(bucketStream(own.layout, "all", {}).config);
    return new Bucket("all", own, () => undefined);
  }

  async function started(prefix: string, region = "eu") {
    const options = { servers: [server.url], domains: false, name: "test", prefix, region };
    const bus = createNatsBus(options);
    const hearing = new Hearing();
    await bus.start(hearing);
    ending.push(() => bus.stop());
    return { bus, hearing };
  }

  test("Processes that write one key at the same time do not overwrite each other.", async () => {
    const prefix = newPrefix();
    const [one, two] = [await bucketOf(prefix), await bucketOf(prefix)];
    const raise = (bucket: Bucket): Promise<unknown> =>
      bucket.put(regionKey("eu"), (held) =>
        regionRecord("eu", true, held?.kind === "region" ? held.count + 1 : 1),
      );
    for (let round = 0; round < 10; round += 1) await Promise.all([raise(one), raise(two)]);
    await one.refresh();
    expect(one.heldAt(regionKey("eu"))).toMatchObject({ count: 20 });
  });

  test("A bucket notices that a record was missed, and reads it.", async () => {
    const prefix = newPrefix();
    const [writer, reader] = [await bucketOf(prefix), await bucketOf(prefix)];
    const records = ["a", "b", "c", "d"].map((region) => regionRecord(region, true, 1));
    await reader.refresh();
    for (const record of records) await writer.put(record.key, () => record);
    const [a, , c, d] = records.map(({ key, text }) => ({ key, text }));
    expect(reader.arrived(a?.key ?? "", 1, a?.text ?? "")).toBe(false);
    expect(reader.arrived(c?.key ?? "", 3, c?.text ?? "")).toBe(true);
    expect(reader.heldAt(regionKey("b"))).toBeUndefined();
    await reader.refresh();
    expect(reader.heldAt(regionKey("b"))).toMatchObject({ region: "b" });
    expect(reader.arrived(d?.key ?? "", 4, d?.text ?? "")).toBe(true);
    expect(reader.arrived("region.e", 5, regionRecord("e", true, 1).text)).toBe(false);
  });

  test("A bucket that began again is read as a whole.", async () => {
    const prefix = newPrefix();
    const bucket = await bucketOf(prefix);
    await bucket.put(regionKey("old"), () => regionRecord("old", true, 1));
    await bucket.refresh();
    const admin = await session(prefix);
    await (await admin.jsm("all")).streams.delete(`KV_${prefix}`);
    const writer = await bucketOf(prefix);
    await writer.put(regionKey("new"), () => regionRecord("new", true, 1));
    await bucket.refresh();
    expect(bucket.heldAt(regionKey("old"))).toBeUndefined();
    expect(bucket.heldAt(regionKey("new"))).toMatchObject({ region: "new" });
  });

  test("A stream is read only through the sequence that was asked for.", async () => {
    const own = await session(newPrefix());
    const jsm = await own.jsm("eu");
    const { layout } = own;
    const [stream, subject] = [layout.stream("eu"), layout.lasting("eu")];
    await jsm.streams.add({ name: stream, subjects: [layout.streamSubjects("eu")] });
    for (const [to, text] of [
      [subject, "a"],
      [layout.heartbeat("eu", "i"), "heartbeat"],
      [subject, "b"],
      [subject, "c"],
    ] as const) {
      await jsm.jetstream().publish(to, text);
    }
    const range = { stream, subject, from: 1, messagesMax: 10 };
    const part = await readStream(own, "eu", { ...range, through: 2 });
    expect(part).toMatchObject({ messages: [{ text: "a" }], complete: true });
    const short = await readStream(own, "eu", { ...range, through: 4, messagesMax: 2 });
    expect(short).toMatchObject({ messages: [{ text: "a" }, { text: "b" }], complete: false });
    const whole = await readStream(own, "eu", { ...range, through: 4 });
    expect(whole.messages.map(({ text }) => text)).toEqual(["a", "b", "c"]);
    expect(whole.complete).toBe(true);
  });

  test("A reading of a log has no heartbeats, reports of traffic, questions or answers in it.", async () => {
    const { bus } = await started(newPrefix());
    await bus.append([sampleMessage("a"), sampleHeartbeat("eu", 1), sampleMessage("b")]);
    const last = await bus.append([
      sampleHeartbeat("eu", 2),
      sampleTraffic("i", 1),
      sampleQuestion("q"),
      sampleAnswer("q"),
    ]);
    const { messages, through, complete } = await bus.read("eu", 0);
    expect(messages.map(({ sequence }) => sequence)).toEqual([1, 3]);
    expect([through, complete]).toEqual([last, true]);
  });

  test("A message that no stream accepted is ignored.", async () => {
    const prefix = newPrefix();
    const { bus, hearing } = await started(prefix);
    const connection = await connect({ servers: server.url });
    ending.push(() => connection.close());
    connection.publish(`${prefix}-live.eu.lasting`, "{}");
    connection.publish(`${prefix}-bucket.all.region.us`, regionRecord("us", true, 1).text);
    await connection.flush();
    const last = await bus.append([sampleMessage("a")]);
    await hearing.until(() => hearing.ids().includes("a"));
    expect(hearing.sequences("eu")).toEqual([last]);
    expect(hearing.known).toEqual(["eu"]);
  });

  test("A message that cannot be read arrives as an invalidation of everything.", async () => {
    const prefix = newPrefix();
    const { hearing } = await started(prefix);
    const connection = await connect({ servers: server.url });
    ending.push(() => connection.close());
    const jsm = await jetstreamManager(connection);
    await jsm.jetstream().publish(`${prefix}.eu.lasting`, "not a message");
    await hearing.until(() => hearing.messages.length > 0);
    expect(hearing.messages[0]?.message).toMatchObject({
      kind: "invalidation",
      invalidation: { project: "*", source: "unreadable" },
    });
  });

  test("A project with an id that NATS cannot have in a name arrives.", async () => {
    const { bus, hearing } = await started(newPrefix());
    await bus.publishProject(sampleProject("a.b >*ä", 1));
    await hearing.until(() => hearing.revision("a.b >*ä") === 1);
    expect(hearing.projects).toHaveLength(1);
  });

  test("A name that cannot be a region is refused.", async () => {
    expect(() =>
      createNatsBus({ servers: [], domains: false, name: "test", region: "EU" }),
    ).toThrow(RangeError);
    const { bus } = await started(newPrefix());
    await expect(bus.read("a.>", 1)).rejects.toThrow('There is no region "a.>"');
    await expect(bus.read("us", 1)).rejects.toThrow(
      "Cannot read the log of region us: stream not found",
    );
  });
});
