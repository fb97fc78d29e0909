// How keys are compared: the time that it takes must not tell which key was meant, nor how much of it was right.
import type * as Crypto from "node:crypto";
import { beforeEach, expect, test, vi } from "vitest";
import { createKeyRing } from "../../src/intake/key-ring.ts";
import { adminKey, keyTexts } from "../harness/admin-scene.ts";

const compared = vi.hoisted((): number[] => []);

vi.mock("node:crypto", async (original) => {
  const crypto = await original<typeof Crypto>();
  const timingSafeEqual: typeof crypto.timingSafeEqual = (one, other) => {
    compared.push(other.byteLength);
    return crypto.timingSafeEqual(one, other);
  };
  return { ...crypto, timingSafeEqual };
});

beforeEach(() => {
  compared.length = 0;
});

const ring = createKeyRing([
  adminKey("first", keyTexts.read, ["read"]),
  adminKey("second", keyTexts.hooks, ["hooks"]),
  adminKey("last", keyTexts.admin, ["admin"]),
]);

test.for([
  ["the first key", keyTexts.read, "first"],
  ["the last key", keyTexts.admin, "last"],
  ["an unknown key", "unknown", undefined],
  ["nothing", "", undefined],
] as const)("A look-up of %s compares digests once with each key.", ([, presented, name]) => {
  expect(ring.find(presented)?.name).toBe(name);
  expect(compared).toEqual([32, 32, 32]);
});
