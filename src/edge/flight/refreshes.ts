// The background refreshes of one edge: hits note which are due, and later turns of the event loop start them. A hit never
// waits for a refresh, and of a thousand that become due together only a few start between two hits.
// How many start in one turn and how many are in flight is decided in `core/refresh-pace.ts`.
import type { CacheableCheck } from "../../core/check.ts";
import { refreshDue } from "../../core/decide.ts";
import { refreshesAtOnceMax } from "../../core/refresh-pace.ts";
import { isHealthy, limitsOf, type EdgeContext } from "../context.ts";

/** A refresh that waits for its turn. */
interface Noted {
  readonly check: CacheableCheck;
  readonly atMs: number;
}

/** The refreshes that are due, at most one for each key, and the number that are in flight. */
export class Refreshes {
  readonly #context: EdgeContext;
  readonly #start: (check: CacheableCheck) => boolean;
  /** The oldest comes first. */
  readonly #noted = new Map<string, Noted>();
  readonly #turn = (): boolean => this.#step();
  #inFlight = 0;
  /** Whether a turn will start more. */
  #stepping = false;
  /** Whether it has been reported that no more are noted. */
  #fullTold = false;
  #open = true;

  /** `start` starts a call, and returns whether it did. */
  constructor(context: EdgeContext, start: (check: CacheableCheck) => boolean) {
    this.#context = context;
    this.#start = start;
  }

  /** Allows refreshes to be noted again. */
  open(): void {
    this.#open = true;
  }

  /** Drops all that have not started, and allows no more to be noted. */
  close(): void {
    this.#open = false;
    this.#noted.clear();
  }

  /**
   * Notes a refresh that is due, to be started in a later turn. Returns false if it is noted already, or if there is no
   * room. A later hit then tries again.
   */
  note(check: CacheableCheck, atMs: number): boolean {
    const noted = this.#noted;
    if (noted.has(check.key) || !this.#open || !this.#hasRoom()) return false;
    noted.set(check.key, { check, atMs });
    this.#proceed(atMs);
    return true;
  }

  /** Notes that a call that `start` started has ended. */
  ended(): void {
    this.#inFlight -= 1;
    if (this.#noted.size > 0) this.#proceed(this.#context.ports.clock.nowMs());
  }

  #hasRoom(): boolean {
    const full = this.#noted.size >= limitsOf(this.#context).waitingPerLaneMax;
    if (!full) {
      this.#fullTold = false;
      return true;
    }
    if (!this.#fullTold) {
      this.#fullTold = true;
      const { project } = this.#context.settings;
      this.#context.ports.emit({ kind: "limit-reached", project, limit: "waitingPerLaneMax" });
    }
    return false;
  }

  /** Has a later turn start refreshes, if any can start. */
  #proceed(nowMs: number): void {
    if (this.#stepping || !this.#canStart(nowMs)) return;
    this.#stepping = true;
    this.#context.ports.turns(this.#turn);
  }

  #canStart(nowMs: number): boolean {
    for (const { atMs } of this.#noted.values()) {
      return this.#inFlight < refreshesAtOnceMax(nowMs - atMs, limitsOf(this.#context));
    }
    return false;
  }

  /** Starts the first refresh that is still due. Returns whether another one can start. */
  #step(): boolean {
    const nowMs = this.#context.ports.clock.nowMs();
    if (this.#canStart(nowMs)) this.#startFirst(nowMs);
    this.#stepping = this.#canStart(nowMs);
    return this.#stepping;
  }

  #startFirst(nowMs: number): void {
    for (const [key, { check }] of this.#noted) {
      this.#noted.delete(key);
      if (!this.#isStillDue(key, nowMs) || !this.#start(check)) continue;
      this.#inFlight += 1;
      return;
    }
  }

  /** Whether the refresh is still wanted. Its entry may be gone meanwhile, or another call may have refreshed it. */
  #isStillDue(key: string, nowMs: number): boolean {
    const { settings, refreshInterval, refreshPausedUntilMs, ports } = this.#context;
    const entry = ports.store.view(key);
    if (entry === undefined || !settings.cacheableSessions) return false;
    const refreshIntervalMs = refreshInterval.inForceMs(isHealthy(this.#context, nowMs));
    const now = { arrivedAtMs: nowMs, settings, refreshIntervalMs, refreshPausedUntilMs };
    return refreshDue(now, entry);
  }
}
