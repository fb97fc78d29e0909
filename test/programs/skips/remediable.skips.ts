// Skipped for want of something that a package has.
import { describe, expect, test } from "vitest";
import { skipUnless } from "../../harness/skipping.ts";

test("runs", () => {
  expect(1).toBe(1);
});

describe("a suite", skipUnless(false, "a program is not installed", "apt-get install it"), () => {
  test.each([1, 2, 3])("%i", (number) => {
    expect(number).toBe(0);
  });
});
