import { expect, test } from "vitest";
import { makePolicy } from "../policy/policy.ts";
import { hasSignedSessions } from "./token-paths.ts";

test("The paths of signed sessions exist only for a project with a policy that signs.", () => {
  const signedSession = { header: undefined, audience: [], claims: [], lifetimeMs: 60_000 };
  expect(hasSignedSessions([])).toBe(false);
  expect(hasSignedSessions([makePolicy("a")])).toBe(false);
  expect(hasSignedSessions([makePolicy("a"), makePolicy("b", { signedSession })])).toBe(true);
});
