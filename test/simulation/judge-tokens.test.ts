// The judge's own tests for checks that ask for a token: whose it is, by which template, and how long a store may give it.
import { describe, expect, test } from "vitest";
import { addCall, addCheck, emptyHistory, project } from "./fabrication.ts";
import { type CheckFacts, type History, keyOf } from "./history.ts";
import { judge } from "./judge/judge.ts";

const presented = { cookie: "cookie-1" };

function lawsBroken(history: History): readonly string[] {
  return judge(history, new Map([[project, ""]])).map(({ law }) => law);
}

function checkFor(template: string | undefined): CheckFacts {
  const asked = template === undefined ? {} : { template };
  const key = keyOf(project, presented, template);
  return { key, presented, asked: {}, requestId: undefined, cacheable: true, ...asked };
}

function bodyWith(claims: object | undefined, id = "session-1"): string {
  if (claims === undefined) return JSON.stringify({ id });
  const token = `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.signature`;
  return JSON.stringify({ id, tokenized: token });
}

/** A check at 999 and one more later, both answered from a call at 1,000 that brought this body. */
function asked(template: string | undefined, body: string, againAtMs?: number): History {
  const history = emptyHistory();
  const check = checkFor(template);
  const query = template === undefined ? "" : `?tokenize_as=${template}`;
  const target = `/sessions/whoami${query}`;
  addCall(history, 1_000, { key: check.key, target, body, said: body, tokenEndsAtMs: 31_000 });
  addCheck(history, 999, 1_011, { check, target, answerBody: body });
  if (againAtMs !== undefined)
    addCheck(history, againAtMs, againAtMs + 0.1, { check, target, answerBody: body });
  return history;
}

const good = bodyWith({ sid: "session-1", template: "web" });

describe("a check for a token", () => {
  test("The token of the session by the template that was asked for meets no objection.", () => {
    expect(lawsBroken(asked("web", good))).toEqual([]);
    expect(lawsBroken(asked(undefined, bodyWith(undefined)))).toEqual([]);
  });

  test("A token must not be of another template, of another session, missing, or not asked for.", () => {
    expect(lawsBroken(asked("app", good))).toEqual(["L1"]);
    expect(lawsBroken(asked("web", bodyWith({ sid: "other", template: "web" })))).toEqual(["L1"]);
    expect(lawsBroken(asked("web", bodyWith(undefined)))).toEqual(["L1"]);
    expect(lawsBroken(asked(undefined, good))).toEqual(["L1"]);
  });

  test("A store may give a token until 10 s before its end.", () => {
    expect(lawsBroken(asked("web", good, 20_999))).toEqual([]);
    expect(lawsBroken(asked("web", good, 21_000))).toEqual(["L2"]);
  });

  test("A token is never given in the place of a failure.", () => {
    const history = asked("web", good);
    const [first] = history.settings;
    if (first === undefined) throw new Error("no settings");
    history.settings[0] = { ...first, settings: { ...first.settings, staleIfErrorMs: 30_000 } };
    addCheck(history, 5_000, 5_100, {
      check: checkFor("web"),
      answerBody: good,
      answerHeaders: [
        "Content-Type",
        "application/json",
        "Cache-Status",
        "edge-sessions; hit; detail=stale-if-error",
      ],
    });
    expect(lawsBroken(history)).toEqual(["L2"]);
  });

  test("Another token than before is no change that others are told of.", () => {
    const told = (second: string): History => {
      const history = asked("web", good);
      const key = keyOf(project, presented, "web");
      addCall(history, 9_000, { key, body: second, said: second, tokenEndsAtMs: 39_000 });
      history.told.push({
        atMs: 9_012,
        project,
        kind: "identity",
        value: "identity-1",
        unseen: true,
      });
      return history;
    };
    const signedAgain = bodyWith({ sid: "session-1", template: "web", jti: 2 });
    expect(lawsBroken(told(signedAgain))).toEqual(["second look"]);
    expect(lawsBroken(told(signedAgain.replace('{"id"', '{"name":"Ada","id"')))).toEqual([]);
  });
});
