// Every state of a project, what it follows from, and which one hides which.
import { describe, expect, test } from "vitest";
import { healthAtEdge, projectHealth } from "./project-health.ts";
import { type EdgeOfProject, type HealthFacts, type HealthState } from "./project-state.ts";
import type { ProjectSign } from "./signs.ts";

const well: EdgeOfProject = {
  name: "edge-1",
  instance: "1",
  state: "healthy",
  sinceMs: 1,
  sign: undefined,
};
const second: EdgeOfProject = { ...well, name: "edge-2" };
const third: EdgeOfProject = { ...well, name: "edge-3" };
const failing: ProjectSign = {
  project: "shop",
  failing: { since: 500, how: { kind: "status", status: 502 } },
};
const failingLater: ProjectSign = {
  project: "shop",
  failing: { since: 700, how: { kind: "unreachable" } },
};
const contradicted: ProjectSign = { project: "shop", cookieNameContradicted: { since: 600 } };
const limited: ProjectSign = { project: "shop", limited: { since: 800 } };

const serving: HealthFacts = {
  hasOrigin: true,
  wanted: true,
  entitled: true,
  plan: "Growth",
  cookieName: "ory_kratos_session",
  applied: true,
  edges: [well, second, third],
  own: undefined,
};

type Row = readonly [
  title: string,
  change: Partial<HealthFacts>,
  sentence: string,
  sinceMs: number | undefined,
  states: readonly HealthState[],
];

const silentThird: EdgeOfProject = { ...third, state: "silent", sinceMs: 900 };
const degradedThird: EdgeOfProject = {
  ...third,
  state: "degraded",
  sinceMs: 300,
  reason: "region eu is silent",
};

const rows: readonly Row[] = [
  ["all is well", {}, "Serving", undefined, ["serving"]],
  [
    "there is no URL, whatever else there is",
    { hasOrigin: false, edges: [], own: failing, wanted: false },
    "Not set up",
    undefined,
    ["not-set-up"],
  ],
  ["no edge is known", { edges: [] }, "No edge serves it", undefined, ["no-edge"]],
  [
    "every edge is silent",
    { edges: [silentThird, { ...second, state: "silent", sinceMs: 400 }] },
    "No edge serves it",
    900,
    ["no-edge"],
  ],
  [
    "this process hears no edge because it is cut off",
    { edges: [silentThird], unheard: "region eu is silent" },
    "Invalidations missing",
    900,
    ["invalidations-missing"],
  ],
  [
    "the identity server fails everywhere",
    {
      edges: [
        { ...well, sign: failing },
        { ...second, sign: failingLater },
      ],
    },
    "Identity server failing: 502s",
    500,
    ["origin-failing"],
  ],
  [
    "the identity server fails at one edge",
    { edges: [well, second, { ...third, sign: failingLater }] },
    "Identity server failing at 1 of 3 edges: it cannot be reached",
    700,
    ["origin-failing"],
  ],
  [
    "the identity server fails at all edges that can be heard",
    { edges: [{ ...well, sign: failing }, { ...second, sign: failing }, silentThird] },
    "Identity server failing: 502s",
    500,
    ["origin-failing", "invalidations-missing"],
  ],
  [
    "only the control plane sees the identity server fail",
    { own: { project: "shop", failing: { since: 5, how: { kind: "timeout" } } } },
    "Identity server failing: it does not answer in time",
    5,
    ["origin-failing"],
  ],
  [
    "an edge fell silent after it said that the identity server fails",
    { edges: [well, second, { ...silentThird, sign: failing }] },
    "Invalidations missing at 1 of 3 edges",
    900,
    ["invalidations-missing"],
  ],
  [
    "an edge is degraded and another one silent",
    { edges: [well, { ...second, state: "degraded", sinceMs: 300 }, silentThird] },
    "Invalidations missing at 2 of 3 edges",
    300,
    ["invalidations-missing"],
  ],
  [
    "the only edge is degraded",
    { edges: [degradedThird] },
    "Invalidations missing",
    300,
    ["invalidations-missing"],
  ],
  [
    "the cookie name is wrong",
    { edges: [{ ...well, sign: contradicted }] },
    "Cookie name wrong",
    600,
    ["cookie-name-wrong"],
  ],
  [
    "the identity server limits the rate",
    { edges: [{ ...well, sign: limited }] },
    "Identity server limits the rate: 429s",
    800,
    ["rate-limited"],
  ],
  [
    "the plan was lost",
    { entitled: false },
    "Plan does not allow it",
    undefined,
    ["plan-excludes"],
  ],
  [
    "settings are on their way",
    { applied: false },
    "Settings not applied at every edge yet",
    undefined,
    ["settings-pending"],
  ],
  ["it is off", { wanted: false, entitled: false }, "Off", undefined, ["off"]],
  [
    "settings of a project that is off are on their way",
    { wanted: false, applied: false },
    "Off",
    undefined,
    ["off"],
  ],
  [
    "everything is wrong at once",
    {
      edges: [
        { ...well, sign: failing },
        { ...second, sign: { ...contradicted, ...limited } },
        degradedThird,
      ],
      applied: false,
    },
    "Identity server failing at 1 of 3 edges: 502s",
    500,
    [
      "origin-failing",
      "invalidations-missing",
      "cookie-name-wrong",
      "rate-limited",
      "settings-pending",
    ],
  ],
  [
    "it is off, and stored answers would be in trouble",
    {
      wanted: false,
      edges: [{ ...well, sign: contradicted }, degradedThird],
    },
    "Off",
    undefined,
    ["off", "invalidations-missing", "cookie-name-wrong"],
  ],
  [
    "the plan was lost, and the identity server fails",
    { entitled: false, own: failing, edges: [well, degradedThird] },
    "Identity server failing: 502s",
    500,
    ["origin-failing", "plan-excludes", "invalidations-missing"],
  ],
];

