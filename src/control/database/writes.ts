// Runs transactions that write, one after the other.
import type { Database, Engine } from "./engine.ts";

/** How long a transaction waits for one of another process to end. */
const writeWaitMs = 10_000;

/** Runs a transaction that is the only writer. Commits unless `change` throws. */
export type Write = <T>(change: (transaction: Database) => Promise<T>) => Promise<T>;

/** The queue of writing transactions of one process. */
export interface WriteQueue {
  readonly write: Write;
  /** Resolves when all transactions that were queued before are done. */
  readonly drained: () => Promise<void>;
}

/**
 * Transactions of this process wait here, and not each on a connection, so that connections stay free for reading however
 * many of them wait.
 */
export function queueWrites(engine: Engine): WriteQueue {
  let last: Promise<unknown> = Promise.resolve();
  const write: Write = (change) => {
    const result = last.then(() =>
      engine.db
        .transaction()
        // Each statement must see what was committed before it, whatever the server's default, because the lock comes first.
        .setIsolationLevel("read committed")
        .execute(async (transaction) => {
          await engine.becomeOnlyWriter(transaction, writeWaitMs);
          return change(transaction);
        }),
    );
    // The caller gets the failure, and the next transaction in the queue runs.
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
