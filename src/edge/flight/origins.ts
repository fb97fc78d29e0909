// The `Origin` values that the store holds answers for.
import { holdsPlace } from "../../core/hit.ts";
import { hasRoomForOrigin, originPlaces, type PlaceOwner } from "../../core/origin-places.ts";
import type { ReportedLimit } from "../../core/limits.ts";
import { limitsOf, type EdgeContext } from "../context.ts";

/**
 * The limit that keeps an answer for this `Origin` from being stored. Undefined if there is room. An `Origin` holds its
 * place only while an entry of it could still be served, so that invented ones do not keep the real one out for good.
 */
export function originLimitReached(
  context: EdgeContext,
  origin: string | undefined,
  owner: PlaceOwner,
  nowMs: number,
): ReportedLimit | undefined {
  const places = originPlaces(origin, owner);
  if (places === undefined) return undefined;
  const { settings, ports } = context;
  const taken = ports.store.originsOf(settings.project, places.sessionId, (entry) =>
    holdsPlace(entry, nowMs, settings),
  );
  return hasRoomForOrigin(places, taken, limitsOf(context)) ? undefined : places.limit;
}
