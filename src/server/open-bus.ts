// Opens the bus that options name. Its client is loaded only then.
import type { BusOptions } from "../config/options/bus-options.ts";
import type { BusAddress } from "../config/values/bus-url.ts";
import type { SharedBus } from "../edge/ports.ts";
import { StartRefusal } from "./parts.ts";
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
  { region }: Omit<BusOptions, "bus">,
): Promise<SharedBus | undefined> {
  switch (address.kind) {
    case "none":
      return undefined;
    case "postgres": {
      const { createPostgresBus } = await import("../bus/postgres/postgres-bus.ts");
      return createPostgresBus({ url: address.url, region });
    }
    case "nats":
      throw new StartRefusal("--bus: a bus of NATS cannot be used yet");
    default:
      return address satisfies never;
  }
}
