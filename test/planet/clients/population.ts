// All clients of a planet. They check at the pace of their habits, from their places, by the edge that is nearest and up.
import { Random } from "../../simulation/random.ts";
import type { LoopDelay, ReadLoopDelay } from "../roles/roles.ts";
import type { Acts, Habits, PlanetSpec, PointSpec } from "../spec.ts";
import { Client, type CheckSample, type Spot, type Surroundings } from "./client.ts";
import type { PersonRecord } from "./flows.ts";
import { Line } from "./line.ts";

/** What the clients are made with. */
export interface PopulationSetUp {
  readonly spec: PlanetSpec;
  /** The port of the link from a place to an edge: by the place's number in the spec, and the edge's code. */
  readonly ports: readonly Readonly<Record<string, number>>[];
  /** The admin listeners of the edges, for operators beside them. */
  readonly gateways: Readonly<Record<string, number>>;
  readonly key: string;
  /** Of the TLS in front of the edges, in PEM. */
  readonly certificate: string;
  readonly accounts: Readonly<Record<"people" | "backends", readonly PersonRecord[]>>;
}

/** What was seen since the last reading. */
export interface Seen {
  readonly samples: readonly CheckSample[];
  readonly wrong: readonly string[];
  readonly failed: readonly string[];
  /** Acts by their name. */
  readonly acts: Readonly<Record<string, number>>;
  readonly delay: LoopDelay;
}

/** Connections of a backend to an edge, at most. More than that many checks at once wait. */
const backendConnections = 64;
/** How many clients sign in at the same time. */
const signInsAtOnce = 24;
const actsEveryMs = 100;
/** Beyond the greatest age, for calls that were on their way. */
const slackMs = 1_000;

/** All clients, as a role. */
export class PopulationRole {
  readonly #delay: ReadLoopDelay;
  #set: PopulationSetUp | undefined;
  #random = new Random(1, "clients");
  #clients: readonly Client[] = [];
  readonly #lines = new Map<string, Spot>();
  readonly #lost = new Set<string>();
  #phase = "";
  #running = false;
  #unhealthyUntilMs = Number.NEGATIVE_INFINITY;
  #samples: CheckSample[] = [];
  #wrong: string[] = [];
  #failed: string[] = [];
  #acts: Record<string, number> = {};

  constructor(delay: ReadLoopDelay) {
    this.#delay = delay;
  }

