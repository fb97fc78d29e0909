// Policies as they are configured: what is read, and everything that is refused, at the edge of each limit.
// One file, because all tests read policies by the same form.
import { describe, expect, test } from "vitest";
import { policiesOfConfiguration, policiesOfStored } from "../../src/config/policies/policies.ts";
import { writePolicies } from "../../src/config/policies/write-policies.ts";
import { makePolicy, type Policy } from "../../src/core/policy/policy.ts";
import { readPolicies } from "../../src/core/policy/read-policies.ts";

/** Everything that is wrong, each as a sentence. */
function wrong(value: unknown): readonly string[] {
  const read = policiesOfConfiguration(value);
  if (read.kind === "policies") return [];
  return read.problems.map(({ path, problem }) => [path.join("."), problem].join(" ").trim());
}

/** What is wrong with one policy. */
const wrongWith = (form: unknown) => wrong({ app: form });

/** What is read from one policy. */
function policyOf(form: unknown): Policy | undefined {
  const read = policiesOfConfiguration({ app: form });
  return read.kind === "policies" ? read.policies[0] : undefined;
}

const full = {
  headers: {
    "X-User-Id": "/identity/id",
    "X-User-Email": "/identity/traits/email",
    "X-User-Aal": "/authenticator_assurance_level",
  },
  required_aal: "aal2",
  authenticated_within: "12h",
  schemas: ["default"],
  organizations: ["0b7e8c5c-3a52-4a8e-9f0e-2f5f0c1f8e53"],
  conditions: [{ field: "/identity/traits/role", one_of: ["admin", 7, true] }],
  max_age: "10s",
  anonymous: true,
  browsers: "location",
  sign_in_url: "https://auth.example.com/self-service/login/browser",
  return_urls: ["https://app.example.com/", "http://localhost:3000/a/b"],
  signed_session: {
    header: "Authorization",
    audience: ["api"],
    claims: { email: "/identity/traits/email" },
    lifetime: "2m",
  },
};

const repeat = <Value>(count: number, make: (index: number) => Value) =>
  Array.from({ length: count }, (_, index) => make(index));
const mapping = (count: number, prefix: string, value: unknown) =>
  Object.fromEntries(repeat(count, (index) => [`${prefix}${index}`, value]));

describe("what is read", () => {
  test("A policy with every member is read into the core's form.", () => {
    expect(policyOf(full)).toEqual({
      name: "app",
      headers: [
        { name: "X-User-Id", pointer: "/identity/id" },
        { name: "X-User-Email", pointer: "/identity/traits/email" },
        { name: "X-User-Aal", pointer: "/authenticator_assurance_level" },
      ],
      requiredAal: "aal2",
      authenticatedWithinMs: 43_200_000,
      schemas: ["default"],
      organizations: ["0b7e8c5c-3a52-4a8e-9f0e-2f5f0c1f8e53"],
      conditions: [{ pointer: "/identity/traits/role", oneOf: ["admin", 7, true] }],
      maxAgeMs: 10_000,
      anonymous: true,
      browsers: "location",
      signInUrl: "https://auth.example.com/self-service/login/browser",
      returnUrls: ["https://app.example.com/", "http://localhost:3000/a/b"],
      signedSession: {
        header: "Authorization",
        audience: ["api"],
        claims: [{ name: "email", pointer: "/identity/traits/email" }],
        lifetimeMs: 120_000,
      },
      unreadable: false,
    });
  });

  test("An empty policy lets every session through, and browsers get the status.", () => {
    expect(policyOf({})).toEqual(makePolicy("app", { browsers: "status" }));
  });

  test("With a sign-in URL, browsers are redirected unless the policy says otherwise.", () => {
    const signIn = { sign_in_url: "https://auth.example.com/login" };
    expect(policyOf(signIn)?.browsers).toBe("redirect");
    expect(policyOf({ ...signIn, browsers: "status" })?.browsers).toBe("status");
  });

  test("A signed session lasts 60 s and has no header unless the policy says otherwise.", () => {
    expect(policyOf({ signed_session: { audience: ["api"] } })?.signedSession).toEqual({
      header: undefined,
      audience: ["api"],
      claims: [],
      lifetimeMs: 60_000,
    });
  });

  test("What is written from policies is read as the same policies, and so is what travels to other edges.", () => {
    for (const form of [full, {}, { anonymous: true }, { signed_session: { audience: ["a"] } }]) {
      const read = policiesOfConfiguration({ app: form });
      if (read.kind === "problems") throw new Error(JSON.stringify(read.problems));
      expect(policiesOfConfiguration(writePolicies(read.policies))).toEqual(read);
      expect(readPolicies(JSON.parse(JSON.stringify(read.policies)))).toEqual(read.policies);
    }
  });

  test("A policy that was not understood is never written, because its form would allow more.", () => {
    expect(() => writePolicies([makePolicy("app", { unreadable: true })])).toThrow(
      "The policy app was not understood.",
    );
  });
});

