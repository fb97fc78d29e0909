// How much strangers may cause at once and per second, however many requests they send.

/** What is left of an allowance. Instants are milliseconds of the edge's clock. */
export interface Allowance {
  left: number;
  countedAtMs: number;
}

/** A full allowance. */
export function fullAllowance(burst: number, nowMs: number): Allowance {
  return { left: burst, countedAtMs: nowMs };
}

/** Takes one from an allowance. The allowance refills over time, up to `burst`. Returns false if nothing is left. */
export function takeOne(
  allowance: Allowance,
  nowMs: number,
  burst: number,
  perSecond: number,
): boolean {
  const refill = (Math.max(0, nowMs - allowance.countedAtMs) * perSecond) / 1_000;
  allowance.left = Math.min(burst, allowance.left + refill);
  allowance.countedAtMs = nowMs;
  if (allowance.left < 1) return false;
  allowance.left -= 1;
  return true;
}
