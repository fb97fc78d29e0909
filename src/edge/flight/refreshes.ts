// The background refreshes of one edge: hits note which are due, and later turns of the event loop start them. A hit never
// waits for a refresh, and of a thousand that become due together only a few start between two hits.
// How many start in one turn is decided in `core/refresh-pace.ts`.
import type { CacheableCheck } from "../../core/check.ts";
import { refreshDue } from "../../core/decide.ts";
import { refreshCallsMax } from "../../core/limits.ts";
import { isHealthy, limitsOf, type EdgeContext } from "../context.ts";

/** The refreshes that are due, at most one for each key, and the number that are in flight. */
export class Refreshes {
  readonly #context: EdgeContext;
  readonly #start: (check: CacheableCheck) => boolean;
  /** The oldest comes first. */
  readonly #due = new Map<string, CacheableCheck>();
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
    this.#due.clear();
  }

  /**
   * Notes a refresh that is due, to be started in a later turn. Returns false if it is noted already, or if there is no
   * room. A later hit then tries again.
   */
  note(check: CacheableCheck): boolean {
    const due = this.#due;
    if (due.has(check.key) || !this.#open || !this.#hasRoom()) return false;
    due.set(check.key, check);
    this.#proceed();
    return true;
  }

  /** Notes that a call that `start` started has ended. */
  ended(): void {
    this.#inFlight -= 1;
    this.#proceed();
  }

  #hasRoom(): boolean {
    const full = this.#due.size >= limitsOf(this.#context).waitingPerLaneMax;
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
  #proceed(): void {
    if (this.#stepping || !this.#canStart()) return;
    this.#stepping = true;
    this.#context.ports.turns(() => this.#step());
  }

  #canStart(): boolean {
    return this.#due.size > 0 && this.#inFlight < refreshCallsMax(limitsOf(this.#context));
  }

  /** Starts the first refresh that is still due. Returns whether another one can start. */
  #step(): boolean {
    if (this.#canStart()) {
      for (const [key, check] of this.#due) {
        this.#due.delete(key);
        if (!this.#isStillDue(key) || !this.#start(check)) continue;
        this.#inFlight += 1;
        break;
      }
    }
    this.#stepping = this.#canStart();
    return this.#stepping;
  }

  /** Whether the refresh is still wanted. Its entry may be gone meanwhile, or another call may have refreshed it. */
  #isStillDue(key: string): boolean {
    const { settings, refreshInterval, refreshPausedUntilMs, ports } = this.#context;
    const entry = ports.store.peek(key);
    if (entry === undefined || !settings.cacheableSessions) return false;
    const arrivedAtMs = ports.clock.nowMs();
    const refreshIntervalMs = refreshInterval.inForceMs(isHealthy(this.#context, arrivedAtMs));
    return refreshDue({ arrivedAtMs, settings, refreshIntervalMs, refreshPausedUntilMs }, entry);
  }
}
