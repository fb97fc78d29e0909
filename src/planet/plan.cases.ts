// Small plans that the planner makes in no time, for the tests of what is made from plans.
import { mixOf } from "./checks/mix-of.ts";
import { profiles } from "./checks/profiles.ts";
import { defaultUsage } from "./checks/usage.ts";
import type { Demand } from "./demand/demand.ts";
import { makePlan, priceProfiles } from "./make-plan.ts";
import { network } from "./physics/network.ts";
import type { Goal, Plan, PlanRequest, PricedProfile } from "./plan.ts";
import { cellWaits, type CellWait } from "./search/evaluate.ts";
import { findMetro, metros } from "./world/metros.ts";
import type { Metro } from "./world/place.ts";

/** The metro with this code. */
function metro(code: string): Metro {
  const found = findMetro(code);
  if (found === undefined) throw new Error(`there is no metro ${code}`);
  return found;
}

const places = metros.filter((_metro, index) => index % 4 === 0);
const demand: Demand = {
  of: "people",
  source: "some cities alike",
  points: places.map((place) => ({
    ...place,
    share: 1 / places.length,
    lastMileMs: network.lastMileMs.people,
  })),
};

const mixes = profiles.map(({ name, settings }) => ({
  profile: name,
  mix: mixOf(defaultUsage.people, settings, network),
}));

/** What is asked: edges in these metros, the first two of which are there already. */
function requestOf(codes: readonly string[], goal?: Goal): PlanRequest {
  const candidates = codes.map(metro);
  return {
    goal: goal ?? { kind: "edges", count: codes.length },
    demand,
    candidates,
    keep: candidates.slice(0, 2),
    origin: { ...metro("fra"), name: "Frankfurt" },
    mix: mixes[0]?.mix ?? never(),
    network,
  };
}

/** A plan with an edge in each of these metros, or with those that reach the goal. */
export function planOf(codes: readonly string[], goal?: Goal): Plan {
  return makePlan(requestOf(codes, goal));
}

/** The waits of a plan's demand. */
export function waitsOf({ edges }: Plan): readonly CellWait[] {
  return cellWaits(
    requestOf(edges.map((edge) => edge.metro.code)),
    edges.map((edge) => edge.metro),
  );
}

/** The profiles with the edges of a plan. */
export function pricedOf({ edges }: Plan): readonly PricedProfile[] {
  const chosen = edges.map((edge) => edge.metro);
  return priceProfiles(requestOf(chosen.map(({ code }) => code)), chosen, mixes);
}

function never(): never {
  throw new Error("there are no profiles");
}

/** Metros for a plan of three regions and of twelve. */
export const threeCodes: readonly string[] = ["fra", "iad", "sin"];
export const twelveCodes: readonly string[] = [
  ...threeCodes,
  "gru",
  "jnb",
  "los",
  "bom",
  "nrt",
  "syd",
  "lax",
  "dxb",
  "hkg",
];
