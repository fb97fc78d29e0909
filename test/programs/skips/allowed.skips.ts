// Skipped since nothing brings what is missing.
import { expect, test } from "vitest";
import { skipUnless } from "../../harness/skipping.ts";

test("runs", () => {
  expect(1).toBe(1);
});

test("by options", skipUnless(false, "this is no Linux"), () => {
  expect(1).toBe(0);
});
