// Case 4: `Authorization` in every shape but the one: never a key, never stored.
import { afterAll, beforeAll, expect, test } from "vitest";
import { startScene, type Scene } from "../e2e/scene.ts";
import { cached, cacheStatus, expectForwarded, signedIn, type SignedIn } from "./asking.ts";

let scene: Scene;
let a: SignedIn;
let b: SignedIn;

beforeAll(async () => {
  scene = await startScene({ settings: { sessionTokens: true } });
  [a, b] = [await signedIn(scene), await signedIn(scene)];
  await cached(scene, [`Authorization: Bearer ${a.token}`]);
  await cached(scene, [`Authorization: Bearer ${b.token}`]);
  await cached(scene, [`X-Session-Token: ${a.token}`]);
});

afterAll(() => scene[Symbol.asyncDispose]());

test.each<[string, () => readonly string[]]>([
  [
    "two lines, A and B",
    () => [`Authorization: Bearer ${a.token}`, `Authorization: Bearer ${b.token}`],
  ],
  [
    "two lines, B and A",
    () => [`Authorization: Bearer ${b.token}`, `Authorization: Bearer ${a.token}`],
  ],
  [
    "two equal lines",
    () => [`Authorization: Bearer ${a.token}`, `Authorization: Bearer ${a.token}`],
  ],
  ["two spaces", () => [`Authorization: Bearer  ${a.token}`]],
  ["a tab", () => [`Authorization: Bearer\t${a.token}`]],
  ["no space", () => [`Authorization: Bearer${a.token}`]],
  ["two tokens", () => [`Authorization: Bearer ${a.token} ${b.token}`]],
  ["joined by a comma", () => [`Authorization: Bearer ${a.token}, Bearer ${b.token}`]],
  ["joined by a comma without a space", () => [`Authorization: Bearer ${a.token},${b.token}`]],
  ["quoted", () => [`Authorization: Bearer "${a.token}"`]],
  ["another scheme", () => [`Authorization: Basic ${a.token}`]],
  ["a scheme that ends like it", () => [`Authorization: XBearer ${a.token}`]],
  ["the scheme alone", () => ["Authorization: Bearer"]],
  ["nothing", () => ["Authorization:"]],
  [
    "two X-Session-Token lines",
    () => [`X-Session-Token: ${a.token}`, `X-Session-Token: ${b.token}`],
  ],
  [
    "an empty X-Session-Token before a bearer",
    () => ["X-Session-Token:", `Authorization: Bearer ${a.token}`],
  ],
  ["an X-Session-Token with a blank in it", () => [`X-Session-Token: ${a.token} ${b.token}`]],
])("%s: forwarded, never stored", async (_, of) => {
  const answer = await expectForwarded(scene, { headers: of() });
  expect(cacheStatus(answer)).toContain("fwd=bypass");
});
