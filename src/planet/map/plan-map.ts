// The map of a plan.
import type { Network } from "../physics/network.ts";
import type { Goal, Plan } from "../plan.ts";
import { countText, msText, shareText } from "../report/figure-texts.ts";
import type { CellWait } from "../search/evaluate.ts";
import type { Metro } from "../world/place.ts";
import type { MapEdge } from "./marks.ts";
import { reachKm } from "./reach.ts";
import { worldMap } from "./world-map.ts";

/** What the map of a plan is drawn from. */
export interface PlanMapContent {
  readonly plan: Plan;
  /** The wait of each demand point with the edges of the plan: `cellWaits`. */
  readonly waits: readonly CellWait[];
  readonly network: Network;
  /** Edges of today. Those that are not in the plan are drawn too. */
  readonly present?: readonly Metro[];
  /** The time that the circles around the edges stand for, in milliseconds. By default that of the goal, or 35. */
  readonly withinMs?: number;
}

/** The map of a plan as SVG. */
export function planMap(content: PlanMapContent): string {
  const { plan, waits, network, present = [] } = content;
  const { edges, figures, demand } = plan;
  const ms = content.withinMs ?? goalMs(plan.goal);
  const ownMs = network.lastMileMs[demand.of] + network.edgeMs;
  const metros = new Map(
    [...present, ...edges.map(({ metro }) => metro)].map((metro) => [metro.code, metro]),
  );
  const planned: MapEdge[] = edges.map(({ metro, kept }) => ({
    ...metro,
    kind: kept ? "kept" : "new",
  }));
  const left = present
    .filter(({ code }) => edges.every(({ metro }) => metro.code !== code))
    .map((metro): MapEdge => ({ ...metro, kind: "left" }));
  const { checks, hits } = figures;
  return worldMap({
    title: titleOf(plan),
    figures: [
      `All checks: P50 ${msText(checks.p50Ms)}, P95 ${msText(checks.p95Ms)}, P99 ${msText(checks.p99Ms)}.`,
      `From memory: P50 ${msText(hits.p50Ms)}, P95 ${msText(hits.p95Ms)}, P99 ${msText(hits.p99Ms)}.`,
      `${shareText(plan.mix.hitRatio)} of checks are answered from memory.`,
      ...figures.reached
        .filter((reached) => reached.ms === 100)
        .map(({ share }) => `${shareText(share)} of ${demand.of} are answered within 100 ms.`),
      `Checks come from: ${demand.source}.`,
    ],
    cells: waits.map(({ point: { latitude, longitude, share }, hitMs }) => ({
      latitude,
      longitude,
      share,
      hitMs,
    })),
    edges: [...planned, ...left],
    origin: plan.origin,
    reach: {
      ms,
      km: ({ code }) => {
        const metro = metros.get(code);
        return metro === undefined ? 0 : reachKm(metro, ms - ownMs, network);
      },
    },
  });
}

/** The percentiles that the goal counts. */
function titleOf({ goal, edges, demand, figures }: Plan): string {
  const ofHits = goal.kind === "target" && goal.of === "hits";
  const { p95Ms, p99Ms } = ofHits ? figures.hits : figures.checks;
  const whose = `${countText(edges.length, "edge")} for ${demand.of}${ofHits ? ", hits" : ""}`;
  return `${whose}: P95 ${msText(p95Ms)}, P99 ${msText(p99Ms)}`;
}

function goalMs(goal: Goal): number {
  switch (goal.kind) {
    case "edges":
      return 35;
    case "target":
      return goal.p95Ms ?? goal.p99Ms ?? 35;
    case "within":
      return goal.ms;
    default:
      return goal satisfies never;
  }
}
