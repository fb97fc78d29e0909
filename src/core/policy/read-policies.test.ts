import { expect, test } from "vitest";
import { makePolicy, type Policy } from "./policy.ts";
import { readPolicies } from "./read-policies.ts";

const full: Policy = {
  name: "app",
  headers: [{ name: "X-User-Id", pointer: "/identity/id" }],
  requiredAal: "aal2",
  authenticatedWithinMs: 60_000,
  schemas: ["person"],
  organizations: ["o"],
  conditions: [{ pointer: "/identity/traits/role", oneOf: ["admin", 3, true] }],
  maxAgeMs: 1_000,
  anonymous: true,
  browsers: "location",
  signInUrl: "https://auth.example/",
  returnUrls: ["https://app.example/"],
  signedSession: {
    header: "X-Session-Jwt",
    audience: ["api"],
    claims: [{ name: "email", pointer: "/identity/traits/email" }],
    lifetimeMs: 60_000,
  },
  unreadable: false,
};

test.each([[full], [makePolicy("plain")]])("A policy comes back as it was sent.", (policy) => {
  expect(readPolicies(JSON.parse(JSON.stringify([policy])))).toEqual([policy]);
});

const changes: readonly [string, unknown][] = [
  ["aNewCondition", true],
  ["constructor", true],
  ["toString", true],
  ["requiredAal", "aal9"],
  ["conditions", [{ pointer: "/a", oneOf: ["b"], not: true }]],
  ["conditions", [{ pointer: "/a", oneOf: [{}] }]],
  ["conditions", "none"],
  ["authenticatedWithinMs", -1],
  ["maxAgeMs", "1s"],
  ["schemas", [1]],
  ["anonymous", "yes"],
  ["browsers", "shout"],
  ["headers", [{ name: "X" }]],
  ["signedSession", { audience: [], claims: [], lifetimeMs: 1, alg: "none" }],
  ["signedSession", { header: 1, audience: [], claims: [], lifetimeMs: 1 }],
];
test.each(changes)("A policy whose %s is %j allows nothing.", (member, value) => {
  expect(readPolicies([{ ...full, [member]: value }])).toEqual([
    makePolicy("app", { unreadable: true }),
  ]);
});

test("A policy with a member that is called __proto__ allows nothing.", () => {
  const sent: unknown = JSON.parse('[{"name":"app","__proto__":{"a":1}}]');
  expect(readPolicies(sent)).toEqual([makePolicy("app", { unreadable: true })]);
});

test("What is not a list of named policies is not read.", () => {
  for (const value of [{}, "app", [1], [{}], [{ name: 1 }]]) {
    expect(readPolicies(value)).toBeUndefined();
  }
});
