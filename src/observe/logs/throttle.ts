// Keeps a flood of equal log lines to one a second, and tells how many were left out.

/** Decides about one line. */
export interface Throttle {
  /** How many equal lines were left out since the last one, or undefined if this one is to be left out too. */
  admit(key: string, nowMs: number): number | undefined;
}

const pauseMs = 1_000;

/** A throttle. Keys are few and fixed: kinds of lines, never anything from a request. */
export function createThrottle(): Throttle {
  const last = new Map<string, { atMs: number; leftOut: number }>();
  return {
    admit: (key, nowMs) => {
      const earlier = last.get(key);
      if (earlier !== undefined && nowMs - earlier.atMs < pauseMs) {
        earlier.leftOut += 1;
        return undefined;
      }
      last.set(key, { atMs: nowMs, leftOut: 0 });
      return earlier?.leftOut ?? 0;
    },
  };
}
