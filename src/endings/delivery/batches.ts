// Writes what accumulates in one piece after the other, so that a burst costs a few transactions and not one for each.
import type { Clock } from "../../edge/ports.ts";

/** What is written next, and what has been. */
export interface Batches<Item> {
  add(item: Item): void;
  /** Resolves when everything that was added is written, or when `signal` fires. */
  written(signal: AbortSignal): Promise<void>;
}

/** How batches are written. */
export interface BatchParts<Item> {
  readonly clock: Pick<Clock, "after">;
  /** The most items of one batch. */
  readonly itemsMax: number;
  /** Writes a batch. If it rejects, the same items are written again after a second. */
  readonly write: (items: readonly Item[]) => Promise<void>;
  readonly failed: (error: unknown) => void;
  /** The most items that wait, and what replaces them when they are more, because nothing could be written for long. */
  readonly bound?: {
    readonly itemsMax: number;
    readonly replace: (items: readonly Item[]) => readonly Item[];
  };
}

const againAfterMs = 1_000;

/** Batches without items. */
export function createBatches<Item>(parts: BatchParts<Item>): Batches<Item> {
  let items: Item[] = [];
  let writing = false;
  const waiting = new Set<() => void>();

  async function writeAll(): Promise<void> {
    while (items.length > 0) {
      const batch = items.slice(0, parts.itemsMax);
      items = items.slice(parts.itemsMax);
      try {
        await parts.write(batch);
      } catch (error) {
        parts.failed(error);
        items = [...batch, ...items];
        await new Promise<void>((resolve) => {
          parts.clock.after(againAfterMs, resolve);
        });
      }
    }
    writing = false;
    for (const resolve of waiting) resolve();
    waiting.clear();
  }

  return {
    add(item) {
      items.push(item);
      const { bound } = parts;
      if (bound !== undefined && items.length > bound.itemsMax) items = [...bound.replace(items)];
      if (writing) return;
      writing = true;
      void writeAll();
    },
    written(signal) {
      if ((items.length === 0 && !writing) || signal.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        waiting.add(resolve);
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
    },
  };
}
