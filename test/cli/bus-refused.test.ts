// An edge as a process in front of a bus that it cannot use: if an operator must change something, it does not start and
// says what. If the bus only does not answer, it starts degraded.
import { connect, nanos } from "@nats-io/transport-node";
import { jetstreamManager, type JetStreamManager } from "@nats-io/jetstream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createNatsAdministration } from "../../src/bus/nats/administration.ts";
import { startNatsServer, type NatsServer } from "../harness/nats-server.ts";
import { startPostgres, type PostgresServer } from "../harness/postgres.ts";
import { startProgramOfTest, type Program } from "../harness/program.ts";
import { needsProgram } from "../harness/skipping.ts";

const edge = [
  "edge",
  "--cacheable-sessions",
  "--origin=http://127.0.0.1:9",
  "--region=eu",
  "--listen=127.0.0.1:0",
  "--admin-listen=127.0.0.1:0",
];

/** Starts an edge with the URL in a variable, as the guides do. */
function start(bus: string): Program {
  return startProgramOfTest(edge, { EDGE_SESSIONS_BUS: bus });
}

test("An edge whose bus does not answer starts within some seconds, and says that it is degraded.", async () => {
  const program = start("postgres://edge:secret@127.0.0.1:9/edge");
  const [, adminUrl] = await program.until(/"adminUrl":"([^"]+)".*"msg":"ready"/u);
  expect(program.stderr()).toContain(
    "the bus has not answered yet, so this process starts degraded",
  );
  const response = await fetch(`${adminUrl}/health/ready`);
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ status: "ok", degraded: "the bus has not answered yet" });
  expect(program.stderr()).not.toContain("secret");
});

describe("a bus in Postgres", () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());

  test("An edge with a wrong password does not start, and says to correct it.", async () => {
    const program = start(server.url.replace(server.password, "wrong"));
    expect(await program.ended).toBe(1);
    expect(program.stderr()).toMatch(
      /--bus: .*password.*Correct the user or the password in the URL/u,
    );
    expect(program.stderr()).not.toContain("wrong@");
  });
});

describe("a bus on NATS", needsProgram("nats-server"), () => {
  let server: NatsServer;
  let streams: JetStreamManager["streams"];
  let close = (): Promise<void> => Promise.resolve();
  const user = { user: "admin", password: "secret" };

  beforeAll(async () => {
    const permissions = { publish: ["$JS.API.STREAM.INFO.*"], subscribe: [">"] };
    const guest = { user: "guest", password: "guest", permissions };
    const accounts = { EDGES: { jetstream: "enabled", users: [user, guest] } };
    server = await startNatsServer({ name: "refusing", configuration: { accounts } });
    const connection = await connect({ servers: server.url, user: "admin", pass: "secret" });
    close = () => connection.close();
    ({ streams } = await jetstreamManager(connection));
    const at = { servers: [`127.0.0.1:${server.port}`], ...user, domains: false, name: "test" };
    await createNatsAdministration(at).create({ regions: ["eu"] });
  });
  afterAll(async () => {
    await close();
    await server.stop();
  });

  async function refusal(credentials = "admin:secret"): Promise<string> {
    const program = start(`nats://${credentials}@127.0.0.1:${server.port}`);
    expect(await program.ended).toBe(1);
    return program.stderr();
  }

  test("An edge that lacks a permission does not start, and names the subject.", async () => {
    expect(await refusal("guest:guest")).toMatch(
      /--bus: .*may not publish to edge-sessions\.eu\.\S+\. Add this subject to its publish permissions\./u,
    );
  });

  test("An edge whose stream has wrong limits does not start, and says what repairs it.", async () => {
    await streams.update("edge-sessions-eu", { max_age: nanos(60_000) });
    const text = await refusal();
    expect(text).toContain("max_age is 1m and must be at least 10m");
    expect(text).toContain("edge-sessions bus create --regions eu");
  });

  test("An edge whose stream a newer version made does not start, and says to upgrade.", async () => {
    const description = "Edge Sessions, layout 99: log of region eu";
    await streams.update("edge-sessions-eu", { description });
    expect(await refusal()).toContain("Upgrade edge-sessions.");
  });
});
