// Skipped without a reason.
import { expect, test } from "vitest";

test("nobody knows why", { skip: true }, () => {
  expect(1).toBe(0);
});
