import { expect, test } from "vitest";
import { makePolicy } from "../policy/policy.ts";
import { hasSignedSessions, isKeySetTarget } from "./token-paths.ts";

test("The paths of signed sessions exist only for a project with a policy that signs.", () => {
  const signedSession = { header: undefined, audience: [], claims: [], lifetimeMs: 60_000 };
  expect(hasSignedSessions([])).toBe(false);
  expect(hasSignedSessions([makePolicy("a")])).toBe(false);
  expect(hasSignedSessions([makePolicy("a"), makePolicy("b", { signedSession })])).toBe(true);
});

test.each([
  ["/edge-sessions/jwks.json", true],
  ["/edge-sessions/jwks.json?x", true],
  ["/edge-sessions/jwks.json/", false],
  ["/edge-sessions/jwks.jsonx", false],
  ["/edge-sessions/JWKS.json", false],
  ["//edge-sessions/jwks.json", false],
])("The key set is at exactly its path: %s", (target, is) => {
  expect(isKeySetTarget(target, "")).toBe(is);
  expect(isKeySetTarget(`/base${target}`, "/base")).toBe(is);
  expect(isKeySetTarget(target, "/base")).toBe(false);
});
