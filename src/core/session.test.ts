// The session JSON as far as caching reads it: recorded bodies, and bodies that are none.
import { assert, json, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { recordedAnswer } from "../../test/harness/recorded.ts";
import { loadStory, scenarios } from "../../test/corpus/recording.ts";
import { readIssuedTokens, readNames, readSession } from "./session.ts";

const good = {
  id: "s",
  active: true,
  expires_at: "2026-11-24T20:47:56Z",
  identity: { id: "i" },
};
const without = (name: string): unknown =>
  Object.fromEntries(Object.entries(good).filter(([member]) => member !== name));

describe("readSession", () => {
  test("In the recordings, every 200 of whoami with a credential is read as its session.", () => {
    const bodies = scenarios.flatMap((scenario) =>
      loadStory(scenario).exchanges.filter(
        ({ listener, request, response }) =>
          listener === "public" &&
          request.method === "GET" &&
          request.path === "/sessions/whoami" &&
          response.status === 200,
      ),
    );
    expect(bodies.length).toBeGreaterThan(200);
    for (const { response } of bodies) {
      const session = readSession(response.body ?? "");
      expect(response.body).toContain(`{"id":"${session?.sessionId}","active":true`);
      expect(response.headers).toContainEqual([
        "X-Kratos-Authenticated-Identity-Id",
        session?.identityId,
      ]);
    }
  });

  test("In the recordings, the session's expiry is read.", () => {
    expect(readSession(recordedAnswer("02-browser-session", 3).text)).toEqual({
      sessionId: "117d4fe8-ce4e-480d-ab7b-89ce27fde488",
      identityId: "70c382ca-d921-4b76-bda4-c74efb14ec57",
      expiresAtWallMs: Date.UTC(2026, 10, 24, 20, 47, 56, 304),
    });
  });

  test("In the recordings, no refusal is read as a session.", () => {
    for (const [scenario, n] of [
      ["01a-anonymous-methods", 12],
      ["06-totp", 14],
    ] as const) {
      expect(readSession(recordedAnswer(scenario, n).text)).toBeUndefined();
    }
  });

  test.each<[string, unknown]>([
    ["inactive", { ...good, active: false }],
    ["active as text", { ...good, active: "true" }],
    ["active as a number", { ...good, active: 1 }],
    ["active not said", without("active")],
    ["no id", without("id")],
    ["an empty id", { ...good, id: "" }],
    ["an id that is not a string", { ...good, id: 7 }],
    ["an id of more than 1,024 characters", { ...good, id: "x".repeat(1_025) }],
    ["no identity", without("identity")],
    ["identity null", { ...good, identity: null }],
    ["identity as text", { ...good, identity: "i" }],
    ["an identity without id", { ...good, identity: {} }],
    ["no expiry", without("expires_at")],
    ["an expiry that is not a date", { ...good, expires_at: "soon" }],
    ["an expiry as a number", { ...good, expires_at: 1_795_000_000 }],
    ["a list", [good]],
    ["null", null],
  ])("The following is not read as a session: %s.", (_, body) => {
    expect(readSession(JSON.stringify(body))).toBeUndefined();
    expect(readSession(JSON.stringify(good))).toBeDefined();
  });

  test("An id of 1,024 characters is read.", () => {
    const id = "x".repeat(1_024);
    expect(readSession(JSON.stringify({ ...good, id }))?.sessionId).toBe(id);
  });

  test.each(["", "{", '{"id":', "null", `${JSON.stringify(good)}x`])(
    "The body %j is not read as a session.",
    (text) => {
      expect(readSession(text)).toBeUndefined();
    },
  );

  test("Reading never fails, whatever the JSON.", () => {
    assert(
      property(json(), (text) => {
        expect(readSession(text)).toBeUndefined();
        expect(readNames(text)).toEqual({ sessionId: undefined, identityId: undefined });
        expect(readIssuedTokens(text)).toEqual([]);
      }),
    );
  });
});

describe("what a flow's answer names", () => {
  const nobody = { sessionId: undefined, identityId: undefined };

  test("In the recordings, an API sign-in names its session and hands out its token.", () => {
    const { text } = recordedAnswer("03-token-and-precedence", 6);
    const { sessionId, identityId } = readNames(text);
    expect(sessionId).toMatch(/^[0-9a-f-]{36}$/);
    expect(identityId).toMatch(/^[0-9a-f-]{36}$/);
    expect(readIssuedTokens(text)).toEqual([expect.stringMatching(/^ory_st_/)]);
  });

  test.each<[string, unknown, ReturnType<typeof readNames>]>([
    ["a session", { session: good }, { sessionId: "s", identityId: "i" }],
    [
      "a session not active yet",
      { session: { ...good, active: false } },
      { sessionId: "s", identityId: "i" },
    ],
    [
      "a session without an identity",
      { session: { id: "s" } },
      { sessionId: "s", identityId: undefined },
    ],
    ["an identity", { identity: { id: "i" } }, { sessionId: undefined, identityId: "i" }],
    [
      "both: the session's identity",
      { session: good, identity: { id: "j" } },
      { sessionId: "s", identityId: "i" },
    ],
    ["a session by itself is not a flow's answer", { id: "s", active: true }, nobody],
    ["ids that are no texts", { session: { id: 7, identity: { id: [] } } }, nobody],
    ["empty ids", { session: { id: "", identity: { id: "" } } }, nobody],
    ["a list", [{ session: good }], nobody],
  ])("A flow's answer names its session and identity: %s.", (_, body, names) => {
    expect(readNames(JSON.stringify(body))).toEqual(names);
  });

  test.each<[string, unknown, readonly string[]]>([
    ["a token", { session_token: "t" }, ["t"]],
    [
      "tokens among the next steps",
      { continue_with: [{ action: "x" }, { ory_session_token: "u" }, null] },
      ["u"],
    ],
    ["both", { session_token: "t", continue_with: [{ ory_session_token: "u" }] }, ["t", "u"]],
    ["no text", { session_token: 7, continue_with: [{ ory_session_token: null }] }, []],
    ["next steps that are no list", { continue_with: { ory_session_token: "u" } }, []],
    ["an empty one", { session_token: "" }, []],
  ])("A flow's answer hands out its tokens: %s.", (_, body, tokens) => {
    expect(readIssuedTokens(JSON.stringify(body))).toEqual(tokens);
  });
});
