// Real NATS servers as the harness starts them: what survives a restart, what a frozen one does, and two that are joined
// by a link of the faulty network.
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect, type NatsConnection, type NodeConnectionOptions } from "@nats-io/transport-node";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { makeLoopbackCertificate } from "./loopback-certificate.ts";
import { startNatsPair, type NatsPair } from "./nats-pair.ts";
import { startNatsServer, type NatsServer } from "./nats-server.ts";
import { createNetwork, type Link, type Network } from "./network.ts";
import { needsProgram } from "./skipping.ts";

async function connected(
  { url }: NatsServer,
  options: NodeConnectionOptions = {},
): Promise<NatsConnection> {
  const connection = await connect({ servers: url, maxReconnectAttempts: -1, ...options });
  onTestFinished(() => connection.close());
  return connection;
}

/** The texts that a stream holds, read by their sequence. */
async function contents(
  connection: NatsConnection,
  stream: string,
  domain?: string,
): Promise<readonly string[]> {
  const manager = await jetstreamManager(connection, domain === undefined ? {} : { domain });
  const { state } = await manager.streams.info(stream);
  const texts: string[] = [];
  for (let seq = state.first_seq; seq <= state.last_seq; seq += 1) {
    texts.push((await manager.streams.getMessage(stream, { seq }))?.string() ?? "");
  }
  return texts;
}

describe("one server", needsProgram("nats-server"), () => {
  let server: NatsServer;
  beforeAll(async () => {
    server = await startNatsServer({ name: "alone" });
  });
  afterAll(() => server.stop());

  test.each(["restarted", "killed and restarted"])(
    "A server that is %s has the same port and the same streams.",
    async (how) => {
      const stream = how.replaceAll(" ", "-");
      const connection = await connected(server, { reconnectTimeWait: 1 });
      const manager = await jetstreamManager(connection);
      await manager.streams.add({ name: stream, subjects: [stream] });
      await jetstream(connection).publish(stream, "before");
      const pid = server.pid();
      const reconnected = untilStatus(connection, "reconnect");
      if (how !== "restarted") await server.kill();
      await server.restart();
      await reconnected;
      expect(server.pid()).not.toBe(pid);
      await jetstream(connection).publish(stream, "after");
      expect(await contents(connection, stream)).toEqual(["before", "after"]);
    },
  );

  test("A frozen server can be restarted, and killed.", async () => {
    await server.freeze();
    await server.restart();
    await server.freeze();
    await server.kill();
    await expect(connect({ servers: server.url, reconnect: false })).rejects.toThrow(
      "connection refused",
    );
    await server.restart();
    await (await connected(server)).rtt();
  });
});

test(
  "Users, TLS and limits are configured in the server's own words, and a restart may change them.",
  needsProgram("nats-server"),
  async () => {
    const { certificate, privateKey } = makeLoopbackCertificate();
    const user = { user: "edge", password: "right", permissions: { publish: "allowed" } };
    const server = await startNatsServer({
      name: "guarded",
      files: { "cert.pem": certificate, "key.pem": privateKey },
      configuration: {
        max_payload: 2_048,
        authorization: { users: [user] },
        tls: { cert_file: "cert.pem", key_file: "key.pem" },
      },
    });
    onTestFinished(() => server.stop());
    // For a server that is named by its address, the client gives Node no name to compare with the certificate.
    const tls = { ca: certificate, host: "127.0.0.1" };
    const right = await connected(server, { user: "edge", pass: "right", tls });
    expect(right.info).toMatchObject({ max_payload: 2_048, tls_required: true });
    const refused = untilStatus(right, "error");
    right.publish("forbidden");
    expect(String(await refused)).toContain("Permissions Violation");
    const asWrong = { servers: server.url, user: "edge", pass: "wrong", tls, reconnect: false };
    await expect(connect(asWrong)).rejects.toThrow("Authorization Violation");
    await server.restart({ authorization: { users: [{ ...user, password: "wrong" }] } });
    const changed = await connect(asWrong);
    await changed.close();
  },
);

describe("two servers joined by a leaf link", needsProgram("nats-server"), () => {
  let network: Network;
  let pair: NatsPair;
  let leaf: Link;
  beforeAll(async () => {
    network = createNetwork();
    pair = await startNatsPair({
      async route(port) {
        const target = { host: "127.0.0.1", port };
        leaf = await network.link({ name: "leaf", from: "us", to: "eu", target });
        return { host: "127.0.0.1", port: leaf.port };
      },
    });
  });
  afterAll(async () => {
    await network.close();
    await pair.stop();
  });

  test("Each domain's stream is published to at home and read from the other.", async () => {
    for (const [home, away] of [
      [pair.us, pair.eu],
      [pair.eu, pair.us],
    ] as const) {
      const [atHome, afar] = [await connected(home), await connected(away)];
      const manager = await jetstreamManager(atHome);
      await manager.streams.add({ name: "news", subjects: [`news.${home.name}`] });
      await jetstream(atHome).publish(`news.${home.name}`, `of ${home.name}`);
      const stream = await jetstream(afar, { domain: home.name }).streams.get("news");
      expect((await stream.getMessage({ seq: 1 }))?.string()).toBe(`of ${home.name}`);
      const consumer = await jetstream(afar, { domain: home.name }).consumers.get("news");
      expect((await consumer.next())?.string()).toBe(`of ${home.name}`);
    }
  });

  test("A cut between the two leaves both at work, and afterwards each reads what it missed.", async () => {
    const [eu, us] = [await connected(pair.eu), await connected(pair.us)];
    const manager = await jetstreamManager(us);
    await manager.streams.add({ name: "cut", subjects: ["cut"] });
    const heal = await network.partition("us", "eu");
    await jetstream(us).publish("cut", "meanwhile");
    const reading = contents(eu, "cut", "us");
    await leaf.until(({ back }) => back.taken > back.given + back.discarded);
    await heal();
    expect(await reading).toEqual(["meanwhile"]);
  });

  test("A frozen server answers when it thaws, its connections stay, and the other works on.", async () => {
    const [eu, us] = [await connected(pair.eu), await connected(pair.us)];
    await pair.eu.freeze();
    let answered = false;
    const answer = eu.rtt().finally(() => {
      answered = true;
    });
    for (let exchange = 0; exchange < 50; exchange += 1) await us.rtt();
    expect(answered).toBe(false);
    pair.eu.thaw();
    await answer;
    expect(eu.isClosed()).toBe(false);
  });

  test("The two are joined again after either was killed.", async () => {
    for (const killed of [pair.eu, pair.us]) {
      await killed.kill();
      await killed.restart();
      await pair.joined();
      const [eu, us] = [await connected(pair.eu), await connected(pair.us)];
      expect((await jetstreamManager(eu, { domain: "us" })).getOptions().apiPrefix).toBe(
        "$JS.us.API",
      );
      await expect(contents(us, "none", "eu")).rejects.toThrow("stream not found");
    }
  });
});

/** Resolves with the error, if it is one, of the next status of this type. */
async function untilStatus(connection: NatsConnection, type: string): Promise<unknown> {
  for await (const status of connection.status()) {
    if (status.type === type) return "error" in status ? status.error : undefined;
  }
  throw new Error(`The connection ended without ${type}.`);
}
