// Refusals that are not believed yet, by key: each is asked about once more, a little later, by a timer of its own.
// Only keys that had a good entry come here, so that strangers set no timers.
import type { CacheableCheck } from "../../core/check.ts";
import { secondLookAfterMs, secondLookSpreadMs } from "../../core/limits.ts";
import type { Suspicion } from "../../core/settle.ts";
import { limitsOf, type EdgeContext } from "../context.ts";

interface Look {
  readonly suspicion: Suspicion;
  readonly cancel: () => void;
}

/** The refusal as it was settled. */
export interface Refusal {
  readonly check: CacheableCheck;
  readonly sessionId: string;
  readonly identityId: string;
  readonly endsAtMs: number;
  readonly begunAtMs: number;
}

/** Waits before second looks, at most `secondLooksMax` at once. */
export class SecondLooks {
  readonly #context: EdgeContext;
  readonly #looks = new Map<string, Look>();
  #open = true;
  readonly #due: (check: CacheableCheck, suspicion: Suspicion) => void;

  /** `due` is called when it is time to ask again, once for each refusal. */
  constructor(context: EdgeContext, due: (check: CacheableCheck, suspicion: Suspicion) => void) {
    this.#context = context;
    this.#due = due;
  }

  /** Lets refusals wait again. */
  open(): void {
    this.#open = true;
  }

  /** Lets no refusal wait any more. */
  close(): void {
    this.#open = false;
  }

  /** The refusal of a key that is not believed yet. */
  of(key: string): Suspicion | undefined {
    return this.#looks.get(key)?.suspicion;
  }

  /** Whether one more refusal may wait; none may while the edge is stopped. */
  hasRoom(): boolean {
    return this.#open && this.#looks.size < limitsOf(this.#context).secondLooksMax;
  }

  /** Begins the wait. The key has none yet, and there is room. */
  await({ check, ...refused }: Refusal): void {
    const { clock, random } = this.#context.ports;
    const suspicion = { ...refused, lookFromMs: clock.nowMs() + secondLookAfterMs };
    const cancel = clock.after(secondLookAfterMs + random() * secondLookSpreadMs, () => {
      // Timers may fire a little early by this clock; what is begun from now on is the second look all the same.
      const due = { ...suspicion, lookFromMs: Math.min(suspicion.lookFromMs, clock.nowMs()) };
      this.#looks.set(check.key, { suspicion: due, cancel });
      this.#due(check, due);
    });
    this.#looks.set(check.key, { suspicion, cancel });
  }

  /** The refusal was confirmed or withdrawn, or nothing can be found out. Whether there was one. */
  end(key: string): boolean {
    this.#looks.get(key)?.cancel();
    return this.#looks.delete(key);
  }

  /** Keys with a refusal that is not believed yet. */
  keys(): readonly string[] {
    return [...this.#looks.keys()];
  }
}
