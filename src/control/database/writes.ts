// Runs what writes, one transaction after the other.
import type { Database, Engine } from "./engine.ts";

/** How long a transaction waits for another process's to end. */
const writeWaitMs = 10_000;

/** Runs a transaction that is the only one writing; commits unless `change` throws. */
type Write = <T>(change: (transaction: Database) => Promise<T>) => Promise<T>;

/** The transactions of one process. */
export interface WriteQueue {
  readonly write: Write;
  /** Resolves when those that were asked for before are done. */
  readonly drained: () => Promise<void>;
}

/**
 * Transactions of this process queue here rather than each on a connection, so that any number of them leaves
 * connections to those who read.
 */
export function queueWrites(engine: Engine): WriteQueue {
  let last: Promise<unknown> = Promise.resolve();
  const write: Write = (change) => {
    const result = last.then(() =>
      engine.db
        .transaction()
        // Each statement sees what was committed before it, whatever the server's habit: the lock came first.
        .setIsolationLevel("read committed")
        .execute(async (transaction) => {
          await engine.becomeOnlyWriter(transaction, writeWaitMs);
          return change(transaction);
        }),
    );
    // A failure is its caller's; the next one in the queue goes ahead.
    last = result.catch(() => undefined);
    return result;
  };
  return {
    write,
    async drained() {
      await last;
    },
  };
}
