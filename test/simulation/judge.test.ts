// The judge's own tests: histories made by hand, each law broken once and kept once. Long, since it goes through all nine.
import { describe, expect, test } from "vitest";
import {
  addCall,
  addCheck,
  addMutation,
  emptyHistory,
  key,
  project,
  someone,
} from "./fabrication.ts";
import type { CheckFacts, History } from "./history.ts";
import { judge } from "./judge/judge.ts";

const basePaths = new Map([[project, ""]]);

function lawsBroken(history: History): readonly string[] {
  return judge(history, basePaths).map(({ law }) => law);
}

/** A check of the fabricated cookie with other facts. */
function facts(more: Partial<CheckFacts>): { readonly check: CheckFacts } {
  const presented = { cookie: "cookie-1" };
  return { check: { key, presented, asked: {}, requestId: undefined, cacheable: true, ...more } };
}

describe("a lawful history", () => {
  test("A miss, a hit and a refresh meet no objection.", () => {
    const history = emptyHistory();
    addCall(history, 1_000);
    addCheck(history, 999, 1_011);
    addCheck(history, 2_500, 2_500.1);
    addCall(history, 2_500.2);
    addCheck(history, 3_000, 3_000.1);
    expect(lawsBroken(history)).toEqual([]);
  });

  test("A request that is passed through meets no objection.", () => {
    const history = emptyHistory();
    addMutation(history, 1_000, 1_050);
    expect(lawsBroken(history)).toEqual([]);
  });
});

describe("the question how the identity server is", () => {
  const asks = { target: "/health/ready", headers: ["Accept", "application/json"] };

  test("It carries nothing of a client, and meets no objection.", () => {
    const history = emptyHistory();
    addCall(history, 1_000, asks);
    expect(lawsBroken(history)).toEqual([]);
  });

  test.each([
    ["a cookie", { ...asks, headers: [...asks.headers, "Cookie", "a=b"] }],
    ["another header", { ...asks, headers: ["X-Request-ID", "1"] }],
    ["another target", { ...asks, target: "/sessions" }],
    ["a body", { ...asks, requestBody: "{}" }],
  ])("With %s it breaks L1.", (_, call) => {
    const history = emptyHistory();
    addCall(history, 1_000, call);
    expect(lawsBroken(history)).toEqual(["L1"]);
  });
});

describe("L1, own answer", () => {
  test("The answer for other credentials breaks L1.", () => {
    const history = emptyHistory();
    addCall(history, 1_000, { key: "another key" });
    addCheck(history, 2_000, 2_000.1);
    expect(lawsBroken(history)).toEqual(["L1"]);
  });

  test("The right body with another Origin's headers breaks L1.", () => {
    const history = emptyHistory();
    addCall(history, 1_000);
    const answerHeaders = [
      "Content-Type",
      "application/json",
      "Access-Control-Allow-Origin",
      "https://a",
    ];
    addCheck(history, 2_000, 2_000.1, { answerHeaders });
    expect(lawsBroken(history)).toEqual(["L1"]);
  });

  test("A refusal without the client's own request id breaks L1.", () => {
    const body = '{"error":{"code":401,"status":"Unauthorized","reason":"no"}}';
    const own = '{"error":{"code":401,"status":"Unauthorized","request":"mine","reason":"no"}}';
    const other = '{"error":{"code":401,"status":"Unauthorized","request":"other","reason":"no"}}';
    const judged = [own, other].map((answerBody) => {
      const history = emptyHistory();
      addCall(history, 1_000, { status: 401, body });
      addCheck(history, 999, 1_011, { ...facts({ requestId: "mine" }), status: 401, answerBody });
      return lawsBroken(history);
    });
    expect(judged).toEqual([[], ["L1"]]);
  });

  test("Another session's body breaks L1, even if there was an entry to compare it with.", () => {
    const history = emptyHistory();
    addCall(history, 1_000);
    addCheck(history, 999, 1_011);
    addCheck(history, 3_000, 3_000.1);
    addCall(history, 3_000.2, {
      body: "somebody else",
      sessionId: "session-2",
      mixedUp: true,
      truthful: false,
    });
    addCheck(history, 3_100, 3_100.1, { answerBody: "somebody else" });
    expect(lawsBroken(history)).toEqual(["L1"]);
  });
});

