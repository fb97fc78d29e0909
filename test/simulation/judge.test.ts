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
  test("of a miss, a hit and a refresh has no objection", () => {
    const history = emptyHistory();
    addCall(history, 1_000);
    addCheck(history, 999, 1_011);
    addCheck(history, 2_500, 2_500.1);
    addCall(history, 2_500.2);
    addCheck(history, 3_000, 3_000.1);
    expect(lawsBroken(history)).toEqual([]);
  });

  test("of a request passed through has no objection", () => {
    const history = emptyHistory();
    addMutation(history, 1_000, 1_050);
    expect(lawsBroken(history)).toEqual([]);
  });
});

describe("L1, own answer", () => {
  test("what was said for other credentials", () => {
    const history = emptyHistory();
    addCall(history, 1_000, { key: "another key" });
    addCheck(history, 2_000, 2_000.1);
    expect(lawsBroken(history)).toEqual(["L1"]);
  });

  test("the right body with another Origin's headers", () => {
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

  test("a refusal has to carry the client's own request id", () => {
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

  test("another session's body, though an entry was there to compare with", () => {
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
  ])("%s", (_name, asked, call, arrivedAtMs, laws) => {
    const history = emptyHistory();
    const { status = 200 } = addCall(history, 1_000, call);
    addCheck(history, arrivedAtMs, arrivedAtMs + 0.1, { ...facts({ asked }), status });
    expect(lawsBroken(history)).toEqual(laws);
  });

  test("beyond the limit only while the origin fails, marked, and without an age of the request's own", () => {
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
  test("a hit from before the mutation", () => {
    const history = emptyHistory();
    addCall(history, 1_000);
    addMutation(history, 2_000, 2_050);
    addCheck(history, 2_100, 2_100.1);
    expect(lawsBroken(history)).toEqual(["L3"]);
  });

  test("a sibling's hit from a fill that began before the answer's head", () => {
    const sibling = { key: "sibling", presented: { cookie: "cookie-2" } };
    const history = emptyHistory();
    addMutation(history, 2_000, 2_050);
    addCall(history, 2_040, { key: "sibling", credentials: [`${project} cookie cookie-2`] });
    addCheck(history, 2_100, 2_100.1, facts(sibling));
    expect(lawsBroken(history)).toEqual(["L3"]);
  });

  test("no objection where the edge could not learn whose credential it was", () => {
    const sibling = { key: "sibling", presented: { cookie: "cookie-2" } };
    const history = emptyHistory();
    addCall(history, 1_000, { key: "sibling", credentials: [`${project} cookie cookie-2`] });
    addCall(history, 2_000.5, { forced: true, status: 500, body: "", endedAtMs: 2_000.9 });
    addMutation(history, 2_000, 2_050);
    addCheck(history, 2_100, 2_100.1, facts(sibling));
    expect(lawsBroken(history)).toEqual([]);
  });

  test("the identity that only the answer names", () => {
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

  test("a store's answer while the outcome is in doubt, however fresh", () => {
    const history = emptyHistory();
    addMutation(history, 2_000, undefined);
    addCall(history, 3_000);
    addCheck(history, 2_999, 3_012);
    addCheck(history, 4_000, 4_000.1);
    expect(lawsBroken(history)).toEqual(["L3"]);
  });

  test("an answer from before the feature was switched", () => {
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
  ])("a hit from before the news, %s", (_name, arrivedAtMs, laws) => {
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

  test("news of a credential reaches its session's other credentials", () => {
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
  test("a forced check that joined a call under way", () => {
    const history = emptyHistory();
    addCall(history, 1_000);
    addCheck(history, 1_005, 1_012, facts({ asked: { maxAgeMs: 0 } }));
    expect(lawsBroken(history)).toEqual(["L5"]);
  });
});

describe("L6, cookies", () => {
  const line = ["Set-Cookie", "ory_kratos_session=fresh; Path=/"];
  const answerHeaders = ["Content-Type", "application/json", ...line];

  test("to the client whose request started the call", () => {
    const history = emptyHistory();
    addCall(history, 1_000, { answerHeaders });
    addCheck(history, 999, 1_011, { answerHeaders });
    addCheck(history, 1_005, 1_011.1);
    expect(lawsBroken(history)).toEqual([]);
  });

  test("to one who joined", () => {
    const history = emptyHistory();
    addCall(history, 1_000, { answerHeaders });
    addCheck(history, 1_005, 1_011, { answerHeaders });
    expect(lawsBroken(history)).toEqual(["L6"]);
  });

  test("twice", () => {
    const history = emptyHistory();
    addCall(history, 1_000, { answerHeaders });
    addCheck(history, 998, 1_011, { answerHeaders });
    addCheck(history, 999, 1_011.1, { answerHeaders });
    expect(lawsBroken(history)).toEqual(["L6"]);
  });
});

describe("L7, origin load", () => {
  test("two unforced calls of a key at once", () => {
    const history = emptyHistory();
    addCall(history, 1_000);
    addCall(history, 1_005);
    addCheck(history, 999, 1_012);
    addCheck(history, 1_004, 1_016);
    expect(lawsBroken(history)).toEqual(["L7"]);
  });

  test("an unforced and a forced one may be under way together", () => {
    const history = emptyHistory();
    addCall(history, 1_000);
    addCall(history, 1_005, { forced: true });
    addCheck(history, 999, 1_012);
    addCheck(history, 1_004, 1_016, facts({ asked: { maxAgeMs: 0 } }));
    expect(lawsBroken(history)).toEqual([]);
  });

  test("refreshes too close together", () => {
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
  ])("a changed %s", (_name, change) => {
    const history = emptyHistory();
    const exchange = addMutation(history, 1_000, 1_050);
    history.exchanges[0] = { ...exchange, ...change };
    expect(lawsBroken(history)).toEqual(["L8"]);
  });

  test("a mutation sent twice", () => {
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

  test("an odd check answered from a store", () => {
    const history = emptyHistory();
    addCall(history, 1_000);
    addCheck(history, 2_000, 2_000.1, facts({ cacheable: false }));
    expect(lawsBroken(history)).toEqual(["L8"]);
  });

  test("silence", () => {
    const history = emptyHistory();
    addCheck(history, 2_000, 2_000.1, { answeredAtMs: undefined, endedAtMs: undefined });
    expect(lawsBroken(history)).toEqual(["L8"]);
  });

  test("an error of the edge that no failure explains", () => {
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
  ])("%s", (_name, arrivedAtMs, laws) => {
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
