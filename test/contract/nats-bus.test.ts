// The shared bus on NATS against the contract: on one server, and on two JetStream domains over a leaf link.
import { connect } from "@nats-io/transport-node";
import { jetstreamManager } from "@nats-io/jetstream";
import { afterAll, beforeAll, describe } from "vitest";
import { setUpNatsBus } from "../../src/bus/nats/administration.ts";
import { createNatsBus } from "../../src/bus/nats/nats-bus.ts";
import { startNatsPair, type NatsPair } from "../harness/nats-pair.ts";
import { startNatsServer, type NatsServer } from "../harness/nats-server.ts";
import { needsProgram } from "../harness/skipping.ts";
import { sharedBusContract } from "./shared-bus-contract.ts";

let media = 0;

/** Removes messages of a stream as its retention does. */
async function purge(
  server: NatsServer,
  stream: string,
  through: number,
  domain?: string,
): Promise<void> {
  const admin = await connect({ servers: server.url });
  const jsm = await jetstreamManager(admin, domain === undefined ? {} : { domain });
  await jsm.streams.purge(stream, { seq: through + 1 });
  await admin.close();
}

describe("NATS", needsProgram("nats-server"), () => {
  describe("on one server", () => {
    let server: NatsServer;
    beforeAll(async () => {
      server = await startNatsServer({ name: "alone" });
    });
    afterAll(() => server.stop());

    sharedBusContract("NATS, one server", async () => {
      media += 1;
      const prefix = `bus-${media}`;
      const at = { servers: [server.url], domains: false, prefix, name: "test" };
      return {
        connect: (region) => createNatsBus({ ...at, region }),
        truncate: (region, through) => purge(server, `${prefix}-${region}`, through),
        close: () => Promise.resolve(),
      };
    });
  });

  describe("in two domains", () => {
    let pair: NatsPair;
    beforeAll(async () => {
      pair = await startNatsPair();
    });
    afterAll(() => pair.stop());

    sharedBusContract("NATS, two domains", async () => {
      media += 1;
      const prefix = `bus-${media}`;
      const serverOf = (region: string): NatsServer => (region === "us" ? pair.us : pair.eu);
      const at = (region: string) => ({
        servers: [serverOf(region).url],
        domains: true,
        prefix,
        name: "test",
      });
      await setUpNatsBus(at("eu"), { regions: ["eu", "us"] });
      return {
        connect: (region) => createNatsBus({ ...at(region), region }),
        truncate: (region, through) =>
          purge(serverOf(region), `${prefix}-${region}`, through, region),
        close: () => Promise.resolve(),
      };
    });
  });
});
