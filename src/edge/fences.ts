// Fences of this edge: raised by its own mutations and by others' news, they remove entries and keep late calls from writing.
import {
  collapseFences,
  countPending,
  createFenceTable,
  fenceVerdict,
  mayAnswer,
  putInDoubt,
  raiseFence,
  type FenceTable,
  type FenceVerdict,
} from "../core/fence.ts";
import type { Invalidation, Scope } from "../core/invalidation.ts";
import type { Entry } from "../core/entry.ts";
import type { Limits } from "../core/limits.ts";
import type { EventSink } from "./events.ts";
import type { Clock, Store } from "./ports.ts";
import type { Publisher } from "./publisher.ts";

/** What fencing works with. */
export interface FencesParts {
  readonly project: string;
  readonly limits: Limits;
  /** No fill lives longer, in milliseconds. */
  readonly fillLifeMs: number;
  readonly store: Store;
  readonly clock: Clock;
  readonly publisher: Publisher;
  readonly emit: EventSink;
  readonly instance: string;
}

/** Raises and consults fences. */
export class Fences {
  readonly #parts: FencesParts;
  readonly #table: FenceTable;

  constructor(parts: FencesParts) {
    this.#parts = parts;
    this.#table = createFenceTable(parts.fillLifeMs, parts.limits.fencesMax);
  }

  /** Raises a fence for each scope as of an instant, and removes what began before it. */
  raise(scopes: readonly Scope[], atMs: number): readonly Entry[] {
    const { project, store, clock, emit } = this.#parts;
    const removed: Entry[] = [];
    for (const scope of scopes) {
      const { overflow } = raiseFence(this.#table, project, scope, atMs, clock.nowMs());
      const gone = store.removeScope(project, scope, atMs);
      removed.push(...gone);
      emit({ kind: "fence", project, scope, atMs, removed: gone.length });
      if (overflow) removed.push(...this.#collapse());
    }
    return removed;
  }

  /** Too many fences to tell apart: one for the whole project takes their place. */
  #collapse(): readonly Entry[] {
    const { project, store, clock, emit } = this.#parts;
    const atMs = clock.nowMs();
    collapseFences(this.#table, project, atMs);
    emit({ kind: "limit-reached", project, limit: "fencesMax" });
    const scope: Scope = { kind: "project" };
    const gone = store.removeScope(project, scope, atMs);
    emit({ kind: "fence", project, scope, atMs, removed: gone.length });
    return gone;
  }

  /** Marks mutations of these scopes as on their way, until the function returned is called. */
  pend(scopes: readonly Scope[]): () => void {
    countPending(this.#table, this.#parts.project, scopes, 1);
    return () => {
      countPending(this.#table, this.#parts.project, scopes, -1);
    };
  }

  /** Nothing of these scopes is stored for a while; then they are fenced and published once more. */
  doubt(scopes: readonly Scope[]): void {
    const { project, limits, clock, publisher, emit } = this.#parts;
    const untilMs = clock.nowMs() + limits.doubtMs;
    for (const scope of scopes) {
      putInDoubt(this.#table, project, scope, untilMs);
      emit({ kind: "doubt", project, scope, ended: false });
    }
    clock.after(limits.doubtMs, () => {
      this.raise(scopes, clock.nowMs());
      for (const scope of scopes) emit({ kind: "doubt", project, scope, ended: true });
      void publisher.publish(project, scopes, "doubt", 0);
    });
  }

  verdict(scopes: readonly Scope[]): FenceVerdict {
    return fenceVerdict(this.#table, this.#parts.project, scopes, this.#parts.clock.nowMs());
  }

  /** Whether a call may answer a check, as far as fences go; without scopes any fence counts. */
  mayAnswer(scopes: readonly Scope[] | undefined, begunAtMs: number, arrivedAtMs: number): boolean {
    return mayAnswer(this.#table, this.#parts.project, scopes, begunAtMs, arrivedAtMs);
  }

  /** Applies somebody's invalidation; this edge's own were applied when they happened. */
  apply(invalidation: Invalidation): void {
    const { project, clock, emit, instance } = this.#parts;
    if (invalidation.project !== project || invalidation.by === instance) return;
    const { scope, source } = invalidation;
    const removed = this.raise([scope], clock.nowMs());
    if (scope.kind === "credential") this.widen(removed);
    const lagMs = Math.max(0, clock.wallMs() - invalidation.at);
    emit({ kind: "applied", project, scope, source, removed: removed.length, lagMs });
  }

  /** Removed entries name their session and identity: whoever knew the credential alone hears of them. */
  widen(removed: readonly Entry[]): void {
    const { project, clock, publisher } = this.#parts;
    const scopes = scopesOfEntries(removed);
    if (scopes.length === 0) return;
    this.raise(scopes, clock.nowMs());
    void publisher.publish(project, scopes, "widening", 0);
  }

  get size(): number {
    return this.#table.records.size;
  }
}

/** Session and identity scopes of entries, each once. */
export function scopesOfEntries(entries: readonly Entry[]): Scope[] {
  const scopes = new Map<string, Scope>();
  for (const { sessionId, identityId } of entries) {
    if (sessionId !== undefined) scopes.set(`s${sessionId}`, { kind: "session", value: sessionId });
    if (identityId !== undefined) {
      scopes.set(`i${identityId}`, { kind: "identity", value: identityId });
    }
  }
  return [...scopes.values()];
}