describe("L2, bounded age", () => {
  test.each([
    ["within the project's max age", {}, {}, 60_900, []],
    ["beyond the project's max age", {}, {}, 61_100, ["L2"]],
    ["beyond the request's max-age", { maxAgeMs: 2_000 }, {}, 3_100, ["L2"]],
    ["within the request's max-age", { maxAgeMs: 2_000 }, {}, 2_900, []],
    ["beyond the hint", {}, { hint: 5 }, 6_100, ["L2"]],
    ["a hint that forbids storing", {}, { hint: "unusable" as const }, 1_100, ["L2"]],
    ["less fresh than asked", { minFreshMs: 30_000 }, {}, 32_000, ["L2"]],
    ["past the session's end", {}, { sessionEndsAtMs: 4_000 }, 4_100, ["L2"]],
    ["an Age that makes the call older", {}, { ageMs: 50_000 }, 12_000, ["L2"]],
    ["a refusal out of a store", {}, { status: 401 }, 1_100, ["L2"]],
  ])("The age of an answer is judged by L2: %s.", (_name, asked, call, arrivedAtMs, laws) => {
    const history = emptyHistory();
    const { status = 200 } = addCall(history, 1_000, call);
    addCheck(history, arrivedAtMs, arrivedAtMs + 0.1, { ...facts({ asked }), status });
    expect(lawsBroken(history)).toEqual(laws);
  });

  test("An answer beyond the limit needs a failing origin, a mark, and a request without a bound.", () => {
    const answerHeaders = [
      "Content-Type",
      "application/json",
      "Cache-Status",
      "edge-sessions; hit; ttl=-3; detail=stale-if-error",
    ];
    const judged = [{}, { maxAgeMs: 90_000 }].map((asked) => {
      const history = emptyHistory();
      const [first] = history.settings;
      if (first !== undefined) {
        history.settings[0] = { ...first, settings: { ...first.settings, staleIfErrorMs: 10_000 } };
      }
      addCall(history, 1_000, { hint: "absent" });
      addCheck(history, 65_000, 65_020, { ...facts({ asked }), answerHeaders });
      return lawsBroken(history);
    });
    expect(judged).toEqual([[], ["L2"]]);
  });
});

