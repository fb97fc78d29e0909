// Starting parts in order and stopping them in reverse.
import type { ListenAddress } from "../config/listen-address.ts";

/** Something that is started once and stopped once. */
export interface Part {
  /** Resolves when it is ready. */
  start(): Promise<unknown>;
  /** Finishes what is in flight, at most for the given milliseconds. */
  stop(deadlineMs: number): Promise<unknown>;
}

/** A start that failed for a reason the operator can mend. Its message says which. */
export class StartRefusal extends Error {
  override name = "StartRefusal";
}

/** Parts as one: started in order, stopped in reverse within one deadline. Where one does not start, the earlier are stopped. */
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
          await stop(0);
          throw error;
        }
        started.push(part);
      }
    },
    stop,
  };
}

/** Waits for work, but no longer than that: a part that hangs must not keep the process. */
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

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: "something else uses this address already; stop it, or choose another port",
  EACCES: "this user may not open it, as is usual for ports below 1024; choose another",
  EADDRNOTAVAIL: "this machine has no such address; choose one of its own",
  ENOTFOUND: "this host name is not known; choose an address",
};

/** A listener's failure as a sentence with the flag to change it; anything else as it came. */
export function listenRefusal(error: unknown, flag: string, address: ListenAddress): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const reason = reasons[code];
  if (reason === undefined) return error;
  const host = address.host.includes(":") ? `[${address.host}]` : address.host;
  const other = address.port + 10 <= 65_535 ? address.port + 10 : address.port - 10;
  return new StartRefusal(
    `${flag} ${host}:${address.port}: ${reason}, for example ${flag} ${host}:${other}`,
    { cause: error },
  );
}
