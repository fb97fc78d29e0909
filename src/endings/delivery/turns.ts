// Whose attempt begins next: projects take turns, and so do the subscribers of each. A choice costs the same however many wait,
// because no more projects can be at their limit than share the places.
import { attemptsOfAllMax, attemptsOfProjectMax } from "../../core/subscribers/limits.ts";
import type { Lane, Pace } from "./lane.ts";

/** The places of one pace. */
class Places {
  readonly #pace: Pace;
  /** The lanes that wait, by project. The first one is next. */
  readonly #waiting = new Map<string, Set<Lane>>();
  readonly #underWay = new Map<string, number>();
  #all = 0;

  constructor(pace: Pace) {
    this.#pace = pace;
  }

  offer(project: string, lane: Lane): void {
    const lanes = this.#waiting.get(project) ?? new Set();
    this.#waiting.set(project, lanes.add(lane));
  }

  next(): Lane | undefined {
    if (this.#all >= attemptsOfAllMax[this.#pace]) return undefined;
    for (const [project, lanes] of this.#waiting) {
      if ((this.#underWay.get(project) ?? 0) >= attemptsOfProjectMax[this.#pace]) continue;
      for (const lane of lanes) {
        lanes.delete(lane);
        // It may have become slow or failed since it was offered. Then it was offered again.
        if (lane.pace !== this.#pace || !lane.mayBegin()) continue;
        this.#waiting.delete(project);
        if (lanes.size > 0) this.#waiting.set(project, lanes);
        return lane;
      }
      this.#waiting.delete(project);
    }
    return undefined;
  }

  count(project: string, change: 1 | -1): void {
    const underWay = (this.#underWay.get(project) ?? 0) + change;
    if (underWay === 0) this.#underWay.delete(project);
    else this.#underWay.set(project, underWay);
    this.#all += change;
  }
}

/** The places of a process, and who waits for one. */
export class Turns {
  readonly #places = { quick: new Places("quick"), slow: new Places("slow") };

  /** Lets a lane wait for its next attempt, behind the others, if it has one that may begin. */
  offer(lane: Lane): void {
    const [first] = lane.queue;
    if (first !== undefined && lane.mayBegin()) {
      this.#places[lane.pace].offer(first.ending.project, lane);
    }
  }

  /** The lane whose attempt begins next. Undefined if none waits, or if those that wait have all their places. */
  next(): Lane | undefined {
    return this.#places.quick.next() ?? this.#places.slow.next();
  }

  /** Takes a place of a project. Returns the function that gives it back. */
  begin(project: string, pace: Pace): () => void {
    const places = this.#places[pace];
    places.count(project, 1);
    return () => places.count(project, -1);
  }
}
