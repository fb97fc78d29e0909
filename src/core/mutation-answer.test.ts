// What the origin's answer to a mutation says.
import { describe, expect, test } from "vitest";
import { changesSession, contradictsCookieName, findIssuedCredentials } from "./mutation-answer.ts";
import { findMutation, unlistedRequest } from "./mutation.ts";
import { defaultProjectSettings } from "./settings.ts";

const on = { ...defaultProjectSettings, cacheableSessions: true, cookieName: "s" };

describe("the session cookie in an answer", () => {
  test.each<[readonly string[], boolean, readonly string[]]>([
    [[], false, []],
    [["Set-Cookie", "s=v; Path=/; HttpOnly"], true, ["v"]],
    [["set-cookie", "s=v"], true, ["v"]],
    [["Set-Cookie", "s=; Max-Age=0"], true, []],
    [["Set-Cookie", "s=a", "Set-Cookie", "t=x", "Set-Cookie", "s=b;"], true, ["a", "b"]],
    [["Set-Cookie", "S=v", "Set-Cookie", "ss=v", "Set-Cookie", "s"], false, []],
  ])("For the header lines %j, changesSession returns %s.", (headers, changes, issued) => {
    expect(changesSession(headers, on)).toBe(changes);
    expect(changesSession(headers, { ...on, cacheableSessions: false })).toBe(false);
    const credentials = findIssuedCredentials(headers, "", "s", 10);
    expect(credentials.map((one) => one.reveal())).toEqual(issued);
  });

  test("No more credentials are taken from an answer than one mutation may carry.", () => {
    const headers = ["Set-Cookie", "s=a", "Set-Cookie", "s=b"];
    const issued = findIssuedCredentials(headers, '{"session_token":"t"}', "s", 2);
    expect(issued.map((one) => one.reveal())).toEqual(["a", "b"]);
  });
});

describe("contradictsCookieName", () => {
  const signIn = findMutation("POST", "/self-service/login", "") ?? unlistedRequest;
  const settings = findMutation("POST", "/self-service/settings", "") ?? unlistedRequest;
  const others = ["Set-Cookie", "other=v"];
  const signedIn = '{"session":{"id":"s1","identity":{"id":"i1"}}}';

  test.each([
    ["a browser is signed in by another cookie", signIn, 200, others, signedIn, true],
    ["the cookie is set as well", signIn, 200, [...others, "Set-Cookie", "s=v"], signedIn, false],
    ["a row that does not sign in", settings, 200, others, signedIn, false],
    ["a request that no row knows", unlistedRequest, 200, others, signedIn, false],
    ["a redirect", signIn, 303, others, signedIn, false],
    ["an answer that names no session", signIn, 200, others, "{}", false],
    [
      "an app is signed in by a token",
      signIn,
      200,
      others,
      '{"session_token":"t","session":{"id":"s1"}}',
      false,
    ],
  ])(
    "An answer may contradict the cookie's name: %s.",
    (_, mutation, status, headers, text, expected) => {
      expect(contradictsCookieName(mutation, { status, headers }, text, "s")).toBe(expected);
    },
  );
});
