// Publishes this edge's invalidations in order. An invalidation that still waits is not queued a second time, and no more
// than a limit wait. The siblings of the edge get each one at once, and are always waited for.
import { endingsOf, type DescribeChange, type EndedInvalidation } from "../core/endings/change.ts";
import {
  scopeId,
  type Invalidation,
  type InvalidationSource,
  type Scope,
} from "../core/invalidation.ts";
import type { Limits } from "../core/limits.ts";
import type { EventSink } from "./events.ts";
import type { Background, Bus, Clock, NewId, SiblingNotice, Siblings } from "./ports.ts";

interface Pending {
  /** It stays the same if publishing is tried again, so that all processes give its endings the same ids. */
  readonly id: string;
  readonly project: string;
  readonly scope: Scope;
  readonly source: InvalidationSource;
  readonly change: Invalidation["change"];
  readonly published: Promise<void>;
  readonly done: () => void;
  /** Tells its endings, the first time that it is called. */
  readonly tell: () => void;
}

/** What a publisher is made with. */
export interface PublisherParts {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly background: Background;
  readonly emit: EventSink;
  readonly limits: Pick<Limits, "unpublishedMax" | "publishWaitMs">;
  readonly siblings?: Siblings | undefined;
  /** The name of this edge, by which it recognises its own invalidations. */
  readonly instance: string;
}

/** Pause before the publisher tries again after the bus rejected an invalidation, in milliseconds. */
const retryPauseMs = 250;

/** The most invalidations that are handed to the bus at once. */
const batchMax = 64;

/** Resolves what was replaced once its replacement is published. */
async function release(published: Promise<void>, replaced: readonly Pending[]): Promise<void> {
  await published;
  for (const { done } of replaced) done();
}

/** Publishes invalidations in order. */
export class Publisher {
  readonly #parts: PublisherParts;
  readonly #queue = new Map<string, Pending>();
  #sending = 0;
  #working = false;

  constructor(parts: PublisherParts) {
    this.#parts = parts;
  }

  /**
   * Resolves with true when all scopes have been published, or with false after `waitMs`. The rest is then published later,
   * in order. In both cases it resolves only when every sibling has applied them. `describe` says what the change was.
   */
  async publish(
    project: string,
    scopes: readonly Scope[],
    source: InvalidationSource,
    waitMs: number,
    describe: DescribeChange = () => undefined,
  ): Promise<boolean> {
    const applied = this.tell("fence", project, scopes, describe);
    const published = await this.#publish(project, scopes, source, waitMs, describe);
    await applied;
    return published;
  }

  /** Has the siblings apply scopes, and publishes nothing. Resolves when they have. */
  async tell(
    kind: SiblingNotice["kind"],
    project: string,
    scopes: readonly Scope[],
    describe: DescribeChange = () => undefined,
  ): Promise<void> {
    const { siblings } = this.#parts;
    if (siblings === undefined || scopes.length === 0) return;
    await siblings.tell(
      scopes.map((scope) => {
        const change = describe(scope);
        return { kind, project, scope, ...(change === undefined ? {} : { change }) };
      }),
    );
  }

  async #publish(
    project: string,
    scopes: readonly Scope[],
    source: InvalidationSource,
    waitMs: number,
    describe: DescribeChange,
  ): Promise<boolean> {
    if (scopes.length === 0) return true;
    const pending = scopes.map((scope) => this.#enqueue(project, scope, source, describe(scope)));
    const published = pending.map((one) => one.published);
    if (!this.#working) {
      this.#working = true;
      this.#parts.background(this.#work());
    }
    if (waitMs === 0) return false;
    return new Promise((resolve) => {
      const cancel = this.#parts.clock.after(waitMs, () => resolve(false));
      void Promise.all(published)
        .then(cancel)
        .then(() => resolve(true));
    });
  }

  /** The number of invalidations that still wait, or are being published. */
  get waiting(): number {
    return this.#queue.size + this.#sending;
  }

  #enqueue(
    project: string,
    scope: Scope,
    source: InvalidationSource,
    change: Invalidation["change"],
  ): Pending {
    // Another change of the same scope, also one of another session, is another ending.
    const about = [change?.type, change?.sessionId, change?.identityId];
    const key = `${scopeId(project, scope)} ${JSON.stringify(about)}`;
    const waiting = this.#queue.get(key);
    if (waiting !== undefined) return waiting;
    if (this.#queue.size >= this.#parts.limits.unpublishedMax) return this.#collapse(project);
    const { promise, resolve } = Promise.withResolvers<void>();
    const id = this.#parts.newId();
    const tell = this.#tellLater({ id, project, scope, change });
    const pending = { id, project, scope, source, change, published: promise, done: resolve, tell };
    this.#queue.set(key, pending);
    return pending;
  }

  /**
   * Tells the endings of an invalidation when the bus has accepted it, so that a subscriber that asks an edge at once
   * gets the new answer. If the bus does not, they are told after the time that a client would wait.
   */
  #tellLater(invalidation: Omit<EndedInvalidation, "at">): () => void {
    const { clock, emit, limits } = this.#parts;
    const { project } = invalidation;
    const endings = endingsOf({ ...invalidation, at: clock.wallMs() }, project);
    if (endings.length === 0) return () => undefined;
    let told = false;
    const tell = (): void => {
      if (told) return;
      told = true;
      cancel();
      for (const ending of endings) emit({ kind: "ending", project, ending, here: true });
    };
    const cancel = clock.after(limits.publishWaitMs, tell);
    return tell;
  }

  /** Puts one invalidation of the project in place of all that wait. */
  #collapse(project: string): Pending {
    const replaced = [...this.#queue.values()];
    this.#queue.clear();
    this.#parts.emit({ kind: "limit-reached", project, limit: "unpublishedMax" });
    const pending = this.#enqueue(project, { kind: "project" }, "collapsed", undefined);
    void release(pending.published, replaced);
    return pending;
  }

  async #work(): Promise<void> {
    while (this.#queue.size > 0) {
      const batch: Pending[] = [];
      for (const [id, pending] of this.#queue) {
        // Removed before it is sent, because an invalidation that arrives meanwhile is about a later change.
        this.#queue.delete(id);
        batch.push(pending);
        if (batch.length === batchMax) break;
      }
      this.#sending = batch.length;
      while (!(await this.#send(batch))) {
        await new Promise<void>((resolve) => {
          this.#parts.clock.after(retryPauseMs, resolve);
        });
      }
      this.#sending = 0;
      for (const { done } of batch) done();
    }
    this.#working = false;
  }

  async #send(batch: readonly Pending[]): Promise<boolean> {
    const { bus, clock, emit, instance } = this.#parts;
    const startedAtMs = clock.nowMs();
    const at = clock.wallMs();
    const invalidations = batch.map(({ id, project, scope, source, change }): Invalidation => {
      const said = change === undefined ? {} : { change };
      return { version: 1, id, project, scope, source, by: instance, ...said, at };
    });
    const ok = await bus.publish(invalidations).then(
      () => true,
      () => false,
    );
    const durationMs = clock.nowMs() - startedAtMs;
    for (const { project, scope, source, tell } of batch) {
      emit({ kind: "published", project, scope, source, ok, durationMs });
      if (ok) tell();
    }
    return ok;
  }
}