describe("L3, own writes", () => {
  test("A hit from before the mutation breaks L3.", () => {
    const history = emptyHistory();
    addCall(history, 1_000);
    addMutation(history, 2_000, 2_050);
    addCheck(history, 2_100, 2_100.1);
    expect(lawsBroken(history)).toEqual(["L3"]);
  });

  test("A sibling's hit from a fill that began before the answer's head breaks L3.", () => {
    const sibling = { key: "sibling", presented: { cookie: "cookie-2" } };
    const history = emptyHistory();
    addMutation(history, 2_000, 2_050);
    addCall(history, 2_040, { key: "sibling", credentials: [`${project} cookie cookie-2`] });
    addCheck(history, 2_100, 2_100.1, facts(sibling));
    expect(lawsBroken(history)).toEqual(["L3"]);
  });

  test("There is no objection if the edge could not learn which session a credential belongs to.", () => {
    const sibling = { key: "sibling", presented: { cookie: "cookie-2" } };
    const history = emptyHistory();
    addCall(history, 1_000, { key: "sibling", credentials: [`${project} cookie cookie-2`] });
    addCall(history, 2_000.5, { forced: true, status: 500, body: "", endedAtMs: 2_000.9 });
    addMutation(history, 2_000, 2_050);
    addCheck(history, 2_100, 2_100.1, facts(sibling));
    expect(lawsBroken(history)).toEqual([]);
  });

  test("A hit of an identity that only the answer names breaks L3.", () => {
    const issued = [{ id: `${project} cookie fresh`, ...someone }];
    const history = emptyHistory();
    addCall(history, 1_000);
    const exchange = addMutation(history, 2_000, 2_050, { presented: [], issued });
    const line = ["Set-Cookie", "ory_kratos_session=fresh; Path=/"];
    exchange.answerHeaders = line;
    const [, call] = history.calls;
    if (call !== undefined) call.answerHeaders = line;
    addCheck(history, 2_100, 2_100.1);
    expect(lawsBroken(history)).toEqual(["L3"]);
  });

  test("A stored answer while the outcome is in doubt breaks L3, however fresh it is.", () => {
    const history = emptyHistory();
    addMutation(history, 2_000, undefined);
    addCall(history, 3_000);
    addCheck(history, 2_999, 3_012);
    addCheck(history, 4_000, 4_000.1);
    expect(lawsBroken(history)).toEqual(["L3"]);
  });

  test("An answer from before the feature was switched breaks L3.", () => {
    const history = emptyHistory();
    const [first] = history.settings;
    if (first === undefined) throw new Error("no settings");
    addCall(history, 1_000);
    history.settings.push({
      ...first,
      atMs: 2_000,
      settings: { ...first.settings, cacheableSessions: false },
    });
    history.settings.push({ ...first, atMs: 3_000 });
    addCheck(history, 3_500, 3_500.1);
    expect(lawsBroken(history)).toEqual(["L3"]);
  });
});

describe("L4, others' writes", () => {
  test.each([
    ["soon after delivery", 2_060, []],
    ["beyond the bound", 2_200, ["L4"]],
  ])("A hit from before an invalidation is judged by L4: %s.", (_name, arrivedAtMs, laws) => {
    const history = emptyHistory();
    addCall(history, 1_000);
    history.publications.push({
      project,
      scope: { kind: "identity", value: someone.identityId },
      publishedAtMs: 2_000,
      deliveredAtMs: 2_050,
      widens: undefined,
    });
    addCheck(history, arrivedAtMs, arrivedAtMs + 0.1);
    expect(lawsBroken(history)).toEqual(laws);
  });

  test("An invalidation of a credential reaches its session's other credentials.", () => {
    const history = emptyHistory();
    addCall(history, 1_000);
    history.publications.push({
      project,
      scope: { kind: "credential", value: `${project} cookie cookie-2` },
      publishedAtMs: 2_000,
      deliveredAtMs: 2_050,
      widens: someone,
    });
    addCheck(history, 2_200, 2_200.1);
    expect(lawsBroken(history)).toEqual(["L4"]);
  });
});

describe("L5, forced", () => {
  test("A forced check that joined a call in flight breaks L5.", () => {
    const history = emptyHistory();
    addCall(history, 1_000);
    addCheck(history, 1_005, 1_012, facts({ asked: { maxAgeMs: 0 } }));
    expect(lawsBroken(history)).toEqual(["L5"]);
  });
});

describe("L6, cookies", () => {
  const line = ["Set-Cookie", "ory_kratos_session=fresh; Path=/"];
  const answerHeaders = ["Content-Type", "application/json", ...line];

  test("A cookie may go to the client whose request started the call.", () => {
    const history = emptyHistory();
    addCall(history, 1_000, { answerHeaders });
    addCheck(history, 999, 1_011, { answerHeaders });
    addCheck(history, 1_005, 1_011.1);
    expect(lawsBroken(history)).toEqual([]);
  });

  test("A cookie for a client that joined the call breaks L6.", () => {
    const history = emptyHistory();
    addCall(history, 1_000, { answerHeaders });
    addCheck(history, 1_005, 1_011, { answerHeaders });
    expect(lawsBroken(history)).toEqual(["L6"]);
  });

  test("A cookie that is given twice breaks L6.", () => {
    const history = emptyHistory();
    addCall(history, 1_000, { answerHeaders });
    addCheck(history, 998, 1_011, { answerHeaders });
    addCheck(history, 999, 1_011.1, { answerHeaders });
    expect(lawsBroken(history)).toEqual(["L6"]);
  });
});

