// Which sessions of a project had most hits lately. A hit only counts down to the next one that is looked at, so it costs
// nothing that could be measured, and what is remembered is bounded.
import type { EntryFacts } from "../core/entry.ts";
import type { AskedSession } from "../core/session-question.ts";

/** What a session is known by. */
type Owned = Pick<EntryFacts, "sessionId" | "identityId">;

/** Hits are counted in spans of this length, of which the current one and the one before count. */
const spanMs = 150_000;
/** The sessions that one span remembers. */
const seatsMax = 64;
/** So many hits at the beginning of a span are all looked at. A project with few checks is then counted exactly. */
const allLookedAt = 256;
/** After that, one of about so many hits is looked at, and stands for those before it. A power of 2. */
const meanGap = 64;

/** A session of a span. */
interface Seat {
  session: string;
  identity: string;
  /** Its hits, and those of the session whose seat it took. */
  hits: number;
  /** How many of them may be the other session's. */
  inherited: number;
}

/** The sessions of one span. When all seats are taken, a new session takes the one with the fewest hits (space saving). */
class Span {
  readonly beganAtMs: number;
  readonly seats = new Map<string, Seat>();
  looks = 0;

  constructor(beganAtMs: number) {
    this.beganAtMs = beganAtMs;
  }

  count(session: string, identity: string, hits: number): void {
    const held = this.seats.get(session);
    if (held !== undefined) {
      held.hits += hits;
      return;
    }
    if (this.seats.size < seatsMax) {
      this.seats.set(session, { session, identity, hits, inherited: 0 });
      return;
    }
    const least = this.#least();
    this.seats.delete(least.session);
    least.session = session;
    least.identity = identity;
    least.inherited = least.hits;
    least.hits += hits;
    this.seats.set(session, least);
  }

  #least(): Seat {
    let least: Seat | undefined;
    for (const seat of this.seats.values()) {
      if (least === undefined || seat.hits < least.hits) least = seat;
    }
    if (least === undefined) throw new Error("a span has no seat");
    return least;
  }
}

/** Counts the hits of one project's sessions. */
export class MostAsked {
  #left = 1;
  /** The hits that the next look stands for. */
  #gap = 1;
  #seed = 1;
  #current: Span | undefined;
  #before: Span | undefined;

  /** Notes a hit. Most calls only count down. */
  hit(entry: Owned, nowMs: number): void {
    this.#left -= 1;
    if (this.#left === 0) this.#look(entry, nowMs);
  }

  /**
   * The sessions with most hits in the last 2.5 to 5 minutes, most first, as far as `isHeld` says that they still have an
   * entry.
   */
  list(
    nowMs: number,
    sessionsMax: number,
    isHeld: (session: string) => boolean,
  ): readonly AskedSession[] {
    const sums = new Map<string, AskedSession>();
    for (const span of [this.#current, this.#before]) {
      if (span === undefined || nowMs - span.beganAtMs >= 2 * spanMs) continue;
      for (const { session, identity, hits, inherited } of span.seats.values()) {
        const sum = (sums.get(session)?.hits ?? 0) + hits - inherited;
        sums.set(session, { session, identity, hits: sum });
      }
    }
    const found: AskedSession[] = [];
    for (const asked of [...sums.values()].sort((one, other) => other.hits - one.hits)) {
      if (found.length === sessionsMax) break;
      if (isHeld(asked.session)) found.push(asked);
    }
    return found;
  }

  #look({ sessionId, identityId }: Owned, nowMs: number): void {
    const span = this.#spanAt(nowMs);
    span.looks += 1;
    if (sessionId !== undefined) span.count(sessionId, identityId ?? "", this.#gap);
    this.#gap = span.looks < allLookedAt ? 1 : this.#nextGap();
    this.#left = this.#gap;
  }

  #spanAt(nowMs: number): Span {
    const current = this.#current;
    if (current !== undefined && nowMs - current.beganAtMs < spanMs) return current;
    const span = new Span(nowMs);
    // It may be too old to count. The list says so.
    this.#before = current;
    this.#current = span;
    return span;
  }

  /** From 1 to less than twice the mean. It varies, so that checks in a fixed order are looked at evenly. */
  #nextGap(): number {
    this.#seed = (Math.imul(this.#seed, 1_664_525) + 1_013_904_223) | 0;
    return 1 + ((this.#seed >>> 16) & (2 * meanGap - 1));
  }
}
