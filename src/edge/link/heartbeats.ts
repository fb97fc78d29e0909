// The heartbeats of one process, and what their return proves.
/** The heartbeats that are remembered. More than are sent within the longest silence that still counts as healthy. */
const remembered = 64;

/** Remembers when heartbeats were sent, and where in the own region's log they are. */
export class Heartbeats {
  #count = 0;
  /** When each was sent, by its number. */
  readonly #sentAtMs = new Map<number, number>();
  /** The own heartbeats that have come back, in the order of their sequences. */
  #anchors: readonly { readonly sequence: number; readonly atMs: number }[] = [];

  /** The number of the next heartbeat, which is sent now. */
  next(nowMs: number): number {
    this.#count += 1;
    this.#sentAtMs.set(this.#count, nowMs);
    this.#sentAtMs.delete(this.#count - remembered);
    return this.#count;
  }

  /**
   * Notes the place of an own heartbeat, when it was accepted or when it came back. Returns when it was sent. Undefined
   * if its place was noted before.
   */
  placed(count: number, sequence: number): number | undefined {
    const atMs = this.#sentAtMs.get(count);
    if (atMs === undefined) return undefined;
    this.#sentAtMs.delete(count);
    this.#anchors = [...this.#anchors.slice(1 - remembered), { sequence, atMs }];
    return atMs;
  }

  /**
   * An instant before which another member's heartbeat cannot have been sent, because the member had applied the own
   * region's log up to this sequence. Undefined if no own heartbeat is that old.
   */
  sentBefore(applied: number | undefined): number | undefined {
    if (applied === undefined) return undefined;
    return this.#anchors.findLast(({ sequence }) => sequence <= applied)?.atMs;
  }

  /** Forgets all places, because the own region's log began again. */
  forgetPlaces(): void {
    this.#anchors = [];
  }
}
