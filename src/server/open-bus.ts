// Opens the bus that options name. Its client is loaded only then.
import type { BusOptions } from "../config/options/bus-options.ts";
import type { BusAddress } from "../config/values/bus-url.ts";
import type { SharedBus } from "../edge/ports.ts";
import type { JoinedBus } from "./joined-bus.ts";

/** The bus to join, which is not connected yet. Undefined if the process is to be alone. */
export async function openBus(
  address: BusAddress,
  options: Omit<BusOptions, "bus">,
): Promise<JoinedBus | undefined> {
  const bus = await openAddress(address, options);
  if (bus === undefined) return undefined;
  return { bus, forgetAfterMs: options["region-forget-after"] };
}

async function openAddress(
  address: BusAddress,
  options: Omit<BusOptions, "bus">,
): Promise<SharedBus | undefined> {
  const { region } = options;
  switch (address.kind) {
    case "none":
      return undefined;
    case "postgres": {
      const { createPostgresBus } = await import("../bus/postgres/postgres-bus.ts");
      return createPostgresBus({ url: address.url, region });
    }
    case "nats": {
      const { createNatsBus } = await import("../bus/nats/nats-bus.ts");
      return createNatsBus({
        ...address,
        credentialsFile: options["bus-credentials"],
        caFile: options["bus-ca"],
        domains: options["bus-domains"],
        region,
        name: "edge-sessions",
      });
    }
    default:
      return address satisfies never;
  }
}
