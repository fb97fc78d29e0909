// How long the jitter of several ways adds up to: sums of uniform numbers, tabulated once.
//
// The jitter of one way is uniform between 0 and a bound. A check takes some ways between client and edge, which share
// one bound, and perhaps two ways between edge and origin, which share another. The exact distribution of such a sum is
// known (Bradley and Gupta, 2002: an alternating sum over the corners of a box). It is inverted here for a few ratios of
// the two bounds, and read by linear interpolation.

/** Each tabulated distribution has this many pieces of equal probability. */
export const jitterPieces = 16;

/** Ratios of the two bounds in a table: 0, 1/16, …, 1. */
const ratios = 16;

/** Above this, sums of the exact formula would cancel in double precision. */
const maxClientWays = 12;

/** The ways between edge and origin. */
const originWays = 2;

const tables = new Map<number, Float64Array>();

/**
 * Writes the quantiles 0, 1/16, …, 1 of the jitter of a check, in milliseconds.
 *
 * @param clientWays Ways between client and edge: two for each round trip.
 * @param clientMs The most jitter of each of these.
 * @param originMs The most jitter of each of the two ways between edge and origin. 0 for a check that does not go there.
 * @param into Room for `jitterPieces + 1` numbers.
 * @throws RangeError for more than 12 ways between client and edge.
 */
export function jitterQuantiles(
  clientWays: number,
  clientMs: number,
  originMs: number,
  into: Float64Array,
): void {
  const table = tableOf(clientWays);
  const scaleMs = clientMs + originMs;
  const at = scaleMs === 0 ? 0 : (clientMs / scaleMs) * ratios;
  const row = Math.min(ratios - 1, Math.floor(at));
  const part = at - row;
  const start = row * (jitterPieces + 1);
  for (let index = 0; index <= jitterPieces; index += 1) {
    const low = table[start + index] ?? 0;
    const high = table[start + jitterPieces + 1 + index] ?? 0;
    into[index] = scaleMs * (low + (high - low) * part);
  }
}

function tableOf(clientWays: number): Float64Array {
  const known = tables.get(clientWays);
  if (known !== undefined) return known;
  if (!Number.isInteger(clientWays) || clientWays < 0 || clientWays > maxClientWays) {
    throw new RangeError(`A check must take 0 to 6 round trips; it took ${clientWays / 2}.`);
  }
  const table = new Float64Array((ratios + 1) * (jitterPieces + 1));
  for (let row = 0; row <= ratios; row += 1) {
    for (let index = 0; index <= jitterPieces; index += 1) {
      table[row * (jitterPieces + 1) + index] = quantile(
        clientWays,
        row / ratios,
        index / jitterPieces,
      );
    }
  }
  tables.set(clientWays, table);
  return table;
}

/** Of a sum of `clientWays` uniform numbers up to `width`, and two up to `1 - width`. */
function quantile(clientWays: number, width: number, probability: number): number {
  const mostOf = clientWays * width + originWays * (1 - width);
  if (probability <= 0) return 0;
  if (probability >= 1) return mostOf;
  let low = 0;
  let high = mostOf;
  for (let step = 0; step < 40; step += 1) {
    const middle = (low + high) / 2;
    if (probabilityUpTo(middle, clientWays, width) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function probabilityUpTo(sum: number, clientWays: number, width: number): number {
  const first = width === 0 ? 0 : clientWays;
  const second = width === 1 ? 0 : originWays;
  const ways = first + second;
  if (ways === 0) return 1;
  let total = 0;
  for (let i = 0; i <= first; i += 1) {
    for (let j = 0; j <= second; j += 1) {
      const rest = sum - i * width - j * (1 - width);
      if (rest <= 0) continue;
      const sign = (i + j) % 2 === 0 ? 1 : -1;
      total += sign * choose(first, i) * choose(second, j) * rest ** ways;
    }
  }
  let volume = width ** first * (1 - width) ** second;
  for (let factor = 2; factor <= ways; factor += 1) volume *= factor;
  return total / volume;
}

/** Binomial coefficient. */
export function choose(of: number, taken: number): number {
  let ways = 1;
  for (let index = 1; index <= taken; index += 1) ways = (ways * (of - taken + index)) / index;
  return ways;
}
