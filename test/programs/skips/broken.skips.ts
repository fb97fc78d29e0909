// Not skipped, but never run: what a suite needs could not be set up.
import { beforeAll, describe, expect, test } from "vitest";

describe("a suite", () => {
  beforeAll(() => {
    throw new Error("no set-up");
  });

  test("one", () => {
    expect(1).toBe(1);
  });
});
