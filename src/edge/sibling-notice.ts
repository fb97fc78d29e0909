// Applies what a sibling of this edge has changed, so that the sibling may answer its client (L3).
import type { EdgeContext } from "./context.ts";
import type { Flights } from "./flight/flights.ts";
import type { SiblingNotice } from "./ports.ts";

/**
 * Applies a notice. A credential is widened here to the session and the identity of the removed entries, because only
 * this edge may have known them.
 */
export function applyNotice(
  { settings, fences, ports }: EdgeContext,
  flights: Flights,
  { kind, project, scope, change }: SiblingNotice,
): void {
  if (project !== settings.project) return;
  const atMs = ports.clock.nowMs();
  switch (kind) {
    case "fence": {
      const removed = fences.raise([scope], atMs);
      if (scope.kind === "credential") fences.widen(removed, change);
      return;
    }
    case "claim": {
      const { removed, left } = fences.raiseClaimed([scope], atMs);
      flights.fence(left, atMs);
      fences.widen({ owners: removed }, change);
      return;
    }
    case "doubt":
      fences.doubtWithSibling([scope]);
      return;
    default:
      kind satisfies never;
  }
}
