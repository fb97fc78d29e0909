// Findings as pure functions: what a set-up shows in which nothing is wrong, and each fault on both sides of its threshold.
import { describe, expect, test } from "vitest";
import type {
  BusFacts,
  BusMember,
  Facts,
  LiveEdge,
  SetUp,
  ProjectTrouble,
  TrafficCounts,
} from "../../src/doctor/facts.ts";
import type { WhoamiAnswer as Answer } from "../../src/core/health/whoami-seen.ts";
import { findingIds } from "../../src/doctor/finding.ts";
import { findingsOf, reportOf, reportText } from "../../src/doctor/report.ts";

const answer: Answer = {
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
const hit = { name: "edge", hit: true, fwd: undefined, stored: false, detail: undefined };
const setUp: SetUp = {
  originUrl: "http://kratos.internal:4433",
  edgeUrl: "https://sessions.example",
  adminUrl: "http://127.0.0.1:4001",
  appOrigin: "https://app.example",
  cookieName: "ory_kratos_session",
  cookieGiven: true,
};
const counts: TrafficCounts = {
  cacheable: true,
  checks: 1_000,
  forced: 100,
  cookiesUnknown: 499,
  mutations: 100,
  hooks: 0,
  addressesDropped: 49,
  changesUnseen: 0,
  sessionMismatches: 0,
  cookieNamesWithdrawn: 0,
  sessionsStored: 10,
  originTooOld: 0,
  preflightsKept: 0,
  preflightsPassed: 19,
};
const liveEdge: LiveEdge = {
  statuses: [200, 200, 200],
  second: hit,
  secondEqual: true,
  forcedEqual: true,
};
const live = { kind: "active", cookieName: "ory_kratos_session", edge: liveEdge } as const;
const failing: ProjectTrouble = {
  slug: "shop",
  severity: "bad",
  sentence: "Identity server failing: 502s",
  since: "2026-05-01T02:14:00.000Z",
};
const late: ProjectTrouble = {
  slug: "late",
  severity: "warning",
  sentence: "Plan does not allow it",
  since: undefined,
};
const flow = {
  baseUrl: "https://sessions.example",
  edgeThere: undefined,
  askedBy: "https",
} as const;
const member: BusMember = {
  instance: "1",
  name: "one",
  region: "eu",
  role: "edge",
  software: "0.1.0",
  healthy: true,
  unpublished: 0,
  projects: 3,
  revisions: 12,
  clockAheadMs: -2_000,
};
const second: BusMember = { ...member, instance: "2", name: "two", region: "us" };
const control: BusMember = { ...member, instance: "3", name: "control", role: "control" };
const bus: Extract<BusFacts, { kind: "heard" }> = {
  kind: "heard",
  differences: [],
  regions: ["eu", "us"],
  projects: 3,
  revisions: 12,
  members: [member, second, control],
  // It was replaced by one of its name.
  silent: [{ name: "one", region: "eu", role: "edge" }],
};
const difference = {
  where: "stream edge-sessions-eu",
  what: "max_age",
  is: "1m",
  shouldBe: "at least 10m",
  fix: 'Run "edge-sessions bus create --regions eu".',
};

/** The bus with a change of the second edge. */
function heard(change: Partial<BusMember>): Pick<Facts, "bus"> {
  return { bus: { ...bus, members: [member, { ...second, ...change }, control] } };
}

const healthy: Facts = {
  setUp,
  origin: answer,
  edge: { ...answer, cacheStatus: hit },
  flow,
  cors: { reads: true, cacheControl: true },
  admin: { ready: true, metrics: { kind: "counts", counts } },
  live,
  database: { kind: "seen", drift: [] },
  bus,
};

function ids(change: Partial<Facts>): readonly string[] {
  return findingsOf({ ...healthy, ...change }).map(({ id, severity }) => `${severity} ${id}`);
}

function counted(change: Partial<TrafficCounts>): Pick<Facts, "admin"> {
  return { admin: { ready: true, metrics: { kind: "counts", counts: { ...counts, ...change } } } };
}

function lived(change: Partial<LiveEdge>): Pick<Facts, "live"> {
  return { live: { ...live, edge: { ...liveEdge, ...change } } };
}

test("A healthy set-up has no finding, even right below every threshold.", () => {
  expect(ids({})).toEqual([]);
});

test("If only the identity server was named, there are no findings about the rest.", () => {
  const rest = { edge: undefined, flow: undefined, cors: undefined, admin: undefined };
  expect(ids({ ...rest, live: undefined })).toEqual([]);
});

const missed = { ...hit, hit: false, fwd: "miss" };
const silence = { kind: "silence", why: "nothing listens there" } as const;
const refused = { kind: "refused", status: 403, withKey: true } as const;

const cases: readonly (readonly [string, Partial<Facts>])[] = [
  ["problem origin-unreachable", { origin: silence }],
  ["problem origin-failing", { origin: { ...answer, kratos: false, status: 500 } }],
  ["problem origin-failing", { origin: { ...answer, kratos: false, status: 429 } }],
  ["problem not-kratos", { origin: { ...answer, kratos: false, status: 404 } }],
  ["problem not-kratos", { origin: { ...answer, kratos: false, status: 301, redirect: "https" } }],
  ["problem hint-missing", { origin: { ...answer, hinted: false } }],
  ["warning clock-skew", { origin: { ...answer, clockAheadMs: 1_001 } }],
  ["problem clock-skew", { origin: { ...answer, clockAheadMs: -5_000 } }],
  ["problem edge-unreachable", { edge: silence }],
  ["problem edge-failing", { edge: { ...answer, kratos: false, status: 502 } }],
  ["problem feature-off", { edge: answer }],
  ["problem base-url", { flow: { ...flow, baseUrl: "https://kratos.example" } }],
  [
    "problem base-url",
    { flow: { ...flow, baseUrl: "https://kratos.example", edgeThere: "another" } },
  ],
  ["warning client-address", { flow: { ...flow, askedBy: "http" } }],
  ["warning client-address", counted({ addressesDropped: 50 })],
  ["warning client-address", counted({ mutations: 20, addressesDropped: 20 })],
  ["problem cors-origin", { cors: { reads: false, cacheControl: false } }],
  ["problem cors-cache-control", { cors: { reads: true, cacheControl: false } }],
  ["problem admin-unreachable", { admin: { ready: undefined, metrics: silence } }],
  ["problem admin-refused", { admin: { ready: true, metrics: refused } }],
  ["problem edge-not-ready", { admin: { ready: false, metrics: { kind: "counts", counts } } }],
  ["warning changes-unseen", counted({ changesUnseen: 1 })],
  ["warning forced-share", counted({ forced: 101 })],
  [
    "problem database-unreachable",
    { database: { kind: "unreachable", why: "there is no file edge-sessions.db" } },
  ],
  ["problem database-drift", { database: { kind: "seen", drift: ["there is no table keys"] } }],
  [
    "problem bus-unreachable",
    { bus: { kind: "unreachable", why: "bus in Postgres: connect ECONNREFUSED 127.0.0.1:5432" } },
  ],
  [
    "problem bus-refused",
    {
      bus: {
        kind: "refused",
        why: 'bus in Postgres: password authentication failed for user "edge". Correct the password in the URL of the bus.',
      },
    },
  ],
  ["problem bus-layout", { bus: { ...bus, differences: [difference] } }],
  ["problem bus-silent", { bus: { ...bus, members: [] } }],
  ["problem region-silent", { bus: { ...bus, members: [member] } }],
  [
    "warning edge-silent",
    { bus: { ...bus, silent: [{ name: "three", region: "us", role: "edge" }] } },
  ],
  ["problem edge-degraded", heard({ healthy: false })],
  ["warning edge-unpublished", heard({ unpublished: 1 })],
  ["problem edge-settings", heard({ revisions: 11 })],
  ["warning edge-clock", heard({ clockAheadMs: 2_001 })],
  ["warning edge-version", heard({ software: "0.2.0" })],
  [
    "warning edge-name",
    { bus: { ...bus, members: [member, second, { ...second, instance: "4" }, control] } },
  ],
  ["problem control-unanswered", { control: { kind: "unreachable", why: "it is away" } }],
  ["problem control-unanswered", { control: { kind: "refused", status: 401 } }],
  ["problem project-state", { control: { kind: "seen", projects: 9, troubles: [late, failing] } }],
  ["warning project-state", { control: { kind: "seen", projects: 9, troubles: [late] } }],
  ["problem cookie-name", counted({ cookiesUnknown: 500, sessionsStored: 0 })],
  ["problem cookie-name-changed", counted({ cookieNamesWithdrawn: 1 })],
  ["problem cookie-name", lived({ second: { ...missed, detail: "cookies-unknown" } })],
  ["problem cookie-name", { live: { ...live, cookieName: "other", edge: undefined } }],
  ["problem session-mismatch", counted({ sessionMismatches: 1 })],
  ["problem origin-too-old", counted({ originTooOld: 1 })],
  ["warning preflights-passed", counted({ preflightsPassed: 20 })],
  ["warning session-ended", { live: { kind: "ended", named: true } }],
  ["info session-aal2", { live: { kind: "aal2" } }],
  ["problem no-hit", lived({ second: missed })],
  ["problem answers-differ", lived({ forcedEqual: false, secondEqual: false })],
  ["warning edge-behind", lived({ secondEqual: false })],
];

test.each(cases)("The facts lead to one finding: %s.", (finding, change) => {
  expect(ids(change)).toEqual([finding]);
  expect(ids({})).toEqual([]);
});

test("Every finding is covered by a case.", () => {
  const seen = new Set(cases.map(([finding]) => finding.split(" ")[1]));
  expect(seen).toEqual(new Set(findingIds));
});

test.each(cases)(
  "The finding %s says what is wrong, why, and how to fix it, in whole sentences.",
  (_name, change) => {
    for (const { what, why, mend } of findingsOf({ ...healthy, ...change })) {
      for (const text of [what, why]) expect(text).toMatch(/^(?:[A-Z\d]|https?:).*\.$/su);
      expect(mend.length).toBeGreaterThan(20);
      expect(`${what}${why}${mend}`).not.toMatch(/undefined|NaN|\[object/u);
    }
  },
);

describe("facts that are not a finding", () => {
  const fine: readonly (readonly [string, Partial<Facts>])[] = [
    ["a clock a second off", { origin: { ...answer, clockAheadMs: -1_000 } }],
    ["no Date at all", { origin: { ...answer, clockAheadMs: undefined } }],
    [
      "another URL that the same edge answers at",
      { flow: { ...flow, baseUrl: "https://edge.example", edgeThere: "edge" } },
    ],
    ["an edge whose own project is its only one", heard({ projects: 1, revisions: 1 })],
    [
      "a control plane that fell silent",
      { bus: { ...bus, silent: [{ name: "old", region: "eu", role: "control" }] } },
    ],
    ["a page of the edge's own origin", { cors: undefined }],
    ["few mutations", counted({ mutations: 19, addressesDropped: 19 })],
    ["few checks", counted({ checks: 49, forced: 49, cookiesUnknown: 49 })],
    [
      "another cookie name that the edge has hits by",
      { live: { ...live, cookieName: "other", edge: liveEdge } },
    ],
    ["an identity server that answered neither yes nor no", { live: { kind: "unknown" } }],
  ];
  test.each(fine)("There is no finding about %s.", (_name, change) => {
    expect(ids(change)).toEqual([]);
  });
});

test("A feature that is off is reported once, and not as a missing hit too.", () => {
  expect(ids({ edge: answer, ...lived({ second: undefined }) })).toEqual(["problem feature-off"]);
});

test("If the URL may not lead to an edge, no finding says to lead browsers there.", () => {
  const elsewhere = { edge: answer, flow: { ...flow, baseUrl: "https://kratos.example" } };
  expect(ids(elsewhere)).toEqual(["problem feature-off"]);
  expect(ids({ ...elsewhere, ...counted({ cacheable: false }) })).toEqual([
    "problem feature-off",
    "problem base-url",
  ]);
});

test("The most severe finding comes first, and the same problem seen twice is one finding.", () => {
  const twice = {
    ...counted({ changesUnseen: 1, cookiesUnknown: 900 }),
    ...lived({ second: { ...missed, detail: "cookies-unknown" } }),
  };
  expect(ids(twice)).toEqual(["problem cookie-name", "warning changes-unseen"]);
});

test("The report says what was not examined and what that would need.", () => {
  const little = { ...setUp, edgeUrl: undefined, adminUrl: undefined, cookieGiven: false };
  const facts: Facts = {
    ...healthy,
    setUp: little,
    origin: { ...answer, hinted: false },
    edge: undefined,
    flow: undefined,
    admin: undefined,
    live: undefined,
  };
  expect(reportText(reportOf(facts), (text) => text)).toMatchInlineSnapshot(`
    "problem: hint-missing
      what The identity server's answers have no Ory-Session-Cache-For.
      why  This hint says how long an answer may be kept. Without it, checks without a session are never hits, and only the edge's own limit bounds the age of other answers. With --require-origin-hint no check is a hit.
      fix  In the configuration of Kratos:
           feature_flags:
             cacheable_sessions: true
             cacheable_sessions_max_age: 1m

    1 problem.
    Set-up: 1 of 7 steps are done.
      done    Identity server URL: The identity server is http://kratos.internal:4433.
      problem Identity server answers: It is an Ory Kratos, but its answers have no Ory-Session-Cache-For. Set feature_flags.cacheable_sessions to true in its configuration.
      todo    Session cookie: No session has been seen yet, so it is not certain that its cookie is named ory_kratos_session.
      todo    Changes reach the edge: It cannot be seen where sign-in flows lead, and no web hook has arrived. Set serve.public.base_url of Kratos to the edge, or add web hooks.
      waiting Edge Sessions is on: It is not known whether Edge Sessions is on.
      todo    First hit: No check of a session was a hit yet. Send two with the cookie of a live session.
      waiting A change shows at once: This needs a first hit.
    Examined: the identity server, CORS, the control plane's database, the bus (one in eu; two in us; control plane control in eu).
    Not examined: the edge (needs --edge URL), where sign-ins lead (needs --edge URL), the edge's traffic (needs --edge-admin URL), a live session (needs --cookie-file FILE or --ask-cookie).
    "
  `);
});

describe("the steps of the set-up", () => {
  const stateOf = (change: Partial<Facts>, id: string) =>
    reportOf({ ...healthy, ...change }).setUp.find((step) => step.id === id)?.state;
  const counted = (change: Partial<TrafficCounts>): Pick<Facts, "admin"> => ({
    admin: { ready: true, metrics: { kind: "counts", counts: { ...counts, ...change } } },
  });
  const elsewhere = { flow: { ...flow, baseUrl: "http://kratos.internal:4433" } };

  test("If nothing is wrong, all of them are done.", () => {
    expect(reportOf(healthy).setUp.map(({ state }) => state)).toEqual(Array(7).fill("done"));
  });

  test.each<[string, Partial<Facts>, string, string]>([
    ["no answer", { origin: { kind: "silence", why: "gone" } }, "identity-server", "problem"],
    ["no cookie", { live: undefined }, "cookie-name", "todo"],
    [
      "another name",
      { live: { ...live, cookieName: "x", edge: undefined } },
      "cookie-name",
      "problem",
    ],
    ["a flow around the edge", elsewhere, "own-changes", "todo"],
    ["hooks", { ...elsewhere, ...counted({ hooks: 1 }) }, "own-changes", "done"],
    ["an edge that is off", { edge: { ...answer, cacheStatus: undefined } }, "switch", "todo"],
    ["no edge", { edge: undefined, admin: undefined }, "switch", "waiting"],
    ["no hit", { live: { ...live, edge: { ...liveEdge, second: undefined } } }, "hit", "problem"],
    ["no change", counted({ mutations: 0 }), "change", "todo"],
  ])("With %s, the step shows that.", (_, change, id, state) => {
    expect(stateOf(change, id)).toBe(state);
  });
});
