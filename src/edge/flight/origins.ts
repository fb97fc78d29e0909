// The places for different `Origin`s: so many for the anonymous answers, so many for each session.
import { holdsPlace } from "../../core/hit.ts";
import { limitsOf, type EdgeContext } from "../context.ts";

/**
 * Whether an answer for this `Origin` may be stored: for a session, or, without one, for nobody. An `Origin` holds its place
 * only as long as an entry of it could still be served, so that invented ones do not keep the real one out for good.
 */
export function hasRoomForOrigin(
  context: EdgeContext,
  origin: string,
  sessionId: string | undefined,
  nowMs: number,
): boolean {
  const { settings, ports } = context;
  const limits = limitsOf(context);
  const placesMax = sessionId === undefined ? limits.anonymousOriginsMax : limits.sessionOriginsMax;
  const taken = ports.store.originsOf(settings.project, sessionId, (entry) =>
    holdsPlace(entry, nowMs, settings),
  );
  return taken.has(origin) || taken.size < placesMax;
}
