// Request directives, rule by rule (RFC 9111 section 5.2.1), and that no header value makes reading fail.
import { assert, property, string, stringMatching } from "fast-check";
import { describe, expect, test } from "vitest";
import { directiveCases } from "./directives.cases.ts";
import { noDirectives, readDirectives, type Directives } from "./directives.ts";

describe("readDirectives", () => {
  test.each(Object.entries(directiveCases))(
    "The directives are read as in the case: %s.",
    (_, { cacheControl, pragma, asks }) => {
      expect(readDirectives(cacheControl, pragma)).toEqual({ ...noDirectives, ...asks });
    },
  );

  test.each<[string | undefined, string | undefined, Partial<Directives>]>([
    ["no-cache", undefined, {}],
    ["no-store", undefined, {}],
    ["no-cache, no-store, must-revalidate", "no-cache", {}],
    [undefined, "no-cache", {}],
    ["max-age=0", undefined, { forced: true, maxAgeMs: 0 }],
    ["no-cache, max-age=0", "no-cache", { forced: true, maxAgeMs: 0 }],
    ["no-store, max-age=5", undefined, { maxAgeMs: 5_000 }],
    ["no-cache, min-fresh=x", undefined, { forced: true }],
    ["no-cache, only-if-cached", undefined, { onlyIfCached: true }],
  ])(
    "With no-cache ignored, the directives of %s with Pragma %s are read.",
    (cacheControl, pragma, asks) => {
      expect(readDirectives(cacheControl, pragma, true)).toEqual({ ...noDirectives, ...asks });
    },
  );

  test("Any text is read without an error, and no age is negative or NaN.", () => {
    const pieces = stringMatching(/^([a-z-]{0,9}|[=,"\\ ]|max-age|min-fresh|[0-9]{1,3}){0,12}$/);
    assert(
      property(pieces, string(), (cacheControl, pragma) => {
        const { maxAgeMs, minFreshMs, forced } = readDirectives(cacheControl, pragma);
        expect(maxAgeMs).toBeGreaterThanOrEqual(0);
        expect(minFreshMs ?? 0).toBeGreaterThanOrEqual(0);
        expect(maxAgeMs > 0 || forced).toBe(true);
      }),
    );
  });

  test("The lowest max-age counts, in any order.", () => {
    const list = stringMatching(/^[1-9][0-9]{0,4}(,[1-9][0-9]{0,4}){0,5}$/);
    assert(
      property(list, (numbers) => {
        const ages = numbers.split(",");
        const text = ages.map((age) => `max-age=${age}`).join(", ");
        expect(readDirectives(text, undefined).maxAgeMs).toBe(
          Math.min(...ages.map(Number)) * 1_000,
        );
      }),
    );
  });
});
