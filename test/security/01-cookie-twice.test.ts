// Case 1: the session cookie twice. Which one the origin takes depends on which it can decode, so nobody may guess.
import { afterAll, beforeAll, expect, test } from "vitest";
import { startScene, type Scene } from "../e2e/scene.ts";
import { cached, cacheStatus, expectForwarded, signedIn, type SignedIn } from "./asking.ts";

let scene: Scene;
let a: SignedIn;
let b: SignedIn;

beforeAll(async () => {
  scene = await startScene();
  [a, b] = [await signedIn(scene), await signedIn(scene)];
  await cached(scene, [`Cookie: ${a.cookie}`]);
  await cached(scene, [`Cookie: ${b.cookie}`]);
});

afterAll(() => scene[Symbol.asyncDispose]());

const pairs: readonly [string, () => readonly [string, string]][] = [
  ["the same value twice", () => [a.cookie, a.cookie]],
  ["A, then B", () => [a.cookie, b.cookie]],
  ["B, then A", () => [b.cookie, a.cookie]],
  ["A, then one that does not decode", () => [a.cookie, `${scene.origin.cookieName}=junk`]],
  ["one that does not decode, then A", () => [`${scene.origin.cookieName}=junk`, a.cookie]],
  ["an empty one, then B", () => [`${scene.origin.cookieName}=`, b.cookie]],
  ["a quoted one, then B", () => [`${scene.origin.cookieName}="${a.cookieValue}"`, b.cookie]],
];

test.each(pairs)("%s, in one line: forwarded, never stored", async (_, of) => {
  const answer = await expectForwarded(scene, { headers: [`Cookie: ${of().join("; ")}`] });
  expect(cacheStatus(answer)).toContain("fwd=bypass");
});

test.each(pairs)("%s, in two lines: forwarded, never stored", async (_, of) => {
  const answer = await expectForwarded(scene, { headers: of().map((pair) => `Cookie: ${pair}`) });
  expect(cacheStatus(answer)).toContain("fwd=bypass");
});
