// The fences of this edge, raised by its own mutations and by others' invalidations. They remove entries and keep late
// calls from being stored.
import { fullAllowance, takeOne, type Allowance } from "../core/allowance.ts";
import {
  collapseFences,
  countPending,
  createFenceTable,
  fenceVerdict,
  isQuiet,
  mayAnswer,
  putInDoubt,
  raiseFence,
  type FenceTable,
  type FenceVerdict,
} from "../core/fence.ts";
import {
  describeWidening,
  endingsOf,
  type Change,
  type DescribeChange,
} from "../core/endings/change.ts";
import { everyProject, type Invalidation, type Scope } from "../core/invalidation.ts";
import { scopesOfEntries, type EntryOwner } from "../core/entry.ts";
import type { Limits } from "../core/limits.ts";
import type { EventSink } from "./events.ts";
import type { Clock, Removal, Store } from "./ports.ts";
import type { Publisher } from "./publisher.ts";

/** What fences are made with. */
export interface FencesParts {
  readonly project: string;
  readonly limits: Limits;
  /** The longest life of a fill, in milliseconds. */
  readonly fillLifeMs: number;
  readonly store: Store;
  readonly clock: Clock;
  readonly publisher: Publisher;
  readonly emit: EventSink;
  readonly instance: string;
  /** Called when the whole project is fenced. What began before that instant may not be given any more. */
  readonly onProjectFenced?: (atMs: number) => void;
}

/** Raises fences and answers questions about them. */
export class Fences {
  readonly #parts: FencesParts;
  readonly #table: FenceTable;
  /** The allowance for fences that strangers cause on scopes without entries. */
  readonly #claims: Allowance;

  constructor(parts: FencesParts) {
    this.#parts = parts;
    this.#claims = fullAllowance(parts.limits.claimsMax, parts.clock.nowMs());
    this.#table = createFenceTable(parts.fillLifeMs, parts.limits);
  }

  /** Raises a fence for each scope as of an instant, and removes entries whose calls began before it. */
  raise(scopes: readonly Scope[], atMs: number): Removal {
    const owners: EntryOwner[] = [];
    let entries = 0;
    for (const scope of scopes) {
      const gone = this.#remove(scope, atMs);
      owners.push(...gone.owners);
      entries += gone.entries;
      this.#fence(scope, atMs, gone.entries);
    }
    return { entries, owners };
  }

  /**
   * The same for scopes that a stranger's request names. Scopes with entries are fenced like any other. Scopes without
   * entries use up an allowance, so that the table does not grow with strangers' requests. Returns the scopes that were
   * fenced, and those for which nothing was left.
   */
  raiseClaimed(
    scopes: readonly Scope[],
    atMs: number,
  ): {
    readonly removed: readonly EntryOwner[];
    readonly fenced: readonly Scope[];
    readonly left: readonly Scope[];
  } {
    const removed: EntryOwner[] = [];
    const fenced: Scope[] = [];
    const left: Scope[] = [];
    for (const scope of scopes) {
      const gone = this.#remove(scope, atMs);
      removed.push(...gone.owners);
      if (gone.entries === 0 && !this.#isAllowed()) {
        left.push(scope);
        continue;
      }
      fenced.push(scope);
      this.#fence(scope, atMs, gone.entries);
    }
    return { removed, fenced, left };
  }

