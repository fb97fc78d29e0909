// When the session cookie's name counts as the origin's, and what takes that back (security case 34).
import { describe, expect, test } from "vitest";
import {
  confirmName,
  isConfirmed,
  noEvidence,
  setsOnlyOtherCookies,
  withdrawName,
} from "./cookie-name.ts";

const minute = 60_000;

describe("the evidence for a cookie's name", () => {
  test("Evidence for a name counts for a minute from the start of the call, and no longer.", () => {
    expect(isConfirmed(noEvidence, 0, minute)).toBe(false);
    const once = confirmName(noEvidence, 1_000);
    expect(isConfirmed(once, 1_000, minute)).toBe(true);
    expect(isConfirmed(once, 61_000, minute)).toBe(true);
    expect(isConfirmed(once, 61_000.001, minute)).toBe(false);
  });

  test("An earlier call that answers late withdraws no evidence.", () => {
    expect(confirmName(confirmName(noEvidence, 2_000), 1_000).confirmedAtMs).toBe(2_000);
  });

  test("Evidence against a name counts at once, and earlier calls do not confirm the name again.", () => {
    const after = withdrawName(5_000);
    expect(isConfirmed(after, 5_000, minute)).toBe(false);
    expect(isConfirmed(confirmName(after, 4_999), 5_001, minute)).toBe(false);
    expect(isConfirmed(confirmName(after, 5_000), 5_001, minute)).toBe(false);
    expect(isConfirmed(confirmName(after, 5_001), 5_001, minute)).toBe(true);
  });
});

describe("setsOnlyOtherCookies", () => {
  test.each<[string, readonly string[], boolean]>([
    ["no cookie", ["Location", "/"], false],
    ["that cookie", ["Set-Cookie", "name=v; Path=/"], false],
    ["that cookie taken away", ["set-cookie", "name=; Max-Age=0"], false],
    ["that cookie and others", ["Set-Cookie", "csrf=x", "Set-Cookie", "name=v"], false],
    ["that cookie with blanks", ["Set-Cookie", " name =v"], false],
    ["another cookie", ["Set-Cookie", "other=v"], true],
    ["a longer name", ["Set-Cookie", "name2=v"], true],
    ["the name in another case", ["Set-Cookie", "NAME=v"], true],
    ["the name in an attribute", ["Set-Cookie", "other=v; name=v"], true],
    ["a cookie without a name", ["Set-Cookie", "name"], false],
  ])("For an answer with %s, setsOnlyOtherCookies returns %s.", (_, headers, expected) => {
    expect(setsOnlyOtherCookies(headers, "name")).toBe(expected);
  });
});
