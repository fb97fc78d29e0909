import { describe, expect, test } from "vitest";
import { policyHeaderBytesMax } from "../limits.ts";
import { claimsBytesMax } from "../tokens/token-limits.ts";
import { makePolicy, type Policy } from "./policy.ts";
import { judgeSession, readVerdict, verdictAt, writeVerdicts } from "./verdict.ts";

const text = JSON.stringify({
  id: "s",
  active: true,
  authenticated_at: "2026-07-01T12:00:00Z",
  authenticator_assurance_level: "aal1",
  identity: {
    id: "i",
    schema_id: "person",
    organization_id: null,
    traits: {
      email: "ada@example.org",
      groups: ["staff", "ops"],
      age: 36,
      name: "A\u001eB\u001fC",
    },
  },
});
const judge = (parts: Partial<Omit<Policy, "name">>) =>
  judgeSession(makePolicy("app", parts), text);
const allowed = { kind: "allow", headText: "", claims: "", authenticatedAtMs: undefined };

describe("judgeSession", () => {
  test.each([
    ["no condition", {}, allowed],
    ["the level that it has", { requiredAal: "aal1" }, allowed],
    ["a lower level", { requiredAal: "aal0" }, allowed],
    ["a higher level", { requiredAal: "aal2" }, { kind: "refuse", why: "aal" }],
    ["its schema", { schemas: ["x", "person"] }, allowed],
    ["another schema", { schemas: ["x"] }, { kind: "refuse", why: "schema" }],
    ["an organization", { organizations: ["o"] }, { kind: "refuse", why: "organization" }],
    [
      "a member of a list",
      { conditions: [{ pointer: "/identity/traits/groups", oneOf: ["ops"] }] },
      allowed,
    ],
    [
      "another member",
      { conditions: [{ pointer: "/identity/traits/groups", oneOf: ["admin"] }] },
      { kind: "refuse", why: "condition" },
    ],
    ["a number", { conditions: [{ pointer: "/identity/traits/age", oneOf: [36] }] }, allowed],
    [
      "a number as text",
      { conditions: [{ pointer: "/identity/traits/age", oneOf: ["36"] }] },
      { kind: "refuse", why: "condition" },
    ],
    [
      "a missing field",
      { conditions: [{ pointer: "/identity/traits/x", oneOf: ["a"] }] },
      { kind: "refuse", why: "condition" },
    ],
    [
      "all of two conditions",
      {
        conditions: [
          { pointer: "/identity/traits/age", oneOf: [36] },
          { pointer: "/identity/traits/age", oneOf: [37] },
        ],
      },
      { kind: "refuse", why: "condition" },
    ],
  ] as const)("asks for %s.", (_, parts, verdict) => {
    expect(judge(parts)).toEqual(verdict);
  });

  test("makes the headers of the fields that there are.", () => {
    const headers = [
      { name: "X-Email", pointer: "/identity/traits/email" },
      { name: "X-None", pointer: "/identity/organization_id" },
      { name: "X-Groups", pointer: "/identity/traits/groups" },
    ];
    expect(judge({ headers })).toMatchObject({
      headText: "X-Email: ada@example.org\r\nX-Groups: staff,ops\r\n",
    });
  });

  test("The largest head is allowed, and one byte more is refused.", () => {
    const policy = makePolicy("app", { headers: [{ name: "X", pointer: "/x" }] });
    const sessionWith = (length: number) => JSON.stringify({ x: "a".repeat(length) });
    const rest = "X: \r\n".length;
    expect(judgeSession(policy, sessionWith(policyHeaderBytesMax - rest)).kind).toBe("allow");
    expect(judgeSession(policy, sessionWith(policyHeaderBytesMax - rest + 1))).toEqual({
      kind: "refuse",
      why: "value",
    });
  });

  test("A session without a level, or without the instant of its authentication, is refused.", () => {
    const bare = (parts: Partial<Omit<Policy, "name">>) =>
      judgeSession(makePolicy("app", parts), "{}");
    expect(bare({ requiredAal: "aal0" })).toEqual({ kind: "refuse", why: "aal" });
    expect(bare({ authenticatedWithinMs: 1_000 })).toEqual({ kind: "refuse", why: "age" });
  });
});

