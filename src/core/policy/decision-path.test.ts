import { expect, test } from "vitest";
import { authorizePath, isOwnTarget, readPolicyTarget } from "./decision-path.ts";

test.each([
  ["/edge-sessions/authorize", "", "default", ""],
  ["/edge-sessions/authorize?a=b", "", "default", ""],
  ["/edge-sessions/authorize/app", "", "app", ""],
  ["/edge-sessions/authorize/app?a=b", "", "app", ""],
  ["/edge-sessions/authorize/app/", "", "app", "/"],
  ["/edge-sessions/authorize/app/a/b?c=d", "", "app", "/a/b?c=d"],
  ["/edge-sessions/authorize/", "", "", ""],
  ["/edge-sessions/authorize//a", "", "", "/a"],
  ["/edge/edge-sessions/authorize/app", "/edge", "app", ""],
])("The target %s below %j names the policy %j, and %j follows.", (target, base, policy, rest) => {
  expect(readPolicyTarget(target, base, authorizePath)).toEqual({ policy, rest });
});

test.each([
  ["/edge-sessions/authorized", ""],
  ["/edge-sessions/authorize;x", ""],
  ["/Edge-Sessions/authorize", ""],
  ["/edge-sessions%2fauthorize", ""],
  ["//edge-sessions/authorize", ""],
  ["/edge-sessions/authorize/app", "/edge"],
  ["/sessions/whoami", ""],
  ["", ""],
])("The target %s below %j is for something else.", (target, base) => {
  expect(readPolicyTarget(target, base, authorizePath)).toBeUndefined();
});

test.each([
  ["/edge-sessions/authorise/app", ""],
  ["/edge-sessions", ""],
  ["/edge-sessions?a=b", ""],
  ["/edge-sessions/authorized", ""],
  ["/edge-sessions;x/authorize", ""],
  ["/Edge-Sessions/authorize/app", ""],
  ["/edge-sessions%2Fauthorize", ""],
  ["/%65dge-sessions/authorize/app", ""],
  ["//edge-sessions/authorize/app", ""],
  ["/./edge-sessions/authorize/app", ""],
  ["/a/../edge-sessions/authorize/app", ""],
  ["\\\\edge-sessions\\authorize", ""],
  ["/edge-sessions/%zz", ""],
  ["/Base//edge-sessions/x", "/base"],
])("The target %s below %j may be read as one of the edge's own.", (target, base) => {
  expect(isOwnTarget(target, base)).toBe(true);
});

test.each([
  ["/sessions/whoami", ""],
  ["/a/edge-sessions/authorize", ""],
  ["/self-service/login?return_to=/edge-sessions/authorize", ""],
  ["/edge-sessions/../sessions/whoami", ""],
  ["/edge-sessions/authorize", "/base"],
  ["/base", "/base"],
  ["*", ""],
  ["", ""],
])("The target %s below %j is the identity server's.", (target, base) => {
  expect(isOwnTarget(target, base)).toBe(false);
});
