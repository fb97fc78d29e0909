// What a plan says in sentences: its goal, whether it is reached, and what decides its percentiles.
import type { CheckKind } from "../checks/mix.ts";
import type { Plan } from "../plan.ts";
import { hubWithin, meshRegionsMin } from "../search/bus.ts";
import { countText, msText, shareText } from "./figure-texts.ts";

/** What was asked, as a sentence. */
export function goalText({ goal, demand }: Plan): string {
  switch (goal.kind) {
    case "edges":
      return `Asked: the best places for ${countText(goal.count, "edge")}.`;
    case "target":
      return `Asked: the fewest edges with which ${targetText(goal)} of ${countedText(goal)}.`;
    case "within":
      return `Asked: the fewest edges that answer ${exactShareText(goal.share)} of ${demand.of} within ${exactText(goal.ms)}, from memory and on an open connection.`;
    default:
      return goal satisfies never;
  }
}

function countedText(goal: Plan["goal"]): string {
  const hits = goal.kind === "target" && goal.of === "hits";
  return hits ? "hits on open connections" : "all checks";
}

function targetText({
  p95Ms,
  p99Ms,
}: {
  readonly p95Ms?: number;
  readonly p99Ms?: number;
}): string {
  const limits = [
    ...(p95Ms === undefined ? [] : [`P95 is at most ${exactText(p95Ms)}`]),
    ...(p99Ms === undefined ? [] : [`P99 is at most ${exactText(p99Ms)}`]),
  ];
  return limits.join(" and ");
}

/** A limit as it was given. */
function exactText(ms: number): string {
  return `${ms.toLocaleString("en-US", { maximumFractionDigits: 3 })} ms`;
}

/** A share as it was given. */
function exactShareText(share: number): string {
  return `${(share * 100).toLocaleString("en-US", { maximumFractionDigits: 6 })} %`;
}

/** A share; with more digits if it is below the one that was asked for and rounding would hide that. */
function reachedShareText(share: number, asked: number): string {
  return share < asked ? exactShareText(Math.floor(share * 1e6) / 1e6) : shareText(share);
}

/** A time; with more digits if it is above the limit and rounding would hide that. */
function waitText(ms: number, limitMs = Infinity): string {
  const isHidden = ms > limitMs && Number.parseFloat(msText(ms).replaceAll(",", "")) <= limitMs;
  return isHidden ? exactText(Math.ceil(ms * 1_000) / 1_000) : msText(ms);
}

/** Whether the goal is reached, and by what. One sentence or two. */
export function reachedText(plan: Plan): string {
  const { goal, reached, edges, figures } = plan;
  const wait = figures[goal.kind === "target" ? goal.of : "checks"];
  const limits: Parameters<typeof targetText>[0] = goal.kind === "target" ? goal : {};
  const found = `${countText(edges.length, "edge")} ${edges.length === 1 ? "gives" : "give"} P95 ${waitText(wait.p95Ms, limits.p95Ms)} and P99 ${waitText(wait.p99Ms, limits.p99Ms)} of ${countedText(goal)}`;
  if (reached) return `Reached: ${found}${withinText(plan)}.`;
  if (goal.kind === "edges")
    return `Not reached: ${found}, because there are not so many candidates, or more edges are kept.`;
  return `NOT REACHED: ${found}${withinText(plan)}. ${unreachedText(plan)}`;
}

function withinText({ goal, edges, figures, demand }: Plan): string {
  if (goal.kind !== "within") return "";
  const reached = figures.reached.find(({ ms }) => ms === goal.ms);
  return reached === undefined
    ? ""
    : `, and ${edges.length === 1 ? "answers" : "answer"} ${reachedShareText(reached.share, goal.share)} of ${demand.of} within ${exactText(goal.ms)}`;
}

