// Which endings a change is: by a table of mutations, by scopes alone, by widening, and by what a refresh finds.
import { describe, expect, test } from "vitest";
import { sampleDigest } from "../../../test/harness/sample-entry.ts";
import { distinctScopes, everyProject, type Scope } from "../invalidation.ts";
import { decideEffects, widenScopes, type MutationOutcome } from "../mutation-effects.ts";
import { judgeSender } from "../mutation-sender.ts";
import { findMutation, mutationRows, unlistedRequest } from "../mutation.ts";
import type { Outcome } from "../outcome.ts";
import { defaultProjectSettings } from "../settings.ts";
import {
  describeAs,
  describeWidening,
  endingsOf,
  readChange,
  type DescribeChange,
} from "./change.ts";
import { endingCases, type EndingCase } from "./endings.cases.ts";
import { describeMutation, readSettingsMethod } from "./mutation-endings.ts";
import { rowsWithoutRule } from "./mutation-rules.ts";
import { changeFound } from "./refresh-endings.ts";

const named = "0f3a8b1c-2d4e-4f60-8a9b-1c2d3e4f5061";
const settings = { ...defaultProjectSettings, cacheableSessions: true };
const session = (value: string): Scope => ({ kind: "session", value });
const identity = (value: string): Scope => ({ kind: "identity", value });
const sent = sampleDigest("sent");
const credential: Scope = { kind: "credential", value: sent };

function outcomeOf({ answer, signsIn }: EndingCase): MutationOutcome {
  if (answer === "lost") return { kind: "unknown" };
  const [status, ...words] = answer.split(" ");
  const headers: string[] = [];
  if (words.includes("json")) headers.push("Content-Type", "application/json");
  if (words.includes("html")) headers.push("Content-Type", "text/html");
  if (words.includes("clears")) headers.push("Set-Cookie", `${settings.cookieName}=; Max-Age=0`);
  if (words.includes("sets")) headers.push("Set-Cookie", `${settings.cookieName}=new`);
  const scopes = signsIn === undefined ? [] : [session(signsIn[0]), identity(signsIn[1])];
  const names = { scopes, complete: scopes.length === 2 };
  const newcomers = { names, issued: [], asked: false };
  return { kind: "answered", answer: { status: Number(status), headers }, newcomers };
}

/** The endings of the invalidations that are published, as text. */
function tell(scopes: readonly Scope[], describing: DescribeChange): readonly string[] {
  return scopes.flatMap((scope) => {
    const change = describing(scope);
    if (scope.kind === "credential") {
      return change === undefined || change.type === "none" ? [] : [`by credential ${change.type}`];
    }
    return endingsOf({ id: "1", project: "acme", scope, change, at: 0 }, "acme").map(
      ({ type, sessionId, identityId }) => `${type} ${sessionId ?? "-"} ${identityId ?? "-"}`,
    );
  });
}

function toldOf(given: EndingCase): readonly string[] {
  const [method = "", path = ""] = given.request.replace("{named}", named).split(" ");
  const mutation = findMutation(method, path, "") ?? unlistedRequest;
  const bulk = (given.bulk ?? []).flatMap((id): Scope[] =>
    id === "*" ? [{ kind: "project" }] : [session(id), identity(id)],
  );
  const sender = judgeSender(mutation, {
    source: given.by === "key-holder" ? "admin" : "mutation",
    credentials: [
      { value: sent, scopes: given.by === "user" ? [session("mine"), identity("me")] : [] },
    ],
    named: [...mutation.named, ...bulk],
    settings,
  });
  const outcome = outcomeOf(given);
  const effects = decideEffects({ mutation, sender, outcome, settings });
  const fenced = distinctScopes("acme", [...effects.fence, ...effects.claim]);
  const [removedSession, removedIdentity] = given.removed ?? [];
  const removed =
    removedSession === undefined
      ? []
      : [
          {
            sessionId: removedSession === "named" ? named : removedSession,
            identityId: removedIdentity,
          },
        ];
  const wider = widenScopes(mutation, fenced, removed);
  const published = distinctScopes("acme", [...fenced, ...wider]);
  const change = { mutation, method, sender, outcome, settings, row: effects.row };
  const describing = describeMutation({ ...change, settingsMethod: given.method }, published);
  return tell(published, describing).map((text) => text.replace(named, "named"));
}

describe("A mutation is told as what it is:", () => {
  test.each(Object.entries(endingCases))("%s.", (_title, given) => {
    expect([...toldOf(given)].toSorted()).toEqual([...given.told].toSorted());
  });

  test("Every row of the table has a rule, or a reason to have none.", () => {
    expect(rowsWithoutRule()).toEqual([]);
    const tested = Object.values(endingCases).map(({ request }) => {
      const [method = "", path = ""] = request.replace("{named}", named).split(" ");
      return (findMutation(method, path, "") ?? unlistedRequest).row;
    });
    // The other callbacks have the same rule.
    const callbacks = /^(oidc|saml|method|fed)-/;
    expect(mutationRows.filter((row) => !callbacks.test(row) && !tested.includes(row))).toEqual([]);
  });
});

