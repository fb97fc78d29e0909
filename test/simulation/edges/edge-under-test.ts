// What the simulation needs of the edge that it runs, so that others than the real one can be run too.
import type { InvalidationSource, Scope } from "../../../src/core/invalidation.ts";
import type { Limits } from "../../../src/core/limits.ts";
import type { ProjectSettings } from "../../../src/core/settings.ts";
import type { EdgeEvent } from "../../../src/edge/events.ts";
import type {
  Bus,
  Clock,
  Digest,
  EdgeAnswer,
  EdgeRequest,
  NewId,
  RandomShare,
  Origin,
  Siblings,
  Store,
} from "../../../src/edge/ports.ts";

/** Everything an edge of a run is given. */
interface EdgeParts {
  readonly instance: string;
  readonly settings: ProjectSettings;
  readonly limits: Limits;
  readonly originTimeoutMs: number;
  readonly forwardTimeoutMs: number;
  readonly origin: Origin;
  readonly store: Store;
  readonly bus: Bus;
  readonly siblings?: Siblings | undefined;
  readonly clock: Clock;
  readonly digest: Digest;
  readonly newId: NewId;
  readonly random: RandomShare;
  readonly emit: (event: EdgeEvent) => void;
}

/** An edge of a run. */
export interface EdgeUnderTest {
  handle(request: EdgeRequest): EdgeAnswer | Promise<EdgeAnswer>;
  start(): Promise<void>;
  stop(): Promise<void>;
  applySettings(settings: ProjectSettings): void;
  /** Applies and publishes invalidations from outside. Undefined if it takes none. */
  invalidate?(scopes: readonly Scope[], source: InvalidationSource): Promise<unknown>;
}

/** Puts an edge together. */
export type MakeEdge = (parts: EdgeParts) => EdgeUnderTest;