/** Whether more places could help, by the bound. */
function unreachedText({ goal, bound }: Plan): string {
  if (goal.kind === "target") {
    const { p95Ms, p99Ms } = bound.figures[goal.of];
    const missed = [
      ...(goal.p95Ms !== undefined && p95Ms > goal.p95Ms
        ? [`P95 ${waitText(p95Ms, goal.p95Ms)}`]
        : []),
      ...(goal.p99Ms !== undefined && p99Ms > goal.p99Ms
        ? [`P99 ${waitText(p99Ms, goal.p99Ms)}`]
        : []),
    ];
    if (missed.length > 0)
      return `No choice of places reaches it: an edge in each of the ${bound.edges} candidates gives ${missed.join(" and ")}.`;
  }
  return `The search found no better choice among the ${bound.edges} candidates.`;
}

/** Which checks decide P95 and P99, and what would help against them. One sentence group for each, or one for both. */
export function decidingTexts(plan: Plan): readonly string[] {
  const { beyondP95, beyondP99 } = plan.figures;
  if (beyondP95.kind === beyondP99.kind)
    return [`P95 and P99 are decided by ${causeText(beyondP95.kind, plan)}`];
  return [
    `P95 is decided by ${causeText(beyondP95.kind, plan)}`,
    `P99 is decided by ${causeText(beyondP99.kind, plan)}`,
  ];
}

const waitsMore: Readonly<Record<CheckKind, { readonly who: string; readonly helps: string }>> = {
  hit: {
    who: "hits",
    helps: "wait only for the way to the nearest edge. Nearer edges help.",
  },
  "hit, new connection": {
    who: "new connections",
    helps:
      "open a connection before a hit, which takes more round trips. Nearer edges help, and so do connections that stay open.",
  },
  miss: {
    who: "misses",
    helps:
      "wait for the identity server at {origin}. More edges do not help much. A longer maximum age does.",
  },
  "miss, new connection": {
    who: "misses on new connections",
    helps:
      "open a connection and then wait for the identity server at {origin}. More edges do not help much. A longer maximum age does, and so do connections that stay open.",
  },
  forced: {
    who: "forced checks",
    helps:
      "accept only an answer of the identity server at {origin} (max-age=0). Neither edges nor settings help. Fewer forced checks do.",
  },
  failover: {
    who: "failover",
    helps:
      "go to the second nearest edge, because the nearest is down. A second edge near by helps, and so do edges that are down less.",
  },
};

/** What a kind of check waits for, after "is decided by". */
function causeText(kind: CheckKind, { mix, origin }: Plan): string {
  const share = mix.classes
    .filter((one) => one.kind === kind)
    .reduce((sum, one) => sum + one.share, 0);
  const { who, helps } = waitsMore[kind];
  return `${who}: ${shareText(share)} of checks ${helps.replace("{origin}", origin.name)}`;
}

/** The bus between the regions: the time through a hub and in a mesh, which of them is chosen, and why. */
export function busText({ edges, bus }: Plan): string {
  if (edges.length < 2)
    return "One region needs no NATS. Several replicas there can share a bus in Postgres.";
  const hub = `${bus.hub.name} (${bus.hub.code})`;
  const limits = `${msText(hubWithin.p50Ms)} and ${msText(hubWithin.p99Ms)}`;
  const times = ({ p50Ms, p99Ms }: Plan["bus"]["mesh"]): string =>
    `${msText(p50Ms)} (P50) and ${msText(p99Ms)} (P99)`;
  if (bus.join === "mesh")
    return `NATS: a mesh, with a relay in each region. An invalidation takes ${times(bus.mesh)} from one region to another. Through a hub in ${hub} it would take ${times(bus)}. A hub is chosen only up to ${limits}.`;
  const why =
    edges.length < meshRegionsMin
      ? `With fewer than ${meshRegionsMin} regions, a mesh is not worth its relays.`
      : `A hub is simpler, and up to ${limits} it is fast enough.`;
  return `NATS: the hub is in ${hub}. An invalidation takes ${times(bus)} from one region to another. In a mesh it would take ${times(bus.mesh)}. ${why}`;
}

/** What the reader must not believe. */
export const caution =
  "The search finds good plans and does not prove that none is better. The figures are those of a model. What it leaves out is in docs/internals/planet/leaves-out.md.";
