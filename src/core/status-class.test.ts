// The class of a status, as metrics and logs count it.
import { expect, test } from "vitest";
import { statusClass } from "./status-class.ts";

test.each([
  [200, "2xx"],
  [299, "2xx"],
  [300, "3xx"],
  [399, "3xx"],
  [400, "4xx"],
  [428, "4xx"],
  [429, "429"],
  [430, "4xx"],
  [499, "4xx"],
  [500, "5xx"],
  [599, "5xx"],
])("The status %d is counted as %s.", (status, expected) => {
  expect(statusClass(status)).toBe(expected);
});
