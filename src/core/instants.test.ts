// Dates of the origin, compared with the runtime's own reading of them.
import { assert, date, integer, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { httpDateCases, rfc3339Cases } from "./instants.cases.ts";
import { parseHttpDateMs, parseRfc3339Ms, writeRfc3339 } from "./instants.ts";

const range = {
  min: new Date("0001-01-01T00:00:00Z"),
  max: new Date("9999-12-31T23:59:59Z"),
  noInvalidDate: true,
};

describe("RFC 3339", () => {
  test.each(Object.entries(rfc3339Cases))(
    "The RFC 3339 text %j is read, or refused if it is malformed.",
    (text, expectedMs) => {
      expect(parseRfc3339Ms(text)).toBe(expectedMs);
    },
  );

  test("Any instant in any zone is read from RFC 3339 text to the millisecond.", () => {
    assert(
      property(date(range), integer({ min: -1_439, max: 1_439 }), (instant, zoneMinutes) => {
        const shifted = new Date(instant.getTime() + zoneMinutes * 60_000);
        if (shifted < range.min || shifted > range.max) return;
        const pad = (value: number): string => String(Math.abs(value)).padStart(2, "0");
        const sign = zoneMinutes < 0 ? "-" : "+";
        const zone = `${sign}${pad(Math.trunc(zoneMinutes / 60))}:${pad(zoneMinutes % 60)}`;
        const parsedMs = parseRfc3339Ms(shifted.toISOString().replace("Z", zone));
        // Never later than it is: rather too old than too young.
        expect(parsedMs).toBeLessThanOrEqual(instant.getTime());
        expect(parsedMs).toBeGreaterThanOrEqual(instant.getTime() - 1);
      }),
    );
  });
});

describe("HTTP dates", () => {
  test.each(Object.entries(httpDateCases))(
    "The HTTP date %j is read, or refused if it is malformed.",
    (text, expectedMs) => {
      expect(parseHttpDateMs(text)).toBe(expectedMs);
    },
  );

  test("Any instant is read from an HTTP date to the second.", () => {
    assert(
      property(date(range), (instant) => {
        const wholeMs = Math.floor(instant.getTime() / 1_000) * 1_000;
        expect(parseHttpDateMs(new Date(wholeMs).toUTCString())).toBe(wholeMs);
      }),
    );
  });
});

test("Any instant from 1970 on is written as the runtime writes it, in whole seconds.", () => {
  const written = property(date({ ...range, min: new Date(0) }), (instant) => {
    const expected = instant.toISOString().replace(/\.\d{3}Z$/u, "Z");
    expect(writeRfc3339(instant.getTime())).toBe(expected);
  });
  assert(written);
});