describe("what is refused", () => {
  test("Every problem of every policy is listed at once.", () => {
    const problems = wrong({
      "App 1": { headers: { "X-Id": "identity/id", "Set-Cookie": "/identity/id", "a b": 7 } },
      ok: {},
      admin: {
        required_aal: "aal9",
        authenticated_within: 12,
        max_age: "10 seconds",
        anonymous: "yes",
        browsers: "redirect",
        return_urls: "https://app.example.com/",
        conditions: [{ field: "/identity/traits", one_of: [] }, { field: "/id" }],
        signed_session: { audience: [], claims: { sub: "/identity/id" }, lifetime: "11m" },
        require_aal: "aal2",
      },
      none: null,
    });
    expect(problems).toMatchInlineSnapshot(`
      [
        "App 1 must be a name of 1 to 64 of a-z, 0-9, - and _",
        "App 1.headers.X-Id must be a JSON pointer such as /identity/traits/email",
        "App 1.headers.Set-Cookie must not be a header that HTTP or proxies already use; choose one of your own, such as X-User-Id",
        "App 1.headers.a b must be the name of a header such as X-User-Id",
        "App 1.headers.a b must be a string; put it in quotes",
        "admin.required_aal must be one of aal0, aal1, aal2, aal3",
        "admin.authenticated_within must be a duration such as 500ms, 30s or 2m30s",
        "admin.conditions.0.field must lead to a single value, such as /identity/traits/email; /identity/traits holds an object or a list of objects",
        "admin.conditions.0.one_of must have at least 1 member",
        "admin.conditions.1.one_of is missing; it must be a list such as [admin, owner]",
        "admin.max_age must be a duration such as 500ms, 30s or 2m30s",
        "admin.anonymous must be true or false",
        "admin.return_urls must be a list such as [https://app.example.com/]",
        "admin.signed_session.audience must have at least 1 member",
        "admin.signed_session.claims.sub must not be a claim that the edge sets itself",
        "admin.signed_session.lifetime must be at most 10m",
        "admin.require_aal is not a member that this version knows",
        "none must be a mapping, {} for a policy that lets every session through; it is empty",
        "admin.browsers must be status, or the policy needs sign_in_url, to which browsers are sent",
      ]
    `);
  });

  test.each([
    [undefined, "is missing; it must be a mapping of names to policies"],
    [null, "must be a mapping of names to policies; it is empty"],
    [[], "must be a mapping of names to policies"],
    ["app", "must be a mapping of names to policies"],
  ])("%j cannot be the policies of a project.", (value, problem) => {
    expect(wrong(value)).toEqual([problem]);
  });

  test("A name of JavaScript's own, which a patch cannot reach, is refused and does not disappear.", () => {
    const value: unknown = JSON.parse('{"__proto__": {"anonymous": true}, "length": {}}');
    expect(wrong(value)).toEqual([
      "__proto__ must be another name, because JavaScript uses this one",
      "length must be another name, because JavaScript uses this one",
    ]);
    const headers: unknown = JSON.parse('{"headers": {"__proto__": "/identity"}}');
    expect(wrongWith(headers)).toEqual([
      "app.headers.__proto__ must lead to a single value, such as /identity/id; /identity holds an object or a list of objects",
    ]);
  });

  test.each([
    "Set-Cookie",
    "set-cookie",
    "Location",
    "Content-Length",
    "Content-Security-Policy",
    "Transfer-Encoding",
    "Connection",
    "Keep-Alive",
    "Proxy-Authorization",
    "TE",
    "Trailer",
    "Upgrade",
    "Host",
    "Cookie",
    "Cache-Control",
    "Cache-Status",
    "Age",
    "Vary",
    "Date",
    "WWW-Authenticate",
    "Authorization",
    "X-Session-Token",
    "X-Forwarded-For",
    "X-Forwarded-Email",
    "X-Real-IP",
    "X-Original-URL",
    "X-HTTP-Method-Override",
    "X-Accel-Redirect",
    "Access-Control-Allow-Origin",
    "Sec-Fetch-Mode",
    "Forwarded",
    "Via",
  ])("No policy gives the header %s.", (name) => {
    expect(wrongWith({ headers: { [name]: "/identity/id" } })).toEqual([
      `app.headers.${name} must not be a header that HTTP or proxies already use; choose one of your own, such as X-User-Id`,
    ]);
  });

  test.each(["X User", "X-User:", "X-Üser", "X-User\r\nX-Admin", "", "(x)"])(
    "%j cannot be the name of a header.",
    (name) => {
      expect(wrongWith({ headers: { [name]: "/identity/id" } })).toEqual([
        `app.headers.${name} must be the name of a header such as X-User-Id`,
      ]);
    },
  );

  test("A header is not given twice, whatever its case, and also not with _ for -.", () => {
    const pointer = "/identity/id";
    const headers = { "X-User": pointer, "x-user": pointer, X_User: pointer };
    const problem =
      "must not be the same header as an earlier one; case, - and _ make no difference";
    expect(wrongWith({ headers })).toEqual([
      `app.headers.x-user ${problem}`,
      `app.headers.X_User ${problem}`,
    ]);
    expect(
      wrongWith({
        headers: { "X-User": pointer },
        signed_session: { header: "x-user", audience: ["api"] },
      }),
    ).toEqual(["app.signed_session.header must not be one of the headers of the policy"]);
  });

  test("Only the header of the signed session may be Authorization.", () => {
    const signed = (header: string) => ({ signed_session: { header, audience: ["api"] } });
    expect(wrongWith(signed("authorization"))).toEqual([]);
    expect(wrongWith(signed("Cookie"))).toHaveLength(1);
  });

  test.each([
    "",
    "/identity",
    "/identity/traits",
    "/identity/metadata_public",
    "/identity/verifiable_addresses",
    "/identity/verifiable_addresses/0",
    "/identity/recovery_addresses/12",
    "/devices",
    "/devices/0",
    "/authentication_methods",
    "/authentication_methods/1",
  ])("The pointer %j can never lead to a single value.", (pointer) => {
    expect(wrongWith({ headers: { "X-A": pointer } })).toEqual([
      expect.stringMatching(/^app\.headers\.X-A must (?:lead to a single value|not be the whole)/u),
    ]);
  });

  test.each([
    "/identity/id",
    "/identity/traits/roles",
    "/devices/0/id",
    "/a~1b/c~0d",
    "/a//b",
    "/ü",
  ])("The pointer %j is one.", (pointer) => {
    expect(wrongWith({ headers: { "X-A": pointer } })).toEqual([]);
  });

  test.each(["identity/id", "#/identity/id", "/a~2", "/a~", "$.identity.id"])(
    "%j is not a JSON pointer.",
    (pointer) => {
      expect(wrongWith({ headers: { "X-A": pointer } })).toEqual([
        "app.headers.X-A must be a JSON pointer such as /identity/traits/email",
      ]);
    },
  );

  test.each([
    ["app.example.com/", "must be a URL such as https://app.example.com/"],
    ["//app.example.com/", "must be a URL such as https://app.example.com/"],
    ["javascript:alert(1)", "must be a URL such as https://app.example.com/"],
    ["https://app.example.com/a b", "must be a URL such as https://app.example.com/"],
    [
      "https://app.example.com/\\evil",
      "must be written in its normal form, https://app.example.com//evil",
    ],
    ["https://user@app.example.com/", "must not contain a user or password"],
    ["https://:secret@app.example.com/", "must not contain a user or password"],
    ["https://app.example.com/?a", "must not contain a query"],
    ["https://app.example.com/#a", "must not contain a fragment"],
    ["https://app.example.com", "must end in a path, at least /, such as https://app.example.com/"],
    ["https://*.example.com/", "must name one host, because * is not a wildcard here"],
    [
      "https://app.example.com/a/../b",
      "must be written in its normal form, https://app.example.com/b",
    ],
    [
      "https://app.example.com/%2e%2e/b",
      "must be written in its normal form, https://app.example.com/b",
    ],
    ["https://APP.example.com/", "must be written in its normal form, https://app.example.com/"],
    [
      "https://app.example.com:443/",
      "must be written in its normal form, https://app.example.com/",
    ],
    [
      "http://app.example.com/",
      "must begin with https://, except for a host on this machine such as localhost",
    ],
    [
      "http://localhost.example.com/",
      "must begin with https://, except for a host on this machine such as localhost",
    ],
  ])("%j cannot be a return URL.", (url, problem) => {
    expect(wrongWith({ return_urls: [url] })).toEqual([`app.return_urls.0 ${problem}`]);
  });

  test.each([
    "https://app.example.com/",
    "https://app.example.com:8443/a/b",
    "http://127.0.0.1:3000/",
    "http://[::1]:3000/",
    "http://localhost/",
    "http://app.localhost/",
  ])("%j is a return URL.", (url) => {
    expect(wrongWith({ return_urls: [url] })).toEqual([]);
  });

  test.each([
    "http://auth.example.com/login",
    "https://auth.example.com/login?aal=aal1",
    "https://a:b@auth.example.com/login",
    "/login",
  ])("%j cannot be a sign-in URL.", (url) => {
    expect(wrongWith({ sign_in_url: url })).toHaveLength(1);
  });

  test.each(["redirect", "location"])("browsers: %s needs a sign-in URL.", (browsers) => {
    expect(wrongWith({ browsers })).toEqual([
      "app.browsers must be status, or the policy needs sign_in_url, to which browsers are sent",
    ]);
    expect(wrongWith({ browsers, sign_in_url: "https://auth.example.com/login" })).toEqual([]);
  });

  test.each(["iss", "sub", "aud", "exp", "nbf", "iat", "jti", "sid", "aal"])(
    "The claim %s is the edge's own.",
    (name) => {
      const claims = { [name]: "/identity/id" };
      expect(wrongWith({ signed_session: { audience: ["api"], claims } })).toEqual([
        `app.signed_session.claims.${name} must not be a claim that the edge sets itself`,
      ]);
    },
  );

  test("What YAML reads as a number, or as empty, says how to write it.", () => {
    expect(
      wrongWith({
        schemas: [7, null],
        headers: { "X-A": 7 },
        required_aal: null,
        conditions: null,
      }),
    ).toEqual([
      "app.headers.X-A must be a string; put it in quotes",
      "app.required_aal must be one of aal0, aal1, aal2, aal3",
      "app.schemas.0 must be a string; put it in quotes",
      "app.schemas.1 must be a string; it is empty",
      "app.conditions must be a list of mappings with field and one_of; it is empty",
    ]);
    expect(wrongWith({ conditions: [{ field: "/a", one_of: [Number.NaN, null, "x"] }] })).toEqual([
      "app.conditions.0.one_of.0 must be a string of at most 256 characters, a number, true or false",
      "app.conditions.0.one_of.1 must be a string of at most 256 characters, a number, true or false",
    ]);
  });

  test("Unknown members are refused at every level.", () => {
    expect(
      wrongWith({
        required_aa1: "aal2",
        conditions: [{ field: "/a", one_of: ["x"], not: true }],
        signed_session: { audience: ["api"], key: "x" },
      }),
    ).toEqual(
      expect.arrayContaining([
        "app.required_aa1 is not a member that this version knows",
        "app.conditions.0.not is not a member that this version knows",
        "app.signed_session.key is not a member that this version knows",
      ]),
    );
  });
});

