// The judge's own tests for its rules beyond the nine laws: strangers, second looks, stand-ins, answers too old, fronts' pages.
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

function asking(asked: CheckFacts["asked"]): { readonly check: CheckFacts } {
  const presented = { cookie: "cookie-1" };
  return { check: { key, presented, asked, requestId: undefined, cacheable: true } };
}

const notStored = {
  status: 504,
  answerHeaders: ["Content-Type", "application/json"],
  answerBody: '{"error":{"id":"edge_not_stored"}}',
};

/** A stranger's request at 2,000 that the origin answered at 2,050, with a look at the store before and after. */
function struck(status: number, after: object): History {
  const history = emptyHistory();
  addCall(history, 1_000);
  addCheck(history, 999, 1_011);
  const onlyStored = asking({ onlyIfCached: true });
  const before = addCheck(history, 1_999, 1_999.1, onlyStored);
  const request = {
    method: "POST",
    target: "/admin/sessions",
    body: '{"identities":["*","made-up"]}',
    check: undefined,
    status,
    answerHeaders: [],
    answerBody: "",
  };
  const exchange = addCheck(history, 2_000, 2_051, request);
  addCall(history, 2_001, {
    exchange: exchange.n,
    method: "POST",
    target: request.target,
    requestBody: request.body,
    key: undefined,
    credentials: [],
    headAtMs: 2_050,
    endedAtMs: 2_050.5,
    status,
    answerHeaders: [],
    body: "",
  });
  const probe = addCheck(history, 2_052, 2_052.1, { ...onlyStored, ...after });
  history.strangers.push({
    exchange: exchange.n,
    invented: ["made-up"],
    probedBefore: before.n,
    probedAfter: probe.n,
  });
  return history;
}

function tell(history: History, kind: "identity" | "project", value: string): void {
  history.told.push({ atMs: 2_050.6, project, kind, value, unseen: false });
}

describe("a stranger's refused request", () => {
  test("A stranger's refused request that has no effect meets no objection.", () => {
    expect(lawsBroken(struck(403, {}))).toEqual([]);
  });

  test("A stranger's refused request must not remove an entry.", () => {
    expect(lawsBroken(struck(403, notStored))).toEqual(["strangers"]);
    expect(lawsBroken(struck(307, notStored))).toEqual(["strangers"]);
  });

  test("A stranger's request may remove an entry if the origin accepted it.", () => {
    expect(lawsBroken(struck(200, notStored))).toEqual([]);
  });

  test("A stranger's refused request must not publish a scope that it made up.", () => {
    const history = struck(403, {});
    tell(history, "identity", "made-up");
    expect(lawsBroken(history)).toEqual(["strangers"]);
  });

  test("A stranger's refused request must not publish a whole project.", () => {
    const history = struck(403, {});
    tell(history, "project", "");
    expect(lawsBroken(history)).toEqual(["strangers"]);
  });
});

describe("a refusal in the background", () => {
  const refused = { status: 401, body: "refused", sessionId: undefined, identityId: undefined };

  test("A refusal in the background must not be published before a second look.", () => {
    const history = emptyHistory();
    addCall(history, 0);
    addCall(history, 1_000, refused);
    history.told.push({
      atMs: 1_012,
      project,
      kind: "identity",
      value: someone.identityId,
      unseen: true,
    });
    expect(lawsBroken(history)).toEqual(["second look"]);
  });

  test("A refusal in the background may be published once a second look confirmed it.", () => {
    const history = emptyHistory();
    addCall(history, 0);
    addCall(history, 1_000, refused);
    addCall(history, 1_200, { ...refused, forced: true });
    history.told.push({
      atMs: 1_212,
      project,
      kind: "identity",
      value: someone.identityId,
      unseen: true,
    });
    expect(lawsBroken(history)).toEqual([]);
  });
});

describe("an answer after a wait in vain", () => {
  test("A client that waited in vain must not get an entry that a mutation removed meanwhile.", () => {
    const history = emptyHistory();
    history.settings.push({
      project,
      atMs: 1,
      settings: {
        cacheableSessions: true,
        maxAgeMs: 1_000,
        refreshAfterMs: 1_000,
        staleIfErrorMs: 20_000,
        requireOriginHint: false,
        cookieName: "ory_kratos_session",
        degradedMaxAgeMs: 10_000,
      },
    });
    addCall(history, 1_000);
    addMutation(history, 3_000, 3_050);
    addCheck(history, 2_990, 3_200, {
      answerHeaders: ["Content-Type", "application/json", "Cache-Status", "x; stale-if-error"],
    });
    expect(lawsBroken(history)).toEqual(["L3"]);
  });
});

describe("an answer that is always too old", () => {
  const marked = {
    answerHeaders: ["Content-Type", "application/json", "Cache-Status", "x; detail=origin-age"],
  };
  const old = { ageMs: 90_000, forced: true };

  test("An answer that is always too old goes unchanged but marked to a check without a bound.", () => {
    const history = emptyHistory();
    addCall(history, 1_000, old);
    addCheck(history, 999, 1_011, marked);
    expect(lawsBroken(history)).toEqual([]);
  });

  test("An answer that is always too old must not go to a check with a bound.", () => {
    const history = emptyHistory();
    addCall(history, 1_000, old);
    addCheck(history, 999, 1_011, { ...marked, ...asking({ maxAgeMs: 5_000 }) });
    expect(lawsBroken(history)).toEqual(["L2"]);
  });

  test("An answer that is too old must be fetched once more before a check gets it.", () => {
    const history = emptyHistory();
    addCall(history, 1_000, { ...old, forced: false });
    addCheck(history, 999, 1_011, marked);
    expect(lawsBroken(history)).toEqual(["L2"]);
  });
});

describe("a front's page", () => {
  test("A front's page says nothing about the session, so an older entry may be served after it.", () => {
    const history = emptyHistory();
    addCall(history, 1_000);
    addCall(history, 2_000, { body: "<html>", said: "<html>", byFront: true, truthful: false });
    addCheck(history, 1_999, 2_011, { answerBody: "<html>" });
    addCheck(history, 2_500, 2_500.1);
    expect(lawsBroken(history)).toEqual([]);
  });
});
