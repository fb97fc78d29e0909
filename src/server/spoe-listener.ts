// The listener at which HAProxy asks for decisions.
import { createSpoeHost, type SpoeHostOptions } from "../host/spoe/spoe-host.ts";
import { formatListenAddress, type ListenAddress } from "../config/values/listen-address.ts";
import { listenRefusal, type Part } from "./parts.ts";

/** The parts of the listener. */
export interface SpoeListenerParts extends Omit<SpoeHostOptions, "listen"> {
  readonly address: ListenAddress;
  /** The option that sets its address, for error messages. */
  readonly flag: string;
}

/** Creates the listener. If it cannot start, its error says which option to change. */
export function createSpoeListener({ address, flag, ...options }: SpoeListenerParts): Part {
  const host = createSpoeHost({ ...options, listen: formatListenAddress(address) });
  return {
    start: () =>
      host.start().catch((error: unknown) => {
        throw listenRefusal(error, flag, address);
      }),
    stop: (deadlineMs) => host.stop(deadlineMs),
  };
}
