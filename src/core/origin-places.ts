// The ceilings of `Origin` values: so many different ones for the anonymous answers, so many for each session.
import type { Limits } from "./limits.ts";
import type { Outcome } from "./outcome.ts";

/** Whose places an answer's `Origin` takes: a session's, or those of the anonymous answers. Nobody's while that is unknown. */
export type PlaceOwner = { readonly sessionId: string } | "anonymous" | "unknown";

/** The places that one `Origin` has to be among. */
export interface OriginPlaces {
  readonly origin: string;
  /** Undefined for the anonymous answers. */
  readonly sessionId: string | undefined;
  readonly limit: "sessionOriginsMax" | "anonymousOriginsMax";
}

/** Whose places a check takes that has not been fetched yet, by the session that its first credential is known to be of. */
export function ownerOfCheck(credentials: number, sessionId: string | undefined): PlaceOwner {
  if (credentials === 0) return "anonymous";
  return sessionId === undefined ? "unknown" : { sessionId };
}

/** Whose places an answer takes. */
export function ownerOfOutcome(outcome: Outcome): PlaceOwner {
  if (outcome.kind === "active") return { sessionId: outcome.session.sessionId };
  return outcome.kind === "anonymous" ? "anonymous" : "unknown";
}

/** The places to look at; undefined where there is always room: without an `Origin`, and while its owner is unknown. */
export function originPlaces(
  origin: string | undefined,
  owner: PlaceOwner,
): OriginPlaces | undefined {
  if (origin === undefined || owner === "unknown") return undefined;
  return owner === "anonymous"
    ? { origin, sessionId: undefined, limit: "anonymousOriginsMax" }
    : { origin, sessionId: owner.sessionId, limit: "sessionOriginsMax" };
}

/** Whether an answer for this `Origin` may be stored: it has a place already, or there is one left. */
export function hasRoomForOrigin(
  { origin, limit }: OriginPlaces,
  taken: ReadonlySet<string>,
  limits: Pick<Limits, "sessionOriginsMax" | "anonymousOriginsMax">,
): boolean {
  return taken.has(origin) || taken.size < limits[limit];
}
