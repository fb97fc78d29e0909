// The interval between the refreshes of one project at one edge.
import {
  afterCleanRefresh,
  afterInvalidation,
  afterUnseenChange,
  intervalInForceMs,
  noRefreshes,
  withShortestInterval,
  type FoundChange,
  type IntervalSettings,
  type RefreshConditions,
  type RefreshRecord,
} from "../core/refresh-interval.ts";
import type { Invalidation, Scope } from "../core/invalidation.ts";
import { refreshExplainedMs } from "../core/limits.ts";
import type { ProjectSettings } from "../core/settings.ts";
import type { EventSink } from "./events.ts";
import type { Bus, Clock } from "./ports.ts";

/** What the interval is kept with. */
export interface RefreshIntervalParts {
  readonly bus: Pick<Bus, "healthyUntilMs">;
  readonly clock: Pick<Clock, "nowMs">;
  readonly emit: EventSink;
}

/** Keeps the interval, and emits an event with each change of it. */
export class RefreshInterval {
  readonly #parts: RefreshIntervalParts;
  // Refreshes are noted without `auto` too, so that what they showed is known when it is turned on.
  #settings: ProjectSettings;
  #record: RefreshRecord;

  constructor(parts: RefreshIntervalParts, settings: ProjectSettings) {
    this.#parts = parts;
    this.#settings = settings;
    this.#record = noRefreshes(this.#conditions());
  }

  /** The interval in force in milliseconds. At an edge that is not healthy it is the shortest one, and grows again later. */
  inForceMs(healthy: boolean): number {
    if (!healthy && this.#record.intervalMs !== this.#settings.refreshAfterMs) {
      this.#put(withShortestInterval(this.#record, this.#conditions()));
    }
    return intervalInForceMs(this.#record, healthy, this.#settings);
  }

  /** Notes a refresh whose answer showed no change, or one that is explained. */
  noteClean(): void {
    this.#put(afterCleanRefresh(this.#record, this.#conditions()));
  }

  /** Notes that a refresh found a change that bypassed the edges, here or at another edge. */
  noteUnseenChange(change: FoundChange): void {
    this.#put(afterUnseenChange(this.#record, change, this.#conditions()));
  }

  /** Notes that a change was published. This explains it if a refresh found it a moment ago. */
  notePublished(scope: Scope): void {
    this.#put(afterInvalidation(this.#record, scope, this.#conditions()));
  }

  /**
   * Notes an invalidation from another edge. If a refresh there found the change, it counts as found here, unless its
   * scope was fenced here a moment before, because the change had been published.
   */
  noteInvalidation({ scope, source }: Invalidation, fencedBeforeMs: number): void {
    if (source !== "refresh") this.notePublished(scope);
    else if (
      scope.kind === "identity" &&
      this.#parts.clock.nowMs() - fencedBeforeMs > refreshExplainedMs
    ) {
      this.noteUnseenChange({ identityId: scope.value, sessionId: undefined });
    }
  }

  /**
   * Follows the settings. If they change the interval, it is the shortest one again. If the identity server is another
   * one, what the refreshes of the old one showed is forgotten too.
   */
  follow(settings: ProjectSettings, originChanged: boolean): void {
    const before = this.#settings;
    this.#settings = settings;
    if (originChanged) this.#record = noRefreshes(this.#conditions());
    else if (changesInterval(before, settings)) {
      this.#record = withShortestInterval(this.#record, this.#conditions());
    }
    this.#tell();
  }

  #conditions(): RefreshConditions {
    const { bus, clock } = this.#parts;
    const nowMs = clock.nowMs();
    return { nowMs, healthy: nowMs < bus.healthyUntilMs, settings: this.#settings };
  }

  #put(record: RefreshRecord): void {
    const before = this.#record;
    this.#record = record;
    if (before.intervalMs !== record.intervalMs) this.#tell();
  }

  #tell(): void {
    const { project } = this.#settings;
    this.#parts.emit({ kind: "refresh-interval", project, intervalMs: this.#record.intervalMs });
  }
}

function changesInterval(before: IntervalSettings, next: IntervalSettings): boolean {
  return (
    before.refreshAfterMs !== next.refreshAfterMs ||
    before.refreshAuto !== next.refreshAuto ||
    before.maxAgeMs !== next.maxAgeMs
  );
}
