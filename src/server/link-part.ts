// The link to the bus as a part of a server.
import type { Logger } from "pino";
import type { BusLink } from "../edge/link/bus-link.ts";
import { BusRefusal } from "../edge/ports.ts";
import { StartRefusal, type Part } from "./parts.ts";

/** Starts the link, and refuses to start what an operator must fix first. */
export function linkPart(link: BusLink, log: Logger): Part {
  return {
    start: async () => {
      try {
        if ((await link.start()) === "connected") return;
        log.warn(
          { troubles: link.troubles() },
          "the bus has not answered yet, so this process starts degraded",
        );
      } catch (error) {
        if (error instanceof BusRefusal) {
          throw new StartRefusal(`--bus: ${error.message}`, { cause: error });
        }
        throw error;
      }
    },
    stop: () => link.stop(),
  };
}

/** Why a process is degraded, in words. Undefined if it is healthy. */
export function degradedText(link: BusLink | undefined): string | undefined {
  if (link === undefined) return undefined;
  if (!link.connected) return "the bus has not answered yet";
  const troubles = link.troubles();
  if (troubles.length === 0) return undefined;
  const texts = { joining: "is not read yet", gap: "has a gap", silent: "is silent" };
  return troubles.map(({ region, trouble }) => `region ${region} ${texts[trouble]}`).join(", ");
}
