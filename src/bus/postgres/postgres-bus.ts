// The shared bus in a Postgres database. Messages are rows, which notifications bring at once. See docs/internals/bus.md.
// It is over 300 lines, because its methods share the state of one set of connections.
import { randomUUID } from "node:crypto";
import { DatabaseError } from "pg";
import { decodeProject } from "../../core/served-project-text.ts";
import { BusRefusal, type BusListener, type BusReading, type SharedBus } from "../../edge/ports.ts";
import { openConnections, type Connections } from "./connections.ts";
import { Delivery } from "./delivery.ts";
import { channelOf, Listening } from "./listening.ts";
import { forgetOldDeletions, pruneLogs } from "./pruning.ts";
import { readLog } from "./reading.ts";
import { explained } from "./start-errors.ts";
import {
  addRegionStatement,
  appendStatement,
  lookStatement,
  projectsMax,
  projectsStatement,
  publishProjectStatement,
  removeRegionStatement,
  takePruningStatement,
  timelineStatement,
  type Look,
} from "./statements.ts";

/** How a bus in Postgres is made. */
export interface PostgresBusOptions {
  /** `postgres://user:password@host:port/database`. It must lead to the primary, directly or by a pooler of sessions. */
  readonly url: string;
  readonly region: string;
  /**
   * How long messages that last stay, in milliseconds (1 hour). Should be longer than the longest max age plus the longest time
   * that a member may be cut off without losing its entries. The shortest of all members counts.
   */
  readonly retentionMs?: number;
  /** The most lasting messages of a region that stay (100,000). The smallest of all members counts. */
  readonly lastingMax?: number;
}

/** How often a member looks for what no notification brought. */
const lookEveryMs = 1_000;

const hourMs = 3_600_000;

/** The code of Postgres for a right that is missing. */
const insufficientRights = "42501";

/** Creates a bus. Nothing is connected before `start`. */
export function createPostgresBus(options: PostgresBusOptions): SharedBus {
  let running: Running | undefined;
  async function ask<T>(what: (bus: Running) => Promise<T>): Promise<T> {
    if (running === undefined) throw new Error("the bus has not been started");
    try {
      return await what(running);
    } catch (cause) {
      throw plain(explained(cause, options.url));
    }
  }
  return {
    region: options.region,
    async start(listener) {
      if (running !== undefined) throw new Error("the bus has been started already");
      if (!URL.canParse(options.url)) {
        throw new BusRefusal(
          "bus in Postgres: the URL must be like postgres://user:password@host:5432/database.",
        );
      }
      const starting = new Running(options, listener);
      running = starting;
      try {
        await starting.start();
      } catch (cause) {
        if (running === starting) running = undefined;
        await starting.stop();
        throw explained(cause, options.url);
      }
    },
    async stop() {
      const stopping = running;
      running = undefined;
      await stopping?.stop();
    },
    append: (messages) => ask((bus) => bus.append(messages)),
    read: (region, after) => ask((bus) => bus.read(region, after)),
    addRegion: () => ask((bus) => bus.addRegion(true)),
    removeRegion: (region) => ask((bus) => bus.removeRegion(region)),
    publishProject: (project) => ask((bus) => bus.publishProject(project)),
  };
}

/** Only a start is refused. Once a bus runs, everything is tried again. */
function plain(error: Error): Error {
  return error instanceof BusRefusal ? new Error(error.message) : error;
}

/** A bus from its start to its stop. */
class Running {
  readonly #options: PostgresBusOptions;
  readonly #listener: BusListener;
  readonly #connections: Connections;
  readonly #listening: Listening;
  readonly #delivery: Delivery;
  #stopped = false;
  #id = "";
  /** Whether the server knows its timeline. */
  #timelines = false;
  #pruning = false;
  /** Whether this user may delete projects that were deleted long ago. Earlier versions did not ask for the right. */
  #mayForget = true;
  #timer: NodeJS.Timeout | undefined;
  /** A look is under way, another one was asked for meanwhile, and the next one delivers everything again. */
  readonly #looking = { now: false, again: false, everything: true };
  /** The number of the latest change of a project that was delivered. */
  #projectsThrough = 0;

