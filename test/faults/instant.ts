// The clock of a fault run. All processes of one machine read the same monotonic clock, so their instants can be compared.

const nanosecondsPerMs = 1e6;

/** Milliseconds since the machine started, with fractions. */
export function instantMs(): number {
  return Number(process.hrtime.bigint()) / nanosecondsPerMs;
}
