// What an operator or a hook tells an edge reaches the bus, however long the bus was gone, unless the edge is killed or stops before.
import type { FleetRecord, Ordered, PublishedScope } from "../history.ts";
import type { Objection } from "./objection.ts";

/** Time for which the bus must have been in order before the end of a run, so that everything that waited could be published. */
const settledMs = 10_000;

/** Judges what every edge was told that ran to the end. */
export function judgeOutbox(fleet: FleetRecord): readonly Objection[] {
  const objections: Objection[] = [];
  const survivors = new Set(
    fleet.lives.filter(({ untilMs }) => untilMs === undefined).map(({ edge }) => edge),
  );
  for (const order of fleet.ordered) {
    if (!survivors.has(order.edge) || order.atMs > fleet.endedAtMs - settledMs) continue;
    const lost = scopesOf(order).find((scope) => !wasAccepted(fleet, order, scope));
    if (lost === undefined) continue;
    objections.push({
      law: "outbox",
      atMs: order.atMs,
      exchange: undefined,
      text: `${order.edge} was told by ${order.source} of ${order.scope.kind} ${order.scope.value}, and never published ${lost.kind} ${lost.value}`,
    });
  }
  return objections;
}

/** The scopes that are to be published: what it was told, and what a stored answer for a credential named. */
function scopesOf({ scope, widens }: Ordered): readonly PublishedScope[] {
  if (widens === undefined) return [scope];
  const { sessionId, identityId } = widens;
  return [scope, { kind: "session", value: sessionId }, { kind: "identity", value: identityId }];
}

/** The scope itself, or the whole project in its place. */
function wasAccepted(
  { accepted }: FleetRecord,
  { edge, atMs }: Ordered,
  { kind, value }: PublishedScope,
): boolean {
  return accepted.some(
    (one) =>
      one.by === edge &&
      one.atMs >= atMs &&
      (one.scope.kind === "project" || (one.scope.kind === kind && one.scope.value === value)),
  );
}
