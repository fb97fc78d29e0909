// Whom an answered mutation concerns, by its row, its sender and the answer (L3); and what a stranger's costs nobody.
import { describe, expect, test } from "vitest";
import { sampleDigest } from "../../test/contract/sample-entry.ts";
import type { Scope } from "./invalidation.ts";
import { findMutation, unlistedRequest, type Mutation } from "./mutation.ts";
import {
  asksIssued,
  dependsOnBody,
  doubtfulEffects,
  effectsOf,
  sessionCookiesSet,
  type Effects,
  type Requester,
} from "./mutation-effects.ts";

const uuid = "0f3a8b1c-2d4e-4f60-8a9b-1c2d3e4f5061";
const mine: Scope = { kind: "session", value: "mine" };
const invented: Scope = { kind: "credential", value: sampleDigest("invented") };
const named: Scope = { kind: "session", value: uuid };
const everybody: Scope = { kind: "project" };
const json = ["Content-Type", "application/json; charset=utf-8"];
const page = ["Content-Type", "text/html"];

function row(request: string): Mutation {
  const [method = "", target = ""] = request.split(" ");
  return findMutation(method, target, "") ?? unlistedRequest;
}

const signOut = row("GET /self-service/logout");
const revokeOne = row(`DELETE /sessions/${uuid}`);
const bulk = row("POST /admin/sessions");

type Case = readonly [
  what: string,
  mutation: Mutation,
  requester: Requester,
  status: number,
  headers: readonly string[],
  certain: readonly Scope[],
  claimed: readonly Scope[],
];

const strangers = [401, 403, 404, 405].map((status): Case => [
  `a stranger is refused with ${status}`,
  revokeOne,
  "stranger",
  status,
  json,
  [],
  [],
]);

const refusedOperators = [301, 302, 303, 307, 308, 401, 403, 404, 405].map((status): Case => [
  `an admin row is turned away with ${status}`,
  bulk,
  "key-holder",
  status,
  json,
  [],
  [],
]);

const cases: readonly Case[] = [
  ...strangers,
  ...refusedOperators,
  ["a known sender, done", revokeOne, "known", 204, [], [mine, named, everybody], [invented]],
  [
    "a known sender, saved though 400",
    signOut,
    "known",
    400,
    json,
    [mine, named, everybody],
    [invented],
  ],
  [
    "a known sender, saved though 502",
    signOut,
    "known",
    502,
    page,
    [mine, named, everybody],
    [invented],
  ],
  ["a known sender, 303", signOut, "known", 303, [], [mine, named, everybody], [invented]],
  // Whom a refused request names has nothing to do with it.
  ["a known sender is refused", revokeOne, "known", 404, json, [mine], [invented]],
  [
    "a stranger's 303 may be a sign-out",
    signOut,
    "stranger",
    303,
    [],
    [mine],
    [invented, named, everybody],
  ],
  [
    "a stranger's 204 is the origin's word",
    revokeOne,
    "stranger",
    204,
    [],
    [mine, named, everybody],
    [invented],
  ],
  [
    "a stranger's page is a front's",
    revokeOne,
    "stranger",
    200,
    page,
    [mine],
    [invented, named, everybody],
  ],
  ["an admin row, done", bulk, "stranger", 204, [], [named, everybody], []],
  ["an admin row, done with JSON", bulk, "stranger", 200, json, [named, everybody], []],
  ["an admin row, a front's page", bulk, "stranger", 200, page, [], []],
  [
    "an admin row, a success without JSON by the gateway",
    bulk,
    "key-holder",
    200,
    [],
    [named, everybody],
    [],
  ],
  ...[400, 413, 422, 429].map((status): Case => [
    `an admin row that a front answers with ${status}`,
    bulk,
    "stranger",
    status,
    json,
    [],
    [],
  ]),
  ["an admin row, 400 by the gateway", bulk, "key-holder", 400, json, [named, everybody], []],
  [
    "an admin row that failed is not believed about everybody",
    bulk,
    "stranger",
    503,
    json,
    [],
    [named],
  ],
  ["an admin row that failed, of somebody with a session", bulk, "known", 503, json, [], [named]],
  [
    "an admin row that failed, by the gateway",
    bulk,
    "key-holder",
    503,
    json,
    [named, everybody],
    [],
  ],
  [
    "a row that is not known, done",
    unlistedRequest,
    "known",
    200,
    page,
    [mine, named, everybody],
    [invented],
  ],
];

test.each(cases)("%s", (_, mutation, requester, status, headers, certain, claimed) => {
  const concerned = { known: [mine], claimed: [invented], named: [named, everybody] };
  const effects = effectsOf(mutation.listed, requester, concerned, { status, headers });
  expect(effects).toEqual({ certain, claimed });
});

describe("an unknown outcome", () => {
  const concerned = { known: [mine], claimed: [invented], named: [named] };
  test.each<[Requester, Effects]>([
    ["stranger", { certain: [], claimed: [] }],
    // What nobody has confirmed may be good all the same: the question about it may have failed as the request did.
    ["known", { certain: [mine, named], claimed: [invented] }],
    ["key-holder", { certain: [mine, named], claimed: [invented] }],
  ])("of a %s", (requester, effects) => {
    expect(doubtfulEffects(requester, concerned)).toEqual(effects);
  });
});

describe("asking before the answer", () => {
  test.each<[string, boolean, boolean]>([
    ["POST /self-service/login", true, true],
    ["POST /self-service/recovery", true, true],
    ["GET /self-service/methods/saml/acs/okta", true, true],
    ["POST /self-service/settings", true, false],
    ["POST /self-service/settings", false, true],
    ["POST /anything", true, true],
  ])("%s, its sender named: %s", (request, whoNamesIdentity, asks) => {
    expect(asksIssued(row(request), whoNamesIdentity)).toBe(asks);
  });

  test.each<[string, number, readonly string[], boolean, boolean]>([
    ["POST /self-service/login", 200, json, true, true],
    ["POST /self-service/settings", 200, json, false, true],
    // Nothing depends on it: its head leaves at once.
    ["POST /self-service/settings", 200, json, true, false],
    ["POST /self-service/login", 303, json, true, false],
    ["POST /self-service/login", 200, page, true, false],
    ["HEAD /self-service/login", 200, json, true, false],
    ["POST /admin/sessions", 200, json, false, false],
    ["POST /anything", 200, json, false, false],
  ])("%s, %d %s, named: %s", (request, status, headers, whoNamesIdentity, reads) => {
    const [method = ""] = request.split(" ");
    const answer = { status, headers };
    expect(dependsOnBody(row(request), method, whoNamesIdentity, answer)).toBe(reads);
  });
});

test.each<[readonly string[], readonly string[]]>([
  [[], []],
  [["Set-Cookie", "s=v; Path=/; HttpOnly"], ["v"]],
  [["set-cookie", "s=v"], ["v"]],
  [["Set-Cookie", "s=; Max-Age=0"], [""]],
  [
    ["Set-Cookie", "s=a", "Set-Cookie", "t=x", "Set-Cookie", "s=b;"],
    ["a", "b"],
  ],
  [["Set-Cookie", "S=v", "Set-Cookie", "ss=v", "Set-Cookie", "s"], []],
])("the session cookie in %j", (headers, values) => {
  expect(sessionCookiesSet(headers, "s")).toEqual(values);
});
