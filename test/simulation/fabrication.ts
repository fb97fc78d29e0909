// Histories made by hand, to put the judge itself to the test: one lawful exchange with its call, to be bent as a test likes.
import {
  type CallRecord,
  type Exchange,
  type History,
  keyOf,
  type MutationFacts,
} from "./history.ts";

/** The project of all fabricated histories. */
export const project = "first";

/** A session and its identity, as bodies name them. */
export const someone = { sessionId: "session-1", identityId: "identity-1" } as const;

const presented = { cookie: "cookie-1" } as const;

/** Key of a check by the one cookie of fabricated histories. */
export const key = keyOf(project, presented);

/** An empty history with the feature on: a minute of age, a second between refreshes. */
export function emptyHistory(): History {
  return {
    seed: 0,
    calls: [],
    exchanges: [],
    publications: [],
    settings: [
      {
        project,
        atMs: 0,
        settings: {
          cacheableSessions: true,
          maxAgeMs: 60_000,
          refreshAfterMs: 1_000,
          staleIfErrorMs: 0,
          requireOriginHint: false,
          cookieName: "ory_kratos_session",
          degradedMaxAgeMs: 10_000,
        },
      },
    ],
    notes: [],
    told: [],
    strangers: [],
    doubtMs: 60_000,
    askWaitMs: 1_000,
    crowded: false,
    evicting: false,
    fleet: undefined,
  };
}

/** Adds a call of the edge's own that was answered with a session; `more` says what is different. */
export function addCall(
  history: History,
  beganAtMs: number,
  more: Partial<CallRecord> = {},
): CallRecord {
  const call: CallRecord = {
    n: history.calls.length + 1,
    project,
    edge: "edge",
    beganAtMs,
    exchange: undefined,
    method: "GET",
    target: "/sessions/whoami",
    headers: [],
    key,
    credentials: [`${project} cookie cookie-1`],
    forced: false,
    requestBody: undefined,
    ageMs: 0,
    ageIsFalse: false,
    headAtMs: beganAtMs + 10,
    endedAtMs: beganAtMs + 11,
    ending: "whole",
    status: 200,
    answerHeaders: ["Content-Type", "application/json"],
    body: "version 1",
    said: "version 1",
    ...someone,
    sessionEndsAtMs: 1_000_000,
    hint: 60,
    mixedUp: false,
    truthful: true,
    byFront: false,
    note: "",
    ...more,
  };
  history.calls.push(call);
  return call;
}

/** Adds a check that was answered with a body; `more` says what is different. */
export function addCheck(
  history: History,
  arrivedAtMs: number,
  answeredAtMs: number,
  more: Partial<Exchange> = {},
): Exchange {
  const exchange: Exchange = {
    n: history.exchanges.length + 1,
    project,
    edge: "edge",
    healthy: true,
    arrivedAtMs,
    method: "GET",
    target: "/sessions/whoami",
    headers: [],
    body: undefined,
    check: { key, presented, asked: {}, requestId: undefined, cacheable: true },
    mutation: undefined,
    note: () => "",
    abortedAtMs: undefined,
    answeredAtMs,
    endedAtMs: answeredAtMs,
    status: 200,
    answerHeaders: ["Content-Type", "application/json"],
    answerBody: "version 1",
    broken: false,
    ...more,
  };
  history.exchanges.push(exchange);
  return exchange;
}

/** Adds a settings change by the one cookie that was passed through and answered. */
export function addMutation(
  history: History,
  arrivedAtMs: number,
  headAtMs: number | undefined,
  more: Partial<MutationFacts> = {},
): Exchange {
  const mutation: MutationFacts = {
    row: "settings",
    reach: "identity",
    presented: [{ id: `${project} cookie cookie-1`, status: 200, ...someone }],
    sessions: [],
    identities: [],
    all: false,
    committedAtMs: headAtMs,
    issued: [],
    ...more,
  };
  const endedAtMs = headAtMs ?? arrivedAtMs + 100;
  const exchange = addCheck(history, arrivedAtMs, endedAtMs + 1, {
    method: "POST",
    target: "/self-service/settings",
    check: undefined,
    mutation,
    status: headAtMs === undefined ? 502 : 303,
    answerHeaders: [],
    answerBody: headAtMs === undefined ? '{"error":{"id":"edge_origin_unreachable"}}' : "",
  });
  addCall(history, arrivedAtMs + 1, {
    exchange: exchange.n,
    method: "POST",
    target: "/self-service/settings",
    key: undefined,
    credentials: [],
    headAtMs,
    endedAtMs,
    ending: headAtMs === undefined ? "broken" : "whole",
    status: headAtMs === undefined ? undefined : 303,
    answerHeaders: [],
    body: "",
  });
  return exchange;
}