  /** Creates the clients, and signs them all in. */
  async start(setUp: PopulationSetUp): Promise<void> {
    this.#set = setUp;
    this.#random = new Random(setUp.spec.seed, "clients");
    const clients = (["people", "backends"] as const).flatMap((of) => {
      const points = [...setUp.spec.points.entries()].filter(([, point]) => point.of === of);
      const accounts = setUp.accounts[of];
      const around = this.#around(setUp);
      const places = accounts.map((_, index) => pointAt(points, (index + 0.5) / accounts.length));
      return accounts.map((account, index) => {
        const first = places[index] ?? 0;
        const own = of === "people" ? [first, this.#otherPlace(places, index)] : [first];
        return new Client(of, account, own, around);
      });
    });
    this.#clients = clients;
    const waiting = [...clients];
    const signInAll = async (): Promise<void> => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) await next.signIn();
    };
    await Promise.all(Array.from({ length: signInsAtOnce }, signInAll));
  }

  /** Begins to check. */
  begin(): void {
    this.#running = true;
    for (const client of this.#clients) this.#next(client);
    const timer = setInterval(() => {
      if (this.#running) this.#act();
      else clearInterval(timer);
    }, actsEveryMs);
  }

  /** Ceases. What is on its way is answered. */
  end(): void {
    this.#running = false;
  }

  /** The name of what is going on, for the samples from now on. */
  phase(name: string): void {
    this.#phase = name;
  }

  /** Clients no longer reach an edge, and the other edges may miss invalidations. */
  lose(edge: string): void {
    this.#lost.add(edge);
    this.#unhealthyUntilMs = Number.POSITIVE_INFINITY;
  }

  /** They reach it again, and all edges are healthy. */
  restore(edge: string): void {
    this.#lost.delete(edge);
    this.#unhealthyUntilMs = performance.now();
  }

  /** What was seen since the last reading. */
  read(): Seen {
    const seen = {
      samples: this.#samples,
      wrong: this.#wrong,
      failed: this.#failed,
      acts: this.#acts,
      delay: this.#delay(),
    };
    [this.#samples, this.#wrong, this.#failed, this.#acts] = [[], [], [], {}];
    return seen;
  }

  #around(setUp: PopulationSetUp): Surroundings {
    const { maxAgeMs } = setUp.spec.settings;
    const gateways = new Map<string, Line>();
    return {
      spot: (client) => this.#spotOf(client),
      bounds: {
        deliveryMs: 3_000,
        limitMs: maxAgeMs + slackMs,
        healthySince: (atMs) => atMs > this.#unhealthyUntilMs,
      },
      phase: () => this.#phase,
      sampled: (sample) => this.#samples.push(sample),
      wrong: (text) => this.#wrong.push(text),
      failed: (text) => this.#failed.push(`${this.#phase}: ${text}`),
      gateway: () => {
        const up = Object.keys(setUp.gateways).filter((code) => !this.#lost.has(code));
        const edge = this.#random.pick(up);
        const line = gateways.get(edge) ?? new Line(setUp.gateways[edge] ?? 0, 8);
        gateways.set(edge, line);
        return { edge, ask: line.ask, key: setUp.key };
      },
    };
  }

  /** The place of somebody else, half of all clients further on, or the next one after that at which another edge is nearest. */
  #otherPlace(places: readonly number[], index: number): number {
    const nearest = (place: number | undefined): string | undefined =>
      this.#set?.spec.points[place ?? 0]?.ways[0]?.edge;
    const own = nearest(places[index]);
    const half = Math.floor(places.length / 2);
    for (let step = 0; step < places.length; step += 1) {
      const place = places[(index + half + step) % places.length];
      if (place !== undefined && nearest(place) !== own) return place;
    }
    return places[index] ?? 0;
  }

  #spotOf(client: Client): Spot {
    const place = client.places[client.at] ?? 0;
    const set = this.#set;
    const point = set?.spec.points[place];
    const way = point?.ways.find(({ edge }) => !this.#lost.has(edge));
    if (set === undefined || point === undefined || way === undefined) throw new Error("no edge");
    const port = set.ports[place]?.[way.edge] ?? 0;
    const owner = client.of === "people" ? client.account.email : "";
    const key = `${owner}/${place}/${way.edge}`;
    const existing = this.#lines.get(key);
    if (existing !== undefined) return existing;
    const connections = client.of === "people" ? 1 : backendConnections;
    const line = new Line(port, connections, set);
    const spot = {
      point: point.name,
      edge: way.edge,
      line,
      actLine: new Line(port, connections, set),
    };
    this.#lines.set(key, spot);
    return spot;
  }

  #next(client: Client): void {
    const habits = this.#habits(client);
    const gapMs = this.#random.pick(habits.gapsMs);
    const fromMs = performance.now();
    setTimeout(() => {
      if (!this.#running) return;
      if (client.busy) this.#next(client);
      else void this.#check(client, habits, performance.now() - fromMs);
    }, gapMs);
  }

  async #check(client: Client, habits: Habits, gapMs: number): Promise<void> {
    const random = this.#random;
    const moves = habits.moves.findLast(({ fromMs }) => gapMs >= fromMs)?.share ?? 0;
    if (random.chance(moves)) client.at = random.int(client.places.length);
    const spot = this.#spotOf(client);
    const isNew = random.chance(habits.newConnectionShare);
    if (client.of === "people" && (isNew || gapMs > habits.idleMs)) spot.line.hangUp();
    const port = this.#set?.ports[client.places[client.at] ?? 0]?.[spot.edge] ?? 0;
    const fresh = isNew && client.of === "backends" ? new Line(port, 1, this.#set) : undefined;
    await client.check(random.chance(habits.forcedShare), true, fresh);
    fresh?.hangUp();
    if (this.#running) this.#next(client);
  }

  #habits(client: Client): Habits {
    if (this.#set === undefined) throw new Error("the clients were not started");
    return this.#set.spec[client.of];
  }

  /** People do something else than check. */
  #act(): void {
    const acts = this.#set?.spec.acts;
    if (acts === undefined) return;
    const people = this.#clients.filter(({ of }) => of === "people");
    const ways: Readonly<Record<keyof Acts, (client: Client) => Promise<void>>> = {
      changesPerSecond: (client) => client.change(),
      signOutsPerSecond: (client) => client.leave(),
      revocationsPerSecond: (client) => client.beRevoked(),
    };
    for (const name of ["changesPerSecond", "signOutsPerSecond", "revocationsPerSecond"] as const) {
      if (!this.#random.chance((acts[name] * actsEveryMs) / 1_000)) continue;
      this.#acts[name] = (this.#acts[name] ?? 0) + 1;
      void ways[name](this.#random.pick(people));
    }
  }
}

/** The number of the place in which a client is: by the shares of the places. */
function pointAt(points: readonly (readonly [number, PointSpec])[], at: number): number {
  const whole = points.reduce((sum, [, { share }]) => sum + share, 0);
  let sum = 0;
  for (const [number, { share }] of points) {
    sum += share / whole;
    if (at < sum) return number;
  }
  return points.at(-1)?.[0] ?? 0;
}