describe("L7, origin load", () => {
  test("Two unforced calls of a key at once break L7.", () => {
    const history = emptyHistory();
    addCall(history, 1_000);
    addCall(history, 1_005);
    addCheck(history, 999, 1_012);
    addCheck(history, 1_004, 1_016);
    expect(lawsBroken(history)).toEqual(["L7"]);
  });

  test("An unforced and a forced call may be in flight together.", () => {
    const history = emptyHistory();
    addCall(history, 1_000);
    addCall(history, 1_005, { forced: true });
    addCheck(history, 999, 1_012);
    addCheck(history, 1_004, 1_016, facts({ asked: { maxAgeMs: 0 } }));
    expect(lawsBroken(history)).toEqual([]);
  });

  test("Refreshes that are too close together break L7.", () => {
    const history = emptyHistory();
    addCall(history, 1_000);
    addCheck(history, 2_000, 2_000.1);
    addCall(history, 2_000.2);
    addCheck(history, 2_500, 2_500.1);
    addCall(history, 2_500.2);
    expect(lawsBroken(history)).toEqual(["L7"]);
  });
});

describe("L8, transparency", () => {
  test.each([
    ["status", { status: 302 }],
    ["headers", { answerHeaders: ["X-Added", "1"] }],
    ["body", { answerBody: "changed" }],
    ["request", { target: "/self-service/other" }],
  ])("A changed %s breaks L8.", (_name, change) => {
    const history = emptyHistory();
    const exchange = addMutation(history, 1_000, 1_050);
    history.exchanges[0] = { ...exchange, ...change };
    expect(lawsBroken(history)).toEqual(["L8"]);
  });

  test("A mutation that is sent twice breaks L8.", () => {
    const history = emptyHistory();
    const { n } = addMutation(history, 1_000, 1_050);
    addCall(history, 1_060, {
      exchange: n,
      key: undefined,
      method: "POST",
      target: "/self-service/settings",
    });
    expect(lawsBroken(history)).toEqual(["L8"]);
  });

  test("An odd check that is answered from a store breaks L8.", () => {
    const history = emptyHistory();
    addCall(history, 1_000);
    addCheck(history, 2_000, 2_000.1, facts({ cacheable: false }));
    expect(lawsBroken(history)).toEqual(["L8"]);
  });

  test("A check without an answer breaks L8.", () => {
    const history = emptyHistory();
    addCheck(history, 2_000, 2_000.1, { answeredAtMs: undefined, endedAtMs: undefined });
    expect(lawsBroken(history)).toEqual(["L8"]);
  });

  test("An error of the edge that no failure explains breaks L8.", () => {
    const history = emptyHistory();
    addCall(history, 1_000);
    const answerBody = '{"error":{"id":"edge_origin_timeout"}}';
    addCheck(history, 999, 1_011, { status: 504, answerBody });
    expect(lawsBroken(history)).toEqual(["L8"]);
  });
});

describe("L9, no going back", () => {
  test.each([
    ["an older answer after a newer one", 1_500, ["L9"]],
    ["an older answer to one who had come before", 1_021, []],
  ])("The order of answers is judged by L9: %s.", (_name, arrivedAtMs, laws) => {
    const history = emptyHistory();
    addCall(history, 1_000, { headAtMs: 1_400, endedAtMs: 1_400.1 });
    addCall(history, 1_020, { body: "version 2", forced: true });
    addCheck(history, 999, 1_401);
    const forced = { ...facts({ asked: { maxAgeMs: 0 } }), answerBody: "version 2" };
    addCheck(history, 1_019, 1_032, forced);
    addCheck(history, arrivedAtMs, Math.max(arrivedAtMs, 1_401) + 0.1);
    expect(lawsBroken(history)).toEqual(laws);
  });
});
