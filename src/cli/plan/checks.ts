// What the options say about checks: how sessions are used, the settings of the edges, and what the network costs.
import { defaultUsage, type Usage } from "../../planet/checks/usage.ts";
import { network as defaultNetwork, type Network } from "../../planet/physics/network.ts";
import type { PlanOptions } from "../../config/options/plan-options.ts";
import type { Problem } from "../../config/read/problem.ts";
import type { Goal } from "../../planet/plan.ts";

/** The network with the times that were given. */
export function networkOf(options: Partial<PlanOptions>): Network {
  const { "origin-time": originMs, "last-mile": lastMileMs } = options;
  return {
    ...defaultNetwork,
    ...(originMs === undefined ? {} : { originMs }),
    ...(lastMileMs === undefined
      ? {}
      : { lastMileMs: { people: lastMileMs, backends: lastMileMs } }),
  };
}

/** How sessions are used, as far as it was said. */
export function usageOf(options: PlanOptions): Usage {
  const {
    "hit-ratio": hitRatio,
    "new-connections": newConnectionShare,
    forced: forcedShare,
    "edges-met": edgesMet,
    down: downShare,
  } = options;
  return {
    ...defaultUsage[options.for],
    ...(hitRatio === undefined ? {} : { hitRatio }),
    ...(newConnectionShare === undefined ? {} : { newConnectionShare }),
    ...(forcedShare === undefined ? {} : { forcedShare }),
    ...(edgesMet === undefined ? {} : { edgesMet }),
    ...(downShare === undefined ? {} : { downShare }),
  };
}

/** The goal. Rules of the options see to it that there is exactly one. */
export function goalOf({ edges, target, of, within }: PlanOptions): Goal {
  if (edges !== undefined) return { kind: "edges", count: edges };
  if (target !== undefined) return { kind: "target", of, ...target };
  if (within !== undefined) return { kind: "within", ...within };
  throw new Error("There is no goal.");
}

/** Times that no set of edges reaches, because the way to the network and the edge itself take longer. */
export function goalProblems(options: Partial<PlanOptions>, network: Network): readonly Problem[] {
  const { target, within, for: of } = options;
  if (of === undefined) return [];
  const leastMs = network.lastMileMs[of] + network.edgeMs;
  const problem = (where: string, ms: number | undefined): readonly Problem[] =>
    ms === undefined || ms > leastMs
      ? []
      : [
          {
            where,
            what: `must be more than ${formatWait(leastMs)}, because the last mile (${formatWait(network.lastMileMs[of])}) and the edge (${formatWait(network.edgeMs)}) take that long even next door to an edge; it was ${formatWait(ms)}`,
          },
        ];
  return [
    ...problem("the p95 of --target", target?.p95Ms),
    ...problem("the p99 of --target", target?.p99Ms),
    ...problem("the time of --within", within?.ms),
  ];
}

function formatWait(ms: number): string {
  return `${Math.round(ms * 10) / 10}ms`;
}
