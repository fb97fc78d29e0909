// The places of a process for attempts that are under way: of each kind of subscriber, and of each project.
import { attemptsOfAllMax, attemptsOfProjectMax } from "../../core/subscribers/limits.ts";
import type { Lane } from "./lane.ts";

/** Which places a subscriber's attempts take, by how its last one ended. */
export type PlaceKind = keyof typeof attemptsOfAllMax;

/** Counts the attempts that are under way. */
export class Places {
  readonly #ofKind = { answering: 0, slow: 0, failing: 0 };
  readonly #ofProject = new Map<string, number>();

  /** Whether the next attempt of a subscriber may begin. */
  hasFor(lane: Lane): boolean {
    const [next] = lane.queue;
    if (next === undefined || !lane.mayBegin()) return false;
    return this.isFree(lane.kind, next.ending.project);
  }

  /** Whether one is free. */
  isFree(kind: PlaceKind, project: string): boolean {
    if (this.#ofKind[kind] >= attemptsOfAllMax[kind]) return false;
    return (this.#ofProject.get(project) ?? 0) < attemptsOfProjectMax;
  }

  /** Takes one. Returns a function that gives it back, to be called once. */
  take(kind: PlaceKind, project: string): () => void {
    this.#ofKind[kind] += 1;
    this.#count(project, 1);
    return () => {
      this.#ofKind[kind] -= 1;
      this.#count(project, -1);
    };
  }

  #count(project: string, change: 1 | -1): void {
    const now = (this.#ofProject.get(project) ?? 0) + change;
    if (now === 0) this.#ofProject.delete(project);
    else this.#ofProject.set(project, now);
  }
}
