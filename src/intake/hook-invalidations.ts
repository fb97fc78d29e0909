// Invalidations by hooks, applied twice: at once, and again when a change that was not stored yet has been.
import { scopeId, type Scope } from "../core/invalidation.ts";
import type { Edge } from "../edge/edge.ts";
import type { EventSink } from "../edge/events.ts";
import type { Background, Clock } from "../edge/ports.ts";
import { collapsedStepMs, hookAgainAfterMs, hooksWaitingMax } from "./limits.ts";

/** What the invalidations of hooks are handed to. */
export interface HookInvalidationsParts {
  readonly clock: Clock;
  /** Applies an invalidation; `again` the second time. Must not throw. */
  readonly apply: (scopes: readonly Scope[], again: boolean) => void;
  /** Told when more wait than are held one by one. */
  readonly collapsed: () => void;
}

/** What the hooks of one project are put in force with. */
export interface ProjectHooksParts {
  readonly project: string;
  readonly edge: Pick<Edge, "invalidate">;
  readonly clock: Clock;
  readonly background: Background;
  readonly emit: EventSink;
}

/** Takes the invalidations of one project's hooks, for its edge. */
export function createProjectHooks(parts: ProjectHooksParts): HookInvalidations {
  const { project, edge, clock, background, emit } = parts;
  return new HookInvalidations({
    clock,
    apply: (scopes, again) => {
      // Only the fences hold up the sender, who may be holding up a user: telling the others goes on behind.
      background(edge.invalidate(scopes, "hook").then(() => undefined));
      if (again) {
        const rest = { keyName: undefined, lagMs: undefined };
        emit({ kind: "intake-applied", project, source: "hook", scopes, again, ...rest });
      }
    },
    collapsed: () => emit({ kind: "hooks-collapsed", project }),
  });
}

interface Waiting {
  readonly scopes: readonly Scope[];
  readonly cancel: () => void;
}

/** Takes the invalidations of hooks. */
export class HookInvalidations {
  readonly #parts: HookInvalidationsParts;
  readonly #waiting = new Map<string, Waiting>();

  constructor(parts: HookInvalidationsParts) {
    this.#parts = parts;
  }

  /**
   * Applies an invalidation at once and once more 2 s later. A repeated attempt of the same trigger is applied at once like the
   * first, and takes over its second time: between two applications there are never more than 2 s, and after the last
   * attempt there is one more, however often the sender tries.
   */
  take(trigger: string, scopes: readonly Scope[]): "taken" | "repeated" {
    const { apply, clock, collapsed } = this.#parts;
    const key = [trigger, ...scopes.map((scope) => scopeId("", scope))].join("\n");
    const earlier = this.#waiting.get(key);
    if (earlier !== undefined) {
      earlier.cancel();
      this.#waiting.delete(key);
    }
    apply(scopes, false);
    if (this.#waiting.size < hooksWaitingMax) this.#schedule(key, scopes, hookAgainAfterMs);
    else {
      const dueAtMs = clock.nowMs() + hookAgainAfterMs;
      const sharedAtMs = Math.ceil(dueAtMs / collapsedStepMs) * collapsedStepMs;
      const shared = `collapsed ${sharedAtMs}`;
      if (!this.#waiting.has(shared)) {
        collapsed();
        this.#schedule(shared, [{ kind: "project" }], sharedAtMs - dueAtMs + hookAgainAfterMs);
      }
    }
    return earlier === undefined ? "taken" : "repeated";
  }

  /** Applies at once everything that waits for its second time, because the process is ending. */
  drain(): void {
    for (const { scopes, cancel } of this.#waiting.values()) {
      cancel();
      this.#parts.apply(scopes, true);
    }
    this.#waiting.clear();
  }

  /** Hooks that wait for their second time. */
  get waiting(): number {
    return this.#waiting.size;
  }

  #schedule(key: string, scopes: readonly Scope[], delayMs: number): void {
    const { apply, clock } = this.#parts;
    const cancel = clock.after(delayMs, () => {
      this.#waiting.delete(key);
      apply(scopes, true);
    });
    this.#waiting.set(key, { scopes, cancel });
  }
}
