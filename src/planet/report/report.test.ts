// What a plan says, as text and as JSON, and how it is read back. Over 300 lines: one plan is made for all of it.
import { beforeAll, describe, expect, test } from "vitest";
import { planOf, pricedOf, threeCodes, twelveCodes, waitsOf } from "../plan.cases.ts";
import type { Plan, PricedProfile } from "../plan.ts";
import { planMap } from "../map/plan-map.ts";
import { network } from "../physics/network.ts";
import { findMetro } from "../world/metros.ts";
import { columns, paragraph, someWords } from "./columns.ts";
import { countText, msText, shareText } from "./figure-texts.ts";
import { planJson } from "./plan-json.ts";
import { planText } from "./plan-text.ts";
import { readPlan } from "./read-plan.ts";

let three: Plan;
let twelve: Plan;
let priced: readonly PricedProfile[];
beforeAll(() => {
  three = planOf(threeCodes);
  twelve = planOf(twelveCodes);
  priced = pricedOf(three);
});

/** The text with single spaces, so that it does not matter where lines break. */
function flat(plan: Plan): string {
  return planText(plan).replaceAll(/\s+/gu, " ");
}

describe("the text of a plan", () => {
  test("No line is wider than 100 characters.", () => {
    for (const text of [planText(three, priced), planText(twelve, priced)]) {
      expect(text.split("\n").filter((line) => Array.from(line).length > 100)).toEqual([]);
    }
  });

  test("Each edge has a row with its city, its sites and whether it is kept.", () => {
    const text = planText(three);
    expect(text).toMatch(/^fra {4}Frankfurt, DE {2}kept .* aws azure gcp fly/mu);
    expect(text).toMatch(/^sin {4}Singapore, SG {2}new {2}/mu);
  });

  test("The table of edges with less and more names the loss of each.", () => {
    const text = planText(twelve);
    for (const code of twelveCodes) expect(text).toContain(`without ${code}  `);
    expect(text).not.toContain("Without any one");
  });

  test("Of many losses the worst are shown, and the others together.", () => {
    const [loss] = twelve.losses;
    if (loss === undefined) throw new Error("no losses");
    const text = planText({ ...twelve, losses: Array(17).fill(loss) });
    expect(text.match(/^without/gmu)).toHaveLength(10);
    expect(text).toContain(`Without any one of the other 7, P95 is at most `);
  });

  test("The profiles are beside each other, if they are given.", () => {
    expect(planText(three)).not.toContain("Settings profiles");
    const text = planText(three, priced);
    for (const name of ["careful", "as-ory", "pushed"])
      expect(text).toMatch(new RegExp(`^${name} +[\\d.]+ % +[\\d.]+ +\\d`, "mu"));
  });

  test("Both ways to join the regions have their times, and the one that is chosen its reason.", () => {
    const times = ({ p50Ms, p99Ms }: Plan["bus"]["mesh"]): string =>
      `${p50Ms.toFixed(0)} ms (P50) and ${p99Ms.toFixed(0)} ms (P99)`;
    const { bus } = twelve;
    expect(flat(twelve)).toContain(
      `NATS: a mesh, with a relay in each region. An invalidation takes ${times(bus.mesh)} from one region to another. Through a hub in ${bus.hub.name} (${bus.hub.code}) it would take ${times(bus)}. A hub is chosen only up to 100 ms and 250 ms.`,
    );
    expect(flat(three)).toContain(
      `NATS: the hub is in Frankfurt (fra). An invalidation takes ${times(three.bus)} from one region to another. In a mesh it would take ${times(three.bus.mesh)}. With fewer than 4 regions, a mesh is not worth its relays.`,
    );
    const near = planOf(["fra", "iad", "lax", "lhr"]);
    expect(flat(near)).toContain(
      "A hub is simpler, and up to 100 ms and 250 ms it is fast enough.",
    );
  });

  test("One edge has no hub and no losses.", () => {
    const text = flat(planOf(["fra"]));
    expect(text).toContain("One region needs no NATS.");
    expect(text).not.toContain("without fra");
    expect(text).toContain("1 edge gives P95");
  });

  test("The optimum is not promised, and the page of what is left out is named.", () => {
    expect(flat(three)).toContain("does not prove that none is better");
    expect(flat(three)).toContain("docs/internals/planet/leaves-out.md");
  });

  test("A target that an edge in every candidate misses is said to be out of reach.", () => {
    const text = flat(planOf(threeCodes, { kind: "target", of: "checks", p95Ms: 10, p99Ms: 12 }));
    expect(text).toContain(
      "Asked: the fewest edges with which P95 is at most 10 ms and P99 is at most 12 ms of all checks.",
    );
    expect(text).toContain("NOT REACHED: ");
    expect(text).toMatch(
      /No choice of places reaches it: an edge in each of the 3 candidates gives P95 \d+ ms and P99 \d+ ms\./u,
    );
  });

  test("A goal of a share says what share is reached.", () => {
    const goal = { kind: "within", ms: 100, share: 0.5 } as const;
    const text = flat(planOf(threeCodes, goal));
    expect(text).toContain(
      "Asked: the fewest edges that answer 50 % of people within 100 ms, from memory",
    );
    expect(text).toMatch(/Reached: .*, and answer \d+ % of people within 100 ms\./u);
    const odd = flat(planOf(threeCodes, { ...goal, ms: 101.5, share: 0.4999 }));
    expect(odd).toContain("that answer 49.99 % of people within 101.5 ms");
    expect(odd).toMatch(/Reached: .*, and answers? \d+ % of people within 101\.5 ms\./u);
    const far = flat(planOf(threeCodes, { ...goal, share: 1 }));
    expect(far).toContain("NOT REACHED: ");
    expect(far).toContain("The search found no better choice among the 3 candidates.");
  });

  test("A target of hits is compared with hits.", () => {
    const { hits } = twelve.figures;
    const goal = { kind: "target", of: "hits", p95Ms: hits.p95Ms + 1 } as const;
    const plan = { ...twelve, goal };
    const given = `P95 ${msText(hits.p95Ms)} and P99 ${msText(hits.p99Ms)} of hits on open connections`;
    expect(flat(plan)).toContain(`Reached: 12 edges give ${given}.`);
    expect(planMap({ plan, waits: waitsOf(plan), network })).toContain(
      `12 edges for people, hits: P95 ${msText(hits.p95Ms)}, `,
    );
  });

  test("The name of a file cannot control the terminal.", () => {
    const source = "\u001b[2J.csv";
    expect(flat({ ...three, demand: { ...three.demand, source } })).toContain("people (?[2J.csv)");
  });

  test("An unreached number of edges is explained.", () => {
    expect(flat(planOf(threeCodes, { kind: "edges", count: 5 }))).toContain(
      "Not reached: 3 edges give",
    );
  });

  test.each([
    ["hit", "hits: 60 % of checks wait only for the way to the nearest edge. Nearer edges help."],
    ["hit, new connection", "new connections: 10 % of checks open a connection before a hit"],
    [
      "miss",
      "misses: 9 % of checks wait for the identity server at Frankfurt. More edges do not help much. A longer maximum age does.",
    ],
    [
      "miss, new connection",
      "misses on new connections: 8 % of checks open a connection and then wait",
    ],
    [
      "forced",
      "forced checks: 7 % of checks accept only an answer of the identity server at Frankfurt",
    ],
    ["failover", "failover: 6 % of checks go to the second nearest edge"],
  ] as const)("The report says what helps if P99 is decided by: %s.", (kind, said) => {
    const shares = {
      hit: 0.6,
      "hit, new connection": 0.1,
      miss: 0.09,
      "miss, new connection": 0.08,
      forced: 0.07,
      failover: 0.06,
    };
    const one = { roundTrips: 1, asksOrigin: false, elsewhere: false };
    const classes = Object.entries(shares).map(([of, share]) => ({
      ...one,
      kind: of as keyof typeof shares,
      share,
    }));
    const beyondP95 = { kind: kind === "hit" ? "miss" : "hit", share: 1 } as const;
    const figures = { ...three.figures, beyondP95, beyondP99: { kind, share: 1 } };
    const text = flat({ ...three, figures, mix: { ...three.mix, classes } });
    expect(text).toContain(`P99 is decided by ${said}`);
    expect(text).toMatch(/P95 is decided by \w/u);
    const both = flat({
      ...three,
      figures: { ...figures, beyondP95: { kind, share: 1 } },
      mix: { ...three.mix, classes },
    });
    expect(both).toContain(`P95 and P99 are decided by ${said}`);
  });
});

