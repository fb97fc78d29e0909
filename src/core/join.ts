// Which call a check waits for. Per key: one unforced and one forced call in flight, and one more forced may wait (L7).

/** Begins of the calls of one key that are in flight. */
export interface CallsInFlight {
  readonly unforcedStartedAtMs: number | undefined;
  readonly forcedStartedAtMs: number | undefined;
}

/** What a check does that has to be fetched. */
export type Joining =
  | "join-unforced"
  | "join-forced"
  | "start-unforced"
  | "start-forced"
  | "wait-next";

/**
 * The earliest begin of a call that a check may share: by its limit, by the fences known to concern it (L3, L4),
 * and by what has settled while others are in flight (L9).
 */
export function earliestBeginMs(
  notBeforeMs: number,
  fencedAtMs: number,
  settledBegunAtMs: number,
): number {
  return Math.max(notBeforeMs, fencedAtMs, settledBegunAtMs);
}

/** Decides which call a check waits for; `notBeforeMs` is the earliest begin it may be answered from. */
export function join(forced: boolean, notBeforeMs: number, calls: CallsInFlight): Joining {
  const { unforcedStartedAtMs, forcedStartedAtMs } = calls;
  if (!forced) {
    if (unforcedStartedAtMs === undefined) {
      if (forcedStartedAtMs === undefined || forcedStartedAtMs < notBeforeMs)
        return "start-unforced";
      return "join-forced";
    }
    if (unforcedStartedAtMs >= notBeforeMs) return "join-unforced";
    if (forcedStartedAtMs !== undefined && forcedStartedAtMs >= notBeforeMs) return "join-forced";
  }
  return forcedStartedAtMs === undefined ? "start-forced" : "wait-next";
}
