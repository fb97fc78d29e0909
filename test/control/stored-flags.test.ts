// Settings that another version has stored.
import { expect, test } from "vitest";
import { checkFlags, defaultFlags, storedFlags } from "../../src/control/feature-flags.ts";

test("what an earlier version did not know has its default; what a later one added is left out", () => {
  const { refresh_after: _, ...earlier } = { ...defaultFlags, cookie_name: "own" };
  const read = storedFlags({ ...earlier, of_a_later_version: true });
  expect(read).toEqual({ ...defaultFlags, cookie_name: "own" });
  expect(checkFlags(read).kind).toBe("flags");
});
