// Quantiles of the log-normal distribution.

/** The normal distribution is tabulated from minus this to this many standard deviations. */
const reach = 8;
const steps = 16_000;

/** The normal distribution function at even distances from `-reach` to `reach`. */
const distribution = tabulate();

function tabulate(): Float64Array {
  const table = new Float64Array(steps + 1);
  const step = (2 * reach) / steps;
  const density = (z: number): number => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  for (let i = 1; i <= steps; i += 1) {
    const z = -reach + i * step;
    // Simpson's rule over one step.
    const area = (step / 6) * (density(z - step) + 4 * density(z - step / 2) + density(z));
    table[i] = (table[i - 1] ?? 0) + area;
  }
  return table;
}

/** The quantiles of the standard normal distribution in the middles of `count` equal shares, ascending. */
export function normalQuantiles(count: number): Float64Array {
  const quantiles = new Float64Array(count);
  let at = 1;
  for (let i = 0; i < count; i += 1) {
    const share = (i + 0.5) / count;
    while (at < steps && (distribution[at] ?? 1) < share) at += 1;
    const below = distribution[at - 1] ?? 0;
    const above = distribution[at] ?? 1;
    const part = (share - below) / (above - below);
    quantiles[i] = -reach + ((at - 1 + part) * 2 * reach) / steps;
  }
  return quantiles;
}

/** The quantiles of a log-normal distribution in the middles of `count` equal shares, ascending. */
export function logNormal(median: number, sigma: number, count: number): Float64Array {
  return normalQuantiles(count).map((z) => median * Math.exp(sigma * z));
}
