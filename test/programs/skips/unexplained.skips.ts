// Skipped without a reason, and by a test that decided so while it ran.
import { expect, test } from "vitest";

test("nobody knows why", { skip: true }, () => {
  expect(1).toBe(0);
});

test("by a note", ({ skip }) => {
  skip("a method is not enabled");
  expect(1).toBe(0);
});
