// A link: a port on loopback whose connections lead to a target, and the faults that they have.
import { once } from "node:events";
import { createServer, type Server } from "node:net";
import type { Clock } from "../../../src/edge/ports.ts";
import { freePorts } from "../free-ports.ts";
import { Connection, type ConnectionScene, type Target } from "./connection.ts";
import { effectOf, type Direction, type LinkFault } from "./faults.ts";
import type { LaneScene, LaneTraffic } from "./lane.ts";

/** Ends a fault. A second call does nothing. */
export type Heal = () => Promise<void>;

/** What passed a link so far. */
export interface LinkTraffic {
  /** Connections that it accepted. */
  accepted: number;
  /** Connections that it has now. */
  open: number;
  readonly forth: LaneTraffic;
  readonly back: LaneTraffic;
}

/** What a link is made of. */
export interface LinkOptions {
  /** A name that no other link of the network has. */
  readonly name: string;
  /** The party that connects. */
  readonly from: string;
  /** The party that listens. */
  readonly to: string;
  readonly target: Target;
  /**
   * Whether a new connection costs the round trip of TCP's handshake, as it does between machines. Without it, connecting
   * takes the way there alone.
   */
  readonly handshake?: boolean;
}

/** Where links take their time and their jitter from. */
export interface LinkSources {
  readonly clock: Pick<Clock, "nowMs" | "after">;
  /** From 0, less than 1. */
  readonly random: () => number;
  /**
   * How much earlier than due something may arrive, in milliseconds. Half a millisecond makes up for timers, which have
   * whole ones: without it, everything is late by half of one on average.
   */
  readonly slackMs: number;
}

const host = "127.0.0.1";

/** One link. Its port stays the same until it is closed. */
export class Link {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly port: number;
  /** Where new connections lead. Those that exist stay where they are. */
  target: Target;
  readonly traffic: LinkTraffic = {
    accepted: 0,
    open: 0,
    forth: { taken: 0, given: 0, discarded: 0 },
    back: { taken: 0, given: 0, discarded: 0 },
  };
  readonly #scene: ConnectionScene;
  readonly #faults = new Set<LinkFault>();
  readonly #connections = new Set<Connection>();
  readonly #waiting = new Set<() => void>();
  #server: Server | undefined;
  #listening = Promise.resolve();
  #isClosing = false;
  #isClosed = false;

  private constructor(options: LinkOptions, sources: LinkSources, port: number) {
    ({ name: this.name, from: this.from, to: this.to, target: this.target } = options);
    this.port = port;
    const lane = (direction: Direction): LaneScene => ({
      ...sources,
      effect: () => effectOf(this.#faults, direction),
      traffic: this.traffic[direction],
      pace: { freeAtMs: 0 },
      changed: () => {
        this.#changed();
      },
    });
    this.#scene = {
      lanes: { forth: lane("forth"), back: lane("back") },
      target: () => this.target,
      handshake: options.handshake ?? false,
      closed: (connection) => {
        this.#connections.delete(connection);
        this.#changed();
      },
    };
  }

  /** Opens a link on a free port. */
  static async open(options: LinkOptions, sources: LinkSources): Promise<Link> {
    const [port = 0] = await freePorts(1);
    const link = new Link(options, sources, port);
    await link.#listenIfAllowed();
    return link;
  }

  /** Where to connect to instead of the target, as `127.0.0.1:16001`. */
  get address(): string {
    return `${host}:${this.port}`;
  }

  /** Begins a fault. Resolves once it is in force, with the function that ends it. */
  async begin(given: LinkFault): Promise<Heal> {
    // An object of this call, since the same fault may be there twice.
    const fault = { ...given };
    if (fault.kind === "reset") {
      for (const connection of this.#connections) connection.reset();
    } else {
      this.#faults.add(fault);
    }
    if (fault.kind === "half-open") {
      for (const connection of this.#connections) connection.sever(fault.alive);
    }
    await this.#faultsChanged();
    return async () => {
      if (this.#faults.delete(fault)) await this.#faultsChanged();
    };
  }

  /** Ends all faults. */
  async heal(): Promise<void> {
    this.#faults.clear();
    await this.#faultsChanged();
  }

  /** Resolves once the traffic is so. Rejects if the link is closed before. */
  async until(holds: (traffic: Readonly<LinkTraffic>) => boolean): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const look = (): void => {
      if (holds(this.traffic)) resolve();
      else if (this.#isClosed) reject(new Error(`The link ${this.name} was closed before.`));
      else return;
      this.#waiting.delete(look);
    };
    this.#waiting.add(look);
    look();
    return promise;
  }

  /** Closes the port and all connections. Resolves once they are closed. */
  async close(): Promise<void> {
    this.#isClosing = true;
    await this.#listenIfAllowed();
    for (const connection of this.#connections) connection.destroy();
    await this.until(({ open }) => open === 0);
    this.#isClosed = true;
    this.#changed();
  }

  #changed(): void {
    this.traffic.open = this.#connections.size;
    for (const look of this.#waiting) look();
  }

  async #faultsChanged(): Promise<void> {
    for (const connection of this.#connections) connection.pump();
    this.#changed();
    await this.#listenIfAllowed();
  }

  /** Opens or closes the port as the faults say, one change at a time. */
  #listenIfAllowed(): Promise<void> {
    this.#listening = this.#listening.then(() => this.#openOrClosePort());
    return this.#listening;
  }

  async #openOrClosePort(): Promise<void> {
    const refuses = [...this.#faults].some(({ kind }) => kind === "refuse");
    const listens = !refuses && !this.#isClosing;
    if (listens && this.#server === undefined) this.#server = await this.#listen();
    if (listens || this.#server === undefined) return;
    // The port is closed at once. "close" comes when all connections have ended, which may be much later.
    this.#server.close();
    this.#server = undefined;
  }

  async #listen(): Promise<Server> {
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      this.traffic.accepted += 1;
      this.#connections.add(Connection.accept(this.#scene, socket));
      this.#changed();
    });
    await once(server.listen(this.port, host), "listening");
    return server;
  }
}
