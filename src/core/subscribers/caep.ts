// A delivery as a security event token with a CAEP event (OpenID CAEP 1.0, RFC 8417).
import { caepPrefix } from "../endings/caep.ts";
import { answerCodeCharactersMax } from "./limits.ts";
import type { CaepSubscriber, Delivered } from "./subscriber.ts";

const verification = "https://schemas.openid.net/secevent/ssf/event-type/verification";

/** The claims of a security event token, without those that its signer adds. */
type SetClaims = Readonly<Record<string, unknown>>;

/**
 * The claims for a delivery. Undefined if CAEP 1.0 has no event that says what happened. A changed session or identity
 * has none: `session-revoked` would claim that sessions have ended.
 */
export function caepClaims(
  { issuer, audience }: Pick<CaepSubscriber, "issuer" | "audience">,
  ending: Delivered,
  nowMs: number,
): SetClaims | undefined {
  const event = caepEvent(ending);
  if (event === undefined) return undefined;
  return {
    iss: issuer,
    aud: audience,
    jti: ending.id,
    iat: Math.floor(nowMs / 1_000),
    sub_id: subjectOf(issuer, ending),
    events: { [event.uri]: event.payload },
  };
}

function caepEvent({
  type,
  at,
  id,
}: Delivered): { readonly uri: string; readonly payload: SetClaims } | undefined {
  const event_timestamp = Math.floor(at / 1_000);
  switch (type) {
    case "session-revoked":
      return { uri: `${caepPrefix}session-revoked`, payload: { event_timestamp } };
    case "credential-changed":
      // Section 3.3 requires both members. Which credential it was is not known here.
      return {
        uri: `${caepPrefix}credential-change`,
        payload: { event_timestamp, credential_type: "unspecified", change_type: "update" },
      };
    case "assurance-changed":
      // Section 3.4 requires both members. Endings hold ids only, so the level is to be asked for.
      return {
        uri: `${caepPrefix}assurance-level-change`,
        payload: { event_timestamp, namespace: "ory-aal", current_level: "unspecified" },
      };
    case "test":
      return { uri: verification, payload: { state: id } };
    case "session-changed":
    case "identity-changed":
    case "project-changed":
      return undefined;
    default:
      return type satisfies never;
  }
}

/** The session and its person (RFC 9493 sections 3.2.3, 3.2.4 and 3.3). */
function subjectOf(issuer: string, { sessionId, identityId, project }: Delivered): SetClaims {
  const session = sessionId === undefined ? {} : { session: { format: "opaque", id: sessionId } };
  const user =
    identityId === undefined ? {} : { user: { format: "iss_sub", iss: issuer, sub: identityId } };
  if (sessionId === undefined && identityId === undefined) return { format: "opaque", id: project };
  return { format: "complex", ...session, ...user };
}

const codePattern = new RegExp(`"err"\\s*:\\s*"([a-z_]{1,${answerCodeCharactersMax}})"`);

/** The error code in the answer of a CAEP receiver (RFC 8935 section 2.4). Undefined if it holds none. */
export function receiverCode(body: string): string | undefined {
  return codePattern.exec(body)?.[1];
}
