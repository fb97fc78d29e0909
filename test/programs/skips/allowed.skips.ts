// Skipped since nothing brings what is missing, by options and by a note.
import { expect, test } from "vitest";
import { skipUnless } from "../skipping.ts";

test("runs", () => {
  expect(1).toBe(1);
});

test("by options", skipUnless(false, "this is no Linux"), () => {
  expect(1).toBe(0);
});

test("by a note", ({ skip }) => {
  skip("a method is not enabled");
  expect(1).toBe(0);
});
