// Starting parts in order and stopping them in reverse.
import type { HostLoad } from "../host/node/node-host.ts";
import { formatListenAddress, type ListenAddress } from "../config/values/listen-address.ts";

/** Something that is started once and stopped once. */
export interface Part {
  /** Resolves when the part is ready. */
  start(): Promise<unknown>;
  /** Finishes the work in flight, for at most the given milliseconds. */
  stop(deadlineMs: number): Promise<unknown>;
}

/** The open connections and requests of listeners, logged when they stop. */
export type Load = HostLoad;

/** The load of several listeners together. */
export function totalLoad(loads: readonly Load[]): Load {
  return {
    connections: loads.reduce((sum, { connections }) => sum + connections, 0),
    requests: loads.reduce((sum, { requests }) => sum + requests, 0),
  };
}

/** A start failed for a reason that the operator can fix. The message says which. */
export class StartRefusal extends Error {
  override name = "StartRefusal";
}

/** How long started parts may take to stop if another part did not start. Their ports are free afterwards. */
const failedStartMs = 500;

/**
 * Combines parts into one. They are started in order, and stopped in reverse within one deadline. If one does not
 * start, the earlier ones are stopped.
 */
export function inOrder(parts: readonly Part[]): Part {
  let started: Part[] = [];
  const stop = async (deadlineMs: number): Promise<void> => {
    const endsAtMs = performance.now() + deadlineMs;
    const stopping = started.toReversed();
    started = [];
    for (const part of stopping) {
      const leftMs = Math.max(0, endsAtMs - performance.now());
      await atMost(leftMs, part.stop(leftMs));
    }
  };
  return {
    start: async () => {
      for (const part of parts) {
        try {
          await part.start();
        } catch (error) {
          await stop(failedStartMs);
          throw error;
        }
        started.push(part);
      }
    },
    stop,
  };
}

/** Waits for work, but no longer than `waitMs`, so that a part that hangs does not keep the process alive. */
async function atMost(waitMs: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, waitMs);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A listener could not listen. The command then finds out which of its other listeners fail too. */
export class ListenRefusal extends StartRefusal {
  override name = "ListenRefusal";
}

const problems: Readonly<Record<string, string>> = {
  EADDRINUSE: "another process uses this address",
  EACCES: "this user may not open this port; ports below 1024 usually need a privilege",
  EADDRNOTAVAIL: "this machine does not have this address",
  ENOTFOUND: "this host name is unknown",
};

/** The meaning of a system's code for a listener that failed. Undefined if the address is not the cause. */
export function listenProblem(code: string): string | undefined {
  return problems[code];
}

/** A listener's failure as a sentence that names the flag to change. Any other error is returned as it is. */
export function listenRefusal(error: unknown, flag: string, address: ListenAddress): unknown {
  const problem = error instanceof Error && "code" in error && listenProblem(String(error.code));
  if (typeof problem !== "string") return error;
  return new ListenRefusal(`${flag} ${formatListenAddress(address)}: ${problem}`, { cause: error });
}
