// What a measured hit ratio says about the pauses between checks, so that other settings can be compared with those in
// force.
import { pausesFactorMax, withPauses } from "./gaps.ts";
import { mixOf, type MixNetwork } from "./mix-of.ts";
import type { CacheSettings } from "./settings.ts";
import type { Usage } from "./usage.ts";

/** The factor is halved in so often that what is left makes no difference. */
const halvings = 12;

/**
 * The usage in which pauses are as frequent as a measured hit ratio says. The settings are those that were in force when it
 * was measured. The usage has no measured hit ratio and no measured calls any more, so that other settings give other
 * figures. It is the same usage if it has no measured hit ratio. Undefined if no share of pauses gives that hit ratio, or if
 * the gaps are the operator's own. Throws a RangeError as `mixOf` does.
 */
export function fittedUsage(
  usage: Usage,
  settings: CacheSettings,
  network: MixNetwork,
): Usage | undefined {
  const { hitRatio: wanted, originCallsPerCheck: _, ...modelled } = usage;
  if (wanted === undefined) return usage;
  const { gaps } = modelled;
  if (gaps.kind === "quantiles") return undefined;
  const withFactor = (factor: number): Usage => ({ ...modelled, gaps: withPauses(gaps, factor) });
  const hitRatio = (factor: number): number =>
    mixOf(withFactor(factor), settings, network).hitRatio;
  let low = 0;
  let high = pausesFactorMax(gaps);
  if (hitRatio(low) < wanted || hitRatio(high) > wanted) return undefined;
  for (let step = 0; step < halvings; step += 1) {
    const middle = (low + high) / 2;
    if (hitRatio(middle) > wanted) low = middle;
    else high = middle;
  }
  return withFactor((low + high) / 2);
}
