// Case 8: the check's path in any other spelling is forwarded as it came, whatever the origin makes of it.
import { expect, test } from "vitest";
import { byCookie, sharePerson, shareScene } from "../harness/shared-scene.ts";
import { cacheStatus, expectForwarded } from "../harness/asking.ts";

const scene = shareScene();
const a = sharePerson(scene, byCookie);

test.each([
  "/sessions/whoami/",
  "//sessions/whoami",
  "/sessions//whoami",
  "/./sessions/whoami",
  "/sessions/./whoami",
  "/sessions/x/../whoami",
  "/sessions/whoami/.",
  "/sessions%2fwhoami",
  "/sessions%2Fwhoami",
  "/sessions/whoam%69",
  "/%73essions/whoami",
  "/sessions/whoami%00",
  "/sessions/whoami;x.js",
  "/sessions;x/whoami",
  "/sessions/whoami.css",
  "/sessions/whoami.js?x",
  "/sessions/WHOAMI",
  "/Sessions/whoami",
  "/sessions/whoami%3f",
  "/sessions/whoami%20",
  "/sessions/whoami/x.css",
])("A request for %s is forwarded unchanged and never cached.", async (target) => {
  const calls = scene.relay.calls.length;
  const answer = await expectForwarded(scene, { target, headers: [`Cookie: ${a.cookie}`] });
  expect(scene.relay.calls[calls]?.target).toBe(target);
  expect(cacheStatus(answer)).toBe("");
});
