// The choice of the range, as links that look like a row of buttons.
import { rangeHref, ranges, type Range } from "./range.ts";

interface RangeChoiceProps {
  readonly slug: string;
  readonly shown: Range;
}

/** Links, because the address changes: the range can be bookmarked, and the browser's back button leads to the one before. */
export function RangeChoice({ slug, shown }: RangeChoiceProps) {
  return (
    <nav class="ranges" aria-label="Range of the charts">
      {ranges.map((range) => (
        <a
          key={range.name}
          class="button"
          href={rangeHref(slug, range)}
          aria-current={range === shown ? "true" : undefined}
        >
          {range.words}
        </a>
      ))}
    </nav>
  );
}