  constructor(options: PostgresBusOptions, listener: BusListener) {
    this.#options = options;
    this.#listener = listener;
    this.#connections = openConnections(options.url);
    this.#delivery = new Delivery({
      listener,
      read: (region, after) => this.read(region, after),
      look: () => this.#lookNow(),
      missed: () => this.#listening.check(),
      failed: this.#failed,
    });
    this.#listening = new Listening({
      connections: this.#connections,
      notified: (payload) => this.#delivery.notified(payload),
      reopened: (id) => this.#reopened(id),
      failed: this.#failed,
    });
  }

  async start(): Promise<void> {
    // A notification that arrives meanwhile asks for another look afterwards.
    this.#looking.now = true;
    this.#id = await this.#listening.open();
    this.#timelines = await this.#knowsTimelines();
    await this.addRegion(true);
    await this.#lookOnce();
    this.#lookDone();
  }

  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#delivery.end();
    this.#listening.close();
    await this.#connections.end();
  }

  async append(messages: Parameters<SharedBus["append"]>[0]): Promise<number> {
    if (messages.length === 0) return 0;
    const statement = appendStatement(this.#channel, this.#options.region, messages);
    const [row] = await this.#connections.run<{ last: number | null }>(statement);
    if (typeof row?.last !== "number") {
      throw new Error(`the table edge_sessions_bus_regions lacks ${this.#options.region}`);
    }
    return row.last;
  }

  read(region: string, after: number | undefined): Promise<BusReading> {
    return readLog(this.#connections.run, region, after, this.#timelines);
  }

  async addRegion(again: boolean): Promise<void> {
    const { region } = this.#options;
    await this.#connections.run(addRegionStatement(this.#channel, region, randomUUID(), again));
  }

  async removeRegion(region: string): Promise<void> {
    await this.#connections.run(removeRegionStatement(this.#channel, region));
  }

  async publishProject(project: Parameters<SharedBus["publishProject"]>[0]): Promise<void> {
    await this.#connections.run(publishProjectStatement(this.#channel, project));
  }

  get #channel(): string {
    if (this.#id === "") throw new Error("the bus is still being started");
    return channelOf(this.#id);
  }

  #reopened(id: string): void {
    this.#id = id;
    this.#looking.everything = true;
    this.#listener.interrupted();
    this.#lookNow();
  }

  async #knowsTimelines(): Promise<boolean> {
    try {
      await this.#connections.run(timelineStatement);
      return true;
    } catch (cause) {
      // Some hosted databases do not have these functions.
      if (cause instanceof DatabaseError) return false;
      throw cause;
    }
  }

  async #look(): Promise<Look> {
    const [look] = await this.#connections.run<Look>(lookStatement, [this.#timelines]);
    if (look === undefined) throw new Error("the table edge_sessions_bus_state is empty");
    return look;
  }

  #lookLater(): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => this.#lookNow(), lookEveryMs);
  }

  /** Looks now, or once more if it is looking. */
  #lookNow(): void {
    clearTimeout(this.#timer);
    if (this.#stopped) return;
    this.#looking.again = true;
    if (this.#looking.now) return;
    this.#looking.now = true;
    void this.#lookUntilDone().finally(() => this.#lookDone());
  }

  #lookDone(): void {
    this.#looking.now = false;
    if (this.#looking.again) this.#lookNow();
    else this.#lookLater();
  }

  async #lookUntilDone(): Promise<void> {
    while (this.#looking.again && !this.#stopped) {
      this.#looking.again = false;
      try {
        await this.#lookOnce();
      } catch (cause) {
        this.#failed(cause);
        return;
      }
    }
  }

  async #lookOnce(): Promise<void> {
    const { everything } = this.#looking;
    this.#looking.everything = false;
    try {
      // The tables may have been created again. A region that was removed stays removed.
      if (everything) await this.addRegion(false);
      const look = await this.#look();
      if (this.#stopped) return;
      // Somebody has dropped the tables, and another member has created them again.
      if (look.id !== this.#id) this.#listening.reopen();
      this.#delivery.looked(look, everything);
      await this.#deliverProjects(look, everything);
      if (look.prune_due) void this.#prune();
    } catch (cause) {
      if (everything) this.#looking.everything = true;
      throw cause;
    }
  }

  /** Delivers the projects that have changed, or all. */
  async #deliverProjects({ project_changes: changes }: Look, everything: boolean): Promise<void> {
    const known = this.#projectsThrough;
    if (!everything && changes === known) return;
    // If there are fewer changes than before, a backup was restored.
    let after = everything || changes < known ? 0 : known;
    for (;;) {
      const rows = await this.#connections.run<{ change: number; text: string }>(
        projectsStatement,
        [after],
      );
      if (this.#stopped) return;
      for (const { change, text } of rows) {
        after = change;
        const project = decodeProject(text);
        if (project !== undefined) this.#listener.project(project);
        else this.#failed(new Error(`change ${change} of a project cannot be read`));
      }
      if (rows.length < projectsMax) break;
    }
    this.#projectsThrough = Math.max(after, changes);
  }

  async #prune(): Promise<void> {
    if (this.#pruning) return;
    this.#pruning = true;
    const { run } = this.#connections;
    const { retentionMs = hourMs, lastingMax = 100_000 } = this.#options;
    try {
      const taken = await run(takePruningStatement);
      if (taken.length === 0) return;
      await pruneLogs(run, [...this.#delivery.regions], { retentionMs, lastingMax });
      await this.#forgetDeletions();
    } catch (cause) {
      this.#failed(cause);
    } finally {
      this.#pruning = false;
    }
  }

  async #forgetDeletions(): Promise<void> {
    if (!this.#mayForget) return;
    try {
      await forgetOldDeletions(this.#connections.run);
    } catch (cause) {
      if (!(cause instanceof DatabaseError) || cause.code !== insufficientRights) throw cause;
      this.#mayForget = false;
    }
  }

  readonly #failed = (cause: unknown): void => {
    if (!this.#stopped) this.#listener.failed(plain(explained(cause, this.#options.url)));
  };
}