describe("projectHealth", () => {
  test.each(rows)(
    "If %s, it says so, since when, and what else is.",
    (_, change, sentence, sinceMs, states) => {
      const health = projectHealth({ ...serving, ...change });
      expect(health.sentence).toBe(sentence);
      expect(health.sinceMs).toBe(sinceMs);
      expect([health, ...health.also].map(({ state }) => state)).toEqual(states);
    },
  );

  test("It says which edges miss invalidations, and why.", () => {
    const of = (edges: readonly EdgeOfProject[], unheard?: string): string =>
      projectHealth({ ...serving, edges, unheard }).reason;
    expect(of([well, degradedThird])).toContain(
      "edge-3 may be missing invalidations (region eu is silent).",
    );
    expect(of([well, silentThird])).toContain("edge-3 can no longer be heard");
    expect(of([well, silentThird], "region eu is silent")).toContain(
      "This control plane does not hear the bus (region eu is silent)",
    );
    const many = ["a", "b", "c", "d", "e"].map((name) => ({ ...degradedThird, name }));
    expect(of([well, ...many])).toContain("a, b, c and 2 more may be missing");
  });

  test("Silent edges alone are a warning, and degraded ones are bad.", () => {
    expect(projectHealth({ ...serving, edges: [well, silentThird] }).severity).toBe("warning");
    expect(projectHealth({ ...serving, edges: [well, degradedThird] }).severity).toBe("bad");
  });
});

describe("healthAtEdge", () => {
  test.each<[EdgeOfProject, string]>([
    [well, "Serving"],
    [degradedThird, "Invalidations missing"],
    [silentThird, "Not heard"],
    [{ ...well, sign: failing }, "Identity server failing: 502s"],
    [{ ...well, sign: contradicted }, "Cookie name wrong"],
  ])("It says how the project is at one edge, not counting the others.", (edge, sentence) => {
    expect(healthAtEdge({ ...serving, own: failingLater }, edge).sentence).toBe(sentence);
  });
});
