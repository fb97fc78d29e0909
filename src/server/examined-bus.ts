// A bus as doctor examines it. Its client is loaded only then.
import type { BusOptions } from "../config/options/bus-options.ts";
import type { BusAddress } from "../config/values/bus-url.ts";
import { observeBus, type BusObservation, type ObservedBus } from "../bus/observation.ts";
import { BusRefusal } from "../edge/ports.ts";

type ConnectionOptions = Pick<BusOptions, "bus-credentials" | "bus-ca" | "bus-domains" | "region">;

/** What an examination of a bus gives. `refused` says what an operator must change. */
export type ExaminedBus =
  | BusObservation
  | { readonly kind: "unreachable"; readonly why: string }
  | { readonly kind: "refused"; readonly why: string };

/** Listens to a bus for some milliseconds, and joins nothing. */
export async function examineBus(
  address: Exclude<BusAddress, { kind: "none" }>,
  options: ConnectionOptions,
  listenMs: number,
): Promise<ExaminedBus> {
  let bus: ObservedBus | undefined;
  try {
    bus = await openObserved(address, options);
    return await observeBus(bus, listenMs);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { kind: error instanceof BusRefusal ? "refused" : "unreachable", why };
  } finally {
    await bus?.close();
  }
}

async function openObserved(
  address: Exclude<BusAddress, { kind: "none" }>,
  options: ConnectionOptions,
): Promise<ObservedBus> {
  switch (address.kind) {
    case "postgres": {
      const { observePostgresBus } = await import("../bus/postgres/observation.ts");
      return observePostgresBus(address.url);
    }
    case "nats": {
      const { observeNatsBus } = await import("../bus/nats/observation.ts");
      return observeNatsBus({
        ...address,
        credentialsFile: options["bus-credentials"],
        caFile: options["bus-ca"],
        domains: options["bus-domains"],
        region: options.region,
        name: "edge-sessions doctor",
      });
    }
    default:
      return address satisfies never;
  }
}
