// The members that were heard on a shared bus: the registry of edges.
import type { AppliedRevision, Heartbeat } from "../../core/bus-message.ts";

/**
 * What is known of a member. `live`: its heartbeats arrive. `silent`: they no longer do, and it said no goodbye.
 * `stopped`: it said goodbye.
 */
type MemberState = "live" | "silent" | "stopped";

/** One member: its latest heartbeat, and what follows from it. */
export interface Member {
  readonly heartbeat: Heartbeat;
  readonly state: MemberState;
  /** Time since its latest heartbeat arrived, in milliseconds. */
  readonly silentForMs: number;
}

interface Held {
  heartbeat: Heartbeat;
  heardAtMs: number;
  stopped: boolean;
  /** Revisions that it said it has applied, by project. */
  readonly revisions: Map<string, number>;
}

/** The most members that are remembered. Beyond that, those that were not heard for the longest time are forgotten. */
const membersMax = 2_000;
/** The most revisions that are remembered of one member. */
const revisionsMax = 64;
/** How long a member that is gone is remembered. */
const goneForMs = 60 * 60_000;

/** The members that were heard. */
export class Members {
  readonly #held = new Map<string, Held>();
  readonly #silenceMaxMs: number;

  constructor(silenceMaxMs: number) {
    this.#silenceMaxMs = silenceMaxMs;
  }

  /** Notes a heartbeat. An older one than the latest, and one after a goodbye, changes nothing. */
  heard(heartbeat: Heartbeat, nowMs: number): void {
    const { instance } = heartbeat;
    const held = this.#held.get(instance);
    if (held !== undefined) {
      if (held.stopped || heartbeat.count <= held.heartbeat.count) return;
      held.heartbeat = heartbeat;
      held.heardAtMs = nowMs;
      return;
    }
    this.#forget(nowMs);
    this.#held.set(instance, {
      heartbeat,
      heardAtMs: nowMs,
      stopped: false,
      revisions: new Map(),
    });
  }

  /** Notes that a member said goodbye. */
  left(instance: string, nowMs: number): void {
    const held = this.#held.get(instance);
    if (held === undefined) return;
    held.stopped = true;
    held.heardAtMs = nowMs;
  }

  /** Notes a revision that a member has applied. */
  applied({ instance, project, revision }: AppliedRevision): void {
    const revisions = this.#held.get(instance)?.revisions;
    if (revisions === undefined) return;
    const known = revisions.get(project) ?? 0;
    revisions.delete(project);
    revisions.set(project, Math.max(known, revision));
    if (revisions.size <= revisionsMax) return;
    const [oldest] = revisions.keys();
    if (oldest !== undefined) revisions.delete(oldest);
  }

  /** The revision of a project that a member said it has applied lately. */
  revisionOf(instance: string, project: string): number | undefined {
    return this.#held.get(instance)?.revisions.get(project);
  }

  /** Every member that is remembered, by name. */
  list(nowMs: number): readonly Member[] {
    this.#forget(nowMs);
    return [...this.#held.values()]
      .map((held) => this.#memberOf(held, nowMs))
      .sort((one, other) => (one.heartbeat.name < other.heartbeat.name ? -1 : 1));
  }

  /** The members whose heartbeats arrive. */
  live(nowMs: number): readonly Member[] {
    return this.list(nowMs).filter(({ state }) => state === "live");
  }

  #memberOf({ heartbeat, heardAtMs, stopped }: Held, nowMs: number): Member {
    const silentForMs = Math.max(0, nowMs - heardAtMs);
    const state = stopped ? "stopped" : silentForMs > this.#silenceMaxMs ? "silent" : "live";
    return { heartbeat, state, silentForMs };
  }

  #forget(nowMs: number): void {
    for (const [instance, { heardAtMs, stopped }] of this.#held) {
      const gone = stopped || nowMs - heardAtMs > this.#silenceMaxMs;
      if (gone && nowMs - heardAtMs > goneForMs) this.#held.delete(instance);
    }
    while (this.#held.size >= membersMax) {
      const [longest] = [...this.#held].sort(([, a], [, b]) => a.heardAtMs - b.heardAtMs);
      if (longest === undefined) return;
      this.#held.delete(longest[0]);
    }
  }
}
