// The shared bus of a run with several edges. It delays, repeats, reorders and drops messages. Connections to it break,
// freeze and heal, with or without a word. Regions lose sight of each other, and logs lose what they held.
import type { SentMessage } from "../../../src/edge/ports.ts";
import type { Random } from "../random.ts";
import type { World } from "../world.ts";
import { ConnectionModel } from "./connection-model.ts";
import { LogModel } from "./log-model.ts";

/** How unkind the bus of a run is at all times. */
export interface BusWeather {
  /** The longest delay of a message within its region, and to another one, in milliseconds. */
  readonly nearMs: number;
  readonly farMs: number;
  /** Whether messages overtake each other. */
  readonly reorders: boolean;
  /** The shares of messages that do not arrive, and that arrive twice. */
  readonly lost: number;
  readonly repeated: number;
  /** The shares of appends and of readings that go wrong. */
  readonly appendFaults: number;
  readonly readFaults: number;
  /** The longest time until a member hears that the list of regions has changed, in milliseconds. */
  readonly listMs: number;
  /** Whether a member hears regions that it has not been told of. */
  readonly hearsUnlisted: boolean;
  /** The most messages of one reading. */
  readonly readMax: number;
  /** Whether readings leave out heartbeats. */
  readonly omitsHeartbeats: boolean;
  /** The most messages of a log. */
  readonly logMax: number;
}

/** What a run wants to know of its bus. */
export interface BusWitness {
  /** The log of a region has accepted a message. */
  accepted(region: string, message: SentMessage): void;
  /** A member is handed a message, live or by a reading. */
  handed(instance: string, region: string, message: SentMessage): void;
  /** A region was taken off the list, by a member or by an operator. */
  removed(region: string, by: string): void;
}

/** The longest time until an append or a reading fails, by the contract of the port. */
const boundMs = 2_000;

/** A bus that several members share. */
export class SharedBusModel {
  readonly world: World;
  readonly random: Random;
  readonly weather: BusWeather;
  readonly witness: BusWitness;
  readonly boundMs = boundMs;
  readonly #logs = new Map<string, LogModel>();
  readonly #connections = new Set<ConnectionModel>();
  /** Pairs of a member's region and the region whose log its members cannot reach. */
  readonly #severed = new Set<string>();
  /** By such pairs, how much later messages arrive. */
  readonly #slowMs = new Map<string, number>();
  #known: readonly string[] = [];

  constructor(world: World, random: Random, weather: BusWeather, witness: BusWitness) {
    this.world = world;
    this.random = random;
    this.weather = weather;
    this.witness = witness;
  }

  /** The regions on the list. */
  get known(): readonly string[] {
    return this.#known;
  }

  /** A member's connection. */
  connect(instance: string, region: string): ConnectionModel {
    return new ConnectionModel(this, instance, region);
  }

  /** The log of a region. */
  log(region: string): LogModel {
    let log = this.#logs.get(region);
    if (log === undefined) {
      log = new LogModel(() => this.random.uuid());
      this.#logs.set(region, log);
    }
    return log;
  }

  /** Accepts a message and sends it to every member. Returns its sequence. */
  accept(region: string, message: SentMessage): number {
    const log = this.log(region);
    const sequence = log.append(message);
    log.truncate(this.weather.logMax);
    this.witness.accepted(region, message);
    for (const connection of this.#connections) {
      this.#send(connection, region, sequence, message);
    }
    return sequence;
  }

  #send(to: ConnectionModel, region: string, sequence: number, message: SentMessage): void {
    const { random, weather, world } = this;
    if (!this.reaches(to.region, region) || !to.hears(region)) return;
    if (random.chance(weather.lost)) return;
    const onWayMs = this.delayMs(to.region, region) + this.slownessMs(to.region, region);
    to.sendAt(world.lastMs() + onWayMs, region, sequence, message);
    if (!random.chance(weather.repeated)) return;
    world.after(onWayMs + random.between(1, 3_000), () => to.arrive(region, sequence, message));
  }

  /** How long something takes from a region to a member of another, or of the same, in milliseconds. */
  delayMs(from: string, to: string): number {
    const { random, weather } = this;
    const mostMs = from === to ? weather.nearMs : weather.farMs;
    return random.between(mostMs / 4, mostMs);
  }

  /** Whether members of a region reach the log of another. */
  reaches(from: string, log: string): boolean {
    return !this.#severed.has(`${from} ${log}`);
  }

  /** Members of a region no longer reach the log of another, until the returned function is called. */
  sever(from: string, log: string): () => void {
    this.#severed.add(`${from} ${log}`);
    return () => {
      this.#severed.delete(`${from} ${log}`);
    };
  }

  /** Messages of a region reach the members of another that much later, until the returned function is called. */
  slow(from: string, log: string, byMs: number): () => void {
    this.#slowMs.set(`${from} ${log}`, byMs);
    return () => {
      this.#slowMs.delete(`${from} ${log}`);
    };
  }

  /** How much later messages of a region reach the members of another than usual, in milliseconds. */
  slownessMs(from: string, log: string): number {
    return this.#slowMs.get(`${from} ${log}`) ?? 0;
  }

  /** The latest messages of a region are lost with its server, which every member notices that is connected to it. */
  loseTail(region: string, count: number): void {
    this.log(region).loseTail(count);
    this.#interrupt(region);
  }

  /** A region's log is lost as a whole, and begins again. */
  beginAgain(region: string, told: boolean): void {
    this.log(region).beginAgain();
    if (told) this.#interrupt(region);
  }

  #interrupt(region: string): void {
    for (const connection of this.#connections) {
      if (connection.region === region) connection.interrupt();
    }
  }

  /** Puts a region on the list. */
  add(region: string): void {
    if (!this.#known.includes(region)) this.#list([...this.#known, region]);
  }

  /** Takes a region off the list, for a member or an operator. */
  remove(region: string, by: string): void {
    if (!this.#known.includes(region)) return;
    this.witness.removed(region, by);
    this.#list(this.#known.filter((one) => one !== region));
  }

  #list(next: readonly string[]): void {
    this.#known = next;
    const { world, random, weather } = this;
    for (const connection of this.#connections) {
      world.after(random.between(0, weather.listMs), () => connection.tellRegions());
    }
  }

  /** Adds a connection whose member has started. */
  join(connection: ConnectionModel): void {
    this.#connections.add(connection);
  }

  /** Removes a connection whose member has stopped or died. */
  leave(connection: ConnectionModel): void {
    this.#connections.delete(connection);
  }
}
