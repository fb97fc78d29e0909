// A distribution of waits that is built up piece by piece, in bins.

/** The width of a bin. */
const binMs = 0.25;

/** The least width of a piece. 16 of them fit into a bin. */
const leastMs = 1e-3;

/** Waits beyond this count as this long. */
const ceilingMs = 60_000;

/**
 * A distribution of waits.
 *
 * A piece of probability that is spread evenly between two waits changes the slope of the cumulated distribution at two
 * places only. So adding it costs two writes, and the sums are made once at the end.
 */
export class WaitDistribution {
  #bends = new Float64Array(4_096);
  #cumulated: Float64Array | undefined;

  /**
   * Adds `mass`, in pieces of equal probability between the waits `fromMs + offsetsMs[i]` and `fromMs + offsetsMs[i + 1]`.
   */
  add(mass: number, fromMs: number, offsetsMs: Float64Array): void {
    const startMs = Math.min(fromMs, ceilingMs);
    const pieces = offsetsMs.length - 1;
    const piece = mass / pieces;
    const endBin = Math.ceil((startMs + (offsetsMs[pieces] as number)) / binMs);
    if (endBin + 3 > this.#bends.length) this.#grow(endBin + 3);
    const bends = this.#bends;
    let atMs = startMs + (offsetsMs[0] as number);
    let slope = 0;
    for (let index = 1; index <= pieces + 1; index += 1) {
      // Without jitter all offsets are equal. A slope needs some width.
      const endMs = Math.max(
        startMs + (offsetsMs[Math.min(index, pieces)] as number),
        atMs + leastMs,
      );
      const next = index > pieces ? 0 : piece / (endMs - atMs);
      const at = atMs / binMs;
      const bin = Math.floor(at);
      const part = at - bin;
      const bend = next - slope;
      bends[bin] = (bends[bin] as number) + bend * (1 - part);
      bends[bin + 1] = (bends[bin + 1] as number) + bend * part;
      slope = next;
      atMs = endMs;
    }
    this.#cumulated = undefined;
  }

  /** The probability of a wait of at most `ms`. */
  upTo(ms: number): number {
    const cumulated = this.#sums();
    const at = ms / binMs;
    const bin = Math.floor(at);
    if (bin < 0) return 0;
    if (bin >= cumulated.length - 1) return cumulated.at(-1) ?? 0;
    const low = cumulated[bin] ?? 0;
    return low + ((cumulated[bin + 1] ?? 0) - low) * (at - bin);
  }

  /** The cumulated probability at the end of each bin. */
  #sums(): Float64Array {
    if (this.#cumulated !== undefined) return this.#cumulated;
    const sums = new Float64Array(this.#bends.length);
    let slope = 0;
    let total = 0;
    for (let bin = 0; bin < sums.length; bin += 1) {
      sums[bin] = total;
      slope += this.#bends[bin] ?? 0;
      total += slope * binMs;
    }
    this.#cumulated = sums;
    return sums;
  }

  #grow(bins: number): void {
    const grown = new Float64Array(Math.max(bins, this.#bends.length * 2));
    grown.set(this.#bends);
    this.#bends = grown;
  }

  /** How many milliseconds the bins reach. */
  get endMs(): number {
    return (this.#bends.length - 1) * binMs;
  }
}

/** The wait that the share `part` of several distributions together does not exceed. Milliseconds. */
export function quantileMs(of: readonly WaitDistribution[], part: number): number {
  const total = of.reduce((sum, one) => sum + one.upTo(Number.POSITIVE_INFINITY), 0);
  let low = 0;
  let high = Math.max(0, ...of.map((one) => one.endMs));
  for (let step = 0; step < 40; step += 1) {
    const middle = (low + high) / 2;
    if (of.reduce((sum, one) => sum + one.upTo(middle), 0) < part * total) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
