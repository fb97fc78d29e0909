// What a check waits for, as a mixture: how often each kind of check happens, and which ways each kind takes.

/** What happens to a check. */
export type CheckKind =
  | "hit"
  | "hit, new connection"
  | "miss"
  | "miss, new connection"
  | "forced"
  | "failover";

/** One kind of check. Its wait: `roundTrips` × (way to the edge + last mile), the edge, and the origin if it asks there. */
export interface CheckClass {
  readonly kind: CheckKind;
  /** Of all checks. The shares of a mix add up to 1. */
  readonly share: number;
  /** Between the client and the edge: 1 on an open connection, more on a new one. */
  readonly roundTrips: number;
  /** Whether it waits for the identity server: one round trip between edge and origin. */
  readonly asksOrigin: boolean;
  /** Whether it goes to the second nearest edge, because the nearest is down. */
  readonly elsewhere: boolean;
}

/** The mixture. */
export interface CheckMix {
  readonly classes: readonly CheckClass[];
  /** Answered from memory, of all checks. */
  readonly hitRatio: number;
  /** Calls to the identity server for each check, refreshes included. */
  readonly originCallsPerCheck: number;
}
