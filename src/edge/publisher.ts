// Publishes this edge's invalidations in order. An invalidation that still waits is not queued a second time.
import { scopeId, type InvalidationSource, type Scope } from "../core/invalidation.ts";
import type { EventSink } from "./events.ts";
import type { Background, Bus, Clock, NewId } from "./ports.ts";

interface Pending {
  readonly project: string;
  readonly scope: Scope;
  readonly source: InvalidationSource;
  readonly published: Promise<void>;
  readonly done: () => void;
}

/** What a publisher is made with. */
export interface PublisherParts {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly background: Background;
  readonly emit: EventSink;
  /** The name of this edge, by which it recognises its own invalidations. */
  readonly instance: string;
}

/** Pause before the publisher tries again after the bus rejected an invalidation, in milliseconds. */
const retryPauseMs = 250;

/** Publishes invalidations in order. */
export class Publisher {
  readonly #parts: PublisherParts;
  readonly #queue = new Map<string, Pending>();
  #working = false;

  constructor(parts: PublisherParts) {
    this.#parts = parts;
  }

  /** Resolves when all scopes have been published, or after `waitMs`. The rest is then published later, in order. */
  async publish(
    project: string,
    scopes: readonly Scope[],
    source: InvalidationSource,
    waitMs: number,
  ): Promise<void> {
    if (scopes.length === 0) return;
    const published = scopes.map((scope) => this.#enqueue(project, scope, source).published);
    if (!this.#working) {
      this.#working = true;
      this.#parts.background(this.#work());
    }
    if (waitMs === 0) return;
    await new Promise<void>((resolve) => {
      const cancel = this.#parts.clock.after(waitMs, resolve);
      void Promise.all(published).then(cancel).then(resolve);
    });
  }

  /** The number of invalidations that still wait. */
  get waiting(): number {
    return this.#queue.size;
  }

  #enqueue(project: string, scope: Scope, source: InvalidationSource): Pending {
    const id = scopeId(project, scope);
    const waiting = this.#queue.get(id);
    if (waiting !== undefined) return waiting;
    const { promise, resolve } = Promise.withResolvers<void>();
    const pending: Pending = { project, scope, source, published: promise, done: resolve };
    this.#queue.set(id, pending);
    return pending;
  }

  async #work(): Promise<void> {
    for (const [id, pending] of this.#queue) {
      // Removed before it is sent, because an invalidation that arrives meanwhile is about a later change.
      this.#queue.delete(id);
      while (!(await this.#send(pending))) {
        await new Promise<void>((resolve) => {
          this.#parts.clock.after(retryPauseMs, resolve);
        });
      }
      pending.done();
    }
    this.#working = false;
  }

  async #send({ project, scope, source }: Pending): Promise<boolean> {
    const { bus, clock, newId, emit, instance } = this.#parts;
    const startedAtMs = clock.nowMs();
    const published = await bus
      .publish({
        version: 1,
        id: newId(),
        project,
        scope,
        source,
        by: instance,
        at: clock.wallMs(),
      })
      .then(
        () => true,
        () => false,
      );
    const durationMs = clock.nowMs() - startedAtMs;
    emit({ kind: "published", project, scope, source, ok: published, durationMs });
    return published;
  }
}
