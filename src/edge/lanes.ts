// Origin calls run in separate lanes, so that strangers can not starve what is known, nor checks a sign-in.
import type { Limits } from "../core/limits.ts";
import type { EventSink, LaneName } from "./events.ts";
import type { Clock } from "./ports.ts";

/** Gives a call's place back; calling it again does nothing. */
export type Release = () => void;

interface Waiting {
  readonly enter: (release: Release) => void;
}

interface Lane {
  readonly callsMax: number;
  calls: number;
  readonly waiting: Set<Waiting>;
}

/** Bounds calls at once and requests in line, per lane. */
export class Lanes {
  readonly #lanes: Readonly<Record<LaneName, Lane>>;
  readonly #limits: Limits;
  readonly #clock: Clock;
  readonly #emit: EventSink;

  constructor(limits: Limits, clock: Clock, emit: EventSink) {
    const lane = (callsMax: number): Lane => ({ callsMax, calls: 0, waiting: new Set() });
    this.#lanes = {
      known: lane(limits.knownCallsMax),
      unknown: lane(limits.unknownCallsMax),
      forward: lane(limits.forwardCallsMax),
    };
    this.#limits = limits;
    this.#clock = clock;
    this.#emit = emit;
  }

  /** Waits for a place, at most `waitMs`; undefined where the line is full or the wait too long. */
  async acquire(name: LaneName, project: string, waitMs: number): Promise<Release | undefined> {
    const lane = this.#lanes[name];
    if (lane.calls < lane.callsMax) return this.#occupy(lane);
    if (lane.waiting.size >= this.#limits.waitingPerLaneMax) {
      this.#emit({ kind: "limit-reached", project, limit: "waitingPerLaneMax" });
      return undefined;
    }
    this.#emit({ kind: "limit-reached", project, limit: `${name}CallsMax` });
    return new Promise((resolve) => {
      const cancel = this.#clock.after(waitMs, () => {
        lane.waiting.delete(waiting);
        resolve(undefined);
      });
      const waiting: Waiting = {
        enter: (release) => {
          cancel();
          resolve(release);
        },
      };
      lane.waiting.add(waiting);
    });
  }

  /** Calls and waiting requests of a lane. */
  load(name: LaneName): { readonly calls: number; readonly waiting: number } {
    const lane = this.#lanes[name];
    return { calls: lane.calls, waiting: lane.waiting.size };
  }

  #occupy(lane: Lane): Release {
    lane.calls += 1;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      lane.calls -= 1;
      for (const next of lane.waiting) {
        lane.waiting.delete(next);
        next.enter(this.#occupy(lane));
        break;
      }
    };
  }
}
