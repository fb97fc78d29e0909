// A policy as the texts of a form, and what a decision and a policy are said to be.
import { describe, expect, test } from "vitest";
import { explainDecision } from "../../src/console/text/decision-outcome.ts";
import { allowedText, refusedText } from "../../src/console/text/policy-summary.ts";
import { policyOf, textsOf } from "../../src/console/text/policy-text.ts";
import { presetsFor } from "../../src/console/pages/policies/presets.ts";
import { policiesOfConfiguration } from "../../src/config/policies/policies.ts";
import type { Policy } from "../../src/console/api/policy.ts";

const full: Policy = {
  headers: { "X-A": "/identity/id", "X-B": "/identity/traits/a: b" },
  required_aal: "aal2",
  authenticated_within: "12h",
  schemas: ["default", "other"],
  organizations: ["o"],
  conditions: [
    { field: "/a", one_of: ["admin", "7", 7, true, "true", "a,b", 'say "hi"', " blank ", ""] },
  ],
  max_age: "10s",
  anonymous: true,
  browsers: "location",
  sign_in_url: "https://auth.example.com/login",
  return_urls: ["https://app.example.com/"],
  signed_session: {
    audience: ["api"],
    header: "X-Jwt",
    issuer: "https://id.example",
    claims: { e: "/id" },
    lifetime: "2m",
  },
};

describe("the form of a policy", () => {
  test("A policy is the same after the form, whatever its values look like.", () => {
    expect(policyOf(textsOf(full), full)).toEqual({ policy: full, problems: [] });
    expect(policyOf(textsOf({}), {})).toEqual({ policy: {}, problems: [] });
  });

  test("What the form does not know stays, so that the control plane can refuse it.", () => {
    const later: Policy = Object.assign({}, full, { required_risk: "low" });
    expect(policyOf(textsOf(later), later).policy).toEqual(later);
  });

  test("Members with another type are shown empty and break nothing.", () => {
    const odd: Policy = JSON.parse(
      '{"headers":7,"schemas":"x","conditions":[7,{"one_of":8}],"signed_session":"x","max_age":9}',
    );
    expect(textsOf(odd)).toMatchObject({ headers: "", schemas: "", maxAge: "", audience: "" });
    expect(allowedText(odd)).toContain("Signed-in users");
  });

  test("Of two lines with one name, none is lost without a word.", () => {
    const texts = { ...textsOf({}), headers: "X-A: /a\nX-A: /b", claims: "e: /a\ne: /b" };
    expect(policyOf(texts, {}).problems).toEqual([
      { member: "headers", problem: "must not have X-A twice" },
      { member: "claims", problem: "must not have e twice" },
    ]);
  });

  test("A line without a colon is sent as it is, and refused.", () => {
    const texts = { ...textsOf({}), headers: "X-A" };
    const { policy } = policyOf(texts, {});
    expect(policiesOfConfiguration({ app: policy })).toMatchObject({ kind: "problems" });
  });

  test("Parts of a signed session without an audience are not dropped, but refused.", () => {
    const texts = { ...textsOf({}), lifetime: "30s" };
    const { policy } = policyOf(texts, {});
    expect(policy).toEqual({ signed_session: { audience: [], lifetime: "30s" } });
  });

  test("Every preset is a policy that can be saved.", () => {
    for (const { policy, name } of presetsFor("http://shop.projects.localhost:4000"))
      expect(policiesOfConfiguration({ [name]: policy })).toMatchObject({ kind: "policies" });
  });
});

test.each<[Policy, string, string]>([
  [{}, "Signed-in users", "401 or 403"],
  [{ anonymous: true }, "Everybody", "401 or 403"],
  [
    { anonymous: true, required_aal: "aal2" },
    "Everybody without a session; with one, at least aal2",
    "401 or 403",
  ],
  [
    {
      schemas: ["a"],
      conditions: [
        { field: "/a", one_of: [1] },
        { field: "/b", one_of: [1] },
      ],
    },
    "Signed-in users, 1 schema, 2 conditions",
    "401 or 403",
  ],
  [{ sign_in_url: "https://a.example/" }, "Signed-in users", "A redirect to sign-in"],
  [
    { browsers: "location", sign_in_url: "https://a.example/" },
    "Signed-in users",
    "401 or 403 with the address of sign-in",
  ],
])("The policy %j is said to let through: %s", (policy, allowed, refused) => {
  expect([allowedText(policy), refusedText(policy)]).toEqual([allowed, refused]);
});

describe("a decision", () => {
  const decided = (status: number, id: string | null, headers: [string, string][] = []) =>
    explainDecision(
      { edge: "e", decision: { status, error_id: id, headers, duration_ms: 1 } },
      "https://kratos.example",
    ).join(" ");

  test("A decision says what happened and where a browser goes.", () => {
    expect(decided(200, null)).toBe("The request may go on, with the headers below.");
    expect(decided(401, "edge_session_required")).toMatch(/no valid session/u);
    const location: [string, string] = ["Location", "https://a.example/?return_to=b"];
    expect(decided(302, "edge_session_required", [location])).toMatch(
      /is sent to https:\/\/a\.example\/\?return_to=b\. It comes back/u,
    );
    expect(decided(403, "edge_aal_required", [["Location", "https://a.example/"]])).toMatch(
      /The gateway can send the browser to https:\/\/a\.example\/\. It does not come back/u,
    );
    expect(decided(403, "edge_policy_refused")).toMatch(/schemas, organizations and conditions/u);
    expect(decided(502, "edge_origin_unreachable")).toMatch(/could not reach the identity server/u);
  });
});
