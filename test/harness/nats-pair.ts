// Two real NATS servers in two regions, joined by a leaf link.
import {
  startNatsServer,
  type LeafRemote,
  type NatsOptions,
  type NatsServer,
} from "./nats-server.ts";
import { untilSubscribed } from "./nats-subscriptions.ts";

/** The two servers, each with streams of its own. */
export interface NatsPair {
  /** The domain `eu`. */
  readonly eu: NatsServer;
  /** The domain `us`, which connects to `eu` as a leaf. */
  readonly us: NatsServer;
  /** Resolves when each of the two can reach the streams of the other. Both have to run. */
  readonly joined: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** What the two are like. */
export interface NatsPairOptions {
  readonly eu?: Omit<NatsOptions, "name" | "domain">;
  readonly us?: Omit<NatsOptions, "name" | "domain" | "leafOf">;
  /** How `us` reaches this port of `eu`: for example through a link of the network. Directly if not given. */
  readonly route?: (leafPort: number) => Promise<LeafRemote>;
}

/** Starts two servers. Resolves when they are joined. */
export async function startNatsPair(options: NatsPairOptions = {}): Promise<NatsPair> {
  const eu = await startNatsServer({ ...options.eu, name: "eu", domain: "eu" });
  const direct = { host: "127.0.0.1", port: eu.leafPort };
  const leafOf = (await options.route?.(eu.leafPort)) ?? direct;
  const us = await startNatsServer({ ...options.us, name: "us", domain: "us", leafOf });
  const joined = async (): Promise<void> => {
    const created = /Leafnode connection created/u;
    await Promise.all([eu.untilLogged(created), us.untilLogged(created)]);
    // Each has heard from the other that it has streams.
    await Promise.all([
      untilSubscribed(`${eu.monitoringUrl}/leafz`, ["$JS.us.API."]),
      untilSubscribed(`${us.monitoringUrl}/leafz`, ["$JS.eu.API."]),
    ]);
  };
  const stop = async (): Promise<void> => {
    await Promise.all([us.stop(), eu.stop()]);
  };
  try {
    await joined();
  } catch (cause) {
    await stop();
    throw new Error("The two NATS servers were not joined.", { cause });
  }
  return { eu, us, joined, stop };
}
