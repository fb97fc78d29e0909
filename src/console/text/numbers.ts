// Numbers as operators read them.

const grouped = new Intl.NumberFormat("en-GB");

/** `12,345`. */
export function count(value: number): string {
  return grouped.format(value);
}

/** `0.40`, `1.2`, `1,204`. */
export function rate(perSecond: number): string {
  if (perSecond === 0) return "0";
  if (perSecond < 10) return perSecond.toFixed(perSecond < 1 ? 2 : 1);
  return grouped.format(Math.round(perSecond));
}

/** `97.4 %`, or a dash if the whole is 0. */
export function share(part: number, whole: number): string {
  if (whole === 0) return "–";
  const percent = (part / whole) * 100;
  // Rounding must not lead to 100 % or 0 % if it is not exactly that.
  const shown = part < whole && percent > 99.9 ? 99.9 : part > 0 && percent < 0.1 ? 0.1 : percent;
  return `${shown % 1 === 0 ? shown : shown.toFixed(1)} %`;
}

/** `0.14`, `1`, or a dash if there is nothing to divide by. */
export function quotient(part: number, whole: number): string {
  if (whole === 0) return "–";
  const value = part / whole;
  // Rounding must not lead to 0 if it is not exactly that.
  return part > 0 && value < 0.01 ? "< 0.01" : String(Number(value.toFixed(2)));
}

/** A duration in milliseconds as `85 µs`, `2.4 ms` or `1.20 s`, or a dash if nothing was measured. */
export function milliseconds(value: number | null | undefined): string {
  if (value === null || value === undefined) return "–";
  if (value === 0) return "0";
  if (value < 1) return `${Math.round(value * 1_000)} µs`;
  if (value < 1_000) return `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
  return `${(value / 1_000).toFixed(2)} s`;
}

/** A configured duration in milliseconds as `30 s` or `1 min 30 s`, or a dash if it is not known. */
export function interval(value: number | null): string {
  return value === null || value % 1_000 !== 0 ? milliseconds(value) : seconds(value / 1_000);
}

/** `512 B`, `1.4 KiB`, `3.0 MiB`. */
export function bytes(value: number): string {
  if (value < 1_024) return `${value} B`;
  if (value < 1_024 ** 2) return `${(value / 1_024).toFixed(1)} KiB`;
  return `${(value / 1_024 ** 2).toFixed(1)} MiB`;
}

/** `12 s`, `3 min 5 s`, `2 h 10 min`, `4 d`. The sign is kept. */
export function seconds(value: number): string {
  const whole = Math.round(Math.abs(value));
  const sign = value < 0 && whole > 0 ? "−" : "";
  if (whole < 60) return `${sign}${whole} s`;
  if (whole < 3_600) return `${sign}${pair(whole, 60, "min", 1, "s")}`;
  if (whole < 86_400) return `${sign}${pair(whole, 3_600, "h", 60, "min")}`;
  return `${sign}${pair(whole, 86_400, "d", 3_600, "h")}`;
}

function pair(whole: number, large: number, name: string, small: number, rest: string): string {
  const over = Math.floor((whole % large) / small);
  return `${Math.floor(whole / large)} ${name}${over === 0 ? "" : ` ${over} ${rest}`}`;
}
