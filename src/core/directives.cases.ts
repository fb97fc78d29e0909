// What a request's Cache-Control and Pragma ask for: header values → directives that are not at their rest value.
import type { Directives } from "./directives.ts";

/** One row: what is sent, and which directives that amounts to. */
export interface DirectiveCase {
  readonly cacheControl?: string;
  readonly pragma?: string;
  readonly asks: Partial<Directives>;
}

const forced = { forced: true } as const;
const malformedAge = { forced: true, maxAgeMs: 0 } as const;

/** Every rule for request directives. */
export const directiveCases: Readonly<Record<string, DirectiveCase>> = {
  nothing: { asks: {} },
  "an empty Cache-Control": { cacheControl: "", asks: {} },
  "only commas and blanks": { cacheControl: " , ,,\t", asks: {} },

  "max-age": { cacheControl: "max-age=5", asks: { maxAgeMs: 5_000 } },
  "max-age in capitals": { cacheControl: "MAX-AGE=5", asks: { maxAgeMs: 5_000 } },
  "max-age with blanks around": { cacheControl: "  max-age=5\t", asks: { maxAgeMs: 5_000 } },
  "max-age quoted": { cacheControl: 'max-age="5"', asks: { maxAgeMs: 5_000 } },
  "max-age with leading zeros": { cacheControl: "max-age=007", asks: { maxAgeMs: 7_000 } },
  "max-age=0": { cacheControl: "max-age=0", asks: malformedAge },
  "max-age=0 quoted": { cacheControl: 'max-age="0"', asks: malformedAge },
  "max-age of many zeros": { cacheControl: "max-age=0000", asks: malformedAge },
  "max-age twice, lower first": { cacheControl: "max-age=3, max-age=9", asks: { maxAgeMs: 3_000 } },
  "max-age twice, lower last": { cacheControl: "max-age=9,max-age=3", asks: { maxAgeMs: 3_000 } },
  "max-age twice, one malformed": { cacheControl: "max-age=9, max-age=x", asks: malformedAge },
  "max-age overflowing 32 bits": {
    cacheControl: "max-age=4294967296",
    asks: { maxAgeMs: 2 ** 31 * 1_000 },
  },
  "max-age overflowing a double": {
    cacheControl: `max-age=${"9".repeat(400)}`,
    asks: { maxAgeMs: 2 ** 31 * 1_000 },
  },
  "max-age negative": { cacheControl: "max-age=-1", asks: malformedAge },
  "max-age with a plus": { cacheControl: "max-age=+5", asks: malformedAge },
  "max-age with a fraction": { cacheControl: "max-age=5.5", asks: malformedAge },
  "max-age with an exponent": { cacheControl: "max-age=1e9", asks: malformedAge },
  "max-age in hexadecimal": { cacheControl: "max-age=0x10", asks: malformedAge },
  "max-age with a unit": { cacheControl: "max-age=5s", asks: malformedAge },
  "max-age without argument": { cacheControl: "max-age", asks: malformedAge },
  "max-age with an empty argument": { cacheControl: "max-age=", asks: malformedAge },
  "max-age with empty quotes": { cacheControl: 'max-age=""', asks: malformedAge },
  "max-age with single quotes": { cacheControl: "max-age='5'", asks: malformedAge },
  "max-age with half a quote": { cacheControl: 'max-age="5', asks: malformedAge },
  "max-age with two equals signs": { cacheControl: "max-age==5", asks: malformedAge },
  "max-age in other digits": { cacheControl: "max-age=٥", asks: malformedAge },
  "max-age with a semicolon": { cacheControl: "max-age=5;x", asks: malformedAge },
  "a name that only ends like max-age": { cacheControl: "xmax-age=5", asks: {} },
  "s-maxage is for responses": { cacheControl: "s-maxage=5", asks: {} },

  "no-cache": { cacheControl: "no-cache", asks: forced },
  "no-cache in capitals": { cacheControl: "No-Cache", asks: forced },
  "no-cache with an argument": { cacheControl: 'no-cache="Set-Cookie"', asks: forced },
  "no-cache and max-age": {
    cacheControl: "no-cache, max-age=9",
    asks: { forced: true, maxAgeMs: 9_000 },
  },
  "no-store": { cacheControl: "no-store", asks: { noStore: true } },
  "no-store with an argument": { cacheControl: "no-store=x", asks: { noStore: true } },
  "no-store and others": {
    cacheControl: "max-age=9, no-store, only-if-cached",
    asks: { noStore: true, onlyIfCached: true, maxAgeMs: 9_000 },
  },
  "only-if-cached": { cacheControl: "only-if-cached", asks: { onlyIfCached: true } },
  "only-if-cached and max-age=0": {
    cacheControl: "only-if-cached, max-age=0",
    asks: { onlyIfCached: true, forced: true, maxAgeMs: 0 },
  },

  "min-fresh": { cacheControl: "min-fresh=5", asks: { minFreshMs: 5_000 } },
  "min-fresh quoted": { cacheControl: 'min-fresh="5"', asks: { minFreshMs: 5_000 } },
  "min-fresh=0": { cacheControl: "min-fresh=0", asks: { minFreshMs: 0 } },
  "min-fresh twice": { cacheControl: "min-fresh=5, min-fresh=9", asks: { minFreshMs: 9_000 } },
  "min-fresh malformed": { cacheControl: "min-fresh=x", asks: forced },
  "min-fresh negative": { cacheControl: "min-fresh=-1", asks: forced },
  "min-fresh without argument": { cacheControl: "min-fresh", asks: forced },
  "min-fresh good, then malformed": {
    cacheControl: "min-fresh=5, min-fresh=x",
    asks: { forced: true, minFreshMs: 5_000 },
  },

  "max-stale is ignored": { cacheControl: "max-stale=100", asks: {} },
  "max-stale without argument is ignored": { cacheControl: "max-stale", asks: {} },
  "an unknown directive is ignored": {
    cacheControl: "private, foo=bar, max-age=5",
    asks: { maxAgeMs: 5_000 },
  },
  "stale-if-error is ignored": { cacheControl: "stale-if-error=600", asks: {} },
  "a comma in a quoted string": {
    cacheControl: 'foo="a, max-age=0", max-age=5',
    asks: { maxAgeMs: 5_000 },
  },
  "no-store in a quoted string": { cacheControl: 'foo="no-store"', asks: {} },
  "an escaped quote in a quoted string": {
    cacheControl: String.raw`foo="a\", no-store, b", max-age=5`,
    asks: { maxAgeMs: 5_000 },
  },
  "an escaped backslash ends nothing": {
    cacheControl: String.raw`foo="a\\", max-age=0`,
    asks: malformedAge,
  },

  "a quote that nothing closes hides nothing": {
    cacheControl: 'foo="a, max-age=0',
    asks: malformedAge,
  },
  "nor does one on the line before": { cacheControl: 'foo="a,no-store', asks: { noStore: true } },
  "nor one before a last backslash": {
    cacheControl: 'max-age="0\\',
    asks: malformedAge,
  },
  "a last backslash loses no directive": {
    cacheControl: 'no-store="\\',
    asks: { noStore: true },
  },

  "Pragma: no-cache alone": { pragma: "no-cache", asks: forced },
  "Pragma in capitals": { pragma: "NO-CACHE", asks: forced },
  "Pragma with other members": { pragma: "foo, no-cache", asks: forced },
  "Pragma with a longer name": { pragma: "no-cache-please", asks: {} },
  "Pragma of something else": { pragma: "foo", asks: {} },
  "Pragma beside a Cache-Control": {
    cacheControl: "max-age=9",
    pragma: "no-cache",
    asks: { maxAgeMs: 9_000 },
  },
  "Pragma beside an empty Cache-Control": { cacheControl: "", pragma: "no-cache", asks: {} },
};
