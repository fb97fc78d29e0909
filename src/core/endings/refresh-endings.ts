// Which ending a refresh has found: a change that did not pass through the edges.
import type { Outcome } from "../outcome.ts";
import { parseObject } from "../session.ts";
import type { Change } from "./change.ts";
import type { EndingType } from "./ending.ts";

/** The members of a session that say how it was authenticated. */
const assuranceMembers = [
  "authenticator_assurance_level",
  "authentication_methods",
  "authenticated_at",
];

/** What a refresh found in place of the stored answer. */
export interface FoundAnswer {
  readonly outcome: Outcome;
  readonly sessionId: string | undefined;
  readonly identityId: string;
  /** The texts of the stored and of the new body, read only if both are sessions. */
  readonly before: () => string;
  readonly after: () => string;
}

/** Whether a refresh found that the session has ended. */
export function hasRevoked({ outcome }: FoundAnswer): boolean {
  return outcome.kind === "refused" && outcome.status === 401;
}

/** Says what a refresh found. A 401 is the end of the session. */
export function changeFound(found: FoundAnswer): Change {
  const { outcome, sessionId, identityId } = found;
  if (hasRevoked(found)) return { type: "session-revoked", sessionId, identityId };
  if (outcome.kind === "refused") return { type: "session-changed", sessionId, identityId };
  const type = compareSessions(parseObject(found.before()), parseObject(found.after()));
  return type === "identity-changed" ? { type, identityId } : { type, sessionId, identityId };
}

type Members = Readonly<Record<string, unknown>> | undefined;

/** Compares two answers for one session, both as JSON. */
function compareSessions(before: Members, after: Members): EndingType {
  if (before === undefined || after === undefined) return "session-changed";
  const differs = (name: string): boolean =>
    JSON.stringify(before[name]) !== JSON.stringify(after[name]);
  if (differs("identity")) return "identity-changed";
  const level = "authenticator_assurance_level";
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const others = [...names].some((name) => !assuranceMembers.includes(name) && differs(name));
  return differs(level) && !others ? "assurance-changed" : "session-changed";
}
