// L4 between edges: what the log of any region accepted holds at every healthy edge 3 s later, and what a hook or an operator told one
// edge holds there at once.
import type { Accepted, FleetRecord, Life, Ordered, PublishedScope } from "../history.ts";
import type { Bar, Target } from "./bars.ts";

/** The bound of delivery: an invalidation holds at a healthy edge this long after its publication. */
const deliveredWithinMs = 3_000;

/** Within this time an edge applies what it is told itself. */
const applyWithinMs = 100;

/** A hook is applied once more after this time, since the identity server may commit after it has sent the hook. */
const hookAgainMs = 2_000;

/** Adds the prohibitions that hold at one edge because of what was published anywhere. */
export function addOthersWrites(
  fleet: FleetRecord,
  life: Life,
  add: (target: Target, bar: Bar) => void,
): void {
  for (const accepted of fleet.accepted) {
    if (accepted.by === life.edge) continue;
    add(targetOf(accepted.project, accepted.scope), barOf(fleet, life, accepted));
  }
}

function barOf(fleet: FleetRecord, life: Life, accepted: Accepted): Bar {
  return {
    law: "L4",
    fromMs: accepted.atMs + deliveredWithinMs,
    beginMs: accepted.atMs,
    unstoredUntilMs: -Infinity,
    why: `the log of ${accepted.region} had accepted ${accepted.scope.kind} ${accepted.scope.value} of ${accepted.by}`,
    binds: ({ healthy, arrivedAtMs }) => healthy && !isExcused(fleet, life, accepted, arrivedAtMs),
  };
}

/**
 * An edge need not hear of what was published in a region that has been silent for long enough since, or that somebody who
 * may took off the list while it was silent.
 */
function isExcused(
  fleet: FleetRecord,
  life: Life,
  { atMs, region }: Accepted,
  nowMs: number,
): boolean {
  if (region === life.region) return false;
  const heard = lastHeardMs(life, region, nowMs);
  if (heard >= atMs) return false;
  if (nowMs - heard >= fleet.forgetAfterMs) return true;
  return fleet.removals.some(
    (one) =>
      one.region === region && one.atMs > heard && one.atMs <= nowMs && mayRemove(fleet, one),
  );
}

/** An operator may remove any region, and an edge one that it has not heard for long enough. */
function mayRemove(
  { lives, forgetAfterMs }: FleetRecord,
  { region, by, atMs }: FleetRecord["removals"][number],
): boolean {
  const remover = lives.find(({ edge }) => edge === by);
  if (remover === undefined) return true;
  return remover.region !== region && atMs - lastHeardMs(remover, region, atMs) >= forgetAfterMs;
}

/** When an edge heard a region last. What it has never heard counts as heard when it began to answer. */
function lastHeardMs({ heardAtMs, fromMs }: Life, region: string, nowMs: number): number {
  return heardAtMs.get(region)?.findLast((one) => one <= nowMs) ?? fromMs;
}

/** Adds the prohibitions that hold at one edge because of what an operator or a hook told it. */
export function addOrders(
  { ordered }: FleetRecord,
  { edge }: Life,
  project: string,
  add: (target: Target, bar: Bar) => void,
): void {
  for (const one of ordered) {
    if (one.edge !== edge) continue;
    const times = one.source === "hook" ? [0, hookAgainMs] : [0];
    for (const laterMs of times) addOrder(one, laterMs, project, add);
  }
}

function addOrder(
  { atMs, scope, source, widens }: Ordered,
  laterMs: number,
  project: string,
  add: (target: Target, bar: Bar) => void,
): void {
  const bar = {
    law: "L4",
    fromMs: atMs + laterMs + applyWithinMs,
    beginMs: atMs + laterMs,
    unstoredUntilMs: -Infinity,
    why: `the edge had been told of the ${scope.kind} by ${source}${laterMs === 0 ? "" : `, ${laterMs} ms before`}`,
  } as const;
  add(targetOf(project, scope), bar);
  if (widens === undefined) return;
  const { sessionId, identityId } = widens;
  add(
    { credentials: [], sessions: [sessionId], identities: [identityId], all: undefined },
    { ...bar, why: "the edge had been told of a credential, whose stored answer named them" },
  );
}

function targetOf(project: string, { kind, value }: PublishedScope): Target {
  return {
    credentials: kind === "credential" ? [value] : [],
    sessions: kind === "session" ? [value] : [],
    identities: kind === "identity" ? [value] : [],
    all: kind === "project" ? project : undefined,
  };
}
