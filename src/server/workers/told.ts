// What a process of the machine tells the others: one round at a time, with everything that was told meanwhile in the
// next one.
import { scopeId } from "../../core/invalidation.ts";
import type { SiblingNotice, Siblings } from "../../edge/ports.ts";

/** What it is made with. */
export interface ToldParts {
  /** Begins a round. Resolves when the others have applied it. */
  readonly begin: (notices: readonly SiblingNotice[]) => Promise<void>;
  /** The most notices of one project that wait for a round. Beyond that, one of the whole project replaces them. */
  readonly waitingMax: number;
  /** Called when that happens. */
  readonly onFull: (project: string) => void;
}

interface Batch {
  readonly notices: Map<string, SiblingNotice>;
  readonly applied: Promise<void>;
  readonly end: () => void;
}

/** The siblings of the edges of this process. */
export interface Told extends Siblings {
  /** Applies what a sibling tells. Returns what was told while it was applied. */
  receive(notices: readonly SiblingNotice[]): readonly SiblingNotice[];
  /** Resolves when everything that was told so far is applied. */
  readonly settled: () => Promise<void>;
}

/** Creates the port. */
export function createTold({ begin, waitingMax, onFull }: ToldParts): Told {
  const receivers = new Set<(notice: SiblingNotice) => void>();
  let next: Batch | undefined;
  let working: Promise<void> | undefined;
  /** What is told while a notice is applied. It belongs to the round of the notice. */
  let wider: SiblingNotice[] | undefined;

  function add(batch: Batch, notice: SiblingNotice): void {
    const { kind, project, scope } = notice;
    const whole = `fence ${scopeId(project, { kind: "project" })}`;
    // The whole project is never put in doubt. Those who change something wait for it here, so these are not many.
    if (batch.notices.size < waitingMax || kind === "doubt") {
      batch.notices.set(`${kind} ${scopeId(project, scope)}`, notice);
    } else if (!batch.notices.has(whole)) {
      onFull(project);
      batch.notices.set(whole, { kind: "fence", project, scope: { kind: "project" } });
    }
  }

  async function work(): Promise<void> {
    // What is told in the same turn goes together.
    await Promise.resolve();
    while (next !== undefined) {
      const batch = next;
      next = undefined;
      await begin([...batch.notices.values()]);
      batch.end();
    }
    working = undefined;
  }

  return {
    tell(notices) {
      if (wider !== undefined) {
        wider.push(...notices);
        return Promise.resolve();
      }
      if (next === undefined) {
        const { promise, resolve } = Promise.withResolvers<void>();
        next = { notices: new Map(), applied: promise, end: resolve };
      }
      for (const notice of notices) add(next, notice);
      const { applied } = next;
      working ??= work();
      return applied;
    },
    subscribe(receive) {
      receivers.add(receive);
      return () => receivers.delete(receive);
    },
    receive(notices) {
      const told: SiblingNotice[] = [];
      wider = told;
      try {
        for (const notice of notices) for (const receive of receivers) receive(notice);
      } finally {
        wider = undefined;
      }
      return told;
    },
    settled: async () => {
      await working;
    },
  };
}
