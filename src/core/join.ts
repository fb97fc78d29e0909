// Which call a check waits for. A key has at most one unforced and one forced call in flight, and one more forced call
// may wait (L7).

/** The begins of the calls of one key that are in flight. */
export interface CallsInFlight {
  readonly unforcedStartedAtMs: number | undefined;
  readonly forcedStartedAtMs: number | undefined;
}

/** How a check gets a call's answer. */
export type Joining =
  | "join-unforced"
  | "join-forced"
  | "start-unforced"
  | "start-forced"
  | "wait-next";

/**
 * A call that a check shares must not have begun before this instant. It depends on the check's limit, the fences that
 * are known to concern it (L3, L4), and the calls that settled while others were in flight (L9).
 */
export function earliestBeginMs(
  notBeforeMs: number,
  fencedAtMs: number,
  settledBegunAtMs: number,
): number {
  return Math.max(notBeforeMs, fencedAtMs, settledBegunAtMs);
}

/** Decides which call a check waits for. The call must not have begun before `notBeforeMs`. */
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
