// Which session is asked for next: one after the other, or spread as chance would spread them.

/** Sessions `first` to `first + sessions - 1`. */
export interface Order {
  readonly first: number;
  readonly sessions: number;
  readonly order: "in turn" | "by chance";
}

const seed = 0x2545f491;

/** Gives the next session with each call. The same sessions in every run. */
export function sessionsIn({ first, sessions, order }: Order): () => number {
  let asked = 0;
  let chance = seed;
  if (order === "in turn") {
    return () => {
      const session = first + (asked % sessions);
      asked += 1;
      return session;
    };
  }
  return () => {
    // Marsaglia's xorshift.
    chance ^= chance << 13;
    chance ^= chance >>> 17;
    chance ^= chance << 5;
    return first + ((chance >>> 0) % sessions);
  };
}
