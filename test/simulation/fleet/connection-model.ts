// One member's connection to the shared bus of a run, with all that can be wrong with it.
import type { BusListener, BusReading, SentMessage, SharedBus } from "../../../src/edge/ports.ts";
import type { SharedBusModel } from "./shared-bus-model.ts";

/** How an append goes wrong. `late`: it is accepted after it has failed. */
type AppendFault = "none" | "refused" | "acknowledgement lost" | "hangs" | "late" | "in part";

/** A member's connection. */
export class ConnectionModel implements SharedBus {
  readonly instance: string;
  readonly region: string;
  readonly #bus: SharedBusModel;
  /** Regions that the member was told of. */
  readonly #told = new Set<string>();
  /** When the latest message of each region arrives, for those that keep their order. */
  readonly #lastAtMs = new Map<string, number>();
  #listener: BusListener | undefined;
  #deaf = false;
  /** `open`: half-open. Nothing arrives, and the member is not told. */
  #state: "up" | "cut" | "open" | "gone" = "up";
  /** What waits while the connection is frozen. Undefined while it is not. */
  #frozen: (() => void)[] | undefined;

  constructor(bus: SharedBusModel, instance: string, region: string) {
    this.#bus = bus;
    this.instance = instance;
    this.region = region;
  }

  /** The connection breaks. The member is told, or it is half-open. */
  cut(told: boolean): void {
    if (this.#state === "gone") return;
    this.#state = told ? "cut" : "open";
    if (told) this.#listener?.interrupted();
  }

  /** It works again. A member that was told of the break is told to look for what it missed. */
  heal(): void {
    if (this.#state === "gone") return;
    const told = this.#state === "cut";
    this.#state = "up";
    if (told) this.#listener?.interrupted();
    this.tellRegions();
  }

  /** Its subscriptions are dead, and it is not told. What it sends and asks for arrives. */
  deafen(): void {
    this.#deaf = true;
  }

  /** Its subscriptions live again. */
  hearAgain(): void {
    this.#deaf = false;
    this.tellRegions();
  }

  /** Nothing moves in either direction, and nothing is lost. */
  freeze(): void {
    this.#frozen ??= [];
  }

  /** Everything that was held up arrives at once. */
  thaw(): void {
    const waiting = this.#frozen ?? [];
    this.#frozen = undefined;
    for (const run of waiting) run();
  }

  /** The member dies. */
  die(): void {
    this.#state = "gone";
    this.#frozen = undefined;
    this.#bus.leave(this);
  }

  /** The server went away for a moment. */
  interrupt(): void {
    if (this.#state === "up") this.#listener?.interrupted();
  }

  /** Whether the member listens to a region. */
  hears(region: string): boolean {
    return this.#bus.weather.hearsUnlisted || this.#told.has(region) || region === this.region;
  }

  /** Has a message arrive at an instant. */
  sendAt(atMs: number, region: string, sequence: number, message: SentMessage): void {
    const { world, weather, random } = this.#bus;
    let dueMs = atMs;
    if (!weather.reorders || random.chance(0.7)) {
      dueMs = Math.max(atMs, this.#lastAtMs.get(region) ?? 0);
      this.#lastAtMs.set(region, dueMs);
    }
    world.at(dueMs, () => this.arrive(region, sequence, message));
  }

  /** A message arrives, if it can. */
  arrive(region: string, sequence: number, message: SentMessage): void {
    const listener = this.#listener;
    if (this.#state !== "up" || this.#deaf || listener === undefined) return;
    if (!this.#bus.reaches(this.region, region)) return;
    if (this.#frozen !== undefined) {
      this.#frozen.push(() => this.arrive(region, sequence, message));
      return;
    }
    this.#bus.witness.handed(this.instance, region, message);
    listener.message(region, sequence, message);
  }

  /** Tells the member which regions there are. */
  tellRegions(): void {
    if (this.#state !== "up" || this.#listener === undefined) return;
    if (this.#frozen !== undefined) {
      this.#frozen.push(() => this.tellRegions());
      return;
    }
    for (const region of this.#bus.known) this.#told.add(region);
    this.#listener.regions(this.#bus.known);
  }

  async start(listener: BusListener): Promise<void> {
    await this.#reach();
    this.#listener = listener;
    this.#bus.join(this);
    this.#bus.add(this.region);
    this.tellRegions();
  }

  async stop(): Promise<void> {
    await this.#pause(1);
    this.die();
  }

  async append(messages: readonly SentMessage[]): Promise<number> {
    const { random, weather, boundMs, world } = this.#bus;
    if (this.#state === "gone") return never();
    if (this.#state !== "up") return this.#fail();
    const beganAtMs = world.lastMs();
    const frozen = this.#frozen;
    if (frozen !== undefined) {
      frozen.push(() => {
        if (this.#state === "up") this.#accept(messages);
      });
      return this.#failAt(beganAtMs + boundMs);
    }
    const fault = random.chance(weather.appendFaults) ? drawAppendFault(random) : "none";
    if (fault === "late") {
      world.after(boundMs + random.between(1, 2_000), () => {
        if (this.#state === "up") this.#accept(messages);
      });
    }
    if (fault === "hangs" || fault === "late") return this.#failAt(beganAtMs + boundMs);
    await this.#pause(this.#bus.delayMs(this.region, this.region));
    if (fault === "refused") return this.#fail();
    if (this.#state !== "up" || this.#frozen !== undefined) {
      return this.#failAt(beganAtMs + boundMs);
    }
    if (fault === "in part") {
      this.#accept(messages.slice(0, random.int(messages.length)));
      return this.#fail();
    }
    const sequence = this.#accept(messages);
    if (fault === "acknowledgement lost") return this.#failAt(beganAtMs + boundMs);
    await this.#pause(this.#bus.delayMs(this.region, this.region));
    if (this.#state !== "up" || this.#frozen !== undefined) {
      return this.#failAt(beganAtMs + boundMs);
    }
    return sequence;
  }

  async read(region: string, after: number | undefined): Promise<BusReading> {
    const bus = this.#bus;
    const { random, weather, boundMs, world } = bus;
    const beganAtMs = world.lastMs();
    await this.#reach();
    if (!bus.reaches(this.region, region)) {
      return random.chance(0.5) ? this.#fail() : this.#failAt(beganAtMs + boundMs);
    }
    if (random.chance(weather.readFaults)) return this.#fail();
    const slowMs = bus.slownessMs(this.region, region);
    if (2 * slowMs > boundMs) return this.#failAt(beganAtMs + boundMs);
    await this.#pause(bus.delayMs(this.region, region) + slowMs);
    const read = bus.log(region).read(after, weather.readMax, !weather.omitsHeartbeats);
    await this.#pause(bus.delayMs(this.region, region) + slowMs);
    await this.#reach();
    for (const { message } of read.messages) {
      if (message.kind !== "other") bus.witness.handed(this.instance, region, message);
    }
    return read;
  }

  async addRegion(): Promise<void> {
    await this.#reach();
    this.#bus.add(this.region);
  }

  async removeRegion(region: string): Promise<void> {
    await this.#reach();
    this.#bus.remove(region, this.instance);
  }

  /** The edges of a run are given their settings without the bus. */
  async publishProject(): Promise<void> {
    await this.#reach();
  }

  #accept(messages: readonly SentMessage[]): number {
    return messages.reduce((_last, message) => this.#bus.accept(this.region, message), 0);
  }

  /** Resolves when something has reached the bus. Rejects if nothing can. */
  async #reach(): Promise<void> {
    const { world, random, boundMs } = this.#bus;
    const beganAtMs = world.lastMs();
    if (this.#state === "gone") return never();
    if (this.#state === "cut") return this.#fail();
    await this.#pause(random.between(0.1, 2));
    if (this.#state !== "up" || this.#frozen !== undefined) {
      return this.#failAt(beganAtMs + boundMs);
    }
  }

  async #fail(): Promise<never> {
    await this.#pause(this.#bus.random.between(0.5, 20));
    throw new Error("simulated: the bus refused");
  }

  async #failAt(atMs: number): Promise<never> {
    await this.#bus.world.reached(atMs);
    if (this.#state === "gone") return never();
    throw new Error("simulated: the bus did not answer");
  }

  #pause(ms: number): Promise<void> {
    const { world } = this.#bus;
    return world.reached(world.lastMs() + ms);
  }
}

/** What a dead process waits for. */
function never(): Promise<never> {
  return new Promise(() => undefined);
}

function drawAppendFault(random: SharedBusModel["random"]): AppendFault {
  return random.weighted<AppendFault>([
    [2, "refused"],
    [3, "acknowledgement lost"],
    [1, "hangs"],
    [1, "late"],
    [1, "in part"],
  ]);
}
