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

// oxlint-disable-next-line require-await -- Each client is loaded when it is needed.
async function openAddress(
  address: BusAddress,
  _options: Omit<BusOptions, "bus">,
): Promise<SharedBus | undefined> {
  if (address.kind === "none") return undefined;
  throw new StartRefusal("--bus: this kind of bus cannot be used yet");
}
