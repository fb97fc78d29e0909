// Whom the events of a security event token are about: subject identifiers (RFC 9493) in the forms that name a session or
// an identity of the identity server by its id.
import type { Scope } from "../invalidation.ts";
import { canonicalUuid } from "../mutation.ts";
import { isRecord } from "../session.ts";
import { caepEndings, findCaepEvent, type CaepEvent } from "./caep.ts";
import type { EndingType } from "./ending.ts";

/** One event of a token. */
export interface TokenChange {
  /** The name of the event, without CAEP's prefix. `other` for one that changes nothing here. */
  readonly event: string;
  readonly type: EndingType;
  /** Empty for an event that changes nothing here. */
  readonly scopes: readonly Scope[];
}

/** The events of a token, or what is wrong with it. */
export type ReadEvents =
  | { readonly kind: "changes"; readonly changes: readonly TokenChange[] }
  | { readonly kind: "refused"; readonly description: string };

/** Events that one token may have. */
const eventsMax = 16;

/** Reads the events of a token's claims. */
export function readEvents(claims: Readonly<Record<string, unknown>>): ReadEvents {
  const events = claims["events"];
  if (!isRecord(events)) return refused("The claim events must be an object.");
  const entries = Object.entries(events);
  if (entries.length === 0 || entries.length > eventsMax) {
    return refused(`The claim events must have 1 to ${eventsMax} members.`);
  }
  const changes: TokenChange[] = [];
  for (const [name, event] of entries) {
    const known = findCaepEvent(name);
    if (known === undefined) {
      changes.push({ event: "other", type: "session-changed", scopes: [] });
      continue;
    }
    // CAEP 1.0 has one subject for the token. Drafts before it had one in each event.
    const subject = claims["sub_id"] ?? (isRecord(event) ? event["subject"] : undefined);
    const read = readSubject(subject, known);
    if (typeof read === "string") return refused(read);
    changes.push({ event: known, type: caepEndings[known], scopes: read });
  }
  return { kind: "changes", changes };
}

function refused(description: string): ReadEvents & { readonly kind: "refused" } {
  return { kind: "refused", description };
}

const formsText =
  "The subject must have the format opaque, iss_sub or complex, with ids of the identity server.";

/** The scopes that a subject names, or what is wrong with it. */
function readSubject(subject: unknown, event: CaepEvent): readonly Scope[] | string {
  if (!isRecord(subject)) return formsText;
  if (subject["format"] !== "complex") {
    // An opaque subject of a session's event is the session.
    const kind = subject["format"] === "opaque" && isOfSession(event) ? "session" : "identity";
    return readSimple(subject, kind);
  }
  const { session, user } = subject;
  const named: Scope[] = [];
  for (const [given, kind] of [
    [session, "session"],
    [user, "identity"],
  ] as const) {
    if (given === undefined) continue;
    const read = readSimple(given, kind);
    if (typeof read === "string") return read;
    named.push(...read);
  }
  return named.length === 0 ? "A complex subject must have a session or a user." : named;
}

function isOfSession(event: CaepEvent): boolean {
  return event === "session-revoked" || event === "assurance-level-change";
}

/** A subject that is one id. */
function readSimple(subject: unknown, kind: "session" | "identity"): readonly Scope[] | string {
  if (!isRecord(subject)) return formsText;
  const { format, id, iss, sub } = subject;
  if (format === "opaque") return scopeOf(id, kind);
  if (format !== "iss_sub") return formsText;
  if (typeof iss !== "string" || iss === "") return "A subject iss_sub must have an iss.";
  return scopeOf(sub, kind);
}

function scopeOf(id: unknown, kind: "session" | "identity"): readonly Scope[] | string {
  const value = typeof id === "string" ? canonicalUuid(id) : undefined;
  return value === undefined ? `The id of the ${kind} must be a UUID.` : [{ kind, value }];
}
