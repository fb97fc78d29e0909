// Doctor in front of a real bus on NATS, as it is before an operator made it, as somebody made it by hand, and as it should
// be.
import { connect, nanos } from "@nats-io/transport-node";
import { jetstreamManager, type JetStreamManager } from "@nats-io/jetstream";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createNatsAdministration } from "../../src/bus/nats/administration.ts";
import { createNatsBus } from "../../src/bus/nats/nats-bus.ts";
import { startNatsServer, type NatsServer } from "../harness/nats-server.ts";
import { needsProgram } from "../harness/skipping.ts";
import { examineBus, join } from "./bus-scene.ts";

describe("a bus on NATS", needsProgram("nats-server"), () => {
  let server: NatsServer;
  let streams: JetStreamManager["streams"];
  const user = { user: "admin", password: "secret" };
  const guest = {
    user: "guest",
    password: "guest",
    permissions: { publish: ["edge-sessions.eu.lasting"], subscribe: ["_INBOX.>"] },
  };

  beforeAll(async () => {
    const accounts = { EDGES: { jetstream: "enabled", users: [user, guest] } };
    server = await startNatsServer({ name: "doctor", configuration: { accounts } });
    const connection = await connect({ servers: server.url, user: "admin", pass: "secret" });
    ({ streams } = await jetstreamManager(connection));
    ended = () => connection.close();
  });
  let ended = (): Promise<void> => Promise.resolve();
  afterAll(async () => {
    await ended();
    await server.stop();
  });
  afterEach(async () => {
    for await (const { config } of streams.list()) await streams.delete(config.name);
  });

  const at = () => ({
    servers: [`127.0.0.1:${server.port}`],
    ...user,
    domains: false,
    name: "test",
  });
  const urlOf = (credentials: string): string => `nats://${credentials}@127.0.0.1:${server.port}`;
  const doctor = (credentials = "admin:secret") =>
    examineBus("--bus", urlOf(credentials), "--region", "eu");

  test("Doctor says that there are no streams yet, and how to make them.", async () => {
    const { findings, stdout } = await doctor();
    expect(findings).toEqual(["problem bus-layout"]);
    expect(stdout).toContain("edge-sessions bus create --regions eu");
    expect(await streams.list().next()).toEqual([]);
  });

  test.each([
    ["a wrong password", "admin:wrong", "Correct"],
    ["a user that may not read", "guest:guest", "Add this subject to its publish permissions"],
  ])("Doctor says what to change about %s.", async (_name, credentials, remedy) => {
    const { findings, stdout, stderr } = await doctor(credentials);
    expect(findings).toEqual(["problem bus-refused"]);
    expect(stdout).toContain(remedy);
    expect(stdout + stderr).not.toContain("wrong@");
  });

  test("Doctor says which limits of a stream that was made by hand are wrong.", async () => {
    await createNatsAdministration(at()).create({ regions: ["eu"] });
    await join(createNatsBus({ ...at(), region: "eu" }), "one");
    await streams.update("edge-sessions-eu", { max_age: nanos(60_000) });
    const { findings, stdout } = await doctor();
    expect(findings).toEqual(["problem bus-layout"]);
    expect(stdout).toContain("max_age is 1m, and must be at least 10m");
  });

  test("Doctor says that a newer version has made a stream.", async () => {
    await createNatsAdministration(at()).create({ regions: ["eu"] });
    const description = "Edge Sessions, layout 99: log of region eu";
    await streams.update("edge-sessions-eu", { description });
    const { findings, stdout } = await doctor();
    expect(findings).toEqual(["problem bus-refused"]);
    expect(stdout).toContain("Upgrade edge-sessions.");
  });

  test("Doctor hears who is on a healthy bus, from whichever region, and a region that has fallen silent.", async () => {
    await createNatsAdministration(at()).create({ regions: ["eu", "us"] });
    await join(createNatsBus({ ...at(), region: "eu" }), "one");
    const two = await join(createNatsBus({ ...at(), region: "us" }), "two");
    const healthy = await examineBus("--bus", urlOf("admin:secret"));
    expect(healthy.findings).toEqual([]);
    expect(healthy.examined.at(-1)).toMatch(/^the bus \((?:one in eu|two in us); \w+ in \w+\)$/u);
    await two.fallSilent();
    const { findings } = await doctor();
    expect(findings).toContain("problem region-silent");
    expect(findings).toContain("warning edge-silent");
  });
});
