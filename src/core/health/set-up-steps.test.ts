// Each state of each step, with its sentence.
import { describe, expect, test } from "vitest";
import {
  doneCount,
  setUpStepIds,
  setUpSteps,
  type SetUpFacts,
  type SetUpStepId,
} from "./set-up-steps.ts";
import type { Whoami, WhoamiAnswer } from "./whoami-seen.ts";

const kratos: WhoamiAnswer = {
  kind: "answer",
  status: 401,
  kratos: true,
  edgeError: undefined,
  hinted: true,
  mediaType: "application/json",
  redirect: undefined,
  cacheStatus: undefined,
  clockAheadMs: 0,
};
const finished: SetUpFacts = {
  originUrl: "http://kratos.internal:4433",
  identityServer: kratos,
  version: "v26.2.0",
  cookieName: "ory_kratos_session",
  cookieNameIs: "confirmed",
  rightCookieName: undefined,
  flowUrl: "https://sessions.example",
  flowLeadsToEdge: true,
  edgeUrl: "https://sessions.example",
  hookArrived: false,
  edgeSessions: "on",
  plan: "Free",
  hit: "seen",
  change: "seen",
};
const empty: SetUpFacts = {
  ...finished,
  originUrl: undefined,
  identityServer: undefined,
  version: undefined,
  cookieNameIs: "unknown",
  flowUrl: undefined,
  flowLeadsToEdge: false,
  edgeSessions: "off",
  hit: "unknown",
  change: "unknown",
};
const other = { ...kratos, kratos: false, hinted: false };
const silent: Whoami = { kind: "silence", why: "nothing listens there" };
const hooks = { flowLeadsToEdge: false, cookieNameIs: "unknown" } as const;

test("A finished set-up has seven steps in their order, all of them done.", () => {
  const steps = setUpSteps(finished);
  expect(steps.map(({ id }) => id)).toEqual(setUpStepIds);
  expect(steps.map(({ state }) => state)).toEqual(Array(7).fill("done"));
  expect(doneCount(steps)).toBe(7);
});

test("In a new project only the URL and the switch wait for the operator, and no step is a problem.", () => {
  const steps = setUpSteps(empty);
  expect(steps.map(({ state }) => state)).toEqual([
    "todo",
    "waiting",
    "waiting",
    "waiting",
    "todo",
    "waiting",
    "waiting",
  ]);
  expect(doneCount(steps)).toBe(0);
});

const cases: readonly (readonly [
  what: string,
  step: SetUpStepId,
  facts: Partial<SetUpFacts>,
  state: string,
  sentence: RegExp,
])[] = [
  ["a URL", "identity-server-url", {}, "done", /is http:\/\/kratos\.internal:4433\.$/u],
  ["no URL", "identity-server-url", { originUrl: undefined }, "todo", /^Enter the URL/u],
  ["Kratos", "identity-server", {}, "done", /^It is an Ory Kratos, version v26\.2\.0, /u],
  ["no version", "identity-server", { version: undefined }, "done", /Kratos, and allows/u],
  ["no answer yet", "identity-server", { identityServer: undefined }, "waiting", /not been asked/u],
  ["no answer", "identity-server", { identityServer: silent }, "problem", /: nothing listens/u],
  [
    "no hint",
    "identity-server",
    { identityServer: { ...kratos, hinted: false } },
    "problem",
    /feature_flags\.cacheable_sessions/u,
  ],
  [
    "a 429",
    "identity-server",
    { identityServer: { ...other, status: 429 } },
    "problem",
    /^It answers 429/u,
  ],
  [
    "a 503",
    "identity-server",
    { identityServer: { ...other, status: 503 } },
    "problem",
    /^It answers 503 .* should answer 401/u,
  ],
  [
    "the admin API",
    "identity-server",
    { identityServer: { ...other, status: 307, redirect: "whoami" } },
    "problem",
    /admin API .* public API/u,
  ],
  [
    "a redirect to https",
    "identity-server",
    { identityServer: { ...other, status: 308, redirect: "https" } },
    "problem",
    /Use https:\/\/kratos\.internal:4433 /u,
  ],
  [
    "another server",
    "identity-server",
    { identityServer: { ...other, status: 200, mediaType: "text/html" } },
    "problem",
    /answers 200 with text\/html .* would answer 401/u,
  ],
  ["a confirmed name", "cookie-name", {}, "done", /named ory_kratos_session\.$/u],
  [
    "another name",
    "cookie-name",
    { cookieNameIs: "contradicted", rightCookieName: "ory_session_shop" },
    "problem",
    /named ory_session_shop, .* Set the cookie name/u,
  ],
  [
    "an unknown other name",
    "cookie-name",
    { cookieNameIs: "contradicted" },
    "problem",
    /not named ory_kratos_session/u,
  ],
  ["no session", "cookie-name", { cookieNameIs: "unknown" }, "todo", /not certain/u],
  [
    "no session and no identity server",
    "cookie-name",
    { cookieNameIs: "unknown", identityServer: silent },
    "waiting",
    /needs an identity server/u,
  ],
  ["the base URL", "own-changes", {}, "done", /lead to the edge at https:\/\/sessions\.example/u],
  ["hooks", "own-changes", { ...hooks, hookArrived: true }, "done", /Web hooks .* arrive/u],
  [
    "flows elsewhere",
    "own-changes",
    { ...hooks, flowUrl: "http://kratos.internal:4433" },
    "todo",
    /lead to http:\/\/kratos\.internal:4433, not to the edge.*base_url/u,
  ],
  ["no flow", "own-changes", { ...hooks, flowUrl: undefined }, "todo", /cannot be seen/u],
  ["on", "switch", {}, "done", /is on/u],
  ["off", "switch", { edgeSessions: "off" }, "todo", /Turn it on/u],
  ["the plan", "switch", { edgeSessions: "excluded" }, "problem", /“Free” does not include/u],
  ["an edge behind", "switch", { edgeSessions: "pending" }, "waiting", /not every edge/u],
  ["nothing known", "switch", { edgeSessions: "unknown" }, "waiting", /not known/u],
  ["a hit", "hit", {}, "done", /from the store/u],
  ["a miss", "hit", { hit: "missed" }, "problem", /Cache-Status says why/u],
  ["no check", "hit", { hit: "unknown" }, "todo", /Send two/u],
  ["off before", "hit", { hit: "unknown", edgeSessions: "off" }, "waiting", /to be on/u],
  ["a change", "change", {}, "done", /has reached/u],
  ["no change", "change", { change: "unknown" }, "todo", /invalidate an identity/u],
  ["no hit before", "change", { change: "unknown", hit: "unknown" }, "waiting", /first hit/u],
];

describe("each step", () => {
  test.each(cases)("With %s, the step %s has its state and says why.", (_, id, facts, ...is) => {
    const step = setUpSteps({ ...finished, ...facts }).find((one) => one.id === id);
    const [state, sentence] = is;
    expect(step?.state).toBe(state);
    expect(step?.sentence).toMatch(sentence);
    expect(step?.sentence).toMatch(/\.$/u);
  });
});