  #remove(scope: Scope, atMs: number): Removal {
    if (scope.kind === "project") this.#parts.onProjectFenced?.(atMs);
    return this.#parts.store.removeScope(this.#parts.project, scope, atMs);
  }

  #fence(scope: Scope, atMs: number, removed: number): void {
    const { project, clock, emit } = this.#parts;
    const { overflow } = raiseFence(this.#table, project, scope, atMs, clock.nowMs());
    emit({ kind: "fence", project, scope, atMs, removed });
    if (!overflow) return;
    // There are too many fences to keep apart, so one fence on the project replaces them. It is not published.
    const nowMs = clock.nowMs();
    collapseFences(this.#table, project, nowMs);
    emit({ kind: "limit-reached", project, limit: "fencesMax" });
    emit({ kind: "fence", project, scope: { kind: "project" }, atMs: nowMs, removed: 0 });
  }

  #isAllowed(): boolean {
    const { project, limits, clock, emit } = this.#parts;
    const { claimsMax, claimsPerSecondMax } = limits;
    if (takeOne(this.#claims, clock.nowMs(), claimsMax, claimsPerSecondMax)) return true;
    emit({ kind: "limit-reached", project, limit: "claimsPerSecondMax" });
    return false;
  }

  /** Marks mutations of these scopes as in flight until the returned function is called. */
  markPending(scopes: readonly Scope[]): () => void {
    countPending(this.#table, this.#parts.project, scopes, 1);
    return () => {
      countPending(this.#table, this.#parts.project, scopes, -1);
    };
  }

  /**
   * Puts these scopes in doubt: nothing of them is stored for a while. Then they are fenced and published once more.
   */
  doubt(scopes: readonly Scope[], describe: DescribeChange): void {
    const { project, publisher } = this.#parts;
    this.#hold(scopes, () => void publisher.publish(project, scopes, "doubt", 0, describe));
  }

  /** Puts these scopes in doubt because a sibling has. The sibling publishes the end. */
  doubtWithSibling(scopes: readonly Scope[]): void {
    this.raise(scopes, this.#parts.clock.nowMs());
    this.#hold(scopes, () => undefined);
  }

  #hold(scopes: readonly Scope[], ended: () => void): void {
    const { project, limits, clock, emit } = this.#parts;
    const untilMs = clock.nowMs() + limits.doubtMs;
    if (scopes.length === 0) return;
    for (const scope of scopes) {
      const held = putInDoubt(this.#table, project, scope, untilMs, clock.nowMs());
      if (held) emit({ kind: "doubt", project, scope, ended: false });
      else emit({ kind: "limit-reached", project, limit: "doubtsMax" });
    }
    clock.after(limits.doubtMs, () => {
      this.raise(scopes, clock.nowMs());
      for (const scope of scopes) emit({ kind: "doubt", project, scope, ended: true });
      ended();
    });
  }

  /** Whether nothing is fenced, in doubt, or concerned by a mutation in flight. A verdict then needs no scopes. */
  get quiet(): boolean {
    return isQuiet(this.#table);
  }

  /** What the fences say about these scopes and the project. */
  verdict(scopes: readonly Scope[]): FenceVerdict {
    return fenceVerdict(this.#table, this.#parts.project, scopes, this.#parts.clock.nowMs());
  }

  /** Whether the fences allow a call to answer a check. Without scopes, any fence counts. */
  mayAnswer(scopes: readonly Scope[] | undefined, begunAtMs: number, arrivedAtMs: number): boolean {
    return mayAnswer(this.#table, this.#parts.project, scopes, begunAtMs, arrivedAtMs);
  }

  /**
   * Applies an invalidation from the bus. Returns when its scope had last been fenced, which may be minus infinity.
   * Returns undefined if it is not for this edge: it concerns another project, or this edge published it and applied it
   * when it happened.
   */
  apply(invalidation: Invalidation): number | undefined {
    const { project, clock, emit, instance } = this.#parts;
    const concerned = invalidation.project === project || invalidation.project === everyProject;
    if (!concerned || invalidation.by === instance) return undefined;
    const { scope, source, change } = invalidation;
    const { lastAtMs } = this.verdict([scope]);
    const removed = this.raise([scope], clock.nowMs());
    if (scope.kind === "credential") this.widen(removed, change);
    // A message that was not understood has no instant.
    const lagMs = invalidation.at === 0 ? 0 : Math.max(0, clock.wallMs() - invalidation.at);
    emit({ kind: "applied", project, scope, source, removed: removed.entries, lagMs });
    for (const ending of endingsOf(invalidation, project)) {
      emit({ kind: "ending", project, ending, here: false });
    }
    return lastAtMs;
  }

  /**
   * Widens an invalidation: fences and publishes the session and identity that removed entries name. Edges may hold
   * answers of theirs under other credentials. `change` is what the invalidation said.
   */
  widen(removed: Pick<Removal, "owners">, change: Change | undefined): void {
    const { project, clock, publisher } = this.#parts;
    const scopes = scopesOfEntries(removed.owners);
    if (scopes.length === 0) return;
    this.raise(scopes, clock.nowMs());
    const describe = describeWidening(change, removed.owners);
    void publisher.publish(project, scopes, "widening", 0, describe);
  }

  get size(): number {
    return this.#table.records.size;
  }
}
