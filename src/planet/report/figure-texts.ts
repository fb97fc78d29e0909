// Figures as reports have them.

/** A time: one digit after the point below 10 ms, none above. */
export function msText(ms: number): string {
  return `${ms < 9.95 ? ms.toFixed(1) : Math.round(ms).toLocaleString("en-US")} ms`;
}

/** A share in per cent, with a digit after the point where it matters. */
export function shareText(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.1) return "< 0.1 %";
  if (percent < 100 && percent >= 99.95) return "> 99.9 %";
  const digits = percent < 9.95 || percent > 90 ? 1 : 0;
  return `${percent.toFixed(digits).replace(/\.0$/u, "")} %`;
}

/** How many of something: `1 edge`, `3 edges`. */
export function countText(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
