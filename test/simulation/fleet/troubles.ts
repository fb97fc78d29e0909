// What goes wrong in a run with several edges, and when: drawn one after the other, each with its end.
import type { Trouble } from "../history.ts";
import type { Random } from "../random.ts";
import type { World } from "../world.ts";
import type { Fleet } from "./fleet.ts";
import type { TroubleKind } from "./fleet-climate.ts";
import type { Member } from "./member.ts";

/** The most edges of a run at once. */
const membersMax = 4;

/** Plays the troubles of a run. */
export class Troubles {
  readonly #fleet: Fleet;
  readonly #world: World;
  readonly #random: Random;
  /** What ends each trouble that has not ended. */
  readonly #endings = new Set<() => void>();
  #over = false;

  constructor(fleet: Fleet, world: World, random: Random) {
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
        connection.cut(kind === "cut");
        this.#lasting(`${kind} ${instance}`, () => connection.heal());
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
        return;
      }
      case "truncate":
        this.#momentary(`truncate ${region}`, () => bus.log(region).truncate(random.int(5)));
        return;
      case "begin again":
        this.#momentary(`${region} begins again`, () => bus.beginAgain(region, random.chance(0.3)));
        return;
      case "lose tail":
        this.#momentary(`${region} loses its tail`, () => bus.loseTail(region, 1 + random.int(8)));
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
    this.#fleet.add(region);
  }

  #removeRegion(region: string): void {
    this.#momentary(`${region} is removed`, () => this.#fleet.bus.remove(region));
  }

  #momentary(what: string, run: () => void): void {
    this.#note(what, 0);
    run();
  }

  #lasting(what: string, end: () => void): void {
    const trouble = this.#note(what, Infinity);
    const ends = (): void => {
      if (!this.#endings.delete(ends)) return;
      trouble.untilMs = this.#world.lastMs();
      end();
    };
    this.#endings.add(ends);
    this.#world.after(this.#random.between(300, this.#fleet.climate.troubleMaxMs), ends);
  }

  #note(what: string, forMs: number): Trouble {
    const fromMs = this.#world.lastMs();
    const trouble = { what, fromMs, untilMs: fromMs + forMs };
    this.#fleet.record.troubles.push(trouble);
    return trouble;
  }
}
