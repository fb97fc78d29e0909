// Tells each ending at most once per second: the first one at once, and the last one of each second at its end. It holds
// no more than a fixed number of them for each project, and for all. Endings beyond that become one of the whole project.
import type { Ending } from "../core/endings/ending.ts";
import type { Clock } from "../edge/ports.ts";
import { endingEveryMs, endingSubjectsMax, endingSubjectsOfProjectMax } from "./limits.ts";
import { ProjectKeys } from "./project-keys.ts";

/** What a coalescer is made with. */
export interface CoalescerParts {
  readonly clock: Clock;
  /** Gets each ending that is told. Must not throw. */
  readonly tell: (ending: Ending) => void;
  /** Called when an ending of a project became `project-changed`. */
  readonly overflowed: (project: string) => void;
}

interface Told {
  readonly project: string;
  /** The latest id that was told or waits. The same ending is not told again. */
  id: string;
  /** What is told at the end of the time. */
  waiting: Ending | undefined;
  untilMs: number;
  /** Whether it stands for every ending of the project until then. */
  standsForAll: boolean;
}

/** Bounds how often the same ending is told. */
export class Coalescer {
  readonly #parts: CoalescerParts;
  /** Every one is told for the same time, so they are in the order in which it ends. */
  readonly #told = new Map<string, Told>();
  /** The keys of each project in `#told`. */
  readonly #keys = new ProjectKeys();
  #cancel: (() => void) | undefined;

  constructor(parts: CoalescerParts) {
    this.#parts = parts;
  }

  /** Tells an ending, now or at the end of the time in which it was told already. */
  take(ending: Ending): void {
    const key = subjectOf(ending);
    const told = this.#told.get(key);
    if (told !== undefined) {
      if (told.id === ending.id) return;
      told.id = ending.id;
      told.waiting = ending;
      return;
    }
    // One of the whole project is always told, so that nothing is lost.
    if (ending.type !== "project-changed") {
      if (this.#told.size >= endingSubjectsMax) this.#collapseLargest(ending);
      if (this.#isFull(ending)) {
        this.#parts.overflowed(ending.project);
        this.take(projectChanged(ending));
        return;
      }
    }
    this.#hold(key, ending);
  }

  #isFull(ending: Ending): boolean {
    if (this.#keys.count(ending.project) >= endingSubjectsOfProjectMax) return true;
    return this.#told.get(subjectOf(projectChanged(ending)))?.standsForAll === true;
  }

  /** Tells at once what waits. */
  flush(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    const waiting = [...this.#told.values()].flatMap((told) => told.waiting ?? []);
    this.#told.clear();
    this.#keys.clear();
    for (const ending of waiting) this.#parts.tell(ending);
  }

  /** Has one of the whole project stand for what is held of the project that has most, and for what comes within the second. */
  #collapseLargest({ id, at }: Ending): void {
    const project = this.#keys.largest;
    if (project === undefined) return;
    const standIn = projectChanged({ id: `${id}-${project}`, project, at });
    const key = subjectOf(standIn);
    for (const held of this.#keys.of(project)) if (held !== key) this.#forget(held, project);
    this.#parts.overflowed(project);
    this.take(standIn);
    const told = this.#told.get(key);
    if (told !== undefined) told.standsForAll = true;
  }

  #hold(key: string, ending: Ending): void {
    const { id, project } = ending;
    const untilMs = this.#parts.clock.nowMs() + endingEveryMs;
    this.#told.set(key, { project, id, waiting: undefined, untilMs, standsForAll: false });
    this.#keys.add(project, key);
    this.#wait();
    this.#parts.tell(ending);
  }

  #forget(key: string, project: string): void {
    this.#told.delete(key);
    this.#keys.delete(project, key);
  }

  #wait(): void {
    if (this.#cancel !== undefined) return;
    const [first] = this.#told.values();
    if (first === undefined) return;
    const { clock } = this.#parts;
    this.#cancel = clock.after(Math.max(0, first.untilMs - clock.nowMs()), () => this.#end());
  }

  #end(): void {
    this.#cancel = undefined;
    const nowMs = this.#parts.clock.nowMs();
    for (const [key, { project, untilMs, waiting }] of this.#told) {
      if (untilMs > nowMs) break;
      this.#forget(key, project);
      if (waiting !== undefined) this.#hold(key, waiting);
    }
    this.#wait();
  }
}

/** The ending of the whole project in place of another one. Its id is another one too, because it says more. */
function projectChanged({ id, project, at }: Pick<Ending, "id" | "project" | "at">): Ending {
  return {
    id: `${id}-project`,
    type: "project-changed",
    project,
    sessionId: undefined,
    identityId: undefined,
    at,
  };
}

/** What an ending is about, as one string. */
function subjectOf({ project, type, sessionId, identityId }: Ending): string {
  return sessionId === undefined
    ? `${project} ${type} identity ${identityId ?? ""}`
    : `${project} ${type} session ${sessionId}`;
}
