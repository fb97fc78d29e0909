// Case 8: the check's path in any other spelling is forwarded as it came, whatever the origin makes of it.
import { afterAll, beforeAll, expect, test } from "vitest";
import { startScene, type Scene } from "../harness/scene.ts";
import {
  cached,
  cacheStatus,
  expectForwarded,
  signedIn,
  type SignedIn,
} from "../harness/asking.ts";

let scene: Scene;
let a: SignedIn;

beforeAll(async () => {
  scene = await startScene();
  a = await signedIn(scene);
  await cached(scene, [`Cookie: ${a.cookie}`]);
});

afterAll(() => scene[Symbol.asyncDispose]());

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
])("%s: forwarded as it came, never cached", async (target) => {
  const calls = scene.relay.calls.length;
  const answer = await expectForwarded(scene, { target, headers: [`Cookie: ${a.cookie}`] });
  expect(scene.relay.calls[calls]?.target).toBe(target);
  expect(cacheStatus(answer)).toBe("");
});
