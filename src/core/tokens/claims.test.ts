import { expect, test } from "vitest";
import { completeClaims, prepareClaims, registeredClaims } from "./claims.ts";
import { claimsBytesMax } from "./token-limits.ts";

const session = {
  id: "5c2f2a58-5c5d-4a0e-8a7e-0d5f6c5e8f11",
  active: true,
  expires_at: "2026-12-01T00:00:00Z",
  authenticated_at: "2026-11-30T20:00:00.75Z",
  authenticator_assurance_level: "aal2",
  identity: {
    id: "0d9c8d3e-5b1f-4f7c-9d43-5b9b3ac0f001",
    traits: { email: "jo@example.com", name: "Zoë", admin: true, age: 41, groups: ["a", "b"] },
    metadata_public: { object: { a: 1 }, mixed: ["a", null], none: null },
  },
};

function prepared(claims: readonly { readonly name: string; readonly pointer: string }[]): unknown {
  const text = prepareClaims(session, { claims });
  return text === undefined ? undefined : JSON.parse(text);
}

test("A session gives its own claims, with the instant of authentication in whole seconds.", () => {
  expect(prepared([])).toEqual({
    sub: session.identity.id,
    sid: session.id,
    aal: "aal2",
    auth_time: Date.parse("2026-11-30T20:00:00Z") / 1_000,
  });
});

test("Mapped claims keep their JSON types.", () => {
  const fields = ["email", "name", "admin", "age", "groups"];
  const claims = fields.map((name) => ({ name, pointer: `/identity/traits/${name}` }));
  expect(prepared(claims)).toMatchObject(session.identity.traits);
});

test("Objects, null, lists of anything but scalars and missing fields are absent claims.", () => {
  const claims = ["object", "mixed", "none", "missing"].map((name) => ({
    name,
    pointer: `/identity/metadata_public/${name}`,
  }));
  expect(prepared(claims)).toEqual(prepared([]));
});

test("No mapping can set a registered claim, or one that the session gives.", () => {
  const claims = registeredClaims.map((name) => ({ name, pointer: "/identity/traits/email" }));
  expect(prepared(claims)).toEqual(prepared([]));
});

test("A claim may have the name of an object's own machinery, and changes nothing else.", () => {
  const claims = [{ name: "__proto__", pointer: "/identity/traits/email" }];
  const text = prepareClaims(session, { claims });
  expect(text).toContain('"__proto__":"jo@example.com"');
});

test("Prepared claims are ASCII, whatever the session holds.", () => {
  const text = prepareClaims(session, {
    claims: [{ name: "Näme", pointer: "/identity/traits/name" }],
  });
  expect(text).toMatch(/^[ -~]*$/);
  expect(JSON.parse(text ?? "")).toMatchObject({ Näme: "Zoë" });
});

test.each([
  ["is not active", { ...session, active: false }],
  ["does not say that it is active", { ...session, active: undefined }],
  ["has no id", { ...session, id: undefined }],
  ["names nobody", { ...session, identity: {} }],
])("A session that %s gives no claims.", (_, given) => {
  expect(prepareClaims(given, { claims: [] })).toBeUndefined();
});

test("Claims may be as long as the limit, and not longer.", () => {
  const claims = [{ name: "x", pointer: "/identity/traits/x" }];
  const withText = (characters: number): string | undefined => {
    const identity = { ...session.identity, traits: { x: "x".repeat(characters) } };
    return prepareClaims({ ...session, identity }, { claims });
  };
  const room = claimsBytesMax - (withText(0)?.length ?? 0);
  expect(withText(room)).toHaveLength(claimsBytesMax);
  expect(withText(room + 1)).toBeUndefined();
});

const moment = {
  issuer: "https://id.example.com",
  audience: ["api"],
  atWallMs: 1_700_000_000_900,
  lifetimeMs: 60_000,
  endsAtWallMs: 1_800_000_000_000,
};

test("A token is issued in the second of the moment, and lives for its lifetime.", () => {
  const whole = completeClaims('{"sub":"a"}', moment);
  expect(JSON.parse(whole?.text ?? "")).toEqual({
    iss: "https://id.example.com",
    aud: ["api"],
    iat: 1_700_000_000,
    exp: 1_700_000_060,
    sub: "a",
  });
  expect(whole).toMatchObject({ issuedAt: 1_700_000_000, expiresAt: 1_700_000_060 });
  expect(whole?.untilSessionEnd).toBe(false);
});

test("A token without an audience has no such claim.", () => {
  const whole = completeClaims('{"sub":"a"}', { ...moment, audience: [] });
  expect(JSON.parse(whole?.text ?? "")).not.toHaveProperty("aud");
});

test("A token ends with its session, and never later.", () => {
  const whole = completeClaims('{"sub":"a"}', { ...moment, endsAtWallMs: 1_700_000_010_999 });
  expect(whole).toMatchObject({ expiresAt: 1_700_000_010, untilSessionEnd: true });
});

test.each([1_700_000_001_999, 1_699_999_999_000, Number.NaN])(
  "No token is minted from a session that ends at %s.",
  (endsAtWallMs) => {
    expect(completeClaims('{"sub":"a"}', { ...moment, endsAtWallMs })).toBeUndefined();
  },
);
