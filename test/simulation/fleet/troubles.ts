// What goes wrong in a run with several edges, and when: drawn one after the other, each with its end.
import type { Trouble } from "../history.ts";
import type { Random } from "../random.ts";
import type { World } from "../world.ts";
import type { Fleet } from "./fleet.ts";
import type { TroubleKind } from "./fleet-climate.ts";
import type { Member } from "./member.ts";

/** Who takes regions off the list in the place of a member. */
const operator = "operator";

/** The most edges of a run at once. */
const membersMax = 4;

/** What clients and operators do while something is wrong, so that it shows. */
interface Orders {
  /** An operator tells an edge of a change, and every edge is asked before and after. */
  drill(at: Member): void;
  /** An operator tells an edge of a change. */
  order(at: Member): void;
}

/** Plays the troubles of a run. */
export class Troubles {
  readonly #fleet: Fleet;
  readonly #world: World;
  readonly #random: Random;
  /** What ends each trouble that has not ended. */
  readonly #endings = new Set<() => void>();
  #over = false;

  readonly #orders: Orders;

  constructor(fleet: Fleet, world: World, random: Random, orders: Orders) {
    this.#orders = orders;
    this.#fleet = fleet;
    this.#world = world;
    this.#random = random;
  }

  /** Lets things go wrong from an instant until another. */
  play(fromMs: number, untilMs: number): void {
    const { troubleEveryMs } = this.#fleet.climate;
    if (troubleEveryMs === undefined) return;
    const next = (atMs: number): void => {
      if (atMs >= untilMs) return;
      this.#world.at(atMs, () => {
        if (this.#over) return;
        this.#begin(this.#random.weighted(this.#fleet.climate.troubles));
        next(atMs + this.#random.between(0.2, 1.8) * troubleEveryMs);
      });
    };
    next(fromMs + this.#random.between(0, troubleEveryMs));
  }

  /** Ends everything that still is wrong. */
  end(): void {
    this.#over = true;
    for (const end of this.#endings) end();
  }

  #begin(kind: TroubleKind): void {
    const fleet = this.#fleet;
    const random = this.#random;
    const { bus } = fleet;
    const members = fleet.answering();
    if (members.length === 0) return;
    const member = random.pick(members);
    const { connection, region } = member;
    const { instance } = member.seat;
    switch (kind) {
      case "cut":
      case "half-open":
        this.#part(member, kind);
        if (fleet.climate.theme === "outbox") this.#pile(member);
        else this.#drillElsewhere(member);
        return;
      case "deaf":
        this.#part(member, kind);
        this.#drillElsewhere(member);
        return;
      case "freeze":
        connection.freeze();
        this.#lasting(`freeze ${instance}`, () => connection.thaw());
        return;
      case "sever":
      case "slow": {
        const others = bus.known.filter((one) => one !== region);
        if (others.length === 0) return;
        const other = random.pick(others);
        const [from, log] = random.chance(0.5) ? [region, other] : [other, region];
        const ends =
          kind === "slow"
            ? [bus.slow(from, log, random.between(500, 9_000))]
            : random.chance(0.5)
              ? [bus.sever(from, log), bus.sever(log, from)]
              : [bus.sever(from, log)];
        this.#lasting(`${kind} ${from} from ${log}`, () => {
          for (const end of ends) end();
        });
        this.#drillIn(log);
        return;
      }
      case "truncate":
        this.#lose(member, () => {
          this.#losing(region, `truncate ${region}`, () => bus.log(region).truncate(random.int(5)));
        });
        return;
      case "begin again":
        this.#lose(member, () => {
          const told = random.chance(0.3);
          this.#losing(region, `${region} begins again`, () => bus.beginAgain(region, told));
        });
        return;
      case "lose tail":
        this.#lose(member, () => {
          const count = 1 + random.int(8);
          this.#losing(region, `${region} loses its tail`, () => bus.loseTail(region, count));
        });
        return;
      case "kill":
        this.#kill(member, false);
        return;
      case "restart":
        this.#kill(member, true);
        return;
      case "goodbye":
        if (members.length > 1) void this.#goodbye(member);
        return;
      case "new region":
        if (fleet.members.length < membersMax) this.#add(random.pick(["ap", "sa", "eu", "us"]));
        return;
      case "remove region":
        this.#removeRegion(random.pick(bus.known));
        return;
      default:
        kind satisfies never;
    }
  }

  /** A log loses something. Mostly somebody is cut off from it, who so misses what was published and then lost. */
  #lose(member: Member, lose: () => void): void {
    const others = this.#fleet.answering().filter((one) => one !== member);
    if (others.length === 0 || this.#random.chance(0.3)) {
      lose();
      return;
    }
    this.#part(this.#random.pick(others), this.#random.pick(["cut", "half-open", "deaf"]), 3_000);
    this.#orders.drill(member);
    this.#world.after(this.#random.between(1_000, 2_500), lose);
  }

  /** Parts somebody from the bus, for that long at least. */
  #part({ connection, seat }: Member, kind: "cut" | "half-open" | "deaf", leastMs = 300): void {
    if (kind === "deaf") {
      connection.deafen();
      this.#lasting(`deaf ${seat.instance}`, () => connection.hearAgain(), leastMs);
      return;
    }
    connection.cut(kind === "cut");
    this.#lasting(`${kind} ${seat.instance}`, () => connection.heal(), leastMs);
  }

  /** More than may wait is to be published by somebody who cannot. */
  #pile(member: Member): void {
    const times = 2 + this.#random.int(6);
    for (let time = 0; time < times; time += 1) {
      this.#world.after(this.#random.between(0, 1_500), () => {
        if (this.#fleet.answering().includes(member)) this.#orders.order(member);
      });
    }
  }

  #drillElsewhere(member: Member): void {
    const others = this.#fleet.answering().filter((one) => one !== member);
    if (others.length > 0) this.#orders.drill(this.#random.pick(others));
  }

  #drillIn(region: string): void {
    const members = this.#fleet.answering().filter((one) => one.region === region);
    if (members.length > 0) this.#orders.drill(this.#random.pick(members));
  }

  #kill(member: Member, restarts: boolean): void {
    const fleet = this.#fleet;
    if (fleet.answering().length < 2) return;
    const { region } = member;
    const alone = fleet.members.every((one) => one === member || one.region !== region);
    fleet.kill(member);
    // A region that is dead keeps the others degraded until they forget it, which may be long after they heard it last.
    const trouble = this.#note(`kill ${member.seat.instance}`, alone ? Infinity : 3_000);
    if (!restarts) return;
    trouble.untilMs = Infinity;
    this.#world.after(this.#random.between(100, 8_000), () => {
      trouble.untilMs = this.#world.lastMs() + 3_000;
      fleet.add(region);
    });
  }

  async #goodbye(member: Member): Promise<void> {
    const trouble = this.#note(`goodbye of ${member.seat.instance}`, Infinity);
    const { bus, members } = this.#fleet;
    const { region } = member;
    await this.#fleet.stop(member);
    // A goodbye that does not reach the bus is none.
    const dead = bus.known.includes(region) && members.every((one) => one.region !== region);
    trouble.untilMs = dead ? Infinity : this.#world.lastMs() + 3_000;
  }

  #add(region: string): void {
    this.#note(`an edge in ${region}`, 6_000);
    const member = this.#fleet.add(region);
    if (this.#random.chance(0.4)) return;
    // Somebody is cut off meanwhile, who so hears late of the region and of what is published there.
    this.#part(this.#random.pick(this.#fleet.answering()), "cut", 6_000);
    this.#world.after(this.#random.between(3_100, 5_000), () => {
      if (this.#fleet.answering().includes(member)) this.#orders.drill(member);
    });
  }

  #removeRegion(region: string): void {
    this.#momentary(`${region} is removed`, () => this.#fleet.bus.remove(region, operator));
  }

  /** A log loses messages. If no edge is left in its region, the goodbye of the last one may be among them: it then seems dead. */
  #losing(region: string, what: string, run: () => void): void {
    const isLeft = this.#fleet.members.every((one) => one.region !== region);
    this.#note(what, isLeft ? Infinity : 0);
    run();
  }

  #momentary(what: string, run: () => void): void {
    this.#note(what, 0);
    run();
  }

  #lasting(what: string, end: () => void, leastMs = 300): void {
    const trouble = this.#note(what, Infinity);
    const ends = (): void => {
      if (!this.#endings.delete(ends)) return;
      trouble.untilMs = this.#world.lastMs();
      end();
    };
    this.#endings.add(ends);
    const { troubleMaxMs } = this.#fleet.climate;
    this.#world.after(this.#random.between(leastMs, leastMs + troubleMaxMs), ends);
  }

  #note(what: string, forMs: number): Trouble {
    const fromMs = this.#world.lastMs();
    const trouble = { what, fromMs, untilMs: fromMs + forMs };
    this.#fleet.record.troubles.push(trouble);
    return trouble;
  }
}