describe("limits", () => {
  const id = "/identity/id";
  const signed = (more: object) => ({ signed_session: { audience: ["api"], ...more } });
  const condition = (index: number) => ({ field: `/identity/traits/${index}`, one_of: ["x"] });
  const path = (length: number) => `/${"a".repeat(length - 1)}`;
  const host = "https://app.example.com/";

  test.each<[string, unknown, unknown]>([
    ["32 headers", { headers: mapping(32, "X-", id) }, { headers: mapping(33, "X-", id) }],
    [
      "64 characters of a header's name",
      { headers: { ["x".repeat(64)]: id } },
      { headers: { ["x".repeat(65)]: id } },
    ],
    [
      "256 characters of a pointer",
      { headers: { "X-A": path(256) } },
      { headers: { "X-A": path(257) } },
    ],
    ["16 conditions", { conditions: repeat(16, condition) }, { conditions: repeat(17, condition) }],
    [
      "64 values",
      { conditions: [{ field: "/a", one_of: repeat(64, Number) }] },
      { conditions: [{ field: "/a", one_of: repeat(65, Number) }] },
    ],
    [
      "1 value",
      { conditions: [{ field: "/a", one_of: ["x"] }] },
      { conditions: [{ field: "/a", one_of: [] }] },
    ],
    [
      "256 characters of a value",
      { conditions: [{ field: "/a", one_of: ["x".repeat(256)] }] },
      { conditions: [{ field: "/a", one_of: ["x".repeat(257)] }] },
    ],
    ["64 schemas", { schemas: repeat(64, String) }, { schemas: repeat(65, String) }],
    ["256 characters of a schema", { schemas: ["x".repeat(256)] }, { schemas: ["x".repeat(257)] }],
    ["1 character of a schema", { schemas: ["x"] }, { schemas: [""] }],
    ["different schemas", { schemas: ["x", "y"] }, { schemas: ["x", "x"] }],
    [
      "64 organizations",
      { organizations: repeat(64, String) },
      { organizations: repeat(65, String) },
    ],
    [
      "16 return URLs",
      { return_urls: repeat(16, (index) => `${host}${index}`) },
      { return_urls: repeat(17, (index) => `${host}${index}`) },
    ],
    [
      "2048 characters of a URL",
      { return_urls: [host.padEnd(2_048, "a")] },
      { return_urls: [host.padEnd(2_049, "a")] },
    ],
    ["1s", { authenticated_within: "1s" }, { authenticated_within: "999ms" }],
    ["8760h", { authenticated_within: "8760h" }, { authenticated_within: "8760h1ms" }],
    ["0s", { max_age: "0s" }, { max_age: "-1s" }],
    ["24h", { max_age: "24h" }, { max_age: "24h1ms" }],
    ["a lifetime of 5s", signed({ lifetime: "5s" }), signed({ lifetime: "4999ms" })],
    ["a lifetime of 10m", signed({ lifetime: "10m" }), signed({ lifetime: "10m1ms" })],
    ["1 audience", signed({ audience: ["a"] }), signed({ audience: [] })],
    [
      "8 audiences",
      signed({ audience: repeat(8, String) }),
      signed({ audience: repeat(9, String) }),
    ],
    [
      "256 characters of an audience",
      signed({ audience: ["a".repeat(256)] }),
      signed({ audience: ["a".repeat(257)] }),
    ],
    [
      "16 claims",
      signed({ claims: mapping(16, "c", id) }),
      signed({ claims: mapping(17, "c", id) }),
    ],
    [
      "128 characters of a claim's name",
      signed({ claims: { ["c".repeat(128)]: id } }),
      signed({ claims: { ["c".repeat(129)]: id } }),
    ],
  ])("%s are the limit.", (_, last, beyond) => {
    expect(wrongWith(last)).toEqual([]);
    expect(wrongWith(beyond)).toHaveLength(1);
  });

  test("A project has at most 32 policies, with names of 1 to 64 characters.", () => {
    expect(wrong(mapping(32, "p", {}))).toEqual([]);
    expect(wrong(mapping(33, "p", {}))).toEqual(["must not have more than 32 members"]);
    expect(wrong({ ["a".repeat(64)]: {}, "0-_": {} })).toEqual([]);
    expect(wrong({ ["a".repeat(65)]: {} })).toEqual([
      `${"a".repeat(64)} must not be longer than 64 characters`,
    ]);
    for (const name of ["", "App", "a.b", "a/b", "ä"]) {
      expect(wrong({ [name]: {} })).toEqual([
        `${name} must be a name of 1 to 64 of a-z, 0-9, - and _`.trim(),
      ]);
    }
  });

  test("All policies together are at most 64 KiB as JSON.", () => {
    const schemas = (count: number) => repeat(count, (index) => `${index}`.padEnd(256, "x"));
    const sized = (count: number, last: number) => ({
      ...Object.fromEntries(repeat(4, (index) => [`p${index}`, { schemas: schemas(60) }])),
      last: { schemas: [...schemas(count), "y".repeat(last)] },
    });
    const room = (value: unknown): number => {
      const read = policiesOfConfiguration(value);
      if (read.kind === "problems") throw new Error(JSON.stringify(read.problems));
      return 65_536 - JSON.stringify(read.policies).length;
    };
    const perSchema = 259;
    const count = Math.floor(room(sized(0, 1)) / perSchema);
    const last = 1 + room(sized(count, 1));
    expect(room(sized(count, last))).toBe(0);
    expect(wrong(sized(count, last + 1))).toEqual([
      "must be at most 65536 characters as JSON, all policies together",
    ]);
  });
});

describe("what is stored", () => {
  test("A stored policy that is no longer valid allows nothing, and the others are as they were.", () => {
    const stored = { app: { required_aal: "aal2" }, later: { required_risk: "low" }, odd: 7 };
    expect(policiesOfStored(stored)).toEqual([
      makePolicy("app", { requiredAal: "aal2", browsers: "status" }),
      makePolicy("later", { unreadable: true }),
      makePolicy("odd", { unreadable: true }),
    ]);
  });

  test("Stored policies that are not a mapping of at most 32 are not guessed.", () => {
    for (const stored of [null, [], "x", mapping(33, "p", {})])
      expect(policiesOfStored(stored)).toBeUndefined();
  });
});
