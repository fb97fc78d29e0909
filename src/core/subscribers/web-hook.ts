// A delivery as a web hook, in the form of Standard Webhooks (https://www.standardwebhooks.com, version 1).
import type { Delivered } from "./subscriber.ts";

/** The body of a web hook, as JSON text. It holds ids only. `timestamp` is `at` as RFC 3339. */
export function webHookBody(
  { type, project, sessionId, identityId }: Delivered,
  timestamp: string,
): string {
  return JSON.stringify({
    type: webHookType(type),
    timestamp,
    data: {
      project,
      session_id: sessionId ?? null,
      identity_id: identityId ?? null,
    },
  });
}

/** The type of a web hook: words joined by dots, such as `session.revoked`. */
function webHookType(type: Delivered["type"]): string {
  return type.replaceAll("-", ".");
}

/** What is signed: id, timestamp in seconds, and body. */
export function webHookContent(id: string, timestampSeconds: number, body: string): string {
  return `${id}.${timestampSeconds}.${body}`;
}

/** What the secret of a web hook looks like: `whsec_` and 24 to 64 bytes in base64. */
export const webHookSecretPattern = /^whsec_[A-Za-z0-9+/]{32,86}={0,2}$/;
