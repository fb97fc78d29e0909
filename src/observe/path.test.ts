import { expect, test } from "vitest";
import { shownPath } from "./path.ts";

test.each([
  ["/sessions/whoami?token=canary", "/sessions/whoami"],
  ["/a%3Ftoken=canary", "/a"],
  ["/edge-sessions/authorize", "/edge-sessions/authorize"],
  ["/edge-sessions/authorize?canary", "/edge-sessions/authorize"],
  ["/edge-sessions/authorize/app", "/edge-sessions/authorize/app"],
  // Envoy appends the path that the client asked the application for.
  ["/edge-sessions/authorize/app/reset/canary", "/edge-sessions/authorize/app"],
  ["/id/edge-sessions/authorize/app/reset/canary?x=1", "/id/edge-sessions/authorize/app"],
  ["/edge-sessions/authorize//canary", "/edge-sessions/authorize/"],
  [`/${"a".repeat(300)}`, `/${"a".repeat(255)}…`],
])("Of the target %s logs show %s.", (target, shown) => {
  expect(shownPath(target)).toBe(shown);
});
