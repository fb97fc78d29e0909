// An ending as JSON text, as every subscriber gets it.
import type { Ending } from "../core/endings/ending.ts";

/** An ending as JSON text in one line. Ids that nobody knows are null. */
export function encodeEnding({ id, type, project, sessionId, identityId, at }: Ending): string {
  return JSON.stringify({
    id,
    type,
    project,
    session_id: sessionId ?? null,
    identity_id: identityId ?? null,
    at: new Date(at).toISOString(),
  });
}
