// How often an address may fail: guessing is slowed down, and what it writes to the audit log is bounded.

/** Counts per address within a sliding minute. Bounded in addresses: beyond, all further ones count together. */
export class Attempts {
  readonly #nowMs: () => number;
  readonly #perMinuteMax: number;
  readonly #failures = new Map<string, { count: number; sinceMs: number }>();

  constructor(nowMs: () => number, perMinuteMax: number) {
    this.#nowMs = nowMs;
    this.#perMinuteMax = perMinuteMax;
  }

  /** Whether this address has failed as often as it may; the seconds until it may try again. */
  waitSeconds(address: string): number | undefined {
    const failure = this.#failures.get(this.#bucketOf(address));
    if (failure === undefined || failure.count < this.#perMinuteMax) return undefined;
    const leftMs = failure.sinceMs + minuteMs - this.#nowMs();
    return leftMs > 0 ? Math.ceil(leftMs / 1_000) : undefined;
  }

  /** Notes a failure; gives how many there have been in this minute. */
  failed(address: string): number {
    const nowMs = this.#nowMs();
    for (const [other, { sinceMs }] of this.#failures) {
      if (nowMs - sinceMs < minuteMs) break;
      this.#failures.delete(other);
    }
    const bucket = this.#bucketOf(address);
    const failure = this.#failures.get(bucket) ?? { count: 0, sinceMs: nowMs };
    failure.count += 1;
    this.#failures.set(bucket, failure);
    return failure.count;
  }

  #bucketOf(address: string): string {
    return this.#failures.has(address) || this.#failures.size < addressesMax ? address : "others";
  }
}

const minuteMs = 60_000;
const addressesMax = 10_000;
