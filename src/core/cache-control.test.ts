// An answer to a check always forbids caches on the way to keep it.
import { expect, test } from "vitest";
import { withCacheControl } from "./cache-control.ts";

const added = ["Cache-Control", "private, no-cache, no-store, must-revalidate"];

test.each([
  [[]],
  [["Vary", "Cookie"]],
  [["cache-control", " "]],
  [["X-Cache-Control", "no-store"]],
])("An answer with %j gets a Cache-Control header.", (lines) => {
  expect(withCacheControl(lines)).toEqual([...lines, ...added]);
});

test.each([[["cache-control", "no-store"]], [["Cache-Control", "", "CACHE-CONTROL", "max-age=1"]]])(
  "An answer with %j keeps the origin's Cache-Control.",
  (lines) => {
    expect(withCacheControl(lines)).toBe(lines);
  },
);
