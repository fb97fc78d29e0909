// Percent-decoding, compared with the runtime's own.
import { assert, property, string, uint8Array } from "fast-check";
import { expect, test } from "vitest";
import { percentDecoded } from "./percent.ts";

test.each([
  ["", ""],
  ["plain", "plain"],
  ["%41%6a%6A", "Ajj"],
  ["a%2Fb", "a/b"],
  ["%2525", "%25"],
  ["a+b", "a+b"],
  ["%c3%a9", "Ã©"],
  ["%00", "\0"],
  ["%", undefined],
  ["%4", undefined],
  ["%zz", undefined],
  ["%4g", undefined],
  ["ok%41%", undefined],
  ["%%41", undefined],
])("Decoding %j gives %j.", (text, expected) => {
  expect(percentDecoded(text)).toBe(expected);
});

test("Any bytes that are encoded decode to the same bytes.", () => {
  assert(
    property(uint8Array(), (bytes) => {
      const encoded = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
      expect(percentDecoded(encoded)).toBe(String.fromCharCode(...bytes));
    }),
  );
});

test("Decoding never fails, whatever the text.", () => {
  assert(
    property(string(), (text) => {
      expect(percentDecoded(text)?.length ?? 0).toBeLessThanOrEqual(text.length);
    }),
  );
});
