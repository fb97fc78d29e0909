// What would be needed for a goal that no choice of places reaches. For a target of all checks: the same with more hits,
// with fewer new connections, and with both. For a share within a time: what all candidates together answer.
import { mixOf } from "../../planet/checks/mix-of.ts";
import { columns, paragraph } from "../../planet/report/columns.ts";
import { msText, shareText } from "../../planet/report/figure-texts.ts";
import { boundOf } from "../../planet/search/evaluate.ts";
import type { CacheSettings } from "../../planet/checks/settings.ts";
import type { Usage } from "../../planet/checks/usage.ts";
import type { Demand } from "../../planet/demand/demand.ts";
import type { Goal, PlanRequest } from "../../planet/plan.ts";
import type { Wait } from "../../planet/search/figures.ts";

/** One change of how checks are, and what an edge in every candidate would then give. */
export interface Needed {
  /** The options that say so, such as `--hit-ratio 99.9%`. */
  readonly options: string;
  readonly checks: Wait;
  /** Whether the target is then within reach. */
  readonly reached: boolean;
}

/** The share of checks that are hits, and of those that open no connection, in a set-up without a flaw. */
const nearlyAll = 0.999;

const unforced = { forcedShare: 0, hitRatio: nearlyAll };

/** Tries each change. */
export function neededFor(
  { p95Ms = Infinity, p99Ms = Infinity }: Extract<Goal, { readonly kind: "target" }>,
  request: Pick<PlanRequest, "demand" | "origin" | "network" | "candidates">,
  usage: Usage,
  settings: CacheSettings,
): readonly Needed[] {
  // A forced check is never a hit.
  const hits = { hitRatio: Math.min(nearlyAll, 1 - usage.forcedShare) };
  const connections = { newConnectionShare: 1 - nearlyAll };
  const moreHits = `--hit-ratio ${percent(hits.hitRatio)}`;
  const fewerConnections = `--new-connections ${percent(connections.newConnectionShare)}`;
  const changes: readonly (readonly [string, Partial<Usage>])[] = [
    [moreHits, hits],
    [fewerConnections, connections],
    [`${moreHits} ${fewerConnections}`, { ...hits, ...connections }],
    ...(usage.forcedShare > 0
      ? [
          [
            `--forced 0% --hit-ratio ${percent(nearlyAll)} ${fewerConnections}`,
            { ...connections, ...unforced },
          ] as const,
        ]
      : []),
  ];
  return changes.map(([options, changed]) => {
    const mix = mixOf({ ...usage, ...changed }, settings, request.network);
    const { checks } = boundOf({ ...request, mix }, request.candidates);
    return { options, checks, reached: checks.p95Ms <= p95Ms && checks.p99Ms <= p99Ms };
  });
}

/** For a goal such as 95 % within 100 ms: the shares that the edges of a plan, and all candidates, answer in that time. */
export interface Reached {
  readonly ms: number;
  readonly share: number;
  readonly most: number;
}

/** The shares as a sentence. */
export function reachedText(
  { ms, share, most }: Reached,
  of: Demand["of"],
  candidates: number,
): string {
  const sentence = `Within ${msText(ms)}, these edges answer ${shareText(share)} of ${of}. An edge in each of the ${candidates} candidates would answer ${shareText(most)}.`;
  return `\n${paragraph(sentence)}\n`;
}

/** The changes as a table with a sentence. Empty if there are none. */
export function neededText(needed: readonly Needed[], candidates: number): string {
  if (needed.length === 0) return "";
  const rows = needed.map(({ options, checks, reached }) => [
    options,
    msText(checks.p95Ms),
    msText(checks.p99Ms),
    reached ? "within reach" : "not enough",
  ]);
  const head = paragraph(
    `What would be needed: with an edge in each of the ${candidates} candidates, other checks would wait like this.`,
  );
  return `\n${head}\n${columns("lrrl", [["", "P95", "P99", ""], ...rows])}\n`;
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(3))}%`;
}
