// Which exchanges have a body, and how long it says it is.
import { describe, expect, test } from "vitest";
import { announcedBytes, hasNoBody, isAsLongAsAnnounced } from "./framing.ts";

test.each([
  ["GET", 200, false],
  ["HEAD", 200, true],
  ["POST", 204, true],
  ["GET", 304, true],
  ["head", 200, false],
])("For an answer to %s with %d, hasNoBody returns %s.", (method, status, expected) => {
  expect(hasNoBody(method, status)).toBe(expected);
});

describe("an announced length", () => {
  test.each<[readonly string[], number | undefined]>([
    [["Content-Length", "12"], 12],
    [["content-length", "0"], 0],
    [[], undefined],
    [["Content-Length", "-1"], undefined],
    [["Content-Length", "1e3"], undefined],
    [["Content-Length", "1".repeat(16)], undefined],
  ])("The announced length is read from %j.", (lines, expected) => {
    expect(announcedBytes(lines)).toBe(expected);
  });

  test.each([
    [undefined, 7, true],
    [7, 7, true],
    [7, 6, false],
    [0, 1, false],
  ])(
    "For an announced length of %s and %d bytes, isAsLongAsAnnounced returns %s.",
    (announced, bytes, expected) => {
      expect(isAsLongAsAnnounced(announced, bytes)).toBe(expected);
    },
  );
});
