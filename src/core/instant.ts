// Instants that other processes say.

/** The latest instant that a date can show. */
const latestMs = 8.64e15;

/** Whether a value is an instant in milliseconds since 1970 that can be shown as a date. */
export function isInstant(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value <= latestMs;
}
