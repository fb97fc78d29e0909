// Durations as Go and Ory write them: `500ms`, `30s`, `1m`, `2m30s`, `1.5h`.

/** Length of each unit in milliseconds. */
const unitMs: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
};

const halfNanosecondMs = 5e-7;

const whole = /^(?:\d+(?:\.\d*)?(?:ns|us|µs|ms|s|m|h)|\.\d+(?:ns|us|µs|ms|s|m|h))+$/u;
const parts = /(\d*(?:\.\d*)?)(ns|us|µs|ms|s|m|h)/gu;

/** Milliseconds of a duration, or undefined if the text is not a duration. A bare `0` is one, as in Go. A sign is refused. */
export function parseDuration(text: string): number | undefined {
  if (text === "0") return 0;
  if (!whole.test(text)) return undefined;
  let totalMs = 0;
  for (const [, number, unit] of text.matchAll(parts)) {
    totalMs += Number(number) * (unitMs[unit ?? ""] ?? Number.NaN);
  }
  // Decimal fractions of a unit are rarely exact in binary, and no duration is finer than a nanosecond.
  const wholeMs = Math.round(totalMs);
  return Math.abs(totalMs - wholeMs) < halfNanosecondMs ? wholeMs : totalMs;
}

/** The duration in the largest units that fit: 150000 is `2m30s`. */
export function formatDuration(durationMs: number): string {
  if (durationMs === 0) return "0s";
  let restMs = durationMs;
  let text = "";
  for (const unit of ["h", "m", "s", "ms"]) {
    const count = Math.floor(restMs / (unitMs[unit] ?? 1));
    restMs -= count * (unitMs[unit] ?? 1);
    if (count > 0) text += `${count}${unit}`;
  }
  return text;
}
