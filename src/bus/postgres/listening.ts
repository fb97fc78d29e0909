// The connection on which a member hears notifications. If it is lost, it is opened again, and meanwhile looks find what
// is published.
import { escapeIdentifier, type Client } from "pg";
import type { Connections } from "./connections.ts";
import { prepareTables } from "./tables.ts";

/** How long a query on it may take. It answers at once unless it is lost, or other processes create the tables. */
const queryMaxMs = 2_500;
/** Pauses before another attempt, in milliseconds. The last one is repeated. */
const pausesMs = [50, 200, 500, 1_000] as const;

/** What listening needs. */
interface ListeningParts {
  readonly connections: Connections;
  readonly notified: (payload: string) => void;
  /** It is open again, after it was lost. It is told the id of the bus. */
  readonly reopened: (id: string) => void;
  readonly failed: (cause: unknown) => void;
}

/** An open connection. */
interface Opened {
  readonly client: Client;
  /** The id of the bus whose tables it found. */
  readonly id: string;
}

/** The name of the channel of a bus. */
export function channelOf(id: string): string {
  return `edge_sessions_bus_${id}`;
}

/** Listens to notifications until it is closed. */
export class Listening {
  readonly #parts: ListeningParts;
  #opened: Opened | undefined;
  #closed = false;
  #checking = false;
  #cancelPause = (): void => undefined;

  constructor(parts: ListeningParts) {
    this.#parts = parts;
  }

  /** Connects, prepares the tables, and listens. Resolves with the id of the bus. */
  async open(): Promise<string> {
    const { connections, notified } = this.#parts;
    const client = await connections.connect(queryMaxMs);
    let lost = false;
    client.on("end", () => {
      lost = true;
      if (this.#opened?.client === client) this.#lost();
    });
    try {
      const id = await prepareTables(client);
      client.on("notification", ({ payload }) => {
        if (payload !== undefined && !this.#closed) notified(payload);
      });
      await client.query(`listen ${escapeIdentifier(channelOf(id))}`);
      if (lost || this.#closed) throw new Error("the connection was closed while it was opened");
      this.#opened = { client, id };
      return id;
    } catch (cause) {
      discard(client);
      throw cause;
    }
  }

  /** Checks that the connection works and is subscribed. If it does not answer in time, it is opened again. */
  check(): void {
    const opened = this.#opened;
    if (opened === undefined || this.#checking) return;
    this.#checking = true;
    opened.client
      .query(`listen ${escapeIdentifier(channelOf(opened.id))}`)
      .catch((cause: unknown) => {
        if (this.#opened !== opened) return;
        this.#parts.failed(cause);
        this.reopen();
      })
      .finally(() => {
        this.#checking = false;
      });
  }

  /** Opens it again, because it is lost or listens to the wrong channel. */
  reopen(): void {
    const opened = this.#opened;
    if (opened === undefined) return;
    this.#lost();
    discard(opened.client);
  }

  close(): void {
    this.#closed = true;
    this.#cancelPause();
    if (this.#opened !== undefined) discard(this.#opened.client);
    this.#opened = undefined;
  }

  #lost(): void {
    this.#opened = undefined;
    if (!this.#closed) void this.#openAgain();
  }

  async #openAgain(): Promise<void> {
    const { failed, reopened } = this.#parts;
    for (let attempt = 0; !this.#closed; attempt += 1) {
      await this.#pause(pausesMs[Math.min(attempt, pausesMs.length - 1)] ?? 0);
      if (this.#closed) return;
      try {
        reopened(await this.open());
        return;
      } catch (cause) {
        if (!this.#closed) failed(cause);
      }
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      // Members that were cut off together do not come back all at once.
      const timer = setTimeout(resolve, ms * (0.5 + Math.random() / 2));
      this.#cancelPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** Closes a connection without waiting for a server that may not answer. */
function discard(client: Client): void {
  void client.end();
}