test("A target that is missed by less than rounding shows is not printed as reached.", () => {
  const wait = { ...three.figures.checks, p95Ms: 35.2, p99Ms: 45.004 };
  const text = flat({
    ...three,
    goal: { kind: "target", of: "checks", p95Ms: 35, p99Ms: 45 },
    reached: false,
    figures: { ...three.figures, checks: wait },
    bound: { ...three.bound, figures: { ...three.bound.figures, checks: wait } },
  });
  expect(text).toContain("P95 is at most 35 ms and P99 is at most 45 ms");
  expect(text).toContain("give P95 35.2 ms and P99 45.004 ms of all checks");
  expect(text).toContain("candidates gives P95 35.2 ms and P99 45.004 ms.");
  const goal = { kind: "target", of: "checks", p95Ms: 2.209 } as const;
  expect(flat({ ...three, goal })).toContain("P95 is at most 2.209 ms");
});

describe("the JSON of a plan", () => {
  test("What is written can be read, and has all that the Console shows.", () => {
    const read = readPlan(planJson(twelve, priced));
    if (read.kind === "problems") throw new Error(read.problems.join("\n"));
    const { plan } = read;
    expect(plan.edges.map(({ code }) => code).sort()).toEqual([...twelveCodes].sort());
    expect(plan.edges.find(({ code }) => code === "fra")).toMatchObject({
      name: "Frankfurt",
      country: "DE",
      latitude: 50.1,
      longitude: 8.7,
      kept: true,
    });
    expect(plan.figures.checks.p95_ms).toBeCloseTo(twelve.figures.checks.p95Ms, 1);
    expect(plan.losses).toHaveLength(12);
    expect(plan.bus?.hub).toBe(twelve.bus.hub.code);
    expect(plan.bus?.join).toBe(twelve.bus.join);
    expect(plan.bus?.mesh.p50_ms).toBeCloseTo(twelve.bus.mesh.p50Ms, 1);
  });

  test("Members are named as in the API, and none is missing a value.", () => {
    const json = planJson(three, priced);
    const names = [...json.matchAll(/"([^"]+)":/gu)].map(([, name]) => name ?? "");
    expect(names.filter((name) => !/^[a-z][a-z\d]*(?:_[a-z\d]+)*$/u.test(name))).toEqual([]);
    expect(json).not.toContain("null");
    expect(JSON.parse(planJson(planOf(["fra"])))).toMatchObject({ bus: null });
    expect(Object.keys(JSON.parse(json) as object)).toEqual([
      "version",
      "goal",
      "reached",
      "demand",
      "origin",
      "edges",
      "figures",
      "bound",
      "next",
      "losses",
      "bus",
      "checks",
      "profiles",
    ]);
  });

  test("Members of a later version are left out.", () => {
    const json = { ...(JSON.parse(planJson(three)) as object), weather: "fair" };
    expect(readPlan(JSON.stringify(json))).not.toHaveProperty("plan.weather");
    expect(readPlan(JSON.stringify(json)).kind).toBe("plan");
  });

  test.each<[string, (plan: Record<string, never>) => void, string]>([
    [
      "a latitude",
      (plan) => Reflect.set(plan["edges"]?.[0] ?? {}, "latitude", 91),
      "edges[0].latitude must be a number from -90 to 90",
    ],
    [
      "a number that is text",
      (plan) => Reflect.set(plan["edges"]?.[1] ?? {}, "share", "1"),
      "edges[1].share must be a number from 0 to 1",
    ],
    [
      "a code",
      (plan) => Reflect.set(plan["edges"]?.[0] ?? {}, "code", "<b>"),
      "edges[0].code must be the code of a metro, three lower-case letters",
    ],
    [
      "a name",
      (plan) => Reflect.set(plan["origin"] ?? {}, "name", "x\u001b[2J"),
      "origin.name must be a name of at most 100 characters",
    ],
    ["a flag", (plan) => Reflect.set(plan, "reached", 1), "reached must be true or false"],
    [
      "a word",
      (plan) => Reflect.set(plan["demand"] ?? {}, "of", "cats"),
      "demand.of must be one of people, backends",
    ],
    [
      "no edges",
      (plan) => Reflect.set(plan, "edges", []),
      "edges must be a list of 1 to 1000 items",
    ],
    [
      "a list for an object",
      (plan) => Reflect.set(plan, "figures", []),
      "figures must be an object",
    ],
    [
      "an edge twice",
      (plan) =>
        Reflect.set(plan, "edges", [
          plan["edges"]?.[0],
          plan["edges"]?.[0],
          plan["edges"]?.[1],
          plan["edges"]?.[2],
        ]),
      "edges must have different codes",
    ],
    [
      "a hub elsewhere",
      (plan) => Reflect.set(plan["bus"] ?? {}, "hub", "osl"),
      "bus.hub must be one of edges",
    ],
    [
      "a loss elsewhere",
      (plan) => Reflect.set(plan["losses"]?.[0] ?? {}, "code", "osl"),
      "losses[0].code must be one of edges",
    ],
    [
      "another version",
      (plan) => Reflect.set(plan, "version", 2),
      "must be a plan of version 1, as edge-sessions plan --format json prints it",
    ],
  ])("A plan with a wrong part is refused: %s.", (_what, change, problem) => {
    const plan = JSON.parse(planJson(three)) as Record<string, never>;
    change(plan);
    expect(readPlan(JSON.stringify(plan))).toEqual({ kind: "problems", problems: [problem] });
  });

  test.each(["", "[]", "null", "7", '{"version":1}', "x".repeat(4_000_001)])(
    "Text that is no plan is refused.",
    (text) => {
      expect(readPlan(text)).toMatchObject({ kind: "problems" });
    },
  );
});

