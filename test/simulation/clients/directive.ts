// What clients write about caching, and what each spelling asks for.
import type { Asked } from "../history.ts";
import type { Random } from "../random.ts";

/** Header lines of a request, with their meaning. */
export interface Directive {
  readonly lines: readonly string[];
  readonly asked: Asked;
}

const control = (value: string, asked: Asked): Directive => ({
  lines: ["Cache-Control", value],
  asked,
});

/** Nothing said. */
export const plain: Directive = { lines: [], asked: {} };

/** A fresh answer, please. */
export const forcing: Directive = control("max-age=0", { maxAgeMs: 0 });

const seldom: readonly Directive[] = [
  control("no-cache", { maxAgeMs: 0 }),
  { lines: ["Pragma", "no-cache"], asked: { maxAgeMs: 0 } },
  { lines: ["Pragma", "no-cache", "Cache-Control", "max-age=3"], asked: { maxAgeMs: 3_000 } },
  control("no-store", { noStore: true }),
  control("max-age=5, no-store", { maxAgeMs: 5_000, noStore: true }),
  control("only-if-cached", { onlyIfCached: true }),
  control("only-if-cached, max-age=2", { onlyIfCached: true, maxAgeMs: 2_000 }),
  control("max-age=0, only-if-cached", { onlyIfCached: true, maxAgeMs: 0 }),
  control("min-fresh=2", { minFreshMs: 2_000 }),
  control("min-fresh=1, max-age=4", { minFreshMs: 1_000, maxAgeMs: 4_000 }),
  control("min-fresh=soon", { maxAgeMs: 0 }),
  control("max-age=7, max-age=2", { maxAgeMs: 2_000 }),
  control('MAX-AGE="3"', { maxAgeMs: 3_000 }),
  control("max-age=-1", { maxAgeMs: 0 }),
  control("max-age=abc", { maxAgeMs: 0 }),
  control("max-age=99999999999999999999", { maxAgeMs: Number.MAX_SAFE_INTEGER }),
  control("max-stale=600, x-unheard-of", {}),
  {
    lines: ["Cache-Control", "max-age=9", "Cache-Control", "max-age=1"],
    asked: { maxAgeMs: 1_000 },
  },
];

/** Draws a request's directives. */
export function drawDirective(random: Random): Directive {
  return random.weighted<() => Directive>([
    [55, () => plain],
    [
      17,
      () => {
        const seconds = random.pick([1, 1, 2, 3, 5, 10, 30]);
        return control(`max-age=${seconds}`, { maxAgeMs: seconds * 1_000 });
      },
    ],
    [10, () => forcing],
    [18, () => random.pick(seldom)],
  ])();
}
