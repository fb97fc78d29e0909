// What the colours and the marks of the map mean.
import { share } from "../../../text/numbers.ts";
import { Mark, markWords, type MarkKind } from "./mark.tsx";
import { steps, stepText } from "./steps.ts";

interface LegendProps {
  /** The share of people in each step. Undefined if it is not known yet. */
  readonly shares: readonly number[] | undefined;
  /** What the colours show. */
  readonly what: string;
  /** The kinds of marks on the map. */
  readonly kinds: readonly MarkKind[];
}

/** The colours are listed with the share of people that each has, so that nobody has to tell them apart. */
export function Legend({ shares, what, kinds }: LegendProps) {
  return (
    <div class="map-legend">
      <p class="quiet">{what}, by the share of people</p>
      <ul class="legend">
        {steps.map((step) => (
          <li key={step}>
            <svg width="12" height="12" aria-hidden="true">
              <path class={`dots step-${step}`} d="M6 6h0" stroke-width="11" />
            </svg>
            {stepText(step)}
            <span class="value">{shares === undefined ? "–" : share(shares[step] ?? 0, 1)}</span>
          </li>
        ))}
      </ul>
      <ul class="legend">
        {kinds.map((kind) => (
          <li key={kind}>
            <svg width="20" height="20" viewBox="-10 -10 20 20" aria-hidden="true">
              <Mark kind={kind} />
            </svg>
            {markWords[kind]}
          </li>
        ))}
      </ul>
    </div>
  );
}