test("The map of a plan shows its edges, and present ones that it leaves out.", () => {
  const osl = findMetro("osl");
  const fra = findMetro("fra");
  if (osl === undefined || fra === undefined) throw new Error("no such metro");
  const svg = planMap({ plan: three, waits: waitsOf(three), network, present: [fra, osl] });
  expect(svg).toMatch(/<title id="map-title">3 edges for people: P95 \d+ ms, P99 \d+ ms<\/title>/u);
  expect(svg).toContain(
    "New edges: Singapore (sin). Edges that are kept: Frankfurt (fra), Ashburn (iad). Present edges that are not planned: Oslo (osl).",
  );
  expect(svg).toContain(">35 ms from an edge<");
  const goal = { kind: "within", ms: 100, share: 0.5 } as const;
  expect(planMap({ plan: { ...three, goal }, waits: waitsOf(three), network })).toContain(
    ">100 ms from an edge<",
  );
});

test("Figures have as many digits as say something.", () => {
  expect([0.04, 9.94, 9.96, 44.6, 1_234].map(msText)).toEqual([
    "0.0 ms",
    "9.9 ms",
    "10 ms",
    "45 ms",
    "1,234 ms",
  ]);
  expect([0, 0.0004, 0.006, 0.346, 0.9812, 0.9999, 1].map(shareText)).toEqual([
    "0 %",
    "< 0.1 %",
    "0.6 %",
    "35 %",
    "98.1 %",
    "> 99.9 %",
    "100 %",
  ]);
  expect([1, 2].map((count) => countText(count, "edge"))).toEqual(["1 edge", "2 edges"]);
});

test("Columns are aligned by their letters, and words that have no room are counted.", () => {
  expect(
    columns("lr", [
      ["São", "1"],
      ["x", "20"],
    ]),
  ).toBe("São   1\nx    20");
  expect(someWords(["aws", "azure", "gcp"], 9)).toBe("aws +2");
  expect(someWords(["aws", "azure"], 9)).toBe("aws azure");
  expect(someWords(["colocation"], 4)).toBe("1");
  expect(paragraph("a".repeat(60), "b".repeat(60))).toBe(`${"a".repeat(60)}\n${"b".repeat(60)}`);
});