describe("An invalidation is told by its scope if it says no more:", () => {
  const endings = (scope: Scope, change?: ReturnType<typeof readChange>) =>
    tell([scope], () => change);

  test("a session, an identity and a project have changed, and a credential names nobody.", () => {
    expect(endings(session("s"))).toEqual(["session-changed s -"]);
    expect(endings(identity("i"))).toEqual(["identity-changed - i"]);
    expect(endings({ kind: "project" })).toEqual(["project-changed - -"]);
    expect(endings(credential)).toEqual([]);
  });

  test("A project is told even if another invalidation should say what it was.", () => {
    expect(endings({ kind: "project" }, { type: "none" })).toEqual(["project-changed - -"]);
  });

  test("An ending of every project has an id for each project, and ids have no dots.", () => {
    const given = { id: "1", scope: { kind: "project" }, at: 5 } as const;
    const all = endingsOf({ ...given, project: everyProject, change: undefined }, "acme");
    expect(all.map(({ id, project }) => [id, project])).toEqual([["1-acme", "acme"]]);
    const own = endingsOf({ ...given, project: "acme", change: undefined }, "acme");
    expect(own.map(({ id }) => id)).toEqual(["1"]);
  });
});

describe("The change of an invalidation", () => {
  test("is read from what another version wrote, and what is not understood says nothing.", () => {
    const read = { type: "session-revoked", sessionId: "s", identityId: "i" };
    expect(readChange(read)).toEqual(read);
    expect(readChange({ type: "session-revoked", sessionId: 5, more: true })).toEqual({
      type: "session-revoked",
    });
    expect(readChange({ type: "none" })).toEqual({ type: "none" });
    for (const other of [undefined, null, "none", {}, { type: "later" }, []]) {
      expect(readChange(other)).toBeUndefined();
    }
  });

  test("An id longer than its limit is not read.", () => {
    const longest = "x".repeat(1_024);
    expect(readChange({ type: "session-changed", sessionId: longest })?.sessionId).toBe(longest);
    expect(
      readChange({ type: "session-changed", sessionId: `${longest}x` })?.sessionId,
    ).toBeUndefined();
  });
});

describe("A change of a known type", () => {
  test("names the session if there is one, and else the identity.", () => {
    const both = [identity("i"), session("s")];
    expect(tell(both, describeAs("session-revoked", both))).toEqual(["session-revoked s i"]);
    expect(tell(both, describeAs("credential-changed", both))).toEqual(["credential-changed - i"]);
    const one = [identity("i")];
    expect(tell(one, describeAs("assurance-changed", one))).toEqual(["assurance-changed - i"]);
  });
});

describe("Widening", () => {
  const owners = [{ sessionId: "s", identityId: "i" }];
  const scopes = [session("s"), identity("i")];

  test("tells what the credential's invalidation said, with the ids that it did not know.", () => {
    const widen = (type: "session-revoked" | "credential-changed" | "none") =>
      tell(scopes, describeWidening({ type }, owners));
    expect(widen("session-revoked")).toEqual(["session-revoked s i"]);
    expect(widen("credential-changed")).toEqual(["credential-changed - i"]);
    expect(widen("none")).toEqual([]);
  });

  test("tells that the session changed if nothing was said.", () => {
    expect(tell(scopes, describeWidening(undefined, owners))).toEqual(["session-changed s i"]);
  });

  test("tells that an identity changed if no session of it is known.", () => {
    const alone = [{ sessionId: undefined, identityId: "i" }];
    expect(tell([identity("i")], describeWidening(undefined, alone))).toEqual([
      "identity-changed - i",
    ]);
  });
});

describe("A refresh", () => {
  const whoami = (more: object) =>
    JSON.stringify({
      id: "s",
      authenticator_assurance_level: "aal1",
      identity: { id: "i" },
      ...more,
    });
  const found = (outcome: Outcome, after = whoami({})) => {
    const change = changeFound({
      outcome,
      sessionId: "s",
      identityId: "i",
      before: () => whoami({}),
      after: () => after,
    });
    return tell([identity("i")], () => change);
  };
  const refused = (status: 401 | 403): Outcome => ({ kind: "refused", status });
  const active = { kind: "active" } as Outcome;

  test("that finds a 401 tells the end of the session, and that others may have ended with it.", () => {
    expect(found(refused(401))).toEqual(["session-revoked s i", "identity-changed - i"]);
    expect(found(refused(403))).toEqual(["session-changed s i", "identity-changed - i"]);
  });

  test("that finds another body tells what differs.", () => {
    const other = (more: object) => found(active, whoami(more));
    expect(other({ identity: { id: "i", traits: {} } })).toEqual(["identity-changed - i"]);
    expect(other({ authenticator_assurance_level: "aal2", authenticated_at: "x" })).toEqual([
      "assurance-changed s i",
      "identity-changed - i",
    ]);
    expect(other({ devices: [] })).toEqual(["session-changed s i", "identity-changed - i"]);
    expect(other({ authenticated_at: "x" })).toEqual([
      "session-changed s i",
      "identity-changed - i",
    ]);
    expect(found(active, "no JSON")).toEqual(["session-changed s i", "identity-changed - i"]);
  });
});

describe("The method of a settings flow", () => {
  const json = ["Content-Type", "application/json"];
  const form = ["Content-Type", "application/x-www-form-urlencoded"];

  test("is read from JSON, a form, or the query.", () => {
    expect(readSettingsMethod(json, '{"method":"totp"}', "/x?method=no")).toBe("totp");
    expect(readSettingsMethod(form, "a=b&method=look%75p_secret", "/x")).toBe("lookup_secret");
    expect(readSettingsMethod([], "", "/x?flow=1&method=password")).toBe("password");
  });

  test("is unknown where none can be read.", () => {
    expect(readSettingsMethod(json, "{", "/x")).toBeUndefined();
    expect(readSettingsMethod(json, '{"method":5}', "/x")).toBeUndefined();
    expect(readSettingsMethod(form, "xmethod=password", "/method=password")).toBeUndefined();
  });
});