describe("The verdicts of an entry", () => {
  const policies = [
    makePolicy("a", { requiredAal: "aal3" }),
    makePolicy("b", { headers: [{ name: "X-Name", pointer: "/identity/traits/name" }] }),
    makePolicy("c", { authenticatedWithinMs: 1_000 }),
    makePolicy("d"),
    makePolicy("e", {
      signedSession: {
        header: undefined,
        audience: [],
        claims: [{ name: "name", pointer: "/identity/traits/name" }],
        lifetimeMs: 60_000,
      },
    }),
  ];

  test("come back each as it was, whatever the fields contain.", () => {
    const verdicts = writeVerdicts(policies, text);
    expect(Buffer.from(verdicts).byteLength).toBe(verdicts.length);
    for (const [place, policy] of policies.entries()) {
      expect(readVerdict(verdicts, place)).toEqual(judgeSession(policy, text));
    }
    expect(() => readVerdict(verdicts, policies.length)).toThrow("no verdict");
    expect(() => readVerdict("", 0)).toThrow("damaged");
  });

  test("There are none without policies.", () => {
    expect(writeVerdicts([], text)).toBe("");
  });
});

describe("A person's huge trait", () => {
  const mapped = Array.from({ length: 32 }, (_, n) => ({
    name: `X-${n}`,
    pointer: "/identity/traits/bio",
  }));
  const signedSession = { header: "X-Jwt", audience: [], claims: mapped, lifetimeMs: 60_000 };
  const condition = { pointer: "/identity/traits/bio", oneOf: ["a", "b", 3] };
  const kinds: readonly Partial<Policy>[] = [
    { headers: mapped },
    { signedSession },
    { conditions: Array.from({ length: 16 }, () => condition) },
  ];
  const policies = Array.from({ length: 30 }, (_, n) => makePolicy(`p${n}`, kinds[n % 3]));
  const sessionWith = (bio: unknown): string =>
    JSON.stringify({ id: "s", active: true, identity: { id: "i", traits: { bio } } });

  test.each([
    ["%", "%".repeat(60_000)],
    ["é", "é".repeat(30_000)],
    ["blanks", " ".repeat(60_000)],
    ["a list", Array.from({ length: 30_000 }, () => 1)],
    ["a list of empty texts", Array.from({ length: 20_000 }, () => "")],
  ])("of %s costs no more than it does to read it a few hundred times.", (_, bio) => {
    const huge = sessionWith(bio);
    const took = (run: () => void): number => {
      const times = Array.from({ length: 5 }, () => {
        const from = performance.now();
        run();
        return performance.now() - from;
      });
      return Math.min(...times);
    };
    const reading = took(() => JSON.parse(huge));
    expect(took(() => writeVerdicts(policies, huge)) / reading).toBeLessThan(300);
    expect(new Set(policies.map((policy) => judgeSession(policy, huge).kind))).toEqual(
      new Set(["refuse"]),
    );
  });
});

test("A policy that signs refuses a session whose claims are too large.", () => {
  const signedSession = {
    header: undefined,
    audience: [],
    claims: [{ name: "x".repeat(claimsBytesMax), pointer: "/identity/traits/email" }],
    lifetimeMs: 60_000,
  };
  expect(judge({ signedSession })).toEqual({ kind: "refuse", why: "value" });
  const verdict = judge({ signedSession: { ...signedSession, claims: [] } });
  expect(verdict).toMatchObject({ kind: "allow", claims: expect.stringContaining('"sid":"s"') });
});

test("An authentication is recent enough up to the policy's limit, and not a millisecond longer.", () => {
  const policy = makePolicy("app", { authenticatedWithinMs: 1_000 });
  const verdict = judgeSession(policy, text);
  const authenticatedMs = Date.parse("2026-07-01T12:00:00Z");
  expect(verdictAt(verdict, policy, authenticatedMs + 1_000).kind).toBe("allow");
  expect(verdictAt(verdict, policy, authenticatedMs + 1_001)).toEqual({
    kind: "refuse",
    why: "age",
  });
  expect(verdictAt(verdict, makePolicy("app"), Number.MAX_SAFE_INTEGER)).toBe(verdict);
});
