// Refusals that are not believed yet, by key. A timer for each starts a second look a little later. Only keys that had
// a good entry get here, so strangers cannot set timers.
// How long it waits is in `core/limits.ts`.
import type { CacheableCheck } from "../../core/check.ts";
import { secondLookAfterMs, secondLookSpreadMs } from "../../core/limits.ts";
import type { Suspicion } from "../../core/settle.ts";
import { limitsOf, type EdgeContext } from "../context.ts";

interface Look {
  readonly suspicion: Suspicion;
  readonly cancel: () => void;
}

/** A refusal when it was settled. */
export interface Refusal {
  readonly check: CacheableCheck;
  readonly sessionId: string;
  readonly identityId: string;
  readonly endsAtMs: number;
  readonly begunAtMs: number;
}

/** The waits before second looks, at most `secondLooksMax` at once. */
export class SecondLooks {
  readonly #context: EdgeContext;
  readonly #looks = new Map<string, Look>();
  #open = true;
  readonly #due: (check: CacheableCheck, suspicion: Suspicion) => void;

  /** `due` is called when a second look is due, once for each refusal. */
  constructor(context: EdgeContext, due: (check: CacheableCheck, suspicion: Suspicion) => void) {
    this.#context = context;
    this.#due = due;
  }

  /** Allows refusals to wait again. */
  open(): void {
    this.#open = true;
  }

  /** Allows no refusal to wait any more. */
  close(): void {
    this.#open = false;
  }

  /** The refusal of a key that is not believed yet, if there is one. */
  of(key: string): Suspicion | undefined {
    return this.#looks.get(key)?.suspicion;
  }

  /** Whether one more refusal may wait. None may while the edge is stopped. */
  hasRoom(): boolean {
    return this.#open && this.#looks.size < limitsOf(this.#context).secondLooksMax;
  }

  /** Begins the wait. The key must have none yet, and there must be room. */
  await({ check, ...refused }: Refusal): void {
    const { clock, random } = this.#context.ports;
    const suspicion = { ...refused, lookFromMs: clock.nowMs() + secondLookAfterMs };
    const cancel = clock.after(secondLookAfterMs + random() * secondLookSpreadMs, () => {
      // A timer may fire a little early by this clock. A call that begins from now on is still the second look.
      const due = { ...suspicion, lookFromMs: Math.min(suspicion.lookFromMs, clock.nowMs()) };
      this.#looks.set(check.key, { suspicion: due, cancel });
      this.#due(check, due);
    });
    this.#looks.set(check.key, { suspicion, cancel });
  }

  /** Ends the wait: the refusal was confirmed or withdrawn, or neither is possible. Returns whether there was one. */
  end(key: string): boolean {
    this.#looks.get(key)?.cancel();
    return this.#looks.delete(key);
  }

  /** The keys with a refusal that is not believed yet. */
  keys(): readonly string[] {
    return [...this.#looks.keys()];
  }
}
