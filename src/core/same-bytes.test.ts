import { assert, integer, property, uint8Array } from "fast-check";
import { expect, test } from "vitest";
import { sameBytes } from "./same-bytes.ts";

/** The bytes at an offset in a larger buffer. */
function placedAt(offset: number, bytes: Uint8Array): Uint8Array {
  const all = new Uint8Array(offset + bytes.byteLength + 3).fill(7);
  all.set(bytes, offset);
  return all.subarray(offset, offset + bytes.byteLength);
}

const offset = integer({ min: 0, max: 5 });

test("Bytes are equal to a copy of themselves, wherever both lie.", () => {
  assert(
    property(uint8Array({ maxLength: 40 }), offset, offset, (bytes, one, other) => {
      expect(sameBytes(placedAt(one, bytes), placedAt(other, bytes))).toBe(true);
      expect(sameBytes(bytes, bytes)).toBe(true);
    }),
  );
});

test("One different byte is noticed, wherever it is.", () => {
  assert(
    property(
      uint8Array({ minLength: 1, maxLength: 40 }),
      offset,
      offset,
      integer({ min: 0 }),
      integer({ min: 1, max: 255 }),
      (bytes, one, other, at, by) => {
        const changed = bytes.slice();
        const index = at % bytes.length;
        changed[index] = (bytes[index] ?? 0) ^ by;
        expect(sameBytes(placedAt(one, bytes), placedAt(other, changed))).toBe(false);
      },
    ),
  );
});

test("A beginning is not equal to the whole.", () => {
  const whole = new Uint8Array(12);
  expect(sameBytes(whole, whole.subarray(0, 8))).toBe(false);
  expect(sameBytes(new Uint8Array(0), new Uint8Array(0))).toBe(true);
});
