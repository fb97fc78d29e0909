// What was read a moment ago, so that a burst of endings reads the same rows once.
import type { Clock } from "../../edge/ports.ts";

/** Values by key, each read at most once in a while. */
export interface Recent<Value> {
  get(key: string): Promise<Value>;
  forget(key: string): void;
  clear(): void;
}

const keysMax = 10_000;

/** Reads by `read`, and remembers each value for `knownMs`. What could not be read is not remembered. */
export function createRecent<Value>(
  clock: Pick<Clock, "nowMs">,
  knownMs: number,
  read: (key: string) => Promise<Value>,
): Recent<Value> {
  const known = new Map<string, { readonly atMs: number; readonly value: Promise<Value> }>();
  return {
    get(key) {
      const nowMs = clock.nowMs();
      const there = known.get(key);
      if (there !== undefined && nowMs - there.atMs < knownMs) return there.value;
      const value = read(key);
      if (known.size >= keysMax) known.clear();
      const entry = { atMs: nowMs, value };
      known.set(key, entry);
      value.catch(() => {
        if (known.get(key) === entry) known.delete(key);
      });
      return value;
    },
    forget: (key) => void known.delete(key),
    clear: () => known.clear(),
  };
}
