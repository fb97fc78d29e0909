import { expect, test } from "vitest";
import { authorizePath, readPolicyTarget } from "./decision-path.ts";

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
