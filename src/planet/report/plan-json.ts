// A plan as JSON, for programs and for the Console. `read-plan.ts` reads it.
import type { Plan, PricedProfile } from "../plan.ts";
import type { Figures, Wait } from "../search/figures.ts";
import type { Metro } from "../world/place.ts";

/** The version of the format. It changes when a member changes its meaning or goes, not when one is added. */
export const planVersion = 1;

/** One JSON object and a line end. Times are milliseconds (`_ms`), shares are of 1, positions are degrees. */
export function planJson(plan: Plan, profiles: readonly PricedProfile[] = []): string {
  const { goal, reached, demand, origin, edges, figures, bound, next, losses, bus, mix } = plan;
  const json = {
    version: planVersion,
    goal: goalOf(goal),
    reached,
    demand: { of: demand.of, source: demand.source },
    origin: {
      name: origin.name,
      country: origin.country,
      latitude: origin.latitude,
      longitude: origin.longitude,
    },
    edges: edges.map(({ metro, share, p95Ms, originMs, kept }) => ({
      ...metroOf(metro),
      clouds: metro.clouds,
      share: rounded(share, shareDigits),
      p95_ms: rounded(p95Ms, msDigits),
      origin_ms: rounded(originMs, msDigits),
      kept,
    })),
    figures: figuresOf(figures),
    bound: { edges: bound.edges, figures: figuresOf(bound.figures) },
    next: next.map((change) => ({ ...metroOf(change.metro), figures: figuresOf(change.figures) })),
    losses: losses.map((change) => ({
      ...metroOf(change.metro),
      figures: figuresOf(change.figures),
    })),
    bus:
      edges.length < 2
        ? null
        : {
            hub: bus.hub.code,
            p50_ms: rounded(bus.p50Ms, msDigits),
            p99_ms: rounded(bus.p99Ms, msDigits),
            mesh: {
              p50_ms: rounded(bus.mesh.p50Ms, msDigits),
              p99_ms: rounded(bus.mesh.p99Ms, msDigits),
            },
            join: bus.join,
          },
    checks: {
      hit_ratio: rounded(mix.hitRatio, shareDigits),
      origin_calls_per_check: rounded(mix.originCallsPerCheck, shareDigits),
      kinds: mix.classes.map(({ kind, share, roundTrips, asksOrigin, elsewhere }) => ({
        kind,
        share: rounded(share, shareDigits),
        round_trips: roundTrips,
        asks_origin: asksOrigin,
        elsewhere,
      })),
    },
    profiles: profiles.map((priced) => ({
      profile: priced.profile,
      hit_ratio: rounded(priced.mix.hitRatio, shareDigits),
      origin_calls_per_check: rounded(priced.mix.originCallsPerCheck, shareDigits),
      figures: figuresOf(priced.figures),
    })),
  };
  return `${JSON.stringify(json, null, 2)}\n`;
}

const msDigits = 2;
const shareDigits = 6;

function goalOf(goal: Plan["goal"]): object {
  switch (goal.kind) {
    case "edges":
      return { kind: goal.kind, count: goal.count };
    case "target":
      return {
        kind: goal.kind,
        of: goal.of,
        p95_ms: goal.p95Ms ?? null,
        p99_ms: goal.p99Ms ?? null,
      };
    case "within":
      return { kind: goal.kind, ms: goal.ms, share: goal.share };
    default:
      return goal satisfies never;
  }
}

function metroOf({ code, name, country, latitude, longitude }: Metro): object {
  return { code, name, country, latitude, longitude };
}

function figuresOf({ checks, hits, within, reached, beyondP95, beyondP99 }: Figures): object {
  const shares = (of: Figures["within"]): object[] =>
    of.map(({ ms, share }) => ({ ms, share: rounded(share, shareDigits) }));
  const cause = ({ kind, share }: Figures["beyondP95"]): object => ({
    kind,
    share: rounded(share, shareDigits),
  });
  return {
    checks: waitOf(checks),
    hits: waitOf(hits),
    within: shares(within),
    reached: shares(reached),
    beyond_p95: cause(beyondP95),
    beyond_p99: cause(beyondP99),
  };
}

function waitOf({ meanMs, p50Ms, p95Ms, p99Ms }: Wait): object {
  return {
    mean_ms: rounded(meanMs, msDigits),
    p50_ms: rounded(p50Ms, msDigits),
    p95_ms: rounded(p95Ms, msDigits),
    p99_ms: rounded(p99Ms, msDigits),
  };
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
