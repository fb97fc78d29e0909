// Figures of a project's traffic as text.

/** A rate per second with as many digits as help: `0.25`, `12`. */
export function rateText(perSecond: number): string {
  if (perSecond === 0) return "0";
  return perSecond < 10 ? String(Number(perSecond.toFixed(2))) : String(Math.round(perSecond));
}

/** A share as percent, or `none` if there is no whole. */
export function percentText(share: number | null): string {
  return share === null ? "none" : `${Number((share * 100).toFixed(1))} %`;
}
