import { expect, test } from "vitest";
import { publishedJwk, readSigningKeys, type SealedSigningKey } from "./signing-key.ts";
import { signingKeysMax } from "./token-limits.ts";

const key: SealedSigningKey = {
  keyId: "kid-1",
  algorithm: "ES256",
  publicJwk: { kty: "EC", crv: "P-256", x: "xxx", y: "yyy" },
  sealed: "e30..aaaa.bbbb.cccc",
  createdAtMs: 1,
  signsFromMs: 2,
};

test("Keys are read as they were written.", () => {
  expect(readSigningKeys(JSON.parse(JSON.stringify([key])))).toEqual([key]);
});

test("Members that a later version may have added are ignored.", () => {
  expect(readSigningKeys([{ ...key, color: "red" }])).toEqual([key]);
});

test("A private member is neither read nor published.", () => {
  const [read] = readSigningKeys([{ ...key, publicJwk: { ...key.publicJwk, d: "private" } }]) ?? [];
  expect(JSON.stringify(read)).not.toContain("private");
  const members = Object.keys(publishedJwk(read ?? key));
  expect(members).toEqual("kty crv x y kid alg use".split(" "));
});

test.each([
  ["no list", {}],
  ["a member that is no object", ["key"]],
  ["an unknown algorithm", [{ ...key, algorithm: "HS256" }]],
  ["no id", [{ ...key, keyId: undefined }]],
  ["an id with odd characters", [{ ...key, keyId: "a/b" }]],
  [
    "a public key without a coordinate",
    [{ ...key, publicJwk: { kty: "EC", crv: "P-256", x: "x" } }],
  ],
  ["no sealed key", [{ ...key, sealed: "" }]],
  ["a sealed key that is too long", [{ ...key, sealed: "a".repeat(4_097) }]],
  ["an instant that is a text", [{ ...key, signsFromMs: "2" }]],
  ["too many keys", Array.from({ length: signingKeysMax + 1 }, () => key)],
])("Keys with %s are not read at all.", (_, value) => {
  expect(readSigningKeys(value)).toBeUndefined();
});

test("As many keys as are allowed are read.", () => {
  expect(readSigningKeys(Array.from({ length: signingKeysMax }, () => key))).toHaveLength(
    signingKeysMax,
  );
});
