// The limits on different `Origin` values: one for the anonymous answers, and one for each session.
import type { Limits } from "./limits.ts";
import type { Outcome } from "./outcome.ts";

/**
 * Whose places an answer's `Origin` takes: those of a session, or those of the anonymous answers. Undefined while that
 * is unknown.
 */
export type PlaceOwner = { readonly sessionId: string } | "anonymous" | "unknown";

/** The places among which an `Origin` needs one. */
export interface OriginPlaces {
  readonly origin: string;
  /** Undefined for the anonymous answers. */
  readonly sessionId: string | undefined;
  readonly limit: "sessionOriginsMax" | "anonymousOriginsMax";
}

/**
 * The owner of the places for a check that has not been fetched yet. It is the session that its first credential is
 * known to belong to.
 */
export function ownerOfCheck(credentials: number, sessionId: string | undefined): PlaceOwner {
  if (credentials === 0) return "anonymous";
  return sessionId === undefined ? "unknown" : { sessionId };
}

/** The owner of the places for an answer. */
export function ownerOfOutcome(outcome: Outcome): PlaceOwner {
  if (outcome.kind === "active") return { sessionId: outcome.session.sessionId };
  return outcome.kind === "anonymous" ? "anonymous" : "unknown";
}

/** The places to look at. Undefined if there is always room: without an `Origin`, and while the owner is unknown. */
export function originPlaces(
  origin: string | undefined,
  owner: PlaceOwner,
): OriginPlaces | undefined {
  if (origin === undefined || owner === "unknown") return undefined;
  return owner === "anonymous"
    ? { origin, sessionId: undefined, limit: "anonymousOriginsMax" }
    : { origin, sessionId: owner.sessionId, limit: "sessionOriginsMax" };
}

/** Whether an answer for this `Origin` may be stored: it has a place already, or a place is free. */
export function hasRoomForOrigin(
  { origin, limit }: OriginPlaces,
  taken: ReadonlySet<string>,
  limits: Pick<Limits, "sessionOriginsMax" | "anonymousOriginsMax">,
): boolean {
  return taken.has(origin) || taken.size < limits[limit];
}
