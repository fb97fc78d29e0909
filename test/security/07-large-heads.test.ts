// Case 7: heads beyond the limit are refused whole; thousands of cookie pairs are forwarded, never stored.
import { afterAll, beforeAll, expect, test } from "vitest";
import { startScene, type Scene } from "../e2e/scene.ts";
import { rawRequest } from "../wire/raw-client.ts";
import { cached, cacheStatus, expectForwarded, signedIn, type SignedIn } from "./asking.ts";
import { expectRefused, tooLarge } from "./refused.ts";

let scene: Scene;
let a: SignedIn;

beforeAll(async () => {
  scene = await startScene();
  a = await signedIn(scene);
  await cached(scene, [`Cookie: ${a.cookie}`]);
});

afterAll(() => scene[Symbol.asyncDispose]());

const request = (...lines: readonly string[]): string =>
  rawRequest("GET /sessions/whoami HTTP/1.1", [`Host: ${new URL(scene.edge.url).host}`, ...lines]);

test.each<[string, () => string]>([
  ["a cookie of 64 KiB", () => request(`Cookie: ory_kratos_session=${"a".repeat(65_536)}`)],
  [
    "a good cookie behind 64 KiB of others",
    () => request(`Cookie: x=${"a".repeat(65_536)}; ${a.cookie}`),
  ],
  [
    "many lines",
    () => request(...Array.from({ length: 3_000 }, (_, n) => `X-Line-${n}: ${"b".repeat(20)}`)),
  ],
])("%s: 431", async (_, bytes) => {
  await expectRefused(scene, bytes(), tooLarge, a);
});

test("5,000 cookie pairs with a good one among them: forwarded as they came", async () => {
  const pairs = Array.from({ length: 2_500 }, (_, n) => `c${n}=v`);
  const lines = [`Cookie: ${[...pairs, a.cookie, ...pairs].join("; ")}`];
  const answer = await expectForwarded(scene, { headers: lines });
  expect(cacheStatus(answer)).toContain("detail=cookies-many");
});
