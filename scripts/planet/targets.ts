// The targets that the page on them has, and the plan of each.
import { mixOf } from "../../src/planet/checks/mix-of.ts";
import { findProfile } from "../../src/planet/checks/profiles.ts";
import { defaultUsage, type Usage } from "../../src/planet/checks/usage.ts";
import { backendDemand } from "../../src/planet/demand/backends.ts";
import type { Demand } from "../../src/planet/demand/demand.ts";
import { peopleDemand } from "../../src/planet/demand/people.ts";
import { makePlan } from "../../src/planet/make-plan.ts";
import { network } from "../../src/planet/physics/network.ts";
import type { Goal, Plan, PlanRequest } from "../../src/planet/plan.ts";
import { findMetro, metros } from "../../src/planet/world/metros.ts";

/** Whose checks. */
export type Asking = Demand["of"];

/** What is said of the checks, in the words of the command. */
export const checkOptions: Readonly<Record<string, Partial<Usage>>> = {
  "--profile pushed": {},
  "--profile pushed --hit-ratio 99.9%": { hitRatio: 0.999 },
  "--profile pushed --hit-ratio 99.9% --new-connections 0.1%": {
    hitRatio: 0.999,
    newConnectionShare: 0.001,
  },
};

const waits = [
  [60, 70],
  [35, 45],
  [25, 35],
] as const;

/** Every goal, in the words of the command, with what is said of the checks. */
export const targetRows: readonly { readonly goal: string; readonly options: string }[] = [
  ...waits.flatMap(([p95, p99]) => {
    const goal = `--target p95=${p95}ms,p99=${p99}ms`;
    const all = Object.keys(checkOptions).map((options) => ({ goal, options }));
    return [{ goal: `${goal} --of hits`, options: "--profile pushed" }, ...all];
  }),
  { goal: "--within 100ms=95%", options: "--profile pushed" },
  { goal: "--within 100ms=99%", options: "--profile pushed" },
];

/** A target for P95 and P99, or a share of people within a time. */
export type PageGoal =
  | Required<Extract<Goal, { readonly kind: "target" }>>
  | Extract<Goal, { readonly kind: "within" }>;

/** A goal as the command reads it. Throws if it is none of the page's. */
export function goalOf(text: string): PageGoal {
  const target = /^--target p95=(\d+)ms,p99=(\d+)ms( --of hits)?$/u.exec(text);
  if (target !== null) {
    const [, p95, p99, hits] = target;
    const of = hits === undefined ? "checks" : "hits";
    return { kind: "target", of, p95Ms: Number(p95), p99Ms: Number(p99) };
  }
  const within = /^--within (\d+)ms=(\d+)%$/u.exec(text);
  if (within === null) throw new Error(`No goal of the page: ${text}`);
  return { kind: "within", ms: Number(within[1]), share: Number(within[2]) / 100 };
}

const demands: Readonly<Record<Asking, Demand>> = {
  people: peopleDemand(network),
  backends: backendDemand(metros, network),
};

/** What is asked of the planner for a row: every metro is allowed, and the identity server is in Frankfurt. */
export function requestOf(of: Asking, options: string): Omit<PlanRequest, "goal"> {
  const profile = findProfile("pushed");
  const origin = findMetro("fra");
  const changed = checkOptions[options];
  if (profile === undefined || origin === undefined || changed === undefined) {
    throw new Error(`No options of the page: ${options}`);
  }
  const demand = demands[of];
  const mix = mixOf({ ...defaultUsage[of], ...changed }, profile.settings, network);
  return { demand, candidates: metros, keep: [], origin, mix, network };
}

/** Plans a row. */
export function planRow(of: Asking, goal: string, options: string): Plan {
  return makePlan({ ...requestOf(of, options), goal: goalOf(goal) });
}
