// The edges of a run with several, and their lives: they start, are killed, stop with a goodbye, and come back empty.
import type { Invalidation } from "../../../src/core/invalidation.ts";
import { createMachine, type Machine } from "../../harness/worker-machine.ts";
import type { MakeEdge } from "../edges/edge-under-test.ts";
import type { Accepted, FleetRecord } from "../history.ts";
import { Random } from "../random.ts";
import type { Shared, Site } from "../site.ts";
import type { FleetClimate } from "./fleet-climate.ts";
import { createMember, type Member } from "./member.ts";
import { publishedScope } from "./published-scope.ts";
import { SharedBusModel } from "./shared-bus-model.ts";

/** Time between two looks at what the edges claim about their health. */
const lookEveryMs = 250;

/** The longest time that a message between workers of a machine takes. A worker that is busy is slow to read it. */
const channelMaxMs = [2, 50, 1_000];

/** How long an edge that stops may go on with what it has begun. */
const drainMs = 15_000;

/** Several edges of one project. */
export class Fleet {
  readonly bus: SharedBusModel;
  readonly climate: FleetClimate;
  readonly record: FleetRecord;
  /** The processes that are not dead, in the order in which they were started. */
  readonly members: Member[] = [];
  readonly #shared: Shared;
  readonly #site: Site;
  readonly #makeEdge: MakeEdge;
  readonly #accepted = new Map<Invalidation, Accepted>();
  readonly #byInstance = new Map<string, Member>();
  /** The machine that all edges are workers of, in the runs that have one. */
  readonly #machine: Machine | undefined;
  #started = 0;
  #looking = true;

  constructor(
    shared: Shared,
    site: Site,
    climate: FleetClimate,
    record: FleetRecord,
    makeEdge: MakeEdge,
  ) {
    this.#shared = shared;
    this.#site = site;
    this.#makeEdge = makeEdge;
    this.climate = climate;
    this.record = record;
    const { world, seed } = shared;
    const channels = new Random(seed, "channels of a machine");
    const slowestMs = channels.pick(channelMaxMs);
    this.#machine = record.oneMachine
      ? createMachine((hand) => void world.after(channels.between(0.05, slowestMs), hand))
      : undefined;
    this.bus = new SharedBusModel(world, new Random(seed, "shared bus"), climate.weather, {
      accepted: (region, message) => {
        if (message.kind === "invalidation") this.#noteAccepted(region, message.invalidation);
      },
      handed: (instance, region, message) => {
        if (message.kind === "invalidation") this.#noteHanded(instance, message.invalidation);
        if (message.kind === "heartbeat") this.#noteHeard(instance, region);
      },
      lost: (message) => {
        if (message.kind !== "invalidation") return;
        const accepted = this.#accepted.get(message.invalidation);
        if (accepted !== undefined) accepted.lost = true;
      },
      removed: (region, by) => record.removals.push({ region, by, atMs: world.nowMs() }),
    });
  }

