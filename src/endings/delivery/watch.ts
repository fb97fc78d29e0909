// Finds out whether anybody heard endings before this process did. What nobody heard cannot be sent, so every subscriber is
// told `project-changed` in its place. Processes count how often they have said that they hear. So no two clocks are compared.
import type { Clock } from "../../edge/ports.ts";

/** What a process that hears endings has said. */
export interface Watcher {
  /** How often it has said that it hears. */
  readonly beats: number;
  /** Whether subscribers know of everything that was missed before it began. */
  readonly settled: boolean;
}

/** Stores which processes hear endings. Instants are wall-clock milliseconds. */
export interface WatchStore {
  /** Says that a process hears endings. Returns what the others have said, at most `watchersMax` of them. */
  beat(process: string, settled: boolean): Promise<ReadonlyMap<string, Watcher>>;
  /** Removes processes that say nothing any more. */
  forgetWatchers(processes: readonly string[]): Promise<void>;
  /**
   * Writes one `project-changed` for each subscriber that was there before `beforeMs`, beside what waits for it, and that the
   * process is settled. A process does this once: its id is that of the ending.
   */
  tellGap(process: string, beforeMs: number, nowMs: number): Promise<void>;
}

/** What watching needs. */
export interface WatchParts {
  readonly store: WatchStore;
  readonly clock: Pick<Clock, "after" | "wallMs">;
  readonly newId: () => string;
  /** Called with an error of the store. It is asked again at the next beat. */
  readonly failed: (error: unknown) => void;
}

/** How often a process says that it hears, in milliseconds. */
export const beatEveryMs = 5_000;

/** Others have had the time to say so again when this process has said it so often. */
export const beatsBeforeGap = 4;

/** The most other processes that are looked at. */
export const watchersMax = 1_000;

/** Creates the watch. Start it when endings are heard, and stop it before they are not heard any more. */
export function createWatch({ store, clock, newId, failed }: WatchParts): {
  start(): Promise<void>;
  stop(): Promise<void>;
} {
  const process = newId();
  let first: { readonly others: ReadonlyMap<string, Watcher>; readonly atMs: number } | undefined;
  let beats = 0;
  let settled = false;
  let running = false;
  let cancel = (): void => undefined;
  let last: Promise<void> = Promise.resolve();

  async function beat(): Promise<void> {
    const others = await store.beat(process, settled);
    beats += 1;
    first ??= { others, atMs: clock.wallMs() };
    const before = [...first.others];
    const alive = before.filter(([id, then]) => (others.get(id)?.beats ?? 0) > then.beats);
    const late = beats >= beatsBeforeGap;
    if (!settled) {
      // One that is not settled itself may die before it has told what it knows to be missed.
      const isCovered = alive.some(([id]) => others.get(id)?.settled === true);
      if (!isCovered && late) await store.tellGap(process, first.atMs, clock.wallMs());
      settled = isCovered || late;
    }
    if (beats !== beatsBeforeGap) return;
    const silent = before.filter((one) => !alive.includes(one)).map(([id]) => id);
    if (silent.length > 0) await store.forgetWatchers(silent);
  }

  async function again(): Promise<void> {
    try {
      await beat();
    } catch (error) {
      failed(error);
    }
    if (running) {
      cancel = clock.after(beatEveryMs, () => {
        last = again();
      });
    }
  }

  return {
    start() {
      running = true;
      last = again();
      return last;
    },
    async stop() {
      running = false;
      cancel();
      await last;
      // One that has begun meanwhile learns that this process heard until then.
      await again();
    },
  };
}
