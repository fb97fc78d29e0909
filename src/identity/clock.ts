// Instants as Kratos prints them: RFC 3339 with nanoseconds (sessions) or microseconds (database columns).
// Our clock knows milliseconds only; the digits below come from a counter, so that instants taken in
// order also sort in order, and every printed instant keeps the same length.

/** The server's clock: a source of milliseconds, and instants made from it. */
export interface Clock {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** The present with nine fractional digits. */
  readonly nano: () => string;
  /** The present with six fractional digits. */
  readonly micro: () => string;
}

/** A clock over a source of epoch milliseconds. */
export function createClock(now: () => number): Clock {
  let count = 0;
  const print = (digits: number): string => {
    count = (count + 1) % 10 ** (digits - 1);
    // The last digit is never zero: Go would trim it and the length of bodies would vary.
    const below = `${String(count).padStart(digits - 1, "0")}${1 + (count % 9)}`;
    return `${new Date(Math.floor(now())).toISOString().slice(0, -1)}${below}Z`;
  };
  return { now, nano: () => print(6), micro: () => print(3) };
}

/** Epoch milliseconds, with a fraction, of a printed instant. */
export function millisecondsOf(instant: string): number {
  const below = instant.slice(23, -1);
  return Date.parse(`${instant.slice(0, 23)}Z`) + (below === "" ? 0 : Number(`0.${below}`));
}

/** The instant that lies some whole milliseconds after another; its digits below are kept. */
export function later(instant: string, byMs: number): string {
  const ms = Date.parse(`${instant.slice(0, 23)}Z`) + byMs;
  return `${new Date(ms).toISOString().slice(0, -1)}${instant.slice(23)}`;
}