  /** Starts the edges that are there from the start, and begins to look at their health. */
  begin(): void {
    for (const region of this.climate.regions) this.add(region);
    const look = (): void => {
      if (!this.#looking) return;
      this.look();
      this.#shared.world.after(lookEveryMs, look);
    };
    look();
  }

  /** Starts an edge in a region. It answers later. */
  add(region: string): Member {
    this.#started += 1;
    const member = createMember({
      shared: this.#shared,
      site: this.#site,
      bus: this.bus,
      climate: this.climate,
      makeEdge: this.#makeEdge,
      instance: `edge-${this.#started}`,
      region,
      place: this.#machine?.join(),
    });
    this.members.push(member);
    this.#byInstance.set(member.seat.instance, member);
    this.#note(`${member.seat.instance} starts in ${region}`);
    void this.#open(member);
    return member;
  }

  async #open(member: Member): Promise<void> {
    await member.edge.start();
    await member.link.start();
    if (!this.members.includes(member)) return;
    const { world } = this.#shared;
    member.edge.applySettings(this.#site.settings);
    member.life.fromMs = world.nowMs();
    this.record.lives.push(member.life);
    this.#site.seats.push(member.seat);
    this.look();
    this.#note(`${member.seat.instance} answers`);
  }

  /** The processes that answer. */
  answering(): readonly Member[] {
    return this.members.filter(({ seat }) => this.#site.seats.includes(seat));
  }

  /** Ends a process at once. Whoever waits for it sees the connection break. */
  kill(member: Member): void {
    const { world, history } = this.#shared;
    this.#leave(member);
    this.#remove(member);
    for (const exchange of history.exchanges) {
      if (exchange.edge === member.seat.instance && exchange.endedAtMs === undefined) {
        exchange.abortedAtMs ??= world.nowMs();
      }
    }
    member.connection.die();
    member.clock.stop();
    this.#note(`${member.seat.instance} is killed`);
  }

  /** Stops a process in order: no new requests, then a goodbye. Resolves when it has ended. */
  async stop(member: Member): Promise<void> {
    const { world, history } = this.#shared;
    const { instance } = member.seat;
    this.#leave(member);
    this.#note(`${instance} stops`);
    const untilMs = world.lastMs() + drainMs;
    const busy = (): boolean =>
      history.exchanges.some(
        ({ edge, endedAtMs, abortedAtMs }) =>
          edge === instance && endedAtMs === undefined && abortedAtMs === undefined,
      );
    while (busy() && world.lastMs() < untilMs) await world.reached(world.lastMs() + 500);
    member.hooks?.drain();
    await member.edge.stop();
    await member.link.stop();
    this.#remove(member);
    this.#note(`${instance} has stopped`);
  }

  /** Stops all, at the end of a run. */
  async stopAll(): Promise<void> {
    this.look();
    this.#looking = false;
    this.record.endedAtMs = this.#shared.world.nowMs();
    await Promise.all(
      this.members.map(async ({ edge, link }) => {
        await edge.stop();
        await link.stop();
      }),
    );
  }

  /** Notes what every edge claims now. */
  look(): void {
    const atMs = this.#shared.world.lastMs();
    for (const { seat, life } of this.answering()) {
      const healthy = seat.healthy();
      if (life.claims.at(-1)?.healthy !== healthy) life.claims.push({ atMs, healthy });
    }
  }

  #leave(member: Member): void {
    const { seats } = this.#site;
    const at = seats.indexOf(member.seat);
    if (at === -1) return;
    seats.splice(at, 1);
    member.life.untilMs = this.#shared.world.nowMs();
  }

  #remove(member: Member): void {
    const at = this.members.indexOf(member);
    if (at !== -1) this.members.splice(at, 1);
    member.place?.leave();
  }

  #noteAccepted(region: string, invalidation: Invalidation): void {
    const { world, digests } = this.#shared;
    const { project, by } = invalidation;
    const scope = publishedScope(digests, project, invalidation.scope);
    const atMs = world.nowMs();
    const accepted = { atMs, region, by, project, scope, handedAtMs: new Map(), lost: false };
    this.#accepted.set(invalidation, accepted);
    this.record.accepted.push(accepted);
    this.#note(`${region} accepts ${scope.kind} ${scope.value} of ${by}`);
  }

  #noteHanded(instance: string, invalidation: Invalidation): void {
    const handed = this.#accepted.get(invalidation)?.handedAtMs;
    if (handed === undefined || handed.has(instance)) return;
    handed.set(instance, this.#shared.world.nowMs());
    this.#note(`${instance} is handed ${JSON.stringify(invalidation.scope)}`);
  }

  #noteHeard(instance: string, region: string): void {
    const heardAtMs = this.#byInstance.get(instance)?.life.heardAtMs;
    if (heardAtMs === undefined) return;
    const atMs = this.#shared.world.lastMs();
    const list = heardAtMs.get(region);
    if (list === undefined) heardAtMs.set(region, [atMs]);
    else list.push(atMs);
  }

  #note(text: string): void {
    const { history, world } = this.#shared;
    history.notes.push({ atMs: world.lastMs(), text });
  }
}
